"""The days a text names: `mai`, `thứ bảy tuần này`, `22/11`.

Looks at the words without diacritics, and at the diacritics where only they tell: `thứ tư` is a day, `thứ tự` is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.language.folding import fold
from bot.language.reading import Reading

HORIZON = 400  # days looked ahead; what is farther away is a date of birth or of a law

_DAY = re.compile(
    r"(?<!\bngo )(?<!\bngach )(?<!\bhem )(?<!\bnha )(?<!\bso )(?:(?<=\bngay )|(?!24/7(?![\d/])))"
    r"\b(\d{1,2})(?:[/.-]| thang )(\d{1,2})(?:(?:[/.-]| nam )(\d{4}|\d\d))?\b(?! (?:lan|buoi|ngay|tuan)\b)"
)
_PART = "hom|sang|trua|chieu|toi|dem"
_NEAR = (
    (re.compile(rf"(?<!\bmay )\b(?:{_PART}) nay\b"), 0),
    (re.compile(rf"\b(?:{_PART}) qua\b"), -1),
    (re.compile(rf"\b(?:ngay|{_PART}) mai\b|\bmai (?=co\b|thi\b|don\b|di\b|may\b)|^(?:the |con |vay )?mai\b"), 1),
    (re.compile(r"\bngay kia\b"), 2),
)
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_WEEKDAY = re.compile(
    r"\b(?:(?:thứ|thu) (hai|ba|tư|tu|năm(?! nay)|nam|sáu|sau|bảy|bẩy|bay|[2-7])|(?:chủ|chu) (?:nhật|nhat))\b"
    r"(?! (?:nghìn|nghin|ngàn|ngan|trăm|tram|triệu|trieu|đồng|dong|lần|lan)\b)"  # thu 5 nghìn
    r"(?: (?:(tuần sau|tuan sau|tuần tới|tuan toi|sau(?! khi| đó| do))|(tới)|(tuần này|tuan nay))\b)?"
)
_WEEK = re.compile(r"\b(?:(cuoi )?tuan (sau|toi|nay)|(cuoi) tuan)\b")


class Days(NamedTuple):
    """Days that were named: the first and how many.

    `weekly`: by the weekday only, so that of another week may be meant. `words`: the places of the words naming them.
    """

    first: dt.date
    words: range
    length: int = 1
    weekly: bool = False


def days_named(reading: Reading, today: dt.date, since: dt.date | None = None) -> Iterator[Days]:
    """The days named, what says most first. A date without a year is the first one from `since` on, else from today."""
    for match in _DAY.finditer(reading.plain):
        if day := _calendar_day(int(match[1]), int(match[2]), match[3], today, since or today):
            yield Days(day, _words(match))
    for pattern, ahead in _NEAR:
        for match in pattern.finditer(reading.plain):
            words = _words(match)
            further = reading.words[words[-1]].text == "kìa"  # the day after `ngày kia`
            yield Days(today + dt.timedelta(days=ahead + further), words)
    for match in _WEEKDAY.finditer(reading.text):
        yield Days(_weekday(match, today), _words(match), weekly=not any(match.groups()[1:]))
    for match in _WEEK.finditer(reading.plain):
        first, length = _week(match, today)
        yield Days(first, _words(match), length)


def _words(match: re.Match[str]) -> range:
    first = match.string.count(" ", 0, match.start())
    return range(first, first + match[0].count(" ") + 1)


def _week(match: re.Match[str], today: dt.date) -> tuple[dt.date, int]:
    """`tuần sau`: its seven days; `tuần này`: what is left of it; `cuối tuần`: Saturday and Sunday."""
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7 * (match[2] in ("sau", "toi")))
    if match[1] or match[3]:
        return max(today, monday + dt.timedelta(days=5)), 2 if today < monday + dt.timedelta(days=6) else 1
    return max(today, monday), (monday + dt.timedelta(days=7) - max(today, monday)).days


def _calendar_day(day: int, month: int, year: str | None, today: dt.date, since: dt.date) -> dt.date | None:
    """The day named; None if there is none, or if it is too far to be meant."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [since.year, since.year + 1]
    for candidate in years:
        try:
            date = dt.date(candidate, month, day)
        except ValueError:
            continue
        if abs((date - today).days) <= HORIZON and (year or date >= since):
            return date
    return None


def _weekday(match: re.Match[str], today: dt.date) -> dt.date:
    weekday = _WEEKDAYS[fold(match[1])] if match[1] else 6
    ahead = (weekday - today.weekday()) % 7
    if match[2] and today.weekday() + ahead <= 6:  # still this week, and the next one is meant
        ahead += 7
    elif match[3] and ahead == 0:
        ahead = 7
    elif match[4]:
        ahead = weekday - today.weekday()
    return today + dt.timedelta(days=ahead)
