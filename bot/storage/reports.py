"""Reports (góp ý): numbered, kept until their author asks to be forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import reports


@dataclass(frozen=True)
class Report:
    """Feedback with a number. `committee_message_id` is None until it is shown to the committee."""

    number: int
    chat_id: int
    text: str
    created_at: dt.datetime
    committee_message_id: int | None = None

    @property
    def label(self) -> str:
        """The number as people read it: `PA-0001`."""
        return f"PA-{self.number:04d}"


_COLUMNS = (
    reports.c.number,
    reports.c.chat_id,
    reports.c.text,
    reports.c.created_at,
    reports.c.committee_message_id,
)


class Reports:
    """What residents report."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat_id: int, text: str, update_id: int, at: dt.datetime) -> Report:
        """Keep a report under the next number; the same update again gives the report it made the first time."""
        async with self._database.write() as connection:
            known = (await connection.execute(select(*_COLUMNS).where(reports.c.update_id == update_id))).one_or_none()
            if known is not None:
                return Report(*known)
            number = (await connection.scalar(select(func.max(reports.c.number))) or 0) + 1
            row = {"number": number, "chat_id": chat_id, "text": text, "update_id": update_id, "created_at": at}
            await connection.execute(insert(reports).values(row))
        return Report(number, chat_id, text, at)

    async def unsent(self) -> list[Report]:
        """What the committee has not been shown yet, by number."""
        query = (
            select(*_COLUMNS)
            .where(reports.c.committee_message_id.is_(None), reports.c.chat_id.is_not(None))
            .order_by(reports.c.number)
        )
        async with self._database.read() as connection:
            return [Report(*row) for row in await connection.execute(query)]

    async def by(self, chat_id: int) -> list[Report]:
        """The reports of one person, by number."""
        query = select(*_COLUMNS).where(reports.c.chat_id == chat_id).order_by(reports.c.number)
        async with self._database.read() as connection:
            return [Report(*row) for row in await connection.execute(query)]

    async def shown(self, number: int, committee_message_id: int) -> None:
        """The report stands in the committee chat as this message. Nothing happens if its author was forgotten."""
        change = (
            update(reports)
            .where(reports.c.number == number, reports.c.chat_id.is_not(None))
            .values(committee_message_id=committee_message_id)
        )
        async with self._database.write() as connection:
            await connection.execute(change)
