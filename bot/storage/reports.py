"""Reports (phản ánh): numbered, kept until their author asks to be forgotten. What changes one also writes, in the same
transaction, the letters by which the others hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from html import escape
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, insert, select, update

from bot.storage import letters as mail
from bot.storage import report_steps as steps
from bot.storage.acts import Act, keep
from bot.storage.announcement import Content
from bot.storage.database import Database
from bot.storage.letters import Letter, NewLetter
from bot.storage.report import ENDED, OPEN, NewReport, Report, State, as_row, read
from bot.storage.report_steps import KNOWN
from bot.storage.tables import letters, supporters
from bot.storage.tables import reports as table

_spoken = letters.alias("spoken")
_OPEN = and_(KNOWN, table.c.state.in_(OPEN))
_AT_ONCE = 500  # numbers in one statement

# What is not so any more of a report that is opened again.
REOPENED: dict[str, Any] = {"done_at": None, "asked_at": None, "reason": None, "duplicate_of": None}


class Reports:
    """What residents report."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewReport, update_id: int, at: dt.datetime) -> Report:
        """Keep a report under the next number, and its card and files for the committee in the outbox; the same update
        again gives the report it made the first time."""
        async with self._database.write() as connection:
            same = select(table).where(table.c.update_id == update_id)
            if known := (await connection.execute(same)).one_or_none():
                return read(known)
            number = (await connection.scalar(select(func.max(table.c.number))) or 0) + 1
            row = as_row(new) | {"number": number, "update_id": update_id, "created_at": at, "changed_at": at}
            made = read((await connection.execute(insert(table).values(row).returning(table))).one())
            for letter in steps.first_letters(made, new):
                await mail.put(connection, letter, at)
        return made

    async def get(self, number: int) -> Report | None:
        """None also for one whose author is forgotten."""
        async with self._database.read() as connection:
            return await steps.get(connection, number)

    async def by(self, chat_id: int, limit: int | None = None, before: int | None = None) -> list[Report]:
        """The reports of one person, the newest first; those older than the one of this number."""
        query = select(table).where(table.c.chat_id == chat_id).order_by(table.c.number.desc()).limit(limit)
        return await self._all(query if before is None else query.where(table.c.number < before))

    async def supported_by(self, chat_id: int, limit: int) -> list[Report]:
        """Those of others that somebody says to see as well, the newest first."""
        theirs = select(supporters.c.number).where(supporters.c.chat_id == chat_id)
        query = select(table).where(KNOWN, table.c.number.in_(theirs)).order_by(table.c.number.desc())
        return await self._all(query.limit(limit))

    async def count_since(self, chat_id: int, since: dt.datetime) -> int:
        """How many somebody has sent since then."""
        count = select(func.count()).where(table.c.chat_id == chat_id, table.c.created_at >= since)
        async with self._database.read() as connection:
            return int(await connection.scalar(count) or 0)

    async def open_public(self, kind: str, group: int | None, limit: int = 5) -> list[Report]:
        """Open ones of a kind that others may see, of this tổ or of none in particular; the newest first."""
        query = select(table).where(_OPEN, *_shown_in(group), table.c.kind == kind)
        return await self._all(query.order_by(table.c.number.desc()).limit(limit))

    async def public_of(self, group: int | None, but: int, limit: int, before: int | None) -> list[Report]:
        """Open ones of a tổ (of none in particular) that others may see, but not those of one person; the newest first,
        those older than the one of this number."""
        query = select(table).where(_OPEN, *_shown_in(group), table.c.chat_id != but)
        query = query if before is None else query.where(table.c.number < before)
        return await self._all(query.order_by(table.c.number.desc()).limit(limit))

    async def support(self, number: int, chat_id: int, at: dt.datetime) -> bool:
        """Somebody else sees it, too. False for what is not open and public (any more), or their own."""
        async with self._database.write() as connection:
            report = await steps.get(connection, number)
            if report is None or not (report.is_open and report.public) or report.chat_id == chat_id:
                return False
            await steps.support(connection, number, [chat_id], at)
            await mail.redraw(connection, number)
        return True

    async def supporters(self, number: int) -> list[int]:
        """Who sees it, too."""
        async with self._database.read() as connection:
            return await steps.supporters_of(connection, number)

    async def say(
        self, number: int, chat_id: int, content: Content, source_id: int | None, at: dt.datetime
    ) -> Letter | None:
        """Its author adds something, for the committee; the same message again is the letter it made the first time.
        None when it is not theirs."""
        async with self._database.write() as connection:
            if not await steps.get(connection, number, chat_id):
                return None
            new = NewLetter(chat_id, True, mail.WORDS, mail.packed(content), number, source_id=source_id)
            return await mail.put(connection, new, at)

    async def reply(
        self, number: int, by: int, content: Content, source_id: int | None, at: dt.datetime
    ) -> Letter | None:
        """A member answers its author. None when the report is gone."""
        async with self._database.write() as connection:
            report = await steps.get(connection, number)
            if report is None:
                return None
            new = NewLetter(report.chat_id, False, mail.REPLY, mail.packed(content), number, source_id=source_id)
            letter = await mail.put(connection, new, at)
            if letter.created_at == at:
                await keep(connection, Act(at, by, "report.replied", report.label))
        return letter

    async def reword(self, number: int, chat_id: int, text: str, at: dt.datetime) -> bool:
        """Its author has changed the words it was written in."""
        async with self._database.write() as connection:
            mine = table.c.number == number, table.c.chat_id == chat_id
            changed = update(table).where(*mine).values(text=text).returning(table)
            row = (await connection.execute(changed)).one_or_none()
            if row is None:
                return False
            await mail.redraw(connection, number)
            if read(row).is_long:
                all_of_it = mail.packed(Content(escape(text)))
                await mail.put(connection, NewLetter(chat_id, True, mail.WORDS, all_of_it, number), at)
        return True

    async def move(
        self, number: int, to: State, allowed_from: Collection[str], by: int, at: dt.datetime, **values: Any
    ) -> Report | None:
        """A member brings it into another state, or opens it again: of two the first one wins. `values` are other
        fields of `Report`. Its author and all who see it too are written to. None when it is in none of the states it
        may come from."""
        async with self._database.write() as connection:
            old = await steps.get(connection, number)
            changed = (REOPENED if to in OPEN else {"done_at": at}) | values
            new = await steps.change(connection, number, allowed_from, at, state=to, **changed)
            if old is None or new is None:
                return None
            if new.duplicate_of and to == "duplicate":
                await steps.join(connection, new, new.duplicate_of, at)
            await steps.tell(connection, new, steps.act_of(old, to), at)
            await keep(
                connection, Act(at, by, f"report.{steps.act_of(old, to)}", new.label, before=old.state, after=to)
            )
        return new

    async def close(self, number: int, chat_id: int, at: dt.datetime) -> Report | None:
        """Its author needs it no more, or finds it well done. None when it is not theirs, or closed."""
        return await self._by_author(number, chat_id, "closed", (*OPEN, *ENDED[:-1]), at, done_at=at)

    async def reopen(self, number: int, chat_id: int, at: dt.datetime, due_on: dt.date | None = None) -> Report | None:
        """Its author says that it is not done. None when it is not theirs, or open."""
        again = REOPENED | ({"due_on": due_on} if due_on else {})
        return await self._by_author(number, chat_id, "new", ENDED, at, handler_id=None, **again)

    async def ask_fine(self, done_before: dt.datetime, at: dt.datetime) -> int:
        """Ask, once, the authors of what was done before this time whether it really is; how many are asked."""
        asked = update(table).where(
            KNOWN, table.c.state == "done", table.c.asked_at.is_(None), table.c.done_at <= done_before
        )
        async with self._database.write() as connection:
            found = await connection.execute(asked.values(asked_at=at).returning(table.c.number, table.c.chat_id))
            new = [NewLetter(chat_id, False, mail.FINE, {}, number) for number, chat_id in found]
            await mail.put_all(connection, new, at)
        return len(new)

    async def in_thread(self, number: int, thread_id: int) -> None:
        """Its topic in the forum."""
        async with self._database.write() as connection:
            its = table.c.number == number, KNOWN
            await connection.execute(update(table).where(*its).values(thread_id=thread_id))

    async def lost_thread(self, number: int) -> None:
        """Its topic in the forum is gone, and the card with it: it will get another one."""
        async with self._database.write() as connection:
            its = update(table).where(table.c.number == number)
            await connection.execute(its.values(thread_id=None, committee_message_id=None))
            cards = update(letters).where(letters.c.report == number, letters.c.what == mail.CARD)
            await connection.execute(cards.values(sent_id=None, sent_at=None, outdated=False))

    async def by_thread(self, thread_id: int) -> Report | None:
        """The report that a topic of the forum is about."""
        found = await self._all(select(table).where(table.c.thread_id == thread_id, KNOWN).limit(1))
        return found[0] if found else None

    async def open(self, today: dt.date, limit: int, offset: int = 0) -> list[Report]:
        """What is open: overdue ones first, those longest overdue at the top; then the newest."""
        late = table.c.due_on < today
        order = case((late, 0), else_=1), case((late, table.c.due_on)), table.c.number.desc()
        return await self._all(select(table).where(_OPEN).order_by(*order).limit(limit).offset(offset))

    async def open_of_kind(self, kind: str | None, but: int, limit: int) -> list[Report]:
        """What is open and of the same kind as another report, the newest first."""
        alike = table.c.kind.is_not_distinct_from(kind), table.c.number != but
        return await self._all(select(table).where(_OPEN, *alike).order_by(table.c.number.desc()).limit(limit))

    async def counts(self) -> dict[State, int]:
        """How many are in each state."""
        query = select(table.c.state, func.count().label("number")).where(KNOWN).group_by(table.c.state)
        async with self._database.read() as connection:
            return {row.state: row.number for row in await connection.execute(query)}

    async def untaken(self) -> list[Report]:
        """What nobody took on yet, by number."""
        return await self._all(select(table).where(KNOWN, table.c.state == "new").order_by(table.c.number))

    async def overdue(self, today: dt.date) -> list[Report]:
        """What is open and past its date, the latest first."""
        query = select(table).where(_OPEN, table.c.due_on < today)
        return await self._all(query.order_by(table.c.due_on, table.c.number))

    async def count_overdue(self, today: dt.date) -> int:
        """How many are open and past their date."""
        query = select(func.count()).select_from(table).where(_OPEN, table.c.due_on < today)
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def answered(self) -> list[Report]:
        """What is open and was last spoken of by the committee: it waits for the resident."""
        spoken = _spoken.c.report == table.c.number, _spoken.c.what.in_((mail.WORDS, mail.REPLY))
        last = select(func.max(_spoken.c.id)).where(*spoken).correlate(table).scalar_subquery()
        waits = exists().where(letters.c.id == last, letters.c.to_committee.is_(False))
        return await self._all(select(table).where(_OPEN, waits).order_by(table.c.number))

    async def purge(self, before: dt.datetime) -> None:
        """Empty what ended before this time, with all that was written about it; only its number stays."""
        old = select(table.c.number).where(table.c.state.in_(ENDED), table.c.changed_at < before)
        empty = {one.name: None for one in table.c if not one.primary_key}
        async with self._database.write() as connection:
            numbers = list(await connection.scalars(old))
            for start in range(0, len(numbers), _AT_ONCE):
                some = numbers[start : start + _AT_ONCE]
                await connection.execute(delete(letters).where(letters.c.report.in_(some)))
                await connection.execute(delete(supporters).where(supporters.c.number.in_(some)))
                await connection.execute(update(table).where(table.c.number.in_(some)).values(empty))

    async def _by_author(
        self, number: int, chat_id: int, to: State, allowed_from: Collection[str], at: dt.datetime, **values: Any
    ) -> Report | None:
        async with self._database.write() as connection:
            old = await steps.get(connection, number, chat_id)
            new = old and await steps.change(connection, number, allowed_from, at, state=to, **values)
            if old is None or new is None:
                return None
            act = steps.act_of(old, to)
            await mail.put(connection, NewLetter(chat_id, True, mail.EVENT, {"event": act}, number), at)
            await steps.tell(connection, new, act, at, author=False)
            await keep(connection, Act(at, None, f"report.{act}", new.label, before=old.state, after=to))
        return new

    async def _all(self, query: Select[Any]) -> list[Report]:
        async with self._database.read() as connection:
            return [read(row) for row in await connection.execute(query)]


def _shown_in(group: int | None) -> tuple[ColumnElement[bool], ...]:
    """Others of this tổ (of none in particular) may see it."""
    return table.c.public, table.c.home_group.is_not_distinct_from(group)
