"""👍 and 👎 under answers: one a message and person, without words."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import insert, select, update

from bot.storage.database import Database
from bot.storage.tables import votes


class Votes:
    """What people think of an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, chat_id: int, message_id: int, topic: str, value: Literal[1, -1], at: dt.datetime) -> bool:
        """Keep the vote in place of an earlier one; True when it is new or changed."""
        this = votes.c.chat_id == chat_id, votes.c.message_id == message_id
        new = {"topic": topic, "value": value, "cast_at": at}
        async with self._database.write() as connection:
            before = (await connection.execute(select(votes.c.topic, votes.c.value).where(*this))).one_or_none()
            if before is None:
                await connection.execute(insert(votes).values(chat_id=chat_id, message_id=message_id, **new))
            elif (before.topic, before.value) == (topic, value):
                return False
            else:
                await connection.execute(update(votes).where(*this).values(new))
        return True
