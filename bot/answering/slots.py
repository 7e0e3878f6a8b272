"""What a question names besides its topic: a tổ, a year of birth, a day.

Looks at the words without diacritics, and at the diacritics where only they tell: `tổ sáu` is a tổ, `tổ sau` is none.
"""

from __future__ import annotations

import datetime as dt
import re

from bot.answering.model import Slots
from bot.language.days import days_named
from bot.language.folding import fold
from bot.language.numbers import UNITS
from bot.language.reading import Reading

_ONES = "một|mot|hai|ba|bốn|bon|tư|năm|lăm|sáu|bảy|bẩy|bay|tám|tam|chín|chin"
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


def read_slots(reading: Reading, today: dt.date) -> Slots:
    """Slots of a question."""
    groups = _groups(reading)
    days = next(days_named(reading, today), None)
    return Slots(
        group=groups[0] if groups else None,
        birth_year=_birth_year(reading.plain, today),
        date=days.first if days else None,
        days=days.length if days else 1,
        more_groups=groups[1:],
    )


def _groups(reading: Reading) -> tuple[int, ...]:
    if figures := _GROUP.findall(reading.plain):
        return tuple(dict.fromkeys(map(int, figures)))
    spoken = _GROUP_SPOKEN.finditer(reading.text)
    return tuple(dict.fromkeys(10 * bool(m[1]) + UNITS.get(fold(m[2] or m[3] or ""), 0) for m in spoken))


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
