"""Questions of the bot in groups, to which the next thing said is the reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from bot.storage.announcement import Message
from bot.storage.database import Database
from bot.storage.tables import prompts


class Prompts:
    """What each is about: the name of a task, and small JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, at: Message, what: str, data: Mapping[str, Any], now: dt.datetime) -> None:
        row = {"chat": at.chat, "message": at.id, "what": what, "data": dict(data), "asked_at": now}
        async with self._database.write() as connection:
            await connection.execute(insert(prompts).values(row))

    async def take(self, at: Message) -> tuple[str, dict[str, Any]] | None:
        """What this prompt asked for, once: of two replies the first counts."""
        this = prompts.c.chat == at.chat, prompts.c.message == at.id
        taken = delete(prompts).where(*this).returning(prompts.c.what, prompts.c.data)
        async with self._database.write() as connection:
            row = (await connection.execute(taken)).one_or_none()
        return (row.what, row.data) if row else None

    async def purge(self, before: dt.datetime) -> None:
        """Drop what nobody has answered since."""
        async with self._database.write() as connection:
            await connection.execute(delete(prompts).where(prompts.c.asked_at < before))
