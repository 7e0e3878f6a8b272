"""What passes between residents and the committee through the bot, in both directions: an outbox. A letter is written
in the transaction of what causes it, and delivered by who reads `pending`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, and_, false, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcement import Content, Media
from bot.storage.database import Database
from bot.storage.tables import letters as table
from bot.storage.tables import reports

CARD = "card"  # of a report: what it says is the report itself; the content is the name of who sent it
COPY = "copy"  # of the card, further down in the chat
WORDS = "words"  # of a resident
REPLY = "reply"  # of a member
STATE = "state"  # what became of a report
FINE = "fine"  # the question whether it is really done
EVENT = "event"  # what the committee has to know: the resident closed it, a letter did not arrive
ANSWER = "answer"  # to a question that was sent to the committee


@dataclass(frozen=True)
class NewLetter:
    """`chat_id` is the resident's, whichever way it goes; `content` is small JSON: a `Content`, see `packed`, or what
    a sentence is made of. `source_id` is the message it was written as, in the chat of who wrote it."""

    chat_id: int
    to_committee: bool
    what: str
    content: dict[str, Any] = field(default_factory=dict)
    report: int | None = None
    question: int | None = None
    source_id: int | None = None


@dataclass(frozen=True)
class Letter(NewLetter):
    """`sent_id` is the message it became in the other chat; `outdated`: it says something else by now; `failed` is why
    it will not be delivered."""

    id: int = field(kw_only=True)
    created_at: dt.datetime = field(kw_only=True)
    sent_id: int | None = None
    outdated: bool = False
    sent_at: dt.datetime | None = None
    failed: str | None = None

    @property
    def says(self) -> Content:
        """What somebody wrote."""
        return unpacked(self.content)


def packed(content: Content) -> dict[str, Any]:
    """What somebody wrote, as a letter holds it."""
    return asdict(content)


def unpacked(content: Mapping[str, Any]) -> Content:
    media = tuple(Media(**one) for one in content.get("media", ()))
    place = content.get("place")
    return Content(content.get("html", ""), media, (place[0], place[1]) if place else None)


_WAITING = or_(
    and_(table.c.to_committee.in_((true(), false())), table.c.sent_id.is_(None), table.c.failed.is_(None)),
    table.c.outdated.is_(true()),
)


class Letters:
    """The outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewLetter, at: dt.datetime) -> Letter:
        """Write a letter; one from the same message about the same is the letter there is."""
        async with self._database.write() as connection:
            return await put(connection, new, at)

    async def get(self, letter_id: int) -> Letter | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(table).where(table.c.id == letter_id))).one_or_none()
        return _letter(row) if row else None

    async def pending(self) -> list[Letter]:
        """What is to be delivered, or delivered anew, in the order it was written."""
        query = select(table).where(_WAITING).order_by(table.c.id)
        async with self._database.read() as connection:
            return [_letter(row) for row in await connection.execute(query)]

    async def delivered(self, letter: Letter, sent_id: int, at: dt.datetime) -> None:
        """It stands in the other chat as this message. What it says may have changed while it was on its way: then it
        is outdated."""
        async with self._database.write() as connection:
            now = (await connection.execute(select(table.c.content).where(table.c.id == letter.id))).one_or_none()
            if now is None:
                return
            values = {"sent_id": sent_id, "sent_at": at, "outdated": now.content != letter.content}
            await connection.execute(_set(letter.id, **values))
            if letter.what == CARD:
                shown = update(reports).where(reports.c.number == letter.report, reports.c.chat_id.is_not(None))
                await connection.execute(shown.values(committee_message_id=sent_id))

    async def failed(self, letter: Letter, why: str, then: NewLetter | None, at: dt.datetime) -> None:
        """It will not be delivered; `then` tells the other side so."""
        async with self._database.write() as connection:
            await connection.execute(_set(letter.id, failed=why, outdated=False))
            if then:
                await put(connection, then, at)

    async def edited(self, letter: Letter, content: Content, at: dt.datetime) -> None:
        """What it says has changed. With another file it is a new letter: a text cannot become a photo."""
        async with self._database.write() as connection:
            if (letter.says.media, letter.says.place) == (content.media, content.place):
                changed = letter.content | packed(content)
                await connection.execute(_set(letter.id, content=changed, outdated=table.c.sent_id.is_not(None)))
                return
            await connection.execute(_set(letter.id, source_id=None))
            kept = {one.name: getattr(letter, one.name) for one in fields(NewLetter)}
            await put(connection, NewLetter(**kept | {"content": packed(content) | {"edited": True}}), at)

    async def redraw(self, report: int) -> None:
        """The card of a report is out of date."""
        async with self._database.write() as connection:
            await redraw(connection, report)

    async def by_source(self, source_id: int, *, resident: int | None = None) -> Letter | None:
        """The letter that was written as this message: in the chat of that resident, else in the committee chat."""
        mine = table.c.chat_id == resident if resident is not None else true()
        return await self._last(table.c.to_committee.is_(resident is not None), table.c.source_id == source_id, mine)

    async def by_sent(self, sent_id: int, *, resident: int | None = None) -> Letter | None:
        """The letter that became this message: in the chat of that resident, else in the committee chat."""
        mine = table.c.chat_id == resident if resident is not None else true()
        return await self._last(table.c.to_committee.is_(resident is None), table.c.sent_id == sent_id, mine)

    async def last_about_report(self, resident: int, since: dt.datetime) -> Letter | None:
        """What the committee wrote to somebody last, since then, on a report."""
        theirs = table.c.chat_id == resident, table.c.to_committee.is_(False), table.c.report.is_not(None)
        return await self._last(*theirs, table.c.created_at >= since)

    async def of(self, report: int) -> list[Letter]:
        """All about one report, in the order they were written."""
        query = select(table).where(table.c.report == report).order_by(table.c.id)
        async with self._database.read() as connection:
            return [_letter(row) for row in await connection.execute(query)]

    async def shown(self, chat_id: int) -> list[Letter]:
        """What stands in the committee chat from this person."""
        theirs = table.c.chat_id == chat_id, table.c.to_committee.is_(true()), table.c.sent_id.is_not(None)
        async with self._database.read() as connection:
            return [_letter(row) for row in await connection.execute(select(table).where(*theirs).order_by(table.c.id))]

    async def _last(self, *that: ColumnElement[bool]) -> Letter | None:
        query = select(table).where(*that).order_by(table.c.id.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return _letter(row) if row else None


async def put(connection: AsyncConnection, new: NewLetter, at: dt.datetime) -> Letter:
    """As `Letters.add`, in the transaction of what causes it."""
    if new.source_id is not None and (known := await _same(connection, new)):
        return known
    made = insert(table).values(_row(new, at)).returning(table)
    return _letter((await connection.execute(made)).one())


async def put_all(connection: AsyncConnection, new: Sequence[NewLetter], at: dt.datetime) -> None:
    """Many at once, from no message in particular."""
    if rows := [_row(letter, at) for letter in new]:
        await connection.execute(insert(table), rows)


async def redraw(connection: AsyncConnection, report: int) -> None:
    """The card of a report, and every copy of it, is out of date."""
    its = select(table).where(table.c.report == report, table.c.what.in_((CARD, COPY)))
    for row in (await connection.execute(its)).all():
        content = {**row.content, "revision": row.content.get("revision", 0) + 1}  # it may be on its way just now
        await connection.execute(_set(row.id, content=content, outdated=row.sent_id is not None))


async def _same(connection: AsyncConnection, new: NewLetter) -> Letter | None:
    names = ("chat_id", "to_committee", "report", "question", "source_id", "what")
    same = (table.c[name].is_not_distinct_from(getattr(new, name)) for name in names)
    row = (await connection.execute(select(table).where(*same).limit(1))).one_or_none()
    return _letter(row) if row else None


def _row(new: NewLetter, at: dt.datetime) -> dict[str, Any]:
    return {one.name: getattr(new, one.name) for one in fields(NewLetter)} | {"outdated": False, "created_at": at}


def _set(letter_id: int, **values: Any) -> Update:
    return update(table).where(table.c.id == letter_id).values(**values)


def _letter(row: Row[Any]) -> Letter:
    return Letter(**row._asdict())
