"""Questions, masked, that were answered with one topic where another was meant: of nobody, as evidence."""

from __future__ import annotations

import datetime as dt
import os
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import NullPool, func, insert, make_url, select
from sqlalchemy.exc import ArgumentError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage import migrating, sqlite
from bot.storage.database import Database
from bot.storage.faults import in_words, storage_error
from bot.storage.tables import misreadings


class Misreading(NamedTuple):
    """`text` was answered with `topic` where `meant` was asked about."""

    text: str
    topic: str
    meant: str


class Misreadings:
    """What people told when they pressed 👎."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, told: Misreading, at: dt.datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(misreadings).values(**told._asdict(), told_at=at))

    async def counts(self, since: dt.datetime) -> dict[tuple[str, str], int]:
        """How often one topic was taken for another: (answered, meant) -> number."""
        pair = misreadings.c.topic, misreadings.c.meant
        query = select(*pair, func.count()).where(misreadings.c.told_at >= since).group_by(*pair)
        async with self._database.read() as connection:
            return {(topic, meant): number for topic, meant, number in await connection.execute(query)}

    async def purge(self, before: dt.datetime) -> None:
        """Drop what was told before this time."""
        async with self._database.write() as connection:
            await connection.execute(misreadings.delete().where(misreadings.c.told_at < before))


async def misread_in(url: str) -> list[Misreading]:
    """All there is in a database that the bot writes: nothing is made or changed, and none is no error. Raises
    `StorageError` for one that cannot be read."""
    try:
        address = make_url(url)
        where = str(address.database)
        if address.get_backend_name() == sqlite.NAME:
            if not os.path.isfile(where):  # noqa: PTH113, ASYNC240 - nothing else is waiting
                return []
            path = os.path.abspath(where)  # noqa: PTH100, ASYNC240
            address = address.set(database=f"file:{quote(path)}", query={"mode": "ro", "uri": "true"})
        engine = create_async_engine(address, hide_parameters=True, poolclass=NullPool)
    except (ArgumentError, InvalidRequestError, ModuleNotFoundError, ValueError) as error:
        raise storage_error("bad_address", "") from error
    try:
        with in_words(where):
            return await _all(engine)
    except OSError as error:  # a server that is not there
        raise storage_error("cannot_open", where) from error
    finally:
        await engine.dispose()


async def _all(engine: AsyncEngine) -> list[Misreading]:
    columns = misreadings.c.text, misreadings.c.topic, misreadings.c.meant
    async with engine.connect() as connection:
        if await migrating.revision(connection) != migrating.HEAD:
            return []
        return [Misreading(*row) for row in await connection.execute(select(*columns).order_by(misreadings.c.id))]
