"""Handles updates in order within a chat, concurrently across chats, and never too many at once."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.channels.telegram.faults import log_failure

_T = TypeVar("_T")

log = logging.getLogger(__name__)


class Dispatcher(Generic[_T]):
    """`handle` is called for each item. `at_once` chats are served at a time; `waiting` items may wait in memory
    before `submit` makes its caller wait, so that a flood stays at Telegram."""

    def __init__(self, handle: Callable[[_T], Awaitable[None]], at_once: int = 64, waiting: int = 1000) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(waiting)
        self._queues: dict[int, deque[_T]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._closing = False

    async def submit(self, chat: int, item: _T) -> None:
        """Put an item behind the others of its chat."""
        await self._room.acquire()
        if chat in self._queues:
            self._queues[chat].append(item)
            return
        self._queues[chat] = deque([item])
        worker = asyncio.create_task(self._work(chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def close(self, seconds: float) -> None:
        """Finish what is in hand, for at most this long; start nothing new."""
        self._closing = True
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=seconds)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue:
            async with self._slots:
                if self._closing:
                    return
                await self._safely(queue.popleft())
            self._room.release()
        del self._queues[chat]

    async def _safely(self, item: _T) -> None:
        """`handle` has its own error handler; what escapes it (a full disk) must not end the worker of the chat."""
        try:
            await self._handle(item)
        except Exception as error:  # noqa: BLE001
            log_failure(log, "an update could not be finished; it will be tried again at the next start", error)
