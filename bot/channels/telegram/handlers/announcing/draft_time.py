"""When an announcement is to be sent: told in words, picked from buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.answering.rich import first_upper
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill

DAYS_OFFERED = 8  # today and a week
HOURS = range(6, 22)  # of the day that are offered; others can be typed
FARTHEST = dt.timedelta(days=366)


def in_words(kb: KnowledgeBase, at: dt.datetime, now: dt.datetime) -> str:
    """`20:00 thứ bảy 21/11/2026`; both are local."""
    words = kb.answer_wording
    date = at.date()
    day = fill(words.day, thu=words.weekdays[date.weekday()], ngay=date.day, thang=date.month, nam=date.year)
    near = {0: words.today, 1: words.tomorrow}.get((date - now.date()).days, "")
    return fill(kb.committee_wording.at_moment, gio=f"{at:%H:%M}", ngay=f"{day} {near}".strip())


def days(kb: KnowledgeBase, now: dt.datetime) -> Iterator[tuple[str, str]]:
    """The days offered: a label, and the day as a button carries it."""
    words = kb.answer_wording
    for ahead in range(DAYS_OFFERED):
        day = now.date() + dt.timedelta(days=ahead)
        if hours(day, now):
            near = {0: f" {words.today}", 1: f" {words.tomorrow}"}.get(ahead, "")
            yield f"{first_upper(words.weekdays[day.weekday()])} {day.day}/{day.month}{near}", day.isoformat()


def hours(day: dt.date, now: dt.datetime) -> list[dt.datetime]:
    """The hours offered of a day: those to come."""
    offered = [dt.datetime.combine(day, dt.time(hour), now.tzinfo) for hour in HOURS]
    return [at for at in offered if at > now]


def picked_day(text: str, now: dt.datetime) -> dt.date | None:
    """The day that a button carries; None when it is none that could be offered."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if dt.timedelta(0) <= day - now.date() < FARTHEST else None


def picked_hour(text: str, now: dt.datetime) -> dt.datetime | None:
    """The hour that a button carries: `2026-11-21T20`."""
    date, _, hour = text.partition("T")
    day = picked_day(date, now)
    if day is None or not hour.isdecimal() or int(hour[:3]) not in range(24):
        return None
    return dt.datetime.combine(day, dt.time(int(hour[:3])), now.tzinfo)
