"""The environment and `.env`, read once: frozen, secrets masked, every fault one line that says how to mend it."""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.messages import message

PREFIX = "KHUPHO_"
DATABASE_URL = "sqlite+aiosqlite:///data/khupho.db"
API_URL = "https://api.telegram.org"
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class LogChoice:
    """How much is logged, and in which form."""

    level: int = logging.INFO
    json: bool = False


def _token(value: Any) -> Any:
    """The form @BotFather gives; a wrong token of the right form is refused by Telegram itself."""
    return value.strip() if re.fullmatch(r"\s*\d+:[\w-]{3,}\s*", value, re.ASCII) else _refuse()


def _address(*schemes: str) -> BeforeValidator:
    def check(value: str) -> str:
        parts = urlsplit(value.strip())
        good = parts.scheme in schemes and parts.hostname and parts.port != 0  # an impossible port raises ValueError
        return value.strip().rstrip("/") if good else _refuse()

    return BeforeValidator(check)


def _database(value: Any) -> Any:
    """A driver is named: the one SQLAlchemy would take by itself blocks the loop. Storage checks the rest."""
    return value.strip() if re.match(r"\s*\w+\+\w+://", value) else _refuse()


def _log(value: Any) -> Any:
    if isinstance(value, LogChoice):
        return value
    words = set(re.split(r"[\s,;]+", value.strip().lower()))
    levels = words & {"debug", "info", "warning", "error"}
    if words - levels - {"json", "text"} or len(levels) > 1 or {"json", "text"} <= words:
        return _refuse()
    return LogChoice(logging.getLevelNamesMapping()[(levels or {"info"}).pop().upper()], "json" in words)


def _numbers(value: Any) -> Any:
    return tuple(re.split(r"[\s,;]+", value.strip())) if isinstance(value, str) else value


def _refuse() -> Any:
    raise ValueError  # the words for people are in messages.toml, by field


def shipped_knowledge() -> Path:
    """`knowledge/` in the working directory, else the one next to the program (a checkout)."""
    here, beside = Path("knowledge"), Path(__file__).parent.parent / "knowledge"
    return here if here.is_dir() or not beside.is_dir() else beside


class Settings(BaseSettings):
    """What the person who runs the program decides. Fields are the names after KHUPHO_, in lower case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    token: Annotated[SecretStr, BeforeValidator(_token)] | None = None
    api_url: Annotated[str, _address("http", "https")] = API_URL
    proxy: Annotated[SecretStr, _address("http", "https", "socks5", "socks5h")] | None = None  # may hold a password
    knowledge: Path | None = None
    database_url: Annotated[SecretStr, BeforeValidator(_database)] = SecretStr(DATABASE_URL)  # may hold a password
    owners: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)] = ()
    committee_chat: int | None = None
    second_approval: bool = False
    reports_per_day: Annotated[int, Field(ge=1, le=1000)] = 5
    messages_per_second: Annotated[float, Field(gt=0, le=10_000)] = 30
    chat_messages_per_second: Annotated[float, Field(gt=0, le=10_000)] = 1
    group_messages_per_minute: Annotated[float, Field(gt=0, le=10_000)] = 20
    log: Annotated[LogChoice, NoDecode, BeforeValidator(_log)] = LogChoice()

    @property
    def knowledge_folder(self) -> Path:
        return self.knowledge or shipped_knowledge()

    def required_token(self) -> str:
        """The bot token; SettingsError when there is none."""
        if self.token is None:
            raise SettingsError(message("settings.missing.token"))
        return self.token.get_secret_value()

    def secrets(self) -> tuple[str, ...]:
        """What must never be printed."""
        values = [value.get_secret_value() for value in (self.token, self.proxy, self.database_url) if value]
        return tuple(value for value in values if value != DATABASE_URL)


def load_settings(**given: Any) -> Settings:
    """Read the settings; `given` values win over the environment, which wins over `.env`."""
    try:
        return Settings(**given)
    except ValidationError as error:
        fields = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_input=False))
        raise SettingsError("\n".join(message(f"settings.wrong.{field}") for field in fields)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(message("settings.unreadable")) from None


def unknown_settings(environ: Mapping[str, str] = os.environ) -> list[str]:
    """A line for each KHUPHO_ name that nobody reads, with the nearest one that somebody does."""
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    in_file = DotEnvSettingsSource(Settings, case_sensitive=True).env_vars
    given = sorted({name for name in [*environ, *in_file] if name.upper().startswith(PREFIX)})
    return [_unknown(name, known) for name in given if name.upper() not in known]


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.upper(), known, n=1)
    return message("settings.unknown_near" if near else "settings.unknown", name=name, near="".join(near))
