"""The ledger: one row for each who is to get an announcement, and what became of it.

`pending -> sending` is committed before Telegram is called, `sent`, `refused` or `unknown` after it. What a crash
leaves as `sending` may have arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcements import UNDER_WAY, Announcement, read
from bot.storage.audience import CALLED_OFF, HAS_BLOCKED, HAS_LEFT
from bot.storage.database import Database
from bot.storage.tables import announcements, deliveries

Outcome = Literal["sent", "refused", "unknown", "again"]
Key = tuple[int, int]  # announcement and chat

BLOCKED, UNSUBSCRIBED, CRASH = "blocked", "unsubscribed", "crash"  # reasons that do not come from Telegram
MOST_TRIES = 2  # of an urgent one of which nobody knows whether it arrived


@dataclass(frozen=True)
class Sent:
    """A message that somebody got earlier: its ids (several for an album) and when."""

    state: str
    ids: tuple[int, ...]
    at: dt.datetime | None


@dataclass(frozen=True)
class Due:
    """What may be delivered now. `target` is what a correction or recall is about."""

    announcement: Announcement
    chat_id: int
    silent: bool
    target: Sent | None = None

    @property
    def key(self) -> Key:
        return self.announcement.id, self.chat_id


@dataclass(frozen=True)
class Result:
    """What came of a delivery. `again`: certainly nothing arrived, so it waits (until `due_at`). `reason` is for the
    committee, without words of anybody."""

    item: Due
    outcome: Outcome
    at: dt.datetime
    ids: tuple[int, ...] = ()
    reason: str = ""
    due_at: dt.datetime | None = None


@dataclass(frozen=True)
class _Claim:
    item: Due
    at: dt.datetime


@dataclass(frozen=True)
class Tally:
    """How many deliveries of an announcement are in each state, for one tổ (None: not chosen) or for all."""

    group: int | None
    pending: int = 0
    sending: int = 0
    sent: int = 0
    refused: int = 0
    unknown: int = 0
    recalled: int = 0
    seen: int = 0
    reactions: int = 0

    @property
    def total(self) -> int:
        return self.pending + self.sending + self.sent + self.refused + self.unknown + self.recalled


class Deliveries:
    """The ledger of all announcements."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing = database.together(self._write)

    async def recover(self, now: dt.datetime) -> None:
        """After a start: what was under way when the bot ended may have arrived. An urgent one is tried once more."""
        open_ = select(announcements.c.id).where(announcements.c.state.in_((*UNDER_WAY, "stopped")))
        cut = deliveries.c.announcement_id.in_(open_), deliveries.c.state == "sending"
        lost = update(deliveries).where(*cut).values(state=_DOUBTFUL, reason=CRASH, changed_at=now)
        async with self._database.write() as connection:
            await connection.execute(lost)

    async def due(self, now: dt.datetime, limit: int, without: Collection[Key] = ()) -> list[Due]:
        """What may be delivered now, urgent ones first, then older announcements before newer ones."""
        found: list[Due] = []
        async with self._database.read() as connection:
            for one in await _sending(connection):
                rows = await connection.execute(_waiting(one, now, limit + len(without)))
                due = [_due(one, row) for row in rows]
                found += [item for item in due if item.key not in without]
                if len(found) >= limit:
                    break
        return found[:limit]

    async def next_due(self) -> dt.datetime | None:
        """When the next of what is held back may be delivered."""
        sending = select(announcements.c.id).where(announcements.c.state == "sending")
        waiting = deliveries.c.announcement_id.in_(sending), deliveries.c.state == "pending"
        async with self._database.read() as connection:
            earliest: dt.datetime | None = await connection.scalar(
                select(func.min(deliveries.c.due_at)).where(*waiting)
            )
        return earliest

    async def claim(self, item: Due, now: dt.datetime) -> bool:
        """Mark a delivery as being sent, to be called right before it is. False when it must not be sent any more:
        paused, stopped, recalled, corrected since it was read, the person left, or somebody else has it."""
        return await self._writing.do(_Claim(item, now))

    async def record(self, result: Result) -> None:
        """Keep what came of a delivery that was claimed."""
        await self._writing.do(result)

    async def tally(self, announcement_id: int) -> Tally:
        """How it stands with an announcement as a whole."""
        [whole] = await self._tallies(announcement_id, null()) or [Tally(None)]
        return whole

    async def tally_by_group(self, announcement_id: int) -> list[Tally]:
        """How it stands tổ by tổ; those without one come last."""
        found = await self._tallies(announcement_id, deliveries.c.home_group)
        return sorted(found, key=lambda one: (one.group is None, one.group))

    async def held(self, announcement_id: int, after: dt.datetime) -> tuple[int, dt.datetime | None]:
        """How many deliveries may come only after this moment, and when the last of them may."""
        theirs = deliveries.c.announcement_id == announcement_id, deliveries.c.state == "pending"
        query = select(func.count(), func.max(deliveries.c.due_at)).where(*theirs, deliveries.c.due_at > after)
        async with self._database.read() as connection:
            count, last = (await connection.execute(query)).one()
        return count, last

    async def reasons(self, announcement_id: int) -> dict[str, int]:
        """Why deliveries were refused or are uncertain, and how many."""
        query = (
            select(deliveries.c.reason, func.count())
            .where(deliveries.c.announcement_id == announcement_id, deliveries.c.state.in_(("refused", "unknown")))
            .group_by(deliveries.c.reason)
        )
        async with self._database.read() as connection:
            return {reason or "": count for reason, count in await connection.execute(query)}

    async def seen(self, announcement_id: int, chat_id: int, at: dt.datetime) -> bool:
        """Somebody pressed that they have read it; False when it was not sent to them, or they had said so."""
        theirs = deliveries.c.announcement_id == announcement_id, deliveries.c.chat_id == chat_id
        got = deliveries.c.state.in_(("sending", "sent", "unknown"))
        async with self._database.write() as connection:
            change = update(deliveries).where(*theirs, got, deliveries.c.seen_at.is_(None)).values(seen_at=at)
            return bool((await connection.execute(change)).rowcount)

    async def concerns(self, announcement_id: int, chat_id: int) -> bool:
        """Whether an announcement is or was to reach somebody."""
        theirs = deliveries.c.announcement_id == announcement_id, deliveries.c.chat_id == chat_id
        async with self._database.read() as connection:
            return bool(await connection.scalar(select(exists().where(*theirs))))

    async def spoken_of(self, chat_id: int, since: dt.datetime, replied: int | None) -> int | None:
        """The announcement that a message of somebody may be about: the one it replies to; without a reply, the last
        that reached them, unless that was before `since`."""
        theirs = deliveries.c.chat_id == chat_id, deliveries.c.state == "sent"
        before = deliveries.c.changed_at >= since if replied is None else deliveries.c.message_id <= replied
        query = select(deliveries).where(*theirs, before).order_by(deliveries.c.message_id.desc()).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None or (replied is not None and replied not in (row.message_id, *(row.more_ids or ()))):
            return None
        return int(row.announcement_id)

    async def react(self, chat_id: int, message_id: int, reaction: str | None) -> None:
        """Keep the reaction to a message that was announced; None when it was taken back."""
        this = deliveries.c.chat_id == chat_id, deliveries.c.message_id == message_id
        async with self._database.write() as connection:
            await connection.execute(update(deliveries).where(*this).values(reaction=reaction))

    async def reactions(self, announcement_id: int) -> dict[str, int]:
        """How often each reaction was given."""
        given = deliveries.c.announcement_id == announcement_id, deliveries.c.reaction.is_not(None)
        query = select(deliveries.c.reaction, func.count()).where(*given).group_by(deliveries.c.reaction)
        async with self._database.read() as connection:
            return {str(reaction): count for reaction, count in await connection.execute(query)}

    async def purge(self, before: dt.datetime) -> None:
        """Forget who got what was ended before this time."""
        old = select(announcements.c.id).where(announcements.c.done_at < before)
        async with self._database.write() as connection:
            await connection.execute(delete(deliveries).where(deliveries.c.announcement_id.in_(old)))

    async def _tallies(self, announcement_id: int, by: ColumnElement[Any]) -> list[Tally]:
        counts = func.count(), func.count(deliveries.c.seen_at), func.count(deliveries.c.reaction)
        of_this = deliveries.c.announcement_id == announcement_id
        query = select(by.label("group"), deliveries.c.state, *counts).where(of_this).group_by("group", "state")
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found: dict[int | None, dict[str, int]] = {}
        for group, state, count, seen, reactions in rows:
            one = found.setdefault(group, {"seen": 0, "reactions": 0})
            one[state] = count
            one["seen"] += seen
            one["reactions"] += reactions
        return [Tally(group, **numbers) for group, numbers in found.items()]

    async def _write(self, asked: Sequence[Result | _Claim]) -> list[bool]:
        """What came of some deliveries, and which others may begin, in one transaction."""
        claims = [one.item for one in asked if isinstance(one, _Claim)]
        async with self._database.write() as connection:
            await _record(connection, [one for one in asked if isinstance(one, Result)])
            claimed = await _claim(connection, claims, asked[0].at) if claims else ()
        return [isinstance(one, Result) or one.item.key in claimed for one in asked]


async def _claim(connection: AsyncConnection, items: Sequence[Due], at: dt.datetime) -> set[Key]:
    """Those that are now being sent."""
    asked: dict[tuple[int, int], list[int]] = {}
    for item in items:
        asked.setdefault((item.announcement.id, item.announcement.revision), []).append(item.chat_id)
    claimed: set[Key] = set()
    for (announcement, revision), chats in asked.items():
        given = {"_id": announcement, "_revision": revision, "_chats": chats, "_at": at}
        claimed.update((announcement, chat) for chat in await connection.scalars(_CLAIM, given))
    return claimed


async def _record(connection: AsyncConnection, results: Sequence[Result]) -> None:
    for outcome, change in _RECORD.items():
        if rows := [_row(result) for result in results if result.outcome == outcome]:
            await connection.execute(change, rows)
    await _pass_on(connection, results)


async def give_up(connection: AsyncConnection, chat_id: int, reason: str, *of: ColumnElement[bool]) -> None:
    """What has not been sent to somebody is not to be sent any more: of the announcements that these conditions name,
    or of all."""
    waiting = [deliveries.c.chat_id == chat_id, deliveries.c.state == "pending"]
    if of:
        waiting.append(deliveries.c.announcement_id.in_(select(announcements.c.id).where(*of)))
    await connection.execute(update(deliveries).where(*waiting).values(state=CALLED_OFF, reason=reason))


NO_CHANGE = announcements.c.about.is_(None)  # recalls and corrections go also to who wants nothing more


def on(subject: str) -> ColumnElement[bool]:
    """Announcements to those who want this subject."""
    named: ColumnElement[str] = announcements.c.audience["subject"].as_string()
    return named == subject


_ORIGINAL = deliveries.alias("original")
_URGENT = exists().where(announcements.c.id == deliveries.c.announcement_id, announcements.c.urgent)
_UNDER_WAY = exists().where(announcements.c.id == deliveries.c.announcement_id, announcements.c.state.in_(UNDER_WAY))
_ONCE_MORE = and_(_URGENT, _UNDER_WAY, deliveries.c.attempts < MOST_TRIES, ~HAS_BLOCKED, ~HAS_LEFT)
_REFUSED = case((deliveries.c.attempts > 1, "unknown"), else_="refused")  # an earlier try may have arrived
_DOUBTFUL = case((_ONCE_MORE, "pending"), else_="unknown")


_CLAIM = (
    update(deliveries)
    .where(
        deliveries.c.announcement_id == bindparam("_id"),
        deliveries.c.chat_id.in_(bindparam("_chats", expanding=True)),
        deliveries.c.state == "pending",
        exists().where(
            announcements.c.id == bindparam("_id"),
            announcements.c.revision == bindparam("_revision"),
            announcements.c.state == "sending",
        ),
    )
    .values(state="sending", attempts=deliveries.c.attempts + 1, changed_at=bindparam("_at"))
    .returning(deliveries.c.chat_id)
)


def _record_as(state: Any, **values: Any) -> Update:
    """The update for one outcome; what it needs of a result is what `_row` gives."""
    this = (deliveries.c.announcement_id == bindparam("_id"), deliveries.c.chat_id == bindparam("_chat"))
    kept = {"changed_at": bindparam("_at"), "reason": bindparam("_reason"), **values}
    return update(deliveries).where(*this).values(state=state, **kept)


_RECORD: dict[str, Update] = {
    "sent": _record_as(
        "sent", message_id=bindparam("_first"), more_ids=bindparam("_more", type_=deliveries.c.more_ids.type)
    ),
    "refused": _record_as(_REFUSED),
    "unknown": _record_as(_DOUBTFUL),
    "again": _record_as(
        case((or_(HAS_BLOCKED, HAS_LEFT), _REFUSED), else_="pending"),
        due_at=func.coalesce(bindparam("_due", type_=deliveries.c.due_at.type), deliveries.c.due_at),
        attempts=deliveries.c.attempts - 1,
        reason=case((HAS_BLOCKED, BLOCKED), (HAS_LEFT, UNSUBSCRIBED), else_=bindparam("_reason", type_=Text())),
    ),
}


def _row(result: Result) -> dict[str, Any]:
    announcement, chat = result.item.key
    row: dict[str, Any] = {"_id": announcement, "_chat": chat, "_at": result.at, "_reason": result.reason or None}
    if result.outcome == "sent":
        first, *more = result.ids or (None,)
        row |= {"_first": first, "_more": more or None}
    if result.outcome == "again":
        row["_due"] = result.due_at
    return row


async def _pass_on(connection: AsyncConnection, results: Sequence[Result]) -> None:
    """What a recall or a correction has done to what it is about."""
    for result in results:
        about, kind = result.item.announcement.about, result.item.announcement.kind
        if about is None or result.outcome != "sent":
            continue
        this = deliveries.c.announcement_id == about, deliveries.c.chat_id == result.item.chat_id
        if kind == "recall" and not result.ids:  # deleted, not only revoked
            got = deliveries.c.state == "sent"
            await connection.execute(update(deliveries).where(*this, got).values(state="recalled"))
        elif kind == "correction" and result.ids:  # sent anew to who may not have got the original
            first, *more = result.ids
            values = {"state": "sent", "message_id": first, "more_ids": more or None, "reason": None}
            await connection.execute(update(deliveries).where(*this, deliveries.c.state == "unknown").values(values))


async def _sending(connection: AsyncConnection) -> list[Announcement]:
    order = announcements.c.urgent.desc(), announcements.c.approved_at, announcements.c.id
    query = select(announcements).where(announcements.c.state == "sending").order_by(*order)
    return [read(row) for row in await connection.execute(query)]


def _waiting(one: Announcement, now: dt.datetime, limit: int) -> Select[Any]:
    columns: list[Any] = [deliveries.c.chat_id, deliveries.c.silent]
    this = [deliveries.c.announcement_id == one.id, deliveries.c.state == "pending", deliveries.c.due_at <= now]
    source: Any = deliveries
    if one.about is not None:
        columns += [_ORIGINAL.c.state, _ORIGINAL.c.message_id, _ORIGINAL.c.more_ids, _ORIGINAL.c.changed_at]
        same = and_(_ORIGINAL.c.announcement_id == one.about, _ORIGINAL.c.chat_id == deliveries.c.chat_id)
        source = deliveries.join(_ORIGINAL, same)
        this.append(_ORIGINAL.c.state != "sending")  # what it is becomes known in a moment
    query = select(*columns).select_from(source).where(*this)
    return query.order_by(deliveries.c.due_at, deliveries.c.chat_id).limit(limit)


def _due(one: Announcement, row: Row[Any]) -> Due:
    chat, silent, *original = tuple(row)
    if not original:
        return Due(one, chat, silent)
    state, first, more, at = original
    ids = () if first is None else (first, *(more or ()))
    return Due(one, chat, silent, Sent(state, ids, at))
