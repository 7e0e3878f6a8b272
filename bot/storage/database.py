"""One connection that writes, a few that read, and the errors of both in words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import sqlite
from bot.storage.faults import in_words
from bot.storage.together import Together

_T = TypeVar("_T")
_R = TypeVar("_R")


class Database:
    """Hands out transactions; writers queue for the one connection of their pool.

    What fails in a transaction comes out as `StorageError` where the operator can mend it.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, where: str) -> None:
        self._writer = writer
        self._reader = reader
        self._where = where
        self._is_sqlite = writer.dialect.name == sqlite.NAME
        self._gathering: list[Together[Any, Any]] = []

    def together(self, work: Callable[[Sequence[_T]], Awaitable[Sequence[_R]]]) -> Together[_T, _R]:
        """Gathers calls for `work`; what it has begun is finished before the database is closed."""
        gathering = Together(work)
        self._gathering.append(gathering)
        return gathering

    async def close(self) -> None:
        """Wait for what is under way."""
        for gathering in self._gathering:
            await gathering.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """The only transaction that writes just now; committed when left, rolled back when left by an exception."""
        with in_words(self._where):
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view of what is committed; waits for no writer."""
        with in_words(self._where):
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def erase(self) -> AsyncIterator[AsyncConnection]:
        """As `write`; when it is left, no byte of what was deleted remains in the files."""
        async with self.write() as connection:
            if self._is_sqlite:
                await sqlite.owe_wipe(connection)
            yield connection
        await self.finish_erasing()

    async def finish_erasing(self) -> None:
        """Wipe what an `erase`, perhaps one cut short by a crash, left in the files."""
        if self._is_sqlite:
            with in_words(self._where):
                async with self._writer.connect() as connection:
                    await sqlite.wipe(connection)
