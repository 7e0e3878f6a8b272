"""What a question names besides its topic: a tổ, a year of birth, a day.

Looks at the words without diacritics, and at the diacritics where only they tell: `thứ tư` is a day, `thứ tự` is none.
"""

from __future__ import annotations

import datetime as dt
import re

from bot.answering.dates import HORIZON
from bot.answering.model import Slots
from bot.language.folding import fold
from bot.language.reading import Reading

_ONES = "một|mot|hai|ba|bốn|bon|tư|năm|lăm|sáu|bảy|bẩy|bay|tám|tam|chín|chin"
_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_GROUP = re.compile(r"\bto (?:dan )?(?:pho )?(?:so )?(\d{1,3})\b(?!/)")
_GROUP_SPOKEN = re.compile(
    r"\b(?:tổ|to)(?: (?:dân|dan))?(?: (?:phố|pho))?(?: (?:số|so))? "
    rf"(?:(mười|muoi)(?: ({_ONES}|tu|nam|lam|sau))?|({_ONES}))\b"
    r"(?! (?:nay|ngoái|tới|vấn|pháp|nhân|cửa|người)\b)"  # tổ tư vấn, tổ một cửa; tổ năm nay bầu ai
)

# `sinh` of people, not that of `vệ sinh` or `khai sinh`.
_BIRTH = r"(?<!\bve )(?<!\bhoc )(?<!\bkhai )(?<!\bduong )(?<!\bdan )(?<!\ban )\b(?:sinh|sn)"
_BORN = re.compile(
    rf"{_BIRTH}(?: (?:nam|thang|ngay|vao|hoi|khoang|dau|giua|cuoi|la|\d{{1,2}}))* "
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?((?:19|20)\d\d)\b"
)
_BORN_SHORT = re.compile(rf"{_BIRTH}(?: nam)? (\d\d)\b(?![/.:-])(?! (?:thang|ngay|tuoi|con|chau)\b)")
_BARE_YEAR = re.compile(r"(?<!\d )\b(19[3-9]\d|20[01]\d)\b(?! \d)(?! (?:dong|nghin|ngan|trieu|nguoi|ho|met|lan)\b)")
_AGE = re.compile(r"(?<!\d )(?<!\d den )\b(\d{1,3}) tuoi\b")  # `18 đến 25 tuổi` is nobody's age
_YEAR_OF_ELSE = re.compile(
    r"\b(?:luat|nghi dinh|nghi quyet|thong tu|quyet dinh|hien phap)"  # a law is named by its year
    r"(?: (?:tre em|(?!(?:thi|con|chau|em|be|toi|anh|chi|sinh|sn|lua)\b)\S+)){0,7}? (?:19|20)\d\d\b"
    r"|\b(?:nhap ngu|xuat ngu|ve huu|nghi huu|ket nap|tot nghiep|bau)(?: (?:tu|nam|hoi|vao))* (?:19|20)\d\d\b"
)

_DAY = re.compile(
    r"(?<!\bngo )(?<!\bngach )(?<!\bhem )(?<!\bnha )(?<!\bso )(?:(?<=\bngay )|(?!24/7\b))"
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
    r"(?: (?:(tuần sau|tuan sau|tuần tới|tuan toi|sau(?! khi| đó| do))|(tới)))?"
)


_WEEK = re.compile(r"\b(?:(cuoi )?tuan (sau|toi|nay)|(cuoi) tuan)\b")


def read_slots(reading: Reading, today: dt.date) -> Slots:
    """Slots of a question."""
    groups = _groups(reading)
    date, days = _days(reading, today)
    return Slots(
        group=groups[0] if groups else None,
        birth_year=_birth_year(reading.plain, today),
        date=date,
        days=days,
        more_groups=groups[1:],
    )


def _groups(reading: Reading) -> tuple[int, ...]:
    if figures := _GROUP.findall(reading.plain):
        return tuple(dict.fromkeys(map(int, figures)))
    spoken = _GROUP_SPOKEN.finditer(reading.text)
    return tuple(dict.fromkeys(10 * bool(m[1]) + _UNITS.get(fold(m[2] or m[3] or ""), 0) for m in spoken))


def _birth_year(plain: str, today: dt.date) -> int | None:
    if match := _BORN.search(plain) or _BARE_YEAR.search(_YEAR_OF_ELSE.sub(" ", plain)):
        year = int(match[1])
    elif match := _BORN_SHORT.search(plain):
        year = int(match[1]) + (2000 if int(match[1]) <= today.year % 100 else 1900)
    elif match := _AGE.search(plain):
        year = today.year - int(match[1])
    else:
        return None
    return year if today.year - 120 <= year <= today.year else None


def _days(reading: Reading, today: dt.date) -> tuple[dt.date | None, int]:
    """The day named, or the first of the days and how many."""
    match = _DAY.search(reading.plain)
    if match and (day := _calendar_day(int(match[1]), int(match[2]), match[3], today)):
        return day, 1
    for pattern, ahead in _NEAR:
        if pattern.search(reading.plain):
            return today + dt.timedelta(days=ahead), 1
    if match := _WEEKDAY.search(reading.text):
        return _weekday(match, today), 1
    match = _WEEK.search(reading.plain)
    return _week(match, today) if match else (None, 1)


def _week(match: re.Match[str], today: dt.date) -> tuple[dt.date, int]:
    """`tuần sau`: its seven days; `tuần này`: what is left of it; `cuối tuần`: Saturday and Sunday."""
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7 * (match[2] in ("sau", "toi")))
    if match[1] or match[3]:
        return max(today, monday + dt.timedelta(days=5)), 2 if today < monday + dt.timedelta(days=6) else 1
    return max(today, monday), (monday + dt.timedelta(days=7) - max(today, monday)).days


def _calendar_day(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    """The day named, without a year the coming one; None if there is none, or if it is too far to be asked about (a
    date of birth)."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year, today.year + 1]
    for candidate in years:
        try:
            date = dt.date(candidate, month, day)
        except ValueError:
            continue
        if abs((date - today).days) <= HORIZON and (year or date >= today):
            return date
    return None


def _weekday(match: re.Match[str], today: dt.date) -> dt.date:
    weekday = _WEEKDAYS[fold(match[1])] if match[1] else 6
    ahead = (weekday - today.weekday()) % 7
    if match[2] and today.weekday() + ahead <= 6:  # still this week, and the next one is meant
        ahead += 7
    elif match[3] and ahead == 0:
        ahead = 7
    return today + dt.timedelta(days=ahead)
