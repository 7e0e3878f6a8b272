"""Settings come from the environment and `.env`; every fault is one line that says how to mend it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import DATABASE_URL, LogChoice, Settings, load_settings, unknown_settings

TOKEN = "123456789:AAcanary-of_the_tests"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working directory and no settings from outside."""
    for name in [name for name in os.environ if name.startswith("KHUPHO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.api_url == "https://api.telegram.org"
    assert settings.database_url.get_secret_value() == DATABASE_URL
    assert settings.log == LogChoice(logging.INFO, json=False)
    assert settings.owners == ()
    assert (settings.knowledge_folder / "khu-pho.yaml").is_file()


def test_knowledge_in_the_working_directory_is_preferred(folder: Path) -> None:
    (folder / "knowledge").mkdir()
    assert load_settings().knowledge_folder == Path("knowledge")


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("KHUPHO_LOG=debug json\nKHUPHO_OWNERS=1, 2\n", encoding="utf-8")
    monkeypatch.setenv("KHUPHO_OWNERS", "3;4 5")
    settings = load_settings()
    assert settings.log == LogChoice(logging.DEBUG, json=True)
    assert settings.owners == (3, 4, 5)


def test_an_empty_setting_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.setenv(f"KHUPHO_{field.upper()}", "")
    assert load_settings() == Settings()


def test_the_api_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUPHO_API_URL", "http://127.0.0.1:8081/")
    assert load_settings().api_url == "http://127.0.0.1:8081"


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUPHO_TOKEN", TOKEN)
    monkeypatch.setenv("KHUPHO_PROXY", "socks5://me:hush@127.0.0.1:1080")
    monkeypatch.setenv("KHUPHO_DATABASE_URL", "postgresql+asyncpg://me:hush@localhost/khupho")
    settings = load_settings()
    assert settings.required_token() == TOKEN
    assert "AAcanary" not in f"{settings!r} {settings}"
    assert "hush" not in f"{settings!r} {settings}"
    assert len(settings.secrets()) == 3


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().owners = (1,)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KHUPHO_TOKEN", "AAcanary"),
        ("KHUPHO_TOKEN", "AAcanary:123456"),
        ("KHUPHO_API_URL", "api.telegram.org"),
        ("KHUPHO_API_URL", "ftp://localhost"),
        ("KHUPHO_API_URL", "http://127.0.0.1:99999"),
        ("KHUPHO_API_URL", "http://127.0.0.1:abc"),
        ("KHUPHO_PROXY", "localhost:1080"),
        ("KHUPHO_DATABASE_URL", "data/khupho.db"),
        ("KHUPHO_DATABASE_URL", "sqlite:///data/khupho.db"),
        ("KHUPHO_OWNERS", "@bac_hoa"),
        ("KHUPHO_COMMITTEE_CHAT", "ban khu phố"),
        ("KHUPHO_SECOND_APPROVAL", "hai"),
        ("KHUPHO_LOG", "loud"),
        ("KHUPHO_LOG", "json text"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    text = str(caught.value)
    assert text.startswith(name)
    assert "\n" not in text
    assert "canary" not in text


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUPHO_LOG", "loud")
    monkeypatch.setenv("KHUPHO_OWNERS", "x,y")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["KHUPHO_OWNERS", "KHUPHO_LOG"]


def test_a_missing_token_says_where_to_get_one() -> None:
    with pytest.raises(SettingsError, match="@BotFather"):
        load_settings().required_token()


def test_an_unreadable_file_is_told(folder: Path) -> None:
    (folder / ".env").write_bytes("KHUPHO_LOG=info # chú thích".encode("utf-16"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_names_that_nobody_reads_are_told_with_the_nearest_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("KHUPHO_TOKN=1\nOTHER=2\n", encoding="utf-8")
    monkeypatch.setenv("KHUPHO_XYZ", "3")
    monkeypatch.setenv("KHUPHO_LOG", "info")
    near, far = unknown_settings()
    assert "KHUPHO_TOKN" in near
    assert "KHUPHO_TOKEN" in near
    assert "KHUPHO_XYZ" in far


def test_values_given_by_the_program_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUPHO_TOKEN", "wrong")
    monkeypatch.setenv("KHUPHO_PROXY", "wrong")
    settings = load_settings(token=TOKEN, proxy=None)
    assert settings.required_token() == TOKEN
    assert settings.proxy is None
