"""Whole messages that stand for a button or a command, however they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.language.folding import fold

_WORDS = re.compile(r"[^\W_]+")


def spoken(text: str, fillers: Iterable[str] = ()) -> str:
    """The bare words, without marks, signs and polite `fillers`: `📇 Danh bạ ạ!` -> `danh ba`.

    What has no words stays as it is, and what is nothing but fillers keeps them.
    """
    words = " ".join(_WORDS.findall(fold(text)))
    rest = f" {words} "
    for filler in sorted((spoken(filler) for filler in fillers), key=len, reverse=True):
        rest = rest.replace(f" {filler} ", " ")
    return rest.strip() or words or text
