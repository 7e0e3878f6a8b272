"""Wording of the command-line tools, checks and settings errors: `messages.toml`, read once, when first needed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def message(key: str, /, **values: object) -> str:
    """The text under a dotted key (`settings.missing_token`), its {placeholders} filled."""
    text: Any = _texts()
    for part in key.split("."):
        text = text[part]
    return str(text).format(**values)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("messages.toml").read_text(encoding="utf-8"))
