"""A text cut into tokens: runs of letters and digits, and the things that are never looked into (addresses, @names)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CHUNK = re.compile(r"\S+")
_SIGNS = re.compile(r"[@:.]")
_ADDRESS = re.compile(r"(?:@|://)[^\W_]")
_AROUND = "\"'()<>[]{},.;:!?…“”‘’"
_DOMAIN = re.compile(r"[^\W_]\.(?:com|vn|net|org|gov|edu|io|me)(?![^\W_])")
_TOKEN = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?![^\W_])"  # 20/11/2026
    r"|\d{1,2}[/:]\d{1,2}(?![^\W_])"  # 20/11, 7:30
    r"|\d{1,3}(?:\.\d{3})+(?!\d)"  # 500.000
    r"|[^\W_]+(?:[\[\]]+[^\W_]+|\](?=[\s.,?!]|$))*"  # a word; Telex has ơ and ư under the brackets
)


class Token(NamedTuple):
    text: str
    start: int
    end: int
    word: bool = True  # False: an address, which stays as it is


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an NFC text in order."""
    for chunk in _CHUNK.finditer(text):
        start, body = chunk.start(), chunk[0].strip(_AROUND)
        if _is_address(body):
            at = start + chunk[0].find(body)
            yield Token(body, at, at + len(body), word=False)
        else:
            for word in _TOKEN.finditer(text, start, chunk.end()):
                yield Token(word[0], word.start(), word.end())


def _is_address(chunk: str) -> bool:
    if not _SIGNS.search(chunk):
        return False
    return chunk.startswith("www.") or _ADDRESS.search(chunk) is not None or _DOMAIN.search(chunk) is not None
