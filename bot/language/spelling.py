"""Spelling habits of chats: stretched letters, words written without the space, numbers glued to words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from bot.language.common_words import COMMON
from bot.language.syllables import is_plain_syllable, is_syllable, place_tone
from bot.language.usage import OFTEN, Usage, plain

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_YEAR = re.compile(r"2k(\d|1\d)")
_CLOCK = re.compile(r"(\d{1,2})[hg](\d{2})(?:p|ph|phut|phút)?")
_HOUR = re.compile(r"(\d{1,2}h)([^\W\d_]{3,})?")
_AGE = re.compile(r"(\d\d)t")
_THOUSANDS = re.compile(r"\d+k")
_BRACKETS = re.compile(r"[\[\]]+")
_RUNS = re.compile(r"\d+|\D+")
_LONGEST = 7  # letters of a syllable: nghiêng
_LONGEST_STUCK = 18


@lru_cache(maxsize=8192)
def shorten(word: str) -> str:
    """A letter written three times or more stands once: `vâyyy` -> `vây`."""
    return _STRETCHED.sub(r"\1", word)


def is_word(word: str) -> bool:
    """A syllable, with its marks or without any."""
    return len(word) <= _LONGEST and (is_plain_syllable(word) or (not word.isascii() and is_syllable(word)))


def tidy(word: str) -> tuple[str, ...]:
    """A lower-case token -> canonical words: `vângg` -> `vâng`, `tổ7` -> `tổ 7`, `2k9` -> `2009`, `hoà` -> `hòa`."""
    if word.isalpha():
        return (_trim(word),)
    if not word.isalnum():  # a date or a clock, or brackets that were no Telex keys
        return (
            tuple(part for run in _BRACKETS.split(word) if run for part in tidy(run))
            if _BRACKETS.search(word)
            else (word,)
        )
    return _number(word) or tuple(run if run.isdigit() else _trim(run) for run in _RUNS.findall(word))


def _number(word: str) -> tuple[str, ...]:
    """Numbers whose letters belong to them: years, hours, ages, thousands."""
    if year := _YEAR.fullmatch(word):
        return (f"20{int(year[1]):02d}",)
    if clock := _CLOCK.fullmatch(word):
        return (f"{clock[1]}h{clock[2]}",)
    if hour := _HOUR.fullmatch(word):
        return (hour[1], _trim(hour[2])) if hour[2] else (hour[1],)
    if age := _AGE.fullmatch(word):
        return (age[1], "tuổi")
    return (word,) if _THOUSANDS.fullmatch(word) else ()


def _trim(word: str) -> str:
    """`vângg` -> `vâng` where that makes a syllable of it; `app` stays."""
    if is_word(word):
        return place_tone(word)
    foreign = word in COMMON or (len(word) < 5 and word.isascii() and word[-1] not in "aeiouy")
    if len(word) < 3 or foreign or plain(word[-1]) != plain(word[-2]):
        return word
    short = word[:-1] if plain(word[-1]) == word[-1] else word[:-2] + word[-1]  # keeps the letter with marks: `nhaá`
    return place_tone(short) if is_word(short) else word


def unstick(word: str, usage: Usage) -> tuple[str, ...]:
    """A word of two or three syllables without spaces -> the syllables: `khuphố` -> `khu phố`; any other as it is.

    Where several cuts are possible (`xinhỏi`), that into syllables known to stand together is taken. Without their help
    a word with marks is cut so that consonants open the next syllable. A word without marks may be a foreign one
    (`camera`): it is cut only in one way, into known syllables that begin with consonants.
    """
    if word in COMMON or usage.knows(word):
        return (word,)
    if not word.isascii() and is_plain_syllable(plain(word)):  # one syllable with its marks in the wrong place: `đựoc`
        return (word,)
    ways = _cuts(word)
    familiar = [way for way in ways if all(usage.knows(plain(part)) for part in way)]
    together, likely = max(((_together(way, usage), way) for way in familiar), default=(0, (word,)))
    if together >= OFTEN:
        return likely
    if not word.isascii():
        return [*familiar, *ways, (word,)][0]
    surely = len(familiar) == 1 and not any(part[0] in "aeiouy" for part in familiar[0])
    return familiar[0] if surely else (word,)


def _together(way: Iterable[str], usage: Usage) -> int:
    return min(usage.together(a, b) for a, b in pairwise(way))


def _cuts(word: str) -> tuple[tuple[str, ...], ...]:
    """All cuts into two or three syllables, those into two first and consonants rather opening than closing."""
    if not 3 < len(word) <= _LONGEST_STUCK or not word.isalpha() or is_word(word):
        return ()
    firsts = _starts(word)
    pairs = [(a, b) for a, b in firsts if is_word(b)]
    triples = [(a, b, c) for a, rest in firsts for b, c in _starts(rest) if is_word(c)]
    return tuple(tuple(place_tone(part) for part in way) for way in [*pairs, *triples])


def _starts(word: str) -> list[tuple[str, str]]:
    """The cuts of a word behind a syllable."""
    return [(word[:i], word[i:]) for i in range(1, min(len(word), _LONGEST + 1)) if is_word(word[:i])]
