"""Logging: lines or JSON, never the token, never what residents wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from bot.settings import LogChoice

# These log whole requests, SQL values or updates below WARNING, which hold tokens and residents' words; or, as
# apscheduler, every few seconds that they have looked.
TALKATIVE = (
    "httpx", "httpcore", "telegram", "aiosqlite", "sqlalchemy", "alembic", "asyncio", "uvicorn", "apscheduler",
    "matplotlib", "PIL",
)  # fmt: skip


class TextFormatter(logging.Formatter):
    """One record as text, secrets masked in the message and in the traceback."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [part for secret in secrets for part in (secret, secret.partition(":")[2]) if len(part) > 3]

    def format(self, record: logging.LogRecord) -> str:
        return self._mask(super().format(record))

    def _mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class JsonFormatter(TextFormatter):
    """One record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return self._mask(json.dumps(line, ensure_ascii=False))


def configure_logging(choice: LogChoice, secrets: Sequence[str] = ()) -> None:
    """Send every record to stderr in the chosen form."""
    handler = logging.StreamHandler()
    handler.setFormatter((JsonFormatter if choice.json else TextFormatter)(secrets))
    logging.basicConfig(level=choice.level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(choice.level, logging.WARNING))
