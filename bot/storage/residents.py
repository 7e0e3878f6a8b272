"""People (and groups) who talk with the bot, and the consents they gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Update, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import privacy
from bot.storage.database import Database
from bot.storage.tables import consents, residents

ANNOUNCEMENTS = "announcements"  # the purpose of the consent behind "Nhận thông báo"


@dataclass(frozen=True)
class Resident:
    """`group` is the tổ, None when not chosen; `subscribed` is whether a consent to announcements is in force."""

    chat_id: int
    group: int | None
    subscribed: bool
    blocked_at: dt.datetime | None
    created_at: dt.datetime


class Residents:
    """Who talks with the bot. Every method but `get`, `set_blocked` and those on privacy registers who is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._getting = database.together(self._get)

    async def seen(self, chat_id: int, at: dt.datetime) -> None:
        """Register a chat that is not known yet."""
        if await self.get(chat_id) is None:
            async with self._database.write() as connection:
                await _register(connection, chat_id, at)

    async def get(self, chat_id: int) -> Resident | None:
        """What is known of a chat."""
        return await self._getting.do(chat_id)

    async def set_group(self, chat_id: int, group: int | None, at: dt.datetime) -> None:
        """The tổ a resident chose, or None to take it back."""
        async with self._database.write() as connection:
            await _register(connection, chat_id, at)
            await connection.execute(_change(chat_id, home_group=group))

    async def subscribe(self, chat_id: int, at: dt.datetime) -> None:
        """Record the consent to announcements; one already in force keeps its time."""
        async with self._database.write() as connection:
            await _register(connection, chat_id, at)
            if not await connection.scalar(select(exists().where(*_in_force(chat_id)))):
                given = insert(consents).values(chat_id=chat_id, purpose=ANNOUNCEMENTS, given_at=at)
                await connection.execute(given)

    async def unsubscribe(self, chat_id: int, at: dt.datetime) -> None:
        """Record that the consent to announcements is withdrawn; that it was given stays provable."""
        async with self._database.write() as connection:
            await connection.execute(update(consents).where(*_in_force(chat_id)).values(withdrawn_at=at))

    async def set_blocked(self, chat_id: int, at: dt.datetime | None) -> None:
        """Since when the person has blocked the bot; None when they unblocked it."""
        async with self._database.write() as connection:
            await connection.execute(_change(chat_id, blocked_at=at))

    async def forget(self, chat_id: int) -> None:
        """Delete every trace of the person, in the tables and in the bytes of the files.

        A report leaves its number only. Updates of theirs still waiting in the inbox are dropped too: answer the
        one being handled, then call `inbox.done` as always.
        """
        async with self._database.erase() as connection:
            await privacy.erase(connection, chat_id)

    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Everything held on the person: table name -> rows, as JSON values; empty when nothing is held."""
        async with self._database.read() as connection:
            return await privacy.collect(connection, chat_id)

    async def _get(self, chats: Sequence[int]) -> list[Resident | None]:
        async with self._database.read() as connection:
            rows = await connection.execute(_KNOWN.where(residents.c.chat_id.in_(chats)))
            found = {row.chat_id: Resident(*row) for row in rows}
        return [found.get(chat_id) for chat_id in chats]


def _in_force(chat_id: int | Column[int]) -> tuple[ColumnElement[bool], ...]:
    """The consents of this person to announcements that are not withdrawn."""
    return consents.c.chat_id == chat_id, consents.c.purpose == ANNOUNCEMENTS, consents.c.withdrawn_at.is_(None)


_KNOWN = select(
    residents.c.chat_id,
    residents.c.home_group,
    exists().where(*_in_force(residents.c.chat_id)).label("subscribed"),
    residents.c.blocked_at,
    residents.c.created_at,
)


def _change(chat_id: int, **values: object) -> Update:
    return update(residents).where(residents.c.chat_id == chat_id).values(**values)


async def _register(connection: AsyncConnection, chat_id: int, at: dt.datetime) -> None:
    known = select(exists().where(residents.c.chat_id == chat_id))
    if not await connection.scalar(known):
        await connection.execute(insert(residents).values(chat_id=chat_id, created_at=at))
