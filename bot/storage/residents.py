"""People (and groups) who talk with the bot, and the consents they gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Update, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import ledger, privacy
from bot.storage.consents import ANNOUNCEMENTS, consenting
from bot.storage.database import Database
from bot.storage.tables import consents, mutes, residents


@dataclass(frozen=True)
class Resident:
    """`group` is the tổ, None when not chosen; `subscribed` is whether a consent to announcements is in force; `quiet`
    are the minutes of the day from and until which nothing that can wait is to come."""

    chat_id: int
    group: int | None
    subscribed: bool
    blocked_at: dt.datetime | None
    created_at: dt.datetime
    quiet: tuple[int, int] | None = None


class Residents:
    """Who talks with the bot. Every method but `get`, `set_blocked` and those on privacy registers who is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._getting = database.together(self._get)

    async def seen(self, chat_id: int, at: dt.datetime) -> None:
        """Register a chat that is not known yet. Who speaks with the bot has not blocked it (any more)."""
        known = await self.get(chat_id)
        if known is None or known.blocked_at:
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
            if not await connection.scalar(select(exists().where(*consenting(chat_id)))):
                given = insert(consents).values(chat_id=chat_id, purpose=ANNOUNCEMENTS, given_at=at)
                await connection.execute(given)

    async def unsubscribe(self, chat_id: int, at: dt.datetime) -> None:
        """Record that the consent to announcements is withdrawn; that it was given stays provable."""
        async with self._database.write() as connection:
            await connection.execute(update(consents).where(*consenting(chat_id)).values(withdrawn_at=at))
            await ledger.give_up(connection, chat_id, ledger.UNSUBSCRIBED, ledger.NO_CHANGE)

    async def set_quiet(self, chat_id: int, quiet: tuple[int, int] | None, at: dt.datetime) -> None:
        """The quiet hours, None for none."""
        start, end = quiet or (None, None)
        async with self._database.write() as connection:
            await _register(connection, chat_id, at)
            await connection.execute(_change(chat_id, quiet_from=start, quiet_to=end))

    async def muted(self, chat_id: int) -> set[str]:
        """The subjects of which somebody wants no announcements."""
        async with self._database.read() as connection:
            return set(await connection.scalars(select(mutes.c.subject).where(mutes.c.chat_id == chat_id)))

    async def mute(self, chat_id: int, subject: str, at: dt.datetime, *, muted: bool) -> None:
        """Want no announcements on a subject, or want them again."""
        async with self._database.write() as connection:
            await _register(connection, chat_id, at)
            await connection.execute(delete(mutes).where(mutes.c.chat_id == chat_id, mutes.c.subject == subject))
            if muted:
                await connection.execute(insert(mutes).values(chat_id=chat_id, subject=subject))
                of = ledger.NO_CHANGE, ledger.on(subject)
                await ledger.give_up(connection, chat_id, ledger.UNSUBSCRIBED, *of)

    async def set_blocked(self, chat_id: int, at: dt.datetime | None) -> None:
        """Since when the person has blocked the bot; None when they unblocked it."""
        async with self._database.write() as connection:
            await connection.execute(_change(chat_id, blocked_at=at))
            if at:
                await ledger.give_up(connection, chat_id, ledger.BLOCKED)

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
            found = {row.chat_id: _resident(*row) for row in rows}
        return [found.get(chat_id) for chat_id in chats]


_KNOWN = select(
    residents.c.chat_id,
    residents.c.home_group,
    exists().where(*consenting(residents.c.chat_id)).label("subscribed"),
    residents.c.blocked_at,
    residents.c.created_at,
    residents.c.quiet_from,
    residents.c.quiet_to,
)


def _resident(*known: Any) -> Resident:
    chat, group, subscribed, blocked, created, start, end = known
    return Resident(chat, group, subscribed, blocked, created, None if start is None else (start, end))


def _change(chat_id: int, **values: object) -> Update:
    return update(residents).where(residents.c.chat_id == chat_id).values(**values)


async def _register(connection: AsyncConnection, chat_id: int, at: dt.datetime) -> None:
    known = (
        await connection.execute(select(residents.c.blocked_at).where(residents.c.chat_id == chat_id))
    ).one_or_none()
    if known is None:
        await connection.execute(insert(residents).values(chat_id=chat_id, created_at=at))
    elif known.blocked_at:
        await connection.execute(_change(chat_id, blocked_at=None))
