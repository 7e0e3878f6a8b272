"""One connection that writes, a few that read, and the errors of both in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import sqlite
from bot.storage.faults import in_words


class Database:
    """Hands out transactions; writers queue for the one connection of their pool.

    What fails in a transaction comes out as `StorageError` where the operator can mend it.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, where: str) -> None:
        self._writer = writer
        self._reader = reader
        self._where = where
        self._is_sqlite = writer.dialect.name == sqlite.NAME

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
