"""The words of questions that were not understood: masked before they come here, tied to nobody, kept for a while."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert

from bot.storage.database import Database
from bot.storage.tables import unanswered


class Unanswered:
    """Questions the bot has no answer for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, text_masked: str, at: dt.datetime) -> None:
        """Keep a question; `text_masked` comes from `bot.feedback.masking.mask`."""
        async with self._database.write() as connection:
            await connection.execute(insert(unanswered).values(text=text_masked, asked_at=at))

    async def purge(self, before: dt.datetime) -> None:
        """Drop what was asked before this time."""
        async with self._database.write() as connection:
            await connection.execute(delete(unanswered).where(unanswered.c.asked_at < before))
