"""What is held on one person, table by table: every table with a `chat_id` takes part, also those added later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Table, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import (
    acts,
    announcements,
    blocks,
    changes,
    inbox,
    metadata,
    proposals,
    proposed_files,
    questions,
    reports,
    roles,
)

# Rows that outlive their person as an empty shell: a report's number is never given again, an update's id keeps
# it from being handled twice, others have asked what somebody asked first. All other columns of them are
# emptied or say nothing about anybody.
_SHELLS: dict[str, tuple[Column[Any], ...]] = {
    reports.name: tuple(c for c in reports.c if not c.primary_key),
    inbox.name: (inbox.c.chat_id, inbox.c.body),
    questions.name: (questions.c.chat_id, questions.c.text, questions.c.reading, questions.c.sent_at),
}

# What a member did for the committee stays; who it was, and in which chat, does not.
_ACTS: dict[Column[Any], ColumnElement[Any]] = {
    announcements.c.author_id: announcements.c.author_id,
    announcements.c.approver_id: announcements.c.approver_id,
    announcements.c.panel: cast(announcements.c.panel["chat"].as_string(), BigInteger),
    announcements.c.awaiting: cast(announcements.c.awaiting["prompt", "chat"].as_string(), BigInteger),
    **{
        column: column
        for column in (
            reports.c.handler_id,
            questions.c.answered_by,
            blocks.c.blocked_by,
            roles.c.granted_by,
            acts.c.actor_id,
            acts.c.about_id,
            changes.c.actor_id,
            proposals.c.author_id,
        )
    },
}


def personal_tables() -> list[Table]:
    """The tables with rows about people, those referred to before those that refer to them."""
    return [table for table in metadata.sorted_tables if "chat_id" in table.c]


async def collect(connection: AsyncConnection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row about the person as JSON values, by table; tables without any are left out. Who of the committee saw to
    it is not theirs to know."""
    held = {}
    for table in personal_tables():
        own = [column for column in table.c if column not in _ACTS]
        result = await connection.execute(select(*own).where(table.c.chat_id == chat_id).order_by(*table.primary_key))
        if rows := [{name: _plain(value) for name, value in row.items()} for row in result.mappings()]:
            held[table.name] = rows
    return held


async def erase(connection: AsyncConnection, chat_id: int) -> None:
    """Delete or empty every row about the person."""
    await _erase_quoted(connection, chat_id)
    for table in reversed(personal_tables()):
        theirs = table.c.chat_id == chat_id
        if shell := _SHELLS.get(table.name):
            await connection.execute(update(table).where(theirs).values(dict.fromkeys(shell)))
        else:
            await connection.execute(delete(table).where(theirs))
    for column, person in _ACTS.items():
        await connection.execute(update(column.table).where(person == chat_id).values({column.name: None}))


async def _erase_quoted(connection: AsyncConnection, chat_id: int) -> None:
    """What members were about to make of the person's questions, and is not in the handbook yet, where it quotes
    them."""
    asked = select(questions.c.text).where(questions.c.chat_id == chat_id, questions.c.text.is_not(None))
    quotes = {_as_quoted(text) for text in await connection.scalars(asked)}

    async def quoting(key: Column[Any], held: Column[Any]) -> list[Any]:
        rows = await connection.execute(select(key, held).where(held.is_not(None))) if quotes else ()
        return [number for number, value in rows if not quotes.isdisjoint(map(_as_quoted, _texts(value)))]

    proposed = await quoting(proposals.c.id, proposals.c.data)
    await connection.execute(delete(proposed_files).where(proposed_files.c.proposal.in_(proposed)))
    await connection.execute(delete(proposals).where(proposals.c.id.in_(proposed)))
    drafted = await quoting(questions.c.id, questions.c.entry)
    await connection.execute(update(questions).where(questions.c.id.in_(drafted)).values(entry=None))


def _as_quoted(text: str) -> str:
    """As a question stands in the handbook: in one line, without braces, which mean something there."""
    return " ".join(text.split()).translate({ord("{"): "(", ord("}"): ")"})


def _texts(value: object) -> Iterator[str]:
    """All that is written in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
