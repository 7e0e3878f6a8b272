"""Questions the bot had no good answer to: masked before they come here, tied to nobody unless their asker sends them
to the committee.

Those that ask the same are a group: all refer to the first, whose id is the group's. Its state counts for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.acts import Act, keep
from bot.storage.announcement import Content
from bot.storage.database import Database
from bot.storage.letters import ANSWER, NewLetter, packed, put_all
from bot.storage.question import Asked, Compose, Group, Same, Sent, label_of
from bot.storage.tables import letters, questions

_others = questions.alias("others")
_group = func.coalesce(questions.c.alike, questions.c.id)

COMPARED = 2000  # groups, the newest: somebody who asks thousands of them must not make all others wait
NOBODYS = 20_000  # questions that are kept though nobody has sent them, the newest


class Questions:
    """What the committee could still answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        text: str,
        reading: str,
        at: dt.datetime,
        *,
        same: Same,
        topic: str | None = None,
        chat_id: int | None = None,
    ) -> int:
        """Keep a question (from `bot.feedback.masking.mask`) beside those that ask the same; `topic` is the answer that
        was no help, `chat_id` is given when its asker has sent it already."""
        row = {"text": text, "reading": reading, "asked_at": at, "topic": topic, "state": "open"}
        row |= {"chat_id": chat_id, "sent_at": at if chat_id else None}
        async with self._database.write() as connection:
            row["alike"] = await _first_alike(connection, reading, topic, same)
            made = await connection.execute(insert(questions).values(row).returning(questions.c.id))
            return int(made.scalar_one())

    async def count_since(self, chat_id: int, since: dt.datetime) -> int:
        """How many somebody has sent to the committee since then."""
        count = select(func.count()).where(questions.c.chat_id == chat_id, questions.c.sent_at >= since)
        async with self._database.read() as connection:
            return int(await connection.scalar(count) or 0)

    async def get(self, question_id: int) -> Asked | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(questions).where(questions.c.id == question_id))).one_or_none()
        return Asked(**row._asdict()) if row else None

    async def send(self, question_id: int, chat_id: int, at: dt.datetime) -> Sent:
        """Tie a question to who asked it and wants to hear. `closed`: it was answered, or refused, meanwhile."""
        async with self._database.write() as connection:
            mine = questions.c.id == question_id
            row = (await connection.execute(select(questions).where(mine))).one_or_none()
            if row is None or row.text is None or row.chat_id not in (None, chat_id):
                return "gone"
            if row.chat_id == chat_id:
                return "already"
            if row.state != "open":
                return "closed"
            await connection.execute(update(questions).where(mine).values(chat_id=chat_id, sent_at=at))
        return "sent"

    async def open(self, limit: int, offset: int = 0) -> list[Group]:
        """What waits for an answer, most asked first."""
        return await self._groups(_open().limit(limit).offset(offset))

    async def group(self, question_id: int) -> Group | None:
        """The open group in which a question is."""
        its = select(_group).where(questions.c.id == question_id).scalar_subquery()
        return next(iter(await self._groups(_open(_group == its))), None)

    async def waiting(self) -> tuple[int, int]:
        """How many open groups there are, and how many people wait for an answer to one."""
        here = questions.c.state == "open", questions.c.text.is_not(None)
        query = select(func.count(_group.distinct()), func.count(questions.c.chat_id.distinct())).where(*here)
        async with self._database.read() as connection:
            groups, people = (await connection.execute(query)).one()
        return groups, people

    async def texts(self, group: int) -> list[tuple[int, str]]:
        """The different words in which it was asked, each with the id of the first that used them."""
        query = (
            select(func.min(questions.c.id), questions.c.text)
            .where(_group == group, questions.c.text.is_not(None))
            .group_by(questions.c.text)
            .order_by(func.count().desc(), func.min(questions.c.id))
        )
        async with self._database.read() as connection:
            return [(number, text) for number, text in await connection.execute(query)]

    async def split(self, question_id: int) -> bool:
        """Take a question, and those in the very same words, out of its open group; False when it is in none."""
        async with self._database.write() as connection:
            one = (await connection.execute(select(questions).where(questions.c.id == question_id))).one_or_none()
            if one is None or one.text is None or one.state != "open":
                return False
            group = one.alike or one.id
            rows = await connection.execute(select(questions.c.id, questions.c.text).where(_group == group))
            found = [(row.id, row.text) for row in rows]
            out = [number for number, text in found if text == one.text]
            rest = [number for number, text in found if text != one.text]
            if not rest:
                return False
            for part in (out, rest):
                first, *others = sorted(part)
                await connection.execute(update(questions).where(questions.c.id == first).values(alike=None))
                await connection.execute(update(questions).where(questions.c.id.in_(others)).values(alike=first))
        return True

    async def propose(self, group: int, html: str) -> bool:
        """Keep what a member would answer; False when it is not open any more."""
        return await self._change(group, answer=html)

    async def answer(self, group: int, html: str, by: int, at: dt.datetime, *, compose: Compose) -> int | None:
        """Answer all who sent it, in the words that were proposed; how many. None when it is not open any more, or when
        somebody has proposed other words since."""
        proposed = questions.c.answer == html
        return await self._close(group, proposed, "answered", Act(at, by, "question.answered", after=html), compose)

    async def refer(self, group: int, topic: str, by: int, at: dt.datetime, *, compose: Compose) -> int | None:
        """Answer all who sent it with what there is already on a topic."""
        act = Act(at, by, "question.answered", after=topic)
        return await self._close(group, None, "answered", act, compose, answer=None, became=topic)

    async def drop(self, group: int, reason: str, by: int, at: dt.datetime, *, compose: Compose) -> int | None:
        """Tell all who sent it why there will be no answer."""
        act = Act(at, by, "question.dropped", after=reason)
        return await self._close(group, None, "dropped", act, compose, answer=reason)

    async def answered(self, limit: int = 1000) -> list[tuple[int, str]]:
        """The groups that were answered, the newest first, with their readings."""
        first = questions.c.state == "answered", questions.c.alike.is_(None), questions.c.reading.is_not(None)
        query = select(questions.c.id, questions.c.reading).where(*first).order_by(questions.c.answered_at.desc())
        async with self._database.read() as connection:
            return [(number, reading) for number, reading in await connection.execute(query.limit(limit))]

    async def edit_entry(self, group: int, entry: Mapping[str, Any]) -> None:
        """Keep what a member changed of the topic to be made of it."""
        change = update(questions).where(questions.c.id == group).values(entry=dict(entry))
        async with self._database.write() as connection:
            await connection.execute(change)

    async def became(self, group: int, topic: str, by: int, at: dt.datetime) -> None:
        """It is in the handbook now."""
        async with self._database.write() as connection:
            made = update(questions).where(questions.c.id == group).values(became=topic, entry=None)
            await connection.execute(made)
            await keep(connection, Act(at, by, "question.became", label_of(group), after=topic))

    async def purge(self, before: dt.datetime) -> None:
        """Drop what was asked before this time and is nobody's, unless others of the same or a letter hang on it; and
        what is too much of it."""
        newest = select(func.max(_others.c.id)).scalar_subquery()
        old = or_(questions.c.asked_at < before, questions.c.id <= newest - NOBODYS)
        nobodys = and_(questions.c.chat_id.is_(None), old)
        needed = exists().where(_others.c.alike == questions.c.id), exists().where(letters.c.question == questions.c.id)
        unneeded = select(questions.c.id).where(nobodys, *(~one for one in needed))
        async with self._database.write() as connection:
            await connection.execute(delete(questions).where(questions.c.id.in_(unneeded)))

    async def _groups(self, query: Select[Any]) -> list[Group]:
        async with self._database.read() as connection:
            return [Group(*row) for row in await connection.execute(query)]

    async def _change(self, group: int, **values: Any) -> bool:
        """Of an open group."""
        change = update(questions).where(*_is_open(group)).values(values)
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1

    async def _close(
        self,
        group: int,
        proposed: ColumnElement[bool] | None,
        state: str,
        act: Act,
        compose: Compose,
        **values: Any,
    ) -> int | None:
        """Only one member can: the state changes, the letters are written and the act is kept in one transaction."""
        values |= {"state": state, "answered_by": act.actor_id, "answered_at": act.at}
        async with self._database.write() as connection:
            change = update(questions).where(*_is_open(group), *([] if proposed is None else [proposed])).values(values)
            if (await connection.execute(change)).rowcount != 1:
                return None
            await connection.execute(update(questions).where(questions.c.alike == group).values(state=state))
            asked = await _askers(connection, group)
            new = [_letter(chat, group, html) for chat, text in asked.items() for html in compose(text)]
            await put_all(connection, new, act.at)
            subject = label_of(group)
            await keep(connection, Act(act.at, act.actor_id, act.what, subject, act.before, act.after))
        return len(asked)


def _is_open(group: int) -> tuple[ColumnElement[bool], ...]:
    return questions.c.id == group, questions.c.alike.is_(None), questions.c.state == "open"


def _open(*only: ColumnElement[bool]) -> Select[Any]:
    """Rows of `Group`."""
    tally = (
        select(
            _group.label("first"),
            func.count(questions.c.text).label("asked"),
            func.count(questions.c.chat_id.distinct()).label("waiting"),
            func.min(questions.c.text).label("words"),
        )
        .where(questions.c.state == "open", *only)
        .group_by(_group)
        .subquery()
    )
    first = _others
    return (
        select(first.c.id, func.coalesce(first.c.text, tally.c.words), tally.c.asked, tally.c.waiting, first.c.topic)
        .join(tally, tally.c.first == first.c.id)
        .where(tally.c.asked > 0)
        .order_by(tally.c.asked.desc(), tally.c.waiting.desc(), first.c.id)
    )


async def _first_alike(connection: AsyncConnection, reading: str, topic: str | None, same: Same) -> int | None:
    """The open group that asks the same, after the same answer."""
    first = questions.c.state == "open", questions.c.alike.is_(None), questions.c.reading.is_not(None)
    query = select(questions.c.id, questions.c.reading).where(*first, questions.c.topic.is_not_distinct_from(topic))
    rows = (await connection.execute(query.order_by(questions.c.id.desc()).limit(COMPARED))).all()[::-1]
    return same(reading, [(row.id, row.reading) for row in rows])


async def _askers(connection: AsyncConnection, group: int) -> dict[int, str]:
    """Who sent it, each with the words in which they asked last."""
    its = questions.c.chat_id.is_not(None), questions.c.text.is_not(None), _group == group
    rows = await connection.execute(select(questions.c.chat_id, questions.c.text).where(*its).order_by(questions.c.id))
    return {row.chat_id: row.text for row in rows}


def _letter(chat: int, group: int, html: str) -> NewLetter:
    return NewLetter(chat, to_committee=False, what=ANSWER, content=packed(Content(html)), question=group)
