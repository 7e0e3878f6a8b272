"""Who may not report any more. Kept as a digest of the chat's id, made elsewhere: it stands for the person, tells
nobody who it is, and outlives /xoa."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, exists, insert, select

from bot.storage.acts import Act, keep
from bot.storage.database import Database
from bot.storage.tables import blocks as table


@dataclass(frozen=True)
class Block:
    """`label` is the report for which."""

    digest: str
    label: str
    blocked_by: int | None
    blocked_at: dt.datetime


class Blocks:
    """The list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has(self, digest: str) -> bool:
        async with self._database.read() as connection:
            return bool(await connection.scalar(select(exists().where(table.c.digest == digest))))

    async def all(self) -> list[Block]:
        """The newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(table).order_by(table.c.blocked_at.desc()))
            return [Block(**row._asdict()) for row in rows]

    async def put(self, digest: str, label: str, by: int, at: dt.datetime) -> bool:
        """Block; False when they are already."""
        async with self._database.write() as connection:
            if await connection.scalar(select(exists().where(table.c.digest == digest))):
                return False
            row = {"digest": digest, "label": label, "blocked_by": by, "blocked_at": at}
            await connection.execute(insert(table).values(row))
            await keep(connection, Act(at, by, "block.on", label))
        return True

    async def lift(self, digest: str, by: int, at: dt.datetime) -> bool:
        """Unblock; False when they are not blocked (any more)."""
        async with self._database.write() as connection:
            gone = delete(table).where(table.c.digest == digest).returning(table.c.label)
            label = (await connection.execute(gone)).scalar_one_or_none()
            if label is None:
                return False
            await keep(connection, Act(at, by, "block.off", label))
        return True
