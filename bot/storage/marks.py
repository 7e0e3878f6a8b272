"""Small things to be remembered: up to when something was seen to, which id a group has now."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select

from bot.storage.database import Database
from bot.storage.tables import marks, moved_chats


class Marks:
    """Up to when something was seen to, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> dt.datetime | None:
        async with self._database.read() as connection:
            return await connection.scalar(select(marks.c.at).where(marks.c.name == name))

    async def set(self, name: str, at: dt.datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(marks).where(marks.c.name == name))
            await connection.execute(insert(marks).values(name=name, at=at))


class MovedChats:
    """Groups that became supergroups, and so have another id than the settings know."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[int, int]:
        """Old id -> new id."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(moved_chats.c.old_id, moved_chats.c.new_id))
            return {row.old_id: row.new_id for row in rows}

    async def add(self, old: int, new: int) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(moved_chats).where(moved_chats.c.old_id == old))
            await connection.execute(insert(moved_chats).values(old_id=old, new_id=new))
