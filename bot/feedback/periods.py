"""The stretches of time that figures are of."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from bot.settings import LOCAL

_DAY = dt.timedelta(days=1)
_KEY = re.compile(r"w([0-9]{4})([0-9]{2})([0-9]{2})|m([0-9]{4})([0-9]{2})", re.ASCII)
FIRST_YEAR = 2020


@dataclass(frozen=True)
class Period:
    """Whole local days, `last` included."""

    kind: Literal["week", "month"]
    first: dt.date
    last: dt.date

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(self.first + _DAY * number for number in range((self.last - self.first).days + 1))

    @property
    def since(self) -> dt.datetime:
        return _midnight(self.first)

    @property
    def until(self) -> dt.datetime:
        return _midnight(self.last + _DAY)

    @property
    def key(self) -> str:
        """For buttons, see `period_of`."""
        return f"w{self.last:%Y%m%d}" if self.kind == "week" else f"m{self.first:%Y%m}"


def week(today: dt.date) -> Period:
    """Today and the six days before."""
    return Period("week", today - 6 * _DAY, today)


def month(today: dt.date) -> Period:
    """The month of this day."""
    first = today.replace(day=1)
    return Period("month", first, (first + 31 * _DAY).replace(day=1) - _DAY)


def month_before(period: Period) -> Period:
    """The month before the one in which a period ends."""
    return month(period.last.replace(day=1) - _DAY)


def period_of(key: str, today: dt.date) -> Period | None:
    """What a key stands for; None for one that is made up or of the future."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    year, number, day = int(match[1] or match[4]), int(match[2] or match[5]), int(match[3] or 1)
    try:
        date = dt.date(year, number, day)
    except ValueError:
        return None
    if year < FIRST_YEAR or date > today:
        return None
    return week(date) if match[1] else month(date)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LOCAL)
