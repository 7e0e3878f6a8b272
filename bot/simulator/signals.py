"""Waking those who wait: long polls, event streams, tests."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Signal:
    """Wakes everyone who waits, each time it is given; closed, it lets nobody wait."""

    __slots__ = ("_waiting", "closed")

    def __init__(self) -> None:
        self.closed = False
        self._waiting: set[asyncio.Future[None]] = set()

    def give(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def close(self) -> None:
        self.closed = True
        self.give()

    async def wait(self, seconds: float) -> None:
        """Return when the signal is given, or after `seconds`."""
        if self.closed:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(future)

    async def until(self, ready: Callable[[], T], seconds: float) -> T:
        """The first truthy value of `ready`, or its value after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (value := ready()):
            left = deadline - time.monotonic()
            if left <= 0 or self.closed:
                break
            await self.wait(left)
        return value
