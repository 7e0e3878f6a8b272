"""Who has which role in the committee, who owns the bot, and whether roles count already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.acts import Act, keep
from bot.storage.database import Database
from bot.storage.tables import marks
from bot.storage.tables import roles as table

OWNER: Literal["owner"] = "owner"  # who sent the one-time code; no role that is given
MANAGE: Literal["manage"] = "manage"
_IN_USE = "roles"  # the mark that stands from the first grant on, also when nobody has a role any more

_THERE_ARE = select(exists().where(marks.c.name == _IN_USE))


@dataclass(frozen=True)
class Standing:
    """What somebody has. `in_use`: only who has a role may act; else the whole committee chat may."""

    roles: frozenset[str]
    in_use: bool


@dataclass(frozen=True)
class Holder:
    """Somebody with roles, under the name that Telegram gave when the first of them was given."""

    person: int
    name: str
    roles: frozenset[str]


class Roles:
    """Each change keeps its `Act` in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: int) -> Standing:
        """As it is at this moment."""
        async with self._database.read() as connection:
            held = await connection.scalars(select(table.c.role).where(table.c.chat_id == person))
            return Standing(frozenset(held), bool(await connection.scalar(_THERE_ARE)))

    async def holders(self) -> list[Holder]:
        """Everybody who has a role or owns the bot, in the order in which they came to it."""
        query = select(table).order_by(table.c.granted_at, table.c.chat_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        names = {row.chat_id: row.name for row in reversed(rows)}
        people = dict.fromkeys(row.chat_id for row in rows)
        held = {person: frozenset(row.role for row in rows if row.chat_id == person) for person in people}
        return [Holder(person, names[person], held[person]) for person in people]

    async def grant(
        self, person: int, role: str, name: str, by: int, at: dt.datetime
    ) -> Literal["granted", "first", "had"]:
        """`first`: from now on only roles count. `had`: nothing was to be done."""
        async with self._database.write() as connection:
            if await connection.scalar(select(exists().where(table.c.chat_id == person, table.c.role == role))):
                return "had"
            await _give(connection, Act(at, by, "role.granted", role, about_id=person), name)
            if await connection.scalar(_THERE_ARE):
                return "granted"
            await connection.execute(insert(marks).values(name=_IN_USE, at=at))
            return "first"

    async def take(self, person: int, roles: Collection[str], by: int, at: dt.datetime) -> int:
        """How many of these somebody had."""
        async with self._database.write() as connection:
            return await _take(connection, (table.c.chat_id == person, table.c.role.in_(roles)), by, at)

    async def end(self, by: int, at: dt.datetime) -> bool:
        """Take all roles from all and do without them, as before the first grant. False when that was so."""
        async with self._database.write() as connection:
            if not (await connection.execute(delete(marks).where(marks.c.name == _IN_USE))).rowcount:
                return False
            await _take(connection, (table.c.role != OWNER,), by, at)
            await keep(connection, Act(at, by, "role.ended"))
            return True

    async def ownerless(self) -> bool:
        """Whether nobody owns the bot or manages its roles."""
        async with self._database.read() as connection:
            return not await connection.scalar(_OWNED)

    async def claim(self, person: int, name: str, at: dt.datetime) -> bool:
        """Make somebody the owner where there is none; of two at once the first."""
        async with self._database.write() as connection:
            if await connection.scalar(_OWNED):
                return False
            await _give(connection, Act(at, person, "role.granted", OWNER, about_id=person), name)
            return True


_OWNED = select(exists().where(table.c.role.in_((OWNER, MANAGE))))


async def _give(connection: AsyncConnection, act: Act, name: str) -> None:
    row = {"chat_id": act.about_id, "role": act.subject, "granted_by": act.actor_id, "granted_at": act.at}
    await connection.execute(insert(table).values({**row, "name": name}))
    await keep(connection, act)


async def _take(connection: AsyncConnection, which: Collection[ColumnElement[bool]], by: int, at: dt.datetime) -> int:
    gone = delete(table).where(*which).returning(table.c.chat_id, table.c.role)
    rows = sorted((await connection.execute(gone)).all())
    await keep(connection, *(Act(at, by, "role.taken", row.role, about_id=row.chat_id) for row in rows))
    return len(rows)
