"""Days and hours as members type them, and as the files have them."""

from __future__ import annotations

import datetime as dt
import re

from bot.knowledge.model import Schedule
from bot.knowledge.values import parse_clock, parse_date
from bot.language.days import days_named
from bot.language.moments import read_moment
from bot.language.reading import Reader

_READER = Reader({})
_TO = re.compile(r"\s*(?:[-–—→]|\b(?:đến|den|tới|toi)\b)\s*")
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")


def clock(at: dt.time) -> str:
    return f"{at:%H:%M}"


def date(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def read_hours(typed: str, now: dt.datetime) -> tuple[dt.time, dt.time | None]:
    """`6h30 đến 8h`, `7 rưỡi tối`; raises ValueError."""
    first, *others = [_hour(part, now) for part in _TO.split(typed.strip()) if part]
    if len(others) > 1:
        raise ValueError(typed)
    return first, others[0] if others else None


def read_day(typed: str, now: dt.datetime) -> dt.date:
    """`thứ bảy`, `28/11`, `28/11/2026`; raises ValueError."""
    if _DATE.fullmatch(typed.strip()):
        day: dt.date = parse_date(typed)
        return day
    named = {days.first for days in days_named(_READER.read(typed), now.date()) if days.length == 1}
    if len(named) != 1:
        raise ValueError(typed)
    return named.pop()


def by_weekday(typed: str, now: dt.datetime) -> bool:
    """Whether only a weekday is named: that of another week may be meant."""
    named = list(days_named(_READER.read(typed), now.date()))
    return bool(named) and all(days.weekly for days in named)


def later(at: dt.time, by: dt.timedelta) -> dt.time | None:
    """None beyond midnight."""
    moment = dt.datetime.combine(dt.date.min, at) + by
    return moment.time() if moment.date() == dt.date.min else None


def length(schedule: Schedule) -> dt.timedelta | None:
    """How long it lasts, if that is known."""
    if schedule.start is None or schedule.end is None:
        return None
    return dt.datetime.combine(dt.date.min, schedule.end) - dt.datetime.combine(dt.date.min, schedule.start)


def _hour(typed: str, now: dt.datetime) -> dt.time:
    try:
        at: dt.time = parse_clock(typed)
    except ValueError:
        moment = read_moment(typed, now)
        if moment is None or moment == now:
            raise ValueError(typed) from None
        return moment.time()
    return at
