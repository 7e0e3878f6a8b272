"""Takes announcements from the ledger to people, one delivery after the other, whatever happens on the way."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol, TypeVar

from bot.storage import Due, Result, Storage, StorageError
from bot.storage.ledger import Key

_T = TypeVar("_T")

AT_ONCE = 10  # deliveries under way: 30 a second at 300 ms each need 9
AHEAD = 64  # deliveries read at a time
LOOK_AGAIN = 30.0  # seconds, when nothing wakes it: the clock may have been set
BREATH = 0.1  # seconds at least, while what is due is under way already
STOPPING = 5.0  # seconds that calls under way may take when the bot is told to stop
AFTER_FAULT = 5.0  # seconds until the database is tried again

log = logging.getLogger(__name__)


class Courier(Protocol):
    """The channel, as far as announcements go through it."""

    def turn(self, item: Due) -> AbstractAsyncContextManager[None]:
        """Waits until it may be delivered, and keeps the place while it is."""

    async def deliver(self, item: Due) -> Result:
        """Make the call; whatever happens is told as the result."""


class Broadcaster:
    """Delivers what the ledger has due, urgent ones first. `clock` gives aware UTC.

    Each delivery is committed as `sending` right before its call, and as what came of it right after: a crash leaves
    no more doubtful ones than were under way.
    """

    def __init__(self, storage: Storage, courier: Courier, clock: Callable[[], dt.datetime]) -> None:
        self._storage = storage
        self._courier = courier
        self._clock = clock
        self._woken = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._under_way: dict[Key, asyncio.Task[None]] = {}
        self._its_turn: set[Key] = set()  # of those under way; the others still wait for it
        self._stopping = False

    def wake(self) -> None:
        """Something may have become due."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; calls under way are then finished."""
        try:
            await self._surely(lambda: self._storage.deliveries.recover(self._clock()))
            while True:
                self._woken.clear()
                pause = await self._surely(self._deliver_due)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):  # `wait_for` may lose a cancellation before Python 3.12
                        await self._woken.wait()
        finally:
            await self._stop()

    async def _deliver_due(self) -> float:
        """Start what is due; the seconds until there may be more."""
        while due := await self._storage.deliveries.due(self._clock(), AHEAD, self._under_way):
            self._woken.clear()
            for item in due:
                await self._room.acquire()
                if self._woken.is_set():  # something more urgent may be there
                    self._room.release()
                    break
                self._under_way[item.key] = asyncio.create_task(self._deliver(item))
        if not self._under_way:
            await self._storage.announcements.finish(self._clock())
        next_due = await self._storage.deliveries.next_due()
        wait = (next_due - self._clock()).total_seconds() if next_due else LOOK_AGAIN
        return min(max(wait, BREATH if self._under_way else 0.0), LOOK_AGAIN)

    async def _deliver(self, item: Due) -> None:
        """One delivery, from the wait for its turn to what came of it."""
        try:
            result = await self._attempt(item)
            if result:
                await self._surely(lambda: self._storage.deliveries.record(result))
            if not result or result.outcome != "sent":
                self.wake()
        finally:
            self._its_turn.discard(item.key)
            del self._under_way[item.key]
            if not self._under_way:
                self.wake()

    async def _attempt(self, item: Due) -> Result | None:
        """None when it was not tried."""
        try:
            async with self._courier.turn(item):
                self._its_turn.add(item.key)
                if self._stopping or not await self._storage.deliveries.claim(item, self._clock()):
                    return None
                return await self._courier.deliver(item)
        except StorageError as error:  # not claimed, so not sent
            log.error("an announcement has to wait: %s", error)
            await asyncio.sleep(AFTER_FAULT)
            return None
        finally:
            self._room.release()  # what came of it can be kept while the next one goes

    async def _surely(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """Do what needs the database, as soon as it lets us."""
        while True:
            try:
                return await work()
            except StorageError as error:
                log.error("announcements have to wait: %s", error)
                await asyncio.sleep(AFTER_FAULT)

    async def _stop(self) -> None:
        self._stopping = True
        for key, task in self._under_way.items():
            if key not in self._its_turn:
                task.cancel()
        if tasks := list(self._under_way.values()):
            _, late = await asyncio.wait(tasks, timeout=STOPPING)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
