"""What can happen to a delivery: begun, recorded, given up; each step one statement.

`pending -> sending` is committed before Telegram is called, `sent`, `refused` or `unknown` after it. What a crash
leaves as `sending` may have arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcement import UNDER_WAY, Announcement, read
from bot.storage.audience import CALLED_OFF, HAS_BLOCKED, HAS_LEFT
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
    """What came of a delivery. `again`: certainly nothing arrived, so it waits. `reason` is for the committee,
    without words of anybody."""

    item: Due
    outcome: Outcome
    at: dt.datetime
    ids: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Claim:
    """The wish to begin a delivery."""

    item: Due
    at: dt.datetime


async def claim(connection: AsyncConnection, items: Sequence[Due], at: dt.datetime) -> set[Key]:
    """Those that are now being sent."""
    asked: dict[tuple[int, int], list[int]] = {}
    for item in items:
        asked.setdefault((item.announcement.id, item.announcement.revision), []).append(item.chat_id)
    claimed: set[Key] = set()
    for (announcement, revision), chats in asked.items():
        given = {"_id": announcement, "_revision": revision, "_chats": chats, "_at": at}
        claimed.update((announcement, chat) for chat in await connection.scalars(_CLAIM, given))
    return claimed


async def record(connection: AsyncConnection, results: Sequence[Result]) -> None:
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
DOUBTFUL = case((_ONCE_MORE, "pending"), else_="unknown")


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
    "unknown": _record_as(DOUBTFUL),
    "again": _record_as(
        case((or_(HAS_BLOCKED, HAS_LEFT), _REFUSED), else_="pending"),
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


async def sending(connection: AsyncConnection) -> list[Announcement]:
    order = announcements.c.urgent.desc(), announcements.c.approved_at, announcements.c.id
    query = select(announcements).where(announcements.c.state == "sending").order_by(*order)
    return [read(row) for row in await connection.execute(query)]


def waiting(one: Announcement, now: dt.datetime, limit: int) -> Select[Any]:
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


def read_due(one: Announcement, row: Row[Any]) -> Due:
    chat, silent, *original = tuple(row)
    if not original:
        return Due(one, chat, silent)
    state, first, more, at = original
    ids = () if first is None else (first, *(more or ()))
    return Due(one, chat, silent, Sent(state, ids, at))
