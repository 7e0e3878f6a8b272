"""The words of questions that were not understood: masked before they come here, tied to nobody, kept for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.tables import unanswered


class Unanswered:
    """Questions the bot has no answer for. `Inbox.done` keeps them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def purge(self, before: dt.datetime) -> None:
        """Drop what was asked before this time."""
        async with self._database.write() as connection:
            await connection.execute(delete(unanswered).where(unanswered.c.asked_at < before))


async def keep(connection: AsyncConnection, questions: Iterable[tuple[str, dt.datetime]]) -> None:
    """Keep questions, masked, and when they were asked."""
    if rows := [{"text": text, "asked_at": at} for text, at in questions]:
        await connection.execute(insert(unanswered), rows)
