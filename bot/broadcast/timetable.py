"""What is sent at its time: announcements that were scheduled, and reminders of what stands in the calendar.

Whether something is due is told by the rows of the database and the clock; APScheduler only says when to look. So
nothing is lost or doubled by a restart, a pause or a clock that is set.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.answering.model import RichText
from bot.broadcast.reminders import Reminder, due
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage import Audience, Content, Storage, StorageError

EVERY = 10.0  # seconds
MARK = "reminders"  # up to when reminders were seen to
MARK_EVERY = dt.timedelta(minutes=1)  # while none is due: the disk is spared, and looking twice does no harm

log = logging.getLogger(__name__)


class _Every(BaseTrigger):  # type: ignore[misc]  # has no types
    """APScheduler's own interval counts through all that were missed: ten seconds when the clock jumps a year."""

    def __init__(self, seconds: float) -> None:
        self._interval = dt.timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        return now + self._interval


class Timetable:
    """Begins what is due. `clock` gives aware UTC; `knowledge` the one in use, None until there is any; `samples`:
    remind of sample schedules, tagged, as the demo does; `render` makes the HTML of a message; `tell` says something
    to the committee; `wake` is called when something was begun."""

    def __init__(
        self,
        storage: Storage,
        clock: Callable[[], dt.datetime],
        knowledge: Callable[[], KnowledgeBase | None],
        *,
        samples: bool,
        render: Callable[[RichText], str],
        tell: Callable[[str], Awaitable[object]],
        wake: Callable[[], None],
        seconds: float = EVERY,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._knowledge = knowledge
        self._samples = samples
        self._render = render
        self._tell = tell
        self._wake = wake
        self._seconds = seconds
        self._told: set[str] = set()

    async def run(self) -> None:
        """Look every few seconds until cancelled."""
        time = asyncio.Event()
        scheduler = AsyncIOScheduler(timezone=LOCAL, executors={"default": DebugExecutor()})  # calls it right here
        scheduler.add_job(time.set, _Every(self._seconds), coalesce=True, max_instances=1, misfire_grace_time=None)
        scheduler.start()
        try:
            while True:
                time.clear()
                await self._look()
                with suppress(TimeoutError):  # a clock set back by a day would keep APScheduler waiting for a day
                    async with asyncio.timeout(2 * self._seconds):  # no `wait_for`: see Broadcaster.run
                        await time.wait()
        finally:
            scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # with the next turn of the loop it is down

    async def tick(self) -> None:
        """Begin what is due now."""
        now = self._clock().astimezone(LOCAL)
        if await self._storage.announcements.begin_due(now):
            self._wake()
        if kb := self._knowledge():
            await self._remind(kb, now)

    async def _look(self) -> None:
        try:
            await self.tick()
        except StorageError as error:
            log.error("what is due has to wait: %s", error)
        except Exception:
            log.exception("what is due could not be begun")

    async def _remind(self, kb: KnowledgeBase, now: dt.datetime) -> None:
        since = await self._storage.marks.get(MARK)
        if since is None or since > now:  # the first start, or the clock was set back
            await self._storage.marks.set(MARK, now)
            return
        found = due(kb, since, now, samples=self._samples)
        missed = [one for one in found if not await self._send(one, now)]
        await self._tell_missed(kb, missed)
        if found or now - since >= MARK_EVERY:
            await self._storage.marks.set(MARK, now)

    async def _send(self, one: Reminder, now: dt.datetime) -> bool:
        """Whether residents are, or were, reminded; False when it is too late for that."""
        announcements = self._storage.announcements
        if now >= one.starts_at:
            return await announcements.reminded(one.occasion)
        content, audience = Content(self._render(one.text)), Audience(subject=one.subject)
        if await announcements.remind(one.occasion, content, audience, now, one.starts_at):
            self._wake()
        return True

    async def _tell_missed(self, kb: KnowledgeBase, missed: Sequence[Reminder]) -> None:
        """Tell the committee once, whatever the clock does; again at most when a crash left it open whether it was."""
        new = [one for one in missed if one.occasion not in self._told]
        if not new:
            return
        self._told.update(one.occasion for one in new)
        log.warning("too late to remind of %s", ", ".join(one.occasion for one in new))
        await self._tell(fill(kb.committee_wording.missed, cac_buoi="\n".join(f"• {one.label}" for one in new)))
