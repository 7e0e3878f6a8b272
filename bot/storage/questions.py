"""Questions the bot had no good answer to: masked before they come here, tied to nobody unless their asker sends them
to the committee."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, delete, exists, insert, select

from bot.storage.database import Database
from bot.storage.tables import letters, questions

_others = questions.alias("others")


class Questions:
    """What the committee could still answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, text: str, at: dt.datetime, topic: str | None = None) -> int:
        """Keep a question (from `bot.feedback.masking.mask`); `topic` is the answer that was no help."""
        row = {"text": text, "asked_at": at, "topic": topic, "state": "open"}
        async with self._database.write() as connection:
            made = await connection.execute(insert(questions).values(row).returning(questions.c.id))
            return int(made.scalar_one())

    async def purge(self, before: dt.datetime) -> None:
        """Drop what was asked before this time and is nobody's, unless others of the same or a letter hang on it."""
        nobodys = and_(questions.c.chat_id.is_(None), questions.c.asked_at < before)
        needed = exists().where(_others.c.alike == questions.c.id), exists().where(letters.c.question == questions.c.id)
        old = select(questions.c.id).where(nobodys, *(~one for one in needed))
        async with self._database.write() as connection:
            await connection.execute(delete(questions).where(questions.c.id.in_(old)))
