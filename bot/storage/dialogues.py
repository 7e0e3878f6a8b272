"""Where a conversation stands, so that a restart does not lose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import dialogues


@dataclass(frozen=True)
class Dialogue:
    """`state` is small JSON; not to be used from `expires_at` on (the reader of the clock decides)."""

    state: dict[str, Any]
    expires_at: dt.datetime


class Dialogues:
    """The state of each chat's conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, chat_id: int) -> Dialogue | None:
        """The state last saved, expired or not."""
        query = select(dialogues.c.state, dialogues.c.expires_at).where(dialogues.c.chat_id == chat_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Dialogue(*row)

    async def save(self, chat_id: int, state: Mapping[str, Any], expires_at: dt.datetime) -> None:
        """Replace the state."""
        new = {"state": dict(state), "expires_at": expires_at}
        change = update(dialogues).where(dialogues.c.chat_id == chat_id).values(new)
        async with self._database.write() as connection:
            if not (await connection.execute(change)).rowcount:
                await connection.execute(insert(dialogues).values(chat_id=chat_id, **new))

    async def clear(self, chat_id: int) -> None:
        """Drop the state."""
        async with self._database.write() as connection:
            await connection.execute(delete(dialogues).where(dialogues.c.chat_id == chat_id))

    async def purge(self, now: dt.datetime) -> None:
        """Drop every expired state."""
        async with self._database.write() as connection:
            await connection.execute(delete(dialogues).where(dialogues.c.expires_at <= now))
