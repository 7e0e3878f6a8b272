"""Small numbers in words, without marks: `mười một`, `hai mươi lăm`."""

from __future__ import annotations

UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}

_UNIT = "|".join(UNITS)
TEENS = rf"(?:(?:{_UNIT}) )?muoi(?: (?:{_UNIT}))?|(?:hai|ba|bon|nam) lam"  # ten and more; `bốn lăm` is forty-five
NUMBER = rf"\d{{1,3}}|khong|{TEENS}|{_UNIT}"  # for regular expressions


def number(words: str) -> int:
    """What was matched by NUMBER: `muoi mot` -> 11, `07` -> 7."""
    if words.isdecimal():
        return int(words)
    tens, ten, units = words.partition("muoi")
    if ten:
        return 10 * UNITS.get(tens.strip(), 1) + UNITS.get(units.strip(), 0)
    first, _, second = words.partition(" ")
    return 10 * UNITS[first] + UNITS[second] if second else UNITS.get(words, 0)
