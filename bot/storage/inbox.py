"""Incoming updates, stored before they are confirmed to Telegram, so that none is lost and each is handled once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, insert, select, update

from bot.storage.counts import Count, count
from bot.storage.database import Database
from bot.storage.dialogues import Dialogue, replace
from bot.storage.tables import inbox

_DONE = update(inbox).where(inbox.c.update_id == bindparam("done_id")).values(handled_at=bindparam("at"), body=None)


@dataclass(frozen=True)
class InboxItem:
    """An update that waits. `chat_id` is None for updates without a chat; `body` is its JSON."""

    update_id: int
    chat_id: int | None
    body: str
    received_at: dt.datetime


@dataclass
class Notes:
    """What handling an update leaves to be kept: `dialogue` replaces the one before (None: it stays as it is)."""

    dialogue: Dialogue | None = None
    counts: list[Count] = field(default_factory=list)


@dataclass(frozen=True)
class _Done:
    update_id: int
    at: dt.datetime
    notes: Notes


class Inbox:
    """The updates received from Telegram."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._finishing = database.together(self._finish)

    async def store(self, updates: Sequence[tuple[int, int | None, str]], at: dt.datetime) -> list[int]:
        """Keep (update_id, chat_id, body) of each, all or none; returns the ids not known before, in order."""
        wanted = {update_id: (chat_id, body) for update_id, chat_id, body in updates}
        async with self._database.write() as connection:
            known = await connection.scalars(select(inbox.c.update_id).where(inbox.c.update_id.in_(wanted)))
            new = sorted(wanted.keys() - set(known))
            rows = [{"update_id": i, "chat_id": wanted[i][0], "body": wanted[i][1], "received_at": at} for i in new]
            if rows:
                await connection.execute(insert(inbox), rows)
        return new

    async def pending(self) -> list[InboxItem]:
        """What is not handled yet, oldest update first."""
        columns = inbox.c.update_id, inbox.c.chat_id, inbox.c.body, inbox.c.received_at
        query = select(*columns).where(inbox.c.body.is_not(None)).order_by(inbox.c.update_id)
        async with self._database.read() as connection:
            return [InboxItem(*row) for row in await connection.execute(query)]

    async def done(self, update_id: int, at: dt.datetime, notes: Notes | None = None) -> None:
        """The update is handled: its notes are kept and its body is deleted, both or neither. Its id stays, so that a
        second delivery is known."""
        await self._finishing.do(_Done(update_id, at, notes or Notes()))

    async def purge(self, before: dt.datetime) -> None:
        """Drop handled updates received before this time."""
        async with self._database.write() as connection:
            await connection.execute(delete(inbox).where(inbox.c.body.is_(None), inbox.c.received_at < before))

    async def _finish(self, group: Sequence[_Done]) -> list[None]:
        dialogues = {one.notes.dialogue.chat_id: one.notes.dialogue for one in group if one.notes.dialogue}
        async with self._database.write() as connection:
            await count(connection, (key for one in group for key in one.notes.counts))
            await replace(connection, list(dialogues.values()))
            await connection.execute(_DONE, [{"done_id": one.update_id, "at": one.at} for one in group])
        return [None] * len(group)
