"""Where a conversation stands, so that a restart does not lose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.tables import dialogues


@dataclass(frozen=True)
class Dialogue:
    """`state` is small JSON, nothing is kept of an empty one; not to be used from `expires_at` on (the reader of the
    clock decides)."""

    chat_id: int
    state: dict[str, Any]
    expires_at: dt.datetime


class Dialogues:
    """The state of each chat's conversation. `Inbox.done` replaces it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loading = database.together(self._load)

    async def load(self, chat_id: int) -> Dialogue | None:
        """The state last kept, expired or not."""
        return await self._loading.do(chat_id)

    async def purge(self, now: dt.datetime) -> None:
        """Drop every expired state."""
        async with self._database.write() as connection:
            await connection.execute(delete(dialogues).where(dialogues.c.expires_at <= now))

    async def _load(self, chats: Sequence[int]) -> list[Dialogue | None]:
        columns = dialogues.c.chat_id, dialogues.c.state, dialogues.c.expires_at
        async with self._database.read() as connection:
            rows = await connection.execute(select(*columns).where(dialogues.c.chat_id.in_(chats)))
            found = {row.chat_id: Dialogue(*row) for row in rows}
        return [found.get(chat_id) for chat_id in chats]


async def replace(connection: AsyncConnection, new: Sequence[Dialogue]) -> None:
    """Keep these in place of those before."""
    if new:
        await connection.execute(delete(dialogues).where(dialogues.c.chat_id.in_([one.chat_id for one in new])))
    if rows := [asdict(one) for one in new if one.state]:
        await connection.execute(insert(dialogues), rows)
