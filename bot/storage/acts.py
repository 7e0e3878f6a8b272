"""Who did what as the committee. Only ever added to; a forgotten member leaves no name."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.tables import acts


@dataclass(frozen=True)
class Act:
    """`what` is a name from the list in `wording` (`report.done`, `role.granted`, ...), `subject` what it was done to
    (`PA-0027`), `about_id` the person it was done to. `actor_id` is None for the bot itself."""

    at: dt.datetime
    actor_id: int | None
    what: str
    subject: str = ""
    before: str | None = None
    after: str | None = None
    about_id: int | None = None


async def keep(connection: AsyncConnection, *done: Act) -> None:
    """In the transaction of the act itself: there is neither without the other."""
    if done:
        await connection.execute(insert(acts), [asdict(one) for one in done])


class Acts:
    """The log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, act: Act) -> None:
        """For acts that are no change in the database."""
        async with self._database.write() as connection:
            await keep(connection, act)

    async def latest(self, limit: int, before: int | None = None) -> list[tuple[int, Act]]:
        """The newest first, each with its id; only those older than this id."""
        query = select(acts).order_by(acts.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(acts.c.id < before)
        async with self._database.read() as connection:
            return [(row.id, _act(row)) for row in await connection.execute(query)]


def _act(row: object) -> Act:
    return Act(**{name: getattr(row, name) for name in Act.__dataclass_fields__})
