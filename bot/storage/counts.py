"""How often each topic is asked and how it ends, by day: numbers without people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, update

from bot.storage.database import Database
from bot.storage.tables import counts


class Counts:
    """Questions by day, topic and outcome."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, day: dt.date, topic: str, outcome: str) -> None:
        """One question more. `day` is the local day; `topic` may be empty when none was understood."""
        key = {"day": day, "topic": topic, "outcome": outcome}
        increment = update(counts).filter_by(**key).values(total=counts.c.total + 1)
        async with self._database.write() as connection:
            if not (await connection.execute(increment)).rowcount:
                await connection.execute(insert(counts).values(**key, total=1))
