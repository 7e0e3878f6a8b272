"""On which dates a schedule takes place: computed, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.model import Schedule, ScheduleException
from bot.knowledge.recurrence import falls_on
from bot.language.days import HORIZON


@dataclass(frozen=True)
class Occurrence:
    """One date of a schedule as planned, and what the exceptions make of it."""

    planned: dt.date
    exception: ScheduleException | None = None

    @property
    def cancelled(self) -> bool:
        return self.exception is not None and self.exception.cancelled

    @property
    def date(self) -> dt.date:
        """When it really takes place (for a cancelled one: when it would have)."""
        return (self.exception and self.exception.moved_to) or self.planned


def occurrences(schedule: Schedule, start: dt.date, days: int = HORIZON) -> Iterator[Occurrence]:
    """What is planned from `start` on, exceptions applied, in the order of the planned dates."""
    exceptions = {e.date: e for e in schedule.exceptions}
    for offset in range(days):
        date = start + dt.timedelta(days=offset)
        if falls_on(schedule, date):
            yield Occurrence(date, exceptions.get(date))


def touching(schedule: Schedule, day: dt.date) -> list[Occurrence]:
    """What is planned for a day, and what was moved to it."""
    exceptions = {e.date: e for e in schedule.exceptions}
    planned = {day, *(e.date for e in schedule.exceptions if e.moved_to == day)}
    return [Occurrence(date, exceptions.get(date)) for date in sorted(planned) if falls_on(schedule, date)]


def next_occurrence(schedule: Schedule, now: dt.datetime) -> Occurrence | None:
    """The next one that takes place and has not ended; a moved one counts on its new date."""
    today = now.date()
    moved = [Occurrence(e.date, e) for e in schedule.exceptions if e.date < today and falls_on(schedule, e.date)]
    coming = [o for o in (*moved, *occurrences(schedule, today)) if not o.cancelled and not over(schedule, o, now)]
    return min(coming, key=lambda o: o.date, default=None)


def hours(schedule: Schedule, occurrence: Occurrence) -> tuple[dt.time | None, dt.time | None]:
    """From when to when; an exception takes over what it does not say."""
    special = occurrence.exception
    if special is None:
        return schedule.start, schedule.end
    return special.start or schedule.start, special.end or schedule.end


def over(schedule: Schedule, occurrence: Occurrence, now: dt.datetime) -> bool:
    """Whether it has ended."""
    start, end = hours(schedule, occurrence)
    return (occurrence.date, end or start or dt.time.max) < (now.date(), now.time())
