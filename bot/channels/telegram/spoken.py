"""Whole messages that stand for a button or a command, however they are typed."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.folding import fold

_WORDS = re.compile(r"[^\W_]+")


def spoken(text: str, fillers: tuple[str, ...] = ()) -> str:
    """The bare words, without marks, signs and polite `fillers`: `📇 Danh bạ ạ!` -> `danh ba`.

    What has no words stays as it is, and what is nothing but fillers keeps them.
    """
    words = " ".join(_WORDS.findall(fold(text)))
    rest = f" {words} "
    for filler in _longest_first(fillers):
        rest = rest.replace(f" {filler} ", " ")
    return rest.strip() or words or text


@lru_cache(maxsize=4)
def _longest_first(fillers: tuple[str, ...]) -> list[str]:
    return sorted((spoken(filler) for filler in fillers), key=len, reverse=True)
