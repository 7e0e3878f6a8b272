"""The documents say the truth: every command, option and setting is there, and nothing that does not exist."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pytest

from bot.channels.telegram.profile import commands, committee_commands
from bot.cli import _parser
from bot.settings import DATABASE_URL, Settings
from tests.knowledge_factory import tiny_knowledge

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS = {f"KHUPHO_{field.upper()}" for field in Settings.model_fields}
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    (action,) = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(action.choices)


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    assert set(re.findall(r"KHUPHO_[A-Z_]+", README)) == SETTINGS


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    assert set(re.findall(r"^(?:# )?(KHUPHO_\w+)=", ENV_EXAMPLE, re.MULTILINE)) == SETTINGS


def test_the_default_of_the_database_is_told_truly() -> None:
    assert DATABASE_URL in README
    assert DATABASE_URL in ENV_EXAMPLE


def test_other_documents_name_only_settings_that_exist() -> None:
    for path in DOCUMENTS:
        assert set(re.findall(r"KHUPHO_[A-Z_]+", path.read_text(encoding="utf-8"))) <= SETTINGS, path.name


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    named = set(re.findall(r"^\| `khupho ([a-z]+)", README, re.MULTILINE))
    assert named == set(subcommands())


def test_every_option_is_in_the_readme() -> None:
    for command, parser in subcommands().items():
        for option in parser._option_string_actions:
            assert option in ("-h", "--help") or f"`{option}" in README, f"{command} {option}"


def test_every_command_of_the_bot_is_in_the_readme(tmp_path: Path) -> None:
    kb = tiny_knowledge(tmp_path)
    for name, _ in [*commands(kb.chat_wording), *committee_commands(kb.office_wording)]:
        assert f"`/{name}`" in README


def test_every_target_of_the_makefile_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"setup", "demo", "test", "lint", "bench"} <= targets
    for path in DOCUMENTS:
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_links_lead_to_files_that_exist(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (document.parent / link).exists(), link


def test_the_handbook_names_the_files_of_the_knowledge_folder() -> None:
    handbook = (ROOT / "docs" / "so-tay.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "knowledge").glob("*.yaml")):
        assert f"`{path.name}`" in handbook


def test_pinned_versions_carry_hashes_and_no_addresses() -> None:
    for name in ("constraints.txt", "constraints-dev.txt", "constraints-bench.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text
        for entry in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[\w.\[\]-]+==[\w.]+", entry)
            assert "--hash=sha256:" in entry


@pytest.mark.parametrize("more", ["constraints-dev.txt", "constraints-bench.txt"])
def test_the_program_and_the_tools_are_pinned_to_the_same_versions(more: str) -> None:
    pins = [
        set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("constraints.txt", more)
    ]
    assert pins[0] < pins[1]


def test_everything_that_is_required_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower()
    for requirement in project["dependencies"]:
        assert f"{re.split(r'[^a-zA-Z0-9.-]', requirement)[0].lower()}==" in pinned, requirement
