"""Does in one go what is asked for at the same time: many small transactions become a few."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.storage.faults import StorageError

_T = TypeVar("_T")
_R = TypeVar("_R")


class Together(Generic[_T, _R]):
    """Items that come while `work` is busy with others form the next group, so that who comes alone never waits.

    `work` takes a group and returns the result of each item, in order; it does all of them or none.
    """

    def __init__(self, work: Callable[[Sequence[_T]], Awaitable[Sequence[_R]]]) -> None:
        self._work = work
        self._waiting: list[tuple[_T, asyncio.Future[_R]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def do(self, item: _T) -> _R:
        """The result of this item, once it is done. Who is cancelled while waiting may find it done all the same."""
        result: asyncio.Future[_R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work_off())
        return await result

    async def close(self) -> None:
        """Finish what was asked for."""
        if self._worker:
            await self._worker

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._do(group)
        finally:
            self._worker = None

    async def _do(self, group: Sequence[tuple[_T, asyncio.Future[_R]]]) -> None:
        try:
            results = await self._work([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whoever asked for it gets it
            if len(group) > 1 and not isinstance(error, StorageError):  # which is no fault of any one item
                for one in group:
                    await self._do([one])
                return
            for _, waiting in group:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for (_, waiting), result in zip(group, results, strict=True):
                if not waiting.done():
                    waiting.set_result(result)
