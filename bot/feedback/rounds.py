"""What is looked at again and again: what falls due each morning or month, and whether what was done is really done.

Whether something is due is told by the rows of the database and the clock: nothing is lost by a restart.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.settings import LOCAL
from bot.storage import Storage, StorageError

EVERY = 30.0  # seconds
FINE_AFTER = dt.timedelta(days=7)  # from "done" until its author is asked
LATE = dt.timedelta(hours=6)  # by how much the day's duty may be late: after that it waits for the next day
FIRST_DAYS = 7  # of a month
EVENING = 20  # o'clock, after which nobody is asked anything

Due = Callable[[dt.datetime, dt.datetime], bool]  # the local time, and when it was last done

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something for the committee. `do` is given the local time, and returns whether it is done with: if not, it is
    tried again in the next round. `name` is that of the mark which keeps when it was done."""

    name: str
    due: Due
    do: Callable[[dt.datetime], Awaitable[bool]]


def daily(at: Callable[[], dt.time]) -> Due:
    """Once a day, at an hour that may be set anew at any time."""
    return lambda now, last: _is_time(now, at()) and last.astimezone(LOCAL).date() < now.date()


def monthly(at: Callable[[], dt.time]) -> Due:
    """Once a month, on its first day or the next one on which the bot is running, as long as that is no week later."""

    def due(now: dt.datetime, last: dt.datetime) -> bool:
        new = _month(last.astimezone(LOCAL)) < _month(now)
        return new and now.day <= FIRST_DAYS and _is_time(now, at())

    return due


class Rounds:
    """Looks at all of it. `clock` gives aware UTC; `morning` is the hour from which residents may be asked; `wake` is
    called when there are letters."""

    def __init__(
        self,
        storage: Storage,
        clock: Callable[[], dt.datetime],
        duties: Sequence[Duty],
        *,
        morning: Callable[[], dt.time],
        wake: Callable[[], None],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._duties = duties
        self._morning = morning
        self._wake = wake

    async def run(self) -> None:
        """Look every half minute until cancelled."""
        while True:
            try:
                await self.tick()
            except StorageError as error:
                log.error("what is due has to wait: %s", error)
            await asyncio.sleep(EVERY)

    async def tick(self) -> None:
        """Do what is due now."""
        now = self._clock().astimezone(LOCAL)
        if self._morning() <= now.time() < dt.time(EVENING) and await self._storage.reports.ask_fine(
            now - FINE_AFTER, now
        ):
            self._wake()
        for duty in self._duties:
            await self._look_to(duty, now)

    async def _look_to(self, duty: Duty, now: dt.datetime) -> None:
        mark = f"duty:{duty.name}"
        last = await self._storage.marks.get(mark)
        nothing_missed = last is None or last > now  # the first start; or the clock was set back
        if nothing_missed or (last and duty.due(now, last) and await duty.do(now)):
            await self._storage.marks.set(mark, now)


def _is_time(now: dt.datetime, at: dt.time) -> bool:
    begins = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return begins <= now < begins + LATE


def _month(moment: dt.datetime) -> tuple[int, int]:
    return moment.year, moment.month
