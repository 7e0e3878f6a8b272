"""Announcements from draft to report. Who is to get them is in `deliveries`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, delete, exists, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audience as people
from bot.storage.acts import Act, keep
from bot.storage.announcement import (
    DAYS,
    STOPPED,
    UNDER_WAY,
    Announcement,
    Content,
    Kind,
    Message,
    State,
    plain,
    read,
)
from bot.storage.audience import Audience, Occasion, Reach
from bot.storage.database import Database
from bot.storage.tables import announcements as table
from bot.storage.tables import deliveries

_ON_THE_WAY = ("pending", "sending")
# A correction goes to all who may have got the original; what may not have arrived cannot be taken back.
_FOLLOWED = {"correction": ("sent", "sending", "unknown"), "recall": ("sent", "sending")}


class Announcements:
    """What the committee announces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, content: Content, now: dt.datetime, author: int | None, **values: Any) -> Announcement:
        """A new draft under the next number. `values` are other fields of `Announcement`."""
        async with self._database.write() as connection:
            return await _insert(connection, content=content, created_at=now, author_id=author, **values)

    async def draft_about(
        self, original: Announcement, kind: Kind, content: Content, now: dt.datetime, author: int, **values: Any
    ) -> Announcement:
        """A draft of what changes an announcement; it has the same number."""
        change = {"about": original.id, "kind": kind, "number": original.number}
        same = {"urgent": original.urgent, "asks_seen": original.asks_seen, "audience": original.audience}
        return await self.draft(content, now, author, **change, **same, **values)

    async def get(self, announcement_id: int) -> Announcement | None:
        async with self._database.read() as connection:
            return await _get(connection, announcement_id)

    async def change(self, announcement_id: int, revision: int | None = None, **values: Any) -> Announcement | None:
        """The draft with other values and a new revision. None when it is no draft (any more) or, where a revision
        is given, when the draft has another one."""
        async with self._database.write() as connection:
            old = await _draft(connection, announcement_id, revision)
            if old is None:
                return None
            new = {"proposed_at": None, **values, "revision": old.revision + 1}
            await connection.execute(_set(announcement_id, new))
            return await _get(connection, announcement_id)

    async def note(self, announcement_id: int, **values: Any) -> None:
        """Keep what is no part of what is announced: `panel`, `awaiting`, `reported_at`."""
        async with self._database.write() as connection:
            await connection.execute(_set(announcement_id, values))

    async def add_to_album(self, announcement_id: int, album: str, more: Content) -> bool:
        """Take in another file of the album that a draft waits for. It is the same revision, since nobody can have seen
        it: False once the draft went on from there."""
        async with self._database.write() as connection:
            old = await _draft(connection, announcement_id, None)
            if old is None or old.awaiting is None or old.awaiting.album != album:
                return False
            html, media = old.content.html or more.html, (*old.content.media, *more.media)
            await connection.execute(_set(announcement_id, {"content": replace(old.content, html=html, media=media)}))
        return True

    async def discard_blank(self, author: int) -> None:
        """Delete what somebody began and wrote nothing for."""
        theirs = table.c.author_id == author, table.c.state == "draft", table.c.about.is_(None)
        async with self._database.write() as connection:
            found = [read(row) for row in await connection.execute(select(table).where(*theirs))]
            blank = [one.id for one in found if one.content == Content()]
            await connection.execute(delete(table).where(table.c.id.in_(blank)))

    async def discard(self, announcement_id: int) -> bool:
        """Delete a draft; its number is given again. False when it is none (any more)."""
        async with self._database.write() as connection:
            gone = delete(table).where(table.c.id == announcement_id, table.c.state == "draft")
            return bool((await connection.execute(gone)).rowcount)

    async def awaited(self, prompt: Message) -> Announcement | None:
        """The draft that waits for a reply to this message."""
        query = select(table).where(table.c.state == "draft", table.c.awaiting.is_not(None))
        async with self._database.read() as connection:
            found = [read(row) for row in await connection.execute(query)]
        return next((one for one in found if one.awaiting and one.awaiting.prompt == prompt), None)

    async def reach(self, audience: Audience, occasion: Occasion) -> Reach:
        """How many people an announcement would reach."""
        async with self._database.read() as connection:
            return await people.reach(connection, audience, occasion)

    async def propose(self, announcement_id: int, revision: int, at: dt.datetime) -> bool:
        """The author wants it sent, and another member has to agree: to what there is now, so nothing is awaited any
        more. False as in `change`."""
        async with self._database.write() as connection:
            old = await _draft(connection, announcement_id, revision)
            if old is not None:
                await connection.execute(_set(announcement_id, {"proposed_at": at, "awaiting": None}))
        return old is not None

    async def approve(
        self, announcement_id: int, revision: int, approver: int, now: dt.datetime
    ) -> Announcement | None:
        """Schedule a draft, or begin it: then a delivery for each recipient is written in the same transaction.
        None when it is no draft (any more), has another revision or is about what was recalled. `now` is local."""
        async with self._database.write() as connection:
            old = await _draft(connection, announcement_id, revision)
            if old is None or await _overtaken(connection, old):
                return None
            approved = {"approver_id": approver, "approved_at": now, "awaiting": None}
            await connection.execute(_set(announcement_id, approved))
            later = old.send_at is not None and old.send_at > now
            await keep(connection, await _approval(connection, old, approver, now, later=later))
            if later:
                await connection.execute(_set(announcement_id, {"state": "scheduled"}))
            else:
                await _begin(connection, old, now)
            return await _get(connection, announcement_id)

    async def remind(
        self, occasion: str, content: Content, audience: Audience, now: dt.datetime, expires_at: dt.datetime
    ) -> Announcement | None:
        """Begin a reminder that needs nobody's approval; None when there is one for this occasion already."""
        async with self._database.write() as connection:
            if await connection.scalar(select(exists().where(table.c.occasion == occasion))):
                return None
            own = {"kind": "reminder", "occasion": occasion, "approved_at": now, "expires_at": expires_at}
            new = await _insert(connection, content=content, created_at=now, author_id=None, audience=audience, **own)
            await _begin(connection, new, now)
            return await _get(connection, new.id)

    async def reminded(self, occasion: str) -> bool:
        """Whether there is a reminder for this occasion."""
        async with self._database.read() as connection:
            return bool(await connection.scalar(select(exists().where(table.c.occasion == occasion))))

    async def begin_due(self, now: dt.datetime) -> list[Announcement]:
        """Begin each scheduled one whose time has come; `now` is local."""
        due = select(table).where(table.c.state == "scheduled", table.c.send_at <= now).order_by(table.c.send_at)
        async with self._database.write() as connection:
            begun = [read(row) for row in await connection.execute(due)]
            for one in begun:
                await _begin(connection, one, now)
        return begun

    async def unschedule(self, announcement_id: int, now: dt.datetime, by: int) -> bool:
        """Make a scheduled one a draft again, of whoever does so: nobody has agreed to it any more. False when it is
        not scheduled (any more)."""
        undone = {"author_id": by, "proposed_at": None, "approver_id": None, "approved_at": None}
        act = Act(now, by, "announcement.unscheduled")
        async with self._database.write() as connection:
            return await _turn(connection, act, announcement_id, ("scheduled",), "draft", **undone)

    async def pause(self, announcement_id: int, now: dt.datetime, by: int) -> bool:
        act = Act(now, by, "announcement.paused")
        async with self._database.write() as connection:
            return await _turn(connection, act, announcement_id, ("sending",), "paused")

    async def resume(self, announcement_id: int, now: dt.datetime, by: int) -> bool:
        """Go on; `now` is local."""
        act = Act(now, by, "announcement.resumed")
        async with self._database.write() as connection:
            begun = await _turn(connection, act, announcement_id, ("paused",), "sending")
            if begun:
                await _hold(connection, announcement_id, now)
            return begun

    async def stop(self, announcement_id: int, now: dt.datetime, by: int) -> bool:
        """End it; who has not got it by now will not."""
        act = Act(now, by, "announcement.stopped")
        async with self._database.write() as connection:
            return await _turn(connection, act, announcement_id, UNDER_WAY, "stopped", done_at=now)

    async def again(self, announcement_id: int, now: dt.datetime, by: int) -> int:
        """Send once more to those of whom nobody knows whether they got it, unless they left meanwhile; how many these
        are: none when it was recalled or changed otherwise since. `now` is local."""
        this = deliveries.c.announcement_id == announcement_id
        async with self._database.write() as connection:
            one = await _get(connection, announcement_id)
            if one is None or await _overtaken(connection, one):
                return 0
            theirs = this, deliveries.c.state == "unknown", ~people.HAS_BLOCKED, ~people.HAS_LEFT
            left = update(deliveries).where(this, deliveries.c.state == "pending")
            if one.state == "stopped":  # which holds for all the others
                await connection.execute(left.values(state=people.CALLED_OFF, reason=STOPPED))
            once_more = update(deliveries).where(*theirs).values(state="pending", due_at=people.AT_ONCE, reason=None)
            count = (await connection.execute(once_more)).rowcount
            if count:
                await keep(connection, Act(now, by, "announcement.again", one.label))
            if count and one.state != "paused":
                values = {"state": "sending", "done_at": None, "reported_at": None}
                await connection.execute(_set(announcement_id, values))
            await _hold(connection, announcement_id, now)
        return count

    async def finish(self, now: dt.datetime) -> list[int]:
        """Mark as done what has nothing left to deliver; the ids."""
        left = exists().where(deliveries.c.announcement_id == table.c.id, deliveries.c.state.in_(_ON_THE_WAY))
        query = select(table.c.id).where(table.c.state == "sending", ~left)
        async with self._database.read() as connection:
            if not (await connection.scalars(query)).all():
                return []
        async with self._database.write() as connection:
            done = list(await connection.scalars(query))
            change = update(table).where(table.c.id.in_(done)).values(state="done", done_at=now)
            await connection.execute(change)
        return done

    async def followed(self) -> list[Announcement]:
        """What is under way, or ended without a report so far."""
        ended = table.c.state.in_(("done", "stopped")) & table.c.reported_at.is_(None)
        return await self._select(or_(table.c.state.in_(UNDER_WAY), ended))

    async def latest(self, count: int) -> list[Announcement]:
        """The newest ones that were approved, without what changed others."""
        kinds = table.c.kind.in_(("notice", "reminder"))
        return await self._select(table.c.state != "draft", kinds, limit=count)

    async def in_force(self, now: dt.datetime, group: int | None, count: int | None = None) -> list[Announcement]:
        """The newest ones that hold for somebody of this tổ; all of them when no count is given."""
        begun = table.c.kind.in_(("notice", "reminder")), table.c.state.in_((*UNDER_WAY, "done", "stopped"))
        holding = table.c.expires_at > now, table.c.recalled_at.is_(None)
        found = await self._select(*begun, *holding)
        return [one for one in found if one.audience.includes(group)][:count]

    async def purge_drafts(self, before: dt.datetime) -> None:
        """Drop drafts begun before this time."""
        old = delete(table).where(table.c.state == "draft", table.c.created_at < before)
        async with self._database.write() as connection:
            await connection.execute(old)

    async def _select(self, *conditions: Any, limit: int | None = None) -> list[Announcement]:
        query = select(table).where(*conditions).order_by(table.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [read(row) for row in await connection.execute(query)]


async def _turn(
    connection: AsyncConnection, act: Act, announcement_id: int, before: Sequence[State], state: State, **values: Any
) -> bool:
    """Whether it was in one of these states, and now is in the other; then the act is kept."""
    theirs = table.c.id == announcement_id, table.c.state.in_(before)
    change = update(table).where(*theirs).values(state=state, **values).returning(table)
    turned = [read(row) for row in await connection.execute(change)]
    await keep(connection, *(replace(act, subject=one.label) for one in turned))
    return bool(turned)


async def _approval(connection: AsyncConnection, one: Announcement, by: int, now: dt.datetime, *, later: bool) -> Act:
    """What it means to approve this draft."""
    if one.about is None:
        what = "announcement.scheduled" if later else "announcement.sent"
        return Act(now, by, what, one.label, after=one.content.html or None)
    original = await _get(connection, one.about)
    before = original.shown.html or None if original else None
    if one.kind == "recall":
        return Act(now, by, "announcement.recalled", one.label, before)
    return Act(now, by, "announcement.corrected", one.label, before, one.content.html or None)


async def _overtaken(connection: AsyncConnection, one: Announcement) -> bool:
    """Whether it, or what it is about, was recalled, or it is a correction older than another."""
    if one.kind == "recall":
        return False
    recalled = and_(table.c.id == (one.about or one.id), table.c.recalled_at.is_not(None))
    newer: ColumnElement[bool] = false()
    if one.approved_at:
        newer = and_(table.c.about == one.about, table.c.kind == "correction", table.c.approved_at > one.approved_at)
    return bool(await connection.scalar(select(exists().where(or_(recalled, newer)))))


async def _hold(connection: AsyncConnection, announcement_id: int, now: dt.datetime) -> None:
    one = await _get(connection, announcement_id)
    if one and one.about is None:
        await people.hold(connection, one.id, Occasion(now, one.urgent, one.expires_at))


async def _begin(connection: AsyncConnection, one: Announcement, now: dt.datetime) -> None:
    """Write who is to get it."""
    expires = one.expires_at or now + dt.timedelta(days=one.days)
    await connection.execute(_set(one.id, {"state": "sending", "expires_at": expires}))
    if one.about is None:
        await people.enlist(connection, one.id, one.audience, Occasion(now, one.urgent, expires))
        return
    await people.follow(connection, one.id, one.about, _FOLLOWED[one.kind])
    halted = [table.c.about == one.about, table.c.id != one.id]  # earlier changes, which would undo this one
    if one.kind == "correction":  # the revision tells whoever is about to send that it reads otherwise now
        await connection.execute(_set(one.about, {"corrected": one.content, "revision": table.c.revision + 1}))
    else:
        await connection.execute(_set(one.about, {"recalled_at": now}))
        halted = [or_(and_(*halted), table.c.id == one.about)]
    halt = update(table).where(*halted, table.c.state.in_(UNDER_WAY))
    await connection.execute(halt.values(state="stopped", done_at=now))


async def _insert(connection: AsyncConnection, **values: Any) -> Announcement:
    number = values.pop("number", None) or (await connection.scalar(select(func.max(table.c.number))) or 0) + 1
    start: dict[str, Any] = {"kind": "notice", "state": "draft", "revision": 1, "audience": Audience(), "days": DAYS}
    flags = {"urgent": False, "asks_seen": False}
    row = plain({**start, **flags, **values, "number": number})
    written = await connection.execute(insert(table).values(row).returning(table))
    return read(written.one())


async def _get(connection: AsyncConnection, announcement_id: int) -> Announcement | None:
    row = (await connection.execute(select(table).where(table.c.id == announcement_id))).one_or_none()
    return None if row is None else read(row)


async def _draft(connection: AsyncConnection, announcement_id: int, revision: int | None) -> Announcement | None:
    found = await _get(connection, announcement_id)
    fits = found and found.state == "draft" and revision in (None, found.revision)
    return found if fits else None


def _set(announcement_id: int, values: dict[str, Any]) -> Update:
    return update(table).where(table.c.id == announcement_id).values(plain(values))
