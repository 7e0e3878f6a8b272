"""What is held on one person, table by table: every table with a `chat_id` takes part, also those added later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, Table, delete, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import inbox, metadata, reports, residents

# Rows that outlive their person as an empty shell: a report's number is never given again, an update's id keeps
# it from being handled twice. All other columns of them are emptied or say nothing about anybody.
_SHELLS: dict[str, tuple[Column[Any], ...]] = {
    reports.name: tuple(c for c in reports.c if not c.primary_key),
    inbox.name: (inbox.c.chat_id, inbox.c.body),
}


def personal_tables() -> list[Table]:
    """The tables with rows about people, those referred to before those that refer to them."""
    return [table for table in metadata.sorted_tables if "chat_id" in table.c]


async def collect(connection: AsyncConnection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row about the person as JSON values, by table; tables without any are left out."""
    held = {}
    for table in personal_tables():
        result = await connection.execute(select(table).where(table.c.chat_id == chat_id).order_by(*table.primary_key))
        if rows := [{name: _plain(value) for name, value in row.items()} for row in result.mappings()]:
            held[table.name] = rows
    return held


async def erase(connection: AsyncConnection, chat_id: int) -> None:
    """Delete or empty every row about the person."""
    for table in reversed(personal_tables()):
        theirs = table.c.chat_id == chat_id
        if shell := _SHELLS.get(table.name):
            await connection.execute(update(table).where(theirs).values(dict.fromkeys(shell)))
        else:
            await connection.execute(delete(table).where(theirs))


async def rename(connection: AsyncConnection, old: int, new: int) -> None:
    """Hand every row of one chat to another; where both have one with the same key, the other's own stays."""
    if not await connection.scalar(select(exists().where(residents.c.chat_id == old))):
        return
    if not await connection.scalar(select(exists().where(residents.c.chat_id == new))):
        copied = [literal(new) if c is residents.c.chat_id else c for c in residents.c]
        source = select(*copied).where(residents.c.chat_id == old)
        await connection.execute(insert(residents).from_select([c.name for c in residents.c], source))
    for table in personal_tables():
        if table is not residents:
            await _move(connection, table, old, new)
    await connection.execute(delete(residents).where(residents.c.chat_id == old))


async def _move(connection: AsyncConnection, table: Table, old: int, new: int) -> None:
    if "chat_id" in table.primary_key.columns:
        twin = table.alias()
        same = [twin.c[c.name] == c for c in table.primary_key if c.name != "chat_id"]
        clash = exists().where(twin.c.chat_id == new, *same)
        await connection.execute(delete(table).where(table.c.chat_id == old, clash))
    await connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
