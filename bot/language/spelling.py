"""Spelling habits of chats: stretched letters, words written without the space, numbers glued to words."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from bot.language.common_words import COMMON
from bot.language.folding import fold
from bot.language.syllables import is_plain_syllable, is_syllable, place_tone

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_YEAR = re.compile(r"2k(\d|1\d)")
_CLOCK = re.compile(r"(\d{1,2})[hg](\d{2})(?:p|ph|phut|phút)?")
_HOUR = re.compile(r"(\d{1,2}h)([^\W\d_]{3,})?")
_THOUSANDS = re.compile(r"\d+k")
_BRACKETS = re.compile(r"[\[\]]+")
_RUNS = re.compile(r"\d+|\D+")
_LONGEST_STUCK = 18


def shorten(word: str) -> str:
    """A letter written three times or more stands once: `vâyyy` -> `vây`."""
    return _STRETCHED.sub(r"\1", word)


def is_word(word: str) -> bool:
    """A syllable, with its marks or without any."""
    return is_plain_syllable(word) or (not word.isascii() and is_syllable(word))


@lru_cache(maxsize=8192)
def tidy(word: str) -> tuple[str, ...]:
    """A lower-case token -> canonical words: `vângg` -> `vâng`, `tổ7` -> `tổ 7`, `2k9` -> `2009`, `hoà` -> `hòa`."""
    if not word.isalnum():  # a date or a clock, or brackets that were no Telex keys
        return (
            tuple(part for run in _BRACKETS.split(word) if run for part in tidy(run))
            if _BRACKETS.search(word)
            else (word,)
        )
    if not any(c.isdigit() for c in word):
        return (_trim(word),)
    return _number(word) or tuple(run if run.isdigit() else _trim(run) for run in _RUNS.findall(word))


def _number(word: str) -> tuple[str, ...]:
    """Numbers whose letters belong to them: years, hours, thousands."""
    if year := _YEAR.fullmatch(word):
        return (f"20{int(year[1]):02d}",)
    if clock := _CLOCK.fullmatch(word):
        return (f"{clock[1]}h{clock[2]}",)
    if hour := _HOUR.fullmatch(word):
        return (hour[1], _trim(hour[2])) if hour[2] else (hour[1],)
    return (word,) if _THOUSANDS.fullmatch(word) else ()


def _trim(word: str) -> str:
    """`vângg` -> `vâng` where that makes a syllable of it; `app` stays."""
    if is_word(word):
        return place_tone(word)
    foreign = word in COMMON or (len(word) < 5 and word.isascii() and word[-1] not in "aeiouy")
    if len(word) < 3 or foreign or fold(word[-1]) != fold(word[-2]):
        return word
    short = word[:-1] if fold(word[-1]) == word[-1] else word[:-2] + word[-1]  # keeps the letter with marks: `nhaá`
    return place_tone(short) if is_word(short) else word


def unstick(word: str, known: Container[str]) -> tuple[str, ...]:
    """A word of two or three syllables without spaces -> the syllables: `khuphố` -> `khu phố`; any other as it is.

    Syllables in `known` (without marks) decide where several cuts are possible (`xinhỏi`). Without their help a word
    with marks is cut so that consonants open the next syllable. A word without marks may be a foreign one (`camera`):
    it is cut only in one way, into known syllables that begin with consonants.
    """
    if not word.isascii() and is_plain_syllable(fold(word)):  # one syllable with its marks in the wrong place: `đựoc`
        return (word,)
    ways = () if word in COMMON else _cuts(word)
    familiar = [way for way in ways if all(fold(part) in known for part in way)]
    if not word.isascii():
        return [*familiar, *ways, (word,)][0]
    surely = len(familiar) == 1 and not any(part[0] in "aeiouy" for part in familiar[0])
    return familiar[0] if surely else (word,)


@lru_cache(maxsize=8192)
def _cuts(word: str) -> tuple[tuple[str, ...], ...]:
    """All cuts into two or three syllables, those into two first and consonants rather opening than closing."""
    if not 3 < len(word) <= _LONGEST_STUCK or not word.isalpha() or is_word(word):
        return ()
    firsts = [(word[:i], word[i:]) for i in range(1, len(word)) if is_word(word[:i])]
    pairs = [(a, b) for a, b in firsts if is_word(b)]
    triples = [(a, b[:j], b[j:]) for a, b in firsts for j in range(1, len(b)) if is_word(b[:j]) and is_word(b[j:])]
    return tuple(tuple(place_tone(part) for part in way) for way in [*pairs, *triples])
