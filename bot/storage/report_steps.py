"""The steps that changes of reports are made of, each in the transaction of the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from html import escape
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import letters as mail
from bot.storage.announcement import Content
from bot.storage.letters import NewLetter
from bot.storage.report import OPEN, NewReport, Report, State, read
from bot.storage.tables import reports as table
from bot.storage.tables import supporters

KNOWN = table.c.chat_id.is_not(None)  # its author is not forgotten


def first_letters(report: Report, new: NewReport) -> list[NewLetter]:
    """The card, then each file and the place on the map as messages of their own."""
    name = "" if report.anonymous else new.name
    card = NewLetter(report.chat_id, True, mail.CARD, {"name": name}, report.number, source_id=new.source_id)
    shown = [Content(escape(report.text))] if report.is_long else []
    shown += [Content(media=(one,)) for one in report.media] + ([Content(place=report.map)] if report.map else [])
    first = [mail.packed(one) | {"first": True} for one in shown]
    return [card, *(NewLetter(report.chat_id, True, mail.WORDS, one, report.number) for one in first)]


async def get(connection: AsyncConnection, number: int, chat_id: int | None = None) -> Report | None:
    """None for one whose author is forgotten or, where they are named, is somebody else."""
    author = KNOWN if chat_id is None else table.c.chat_id == chat_id
    row = (await connection.execute(select(table).where(table.c.number == number, author))).one_or_none()
    return read(row) if row else None


async def change(
    connection: AsyncConnection, number: int, allowed_from: Collection[str], at: dt.datetime, **values: Any
) -> Report | None:
    """Compare and set, in one statement; the card is drawn anew."""
    its = table.c.number == number, KNOWN, table.c.state.in_(allowed_from)
    changed = update(table).where(*its).values(changed_at=at, **values).returning(table)
    row = (await connection.execute(changed)).one_or_none()
    if row is None:
        return None
    await mail.redraw(connection, number)
    return read(row)


def act_of(old: Report, to: State) -> str:
    """What it is called to bring a report from one state into another."""
    return "reopened" if to in OPEN and not old.is_open else to


async def tell(connection: AsyncConnection, report: Report, act: str, at: dt.datetime, *, author: bool = True) -> None:
    """Write to all who wait for it what became of it."""
    told = {"act": act, "reason": report.reason, "duplicate_of": report.duplicate_of}
    people = [report.chat_id] * author + await supporters_of(connection, report.number)
    new = [NewLetter(chat_id, False, mail.STATE, told, report.number) for chat_id in people]
    await mail.put_all(connection, new, at)


async def join(connection: AsyncConnection, report: Report, other: int, at: dt.datetime) -> None:
    """Whoever waits for this one waits for the other one from now on."""
    people = [report.chat_id, *await supporters_of(connection, report.number)]
    await support(connection, other, people, at)
    await mail.redraw(connection, other)


async def support(connection: AsyncConnection, number: int, people: Collection[int], at: dt.datetime) -> None:
    """They see it, too: once each, and its author never."""
    author = await connection.scalar(select(table.c.chat_id).where(table.c.number == number))
    known = {author, *await supporters_of(connection, number)}
    rows = [{"number": number, "chat_id": one, "joined_at": at} for one in people if one not in known]
    if rows:
        await connection.execute(insert(supporters), rows)


async def supporters_of(connection: AsyncConnection, number: int) -> list[int]:
    """Who sees it, too."""
    query = select(supporters.c.chat_id).where(supporters.c.number == number).order_by(supporters.c.joined_at)
    return list(await connection.scalars(query))
