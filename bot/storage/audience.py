"""Who gets an announcement, and from when on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.consents import consenting
from bot.storage.tables import UtcDateTime, announcements, deliveries, mutes, residents

_OF_A_CHANGE = exists().where(announcements.c.id == deliveries.c.announcement_id, announcements.c.about.is_not(None))

# Of a delivery: why it is not to be tried any more. What changes a message goes also to who wants no more of them.
HAS_BLOCKED = exists().where(residents.c.chat_id == deliveries.c.chat_id, residents.c.blocked_at.is_not(None))
HAS_LEFT = and_(~_OF_A_CHANGE, ~exists().where(*consenting(deliveries.c.chat_id)))

# What becomes of a delivery that waits and is not tried any more: an earlier try may have arrived.
CALLED_OFF = case((deliveries.c.attempts > 0, "unknown"), else_="refused")

AT_ONCE = dt.datetime(
    1970, 1, 1, tzinfo=dt.UTC
)  # due whatever the clock shows: it may have been wrong, and be set back


@dataclass(frozen=True)
class Audience:
    """Who among those who agreed to announcements is meant: everyone, those of some tổ, or those who did not mute a
    subject (its code in knowledge/)."""

    groups: tuple[int, ...] = ()
    subject: str = ""

    def includes(self, group: int | None) -> bool:
        """Whether somebody of this tổ is meant."""
        return not self.groups or group in self.groups


@dataclass(frozen=True)
class Reach:
    """How many people an announcement would reach, and how many of them only when their quiet hours are over."""

    people: int
    held: int = 0


@dataclass(frozen=True)
class Occasion:
    """The moment (aware, local) at which an announcement is sent, and what matters for when it may arrive."""

    now: dt.datetime
    urgent: bool = False
    expires_at: dt.datetime | None = None


def quiet_until(now: dt.datetime, start: int, end: int) -> dt.datetime | None:
    """When the quiet hours from `start` to `end` (minutes of the day) that `now` lies in are over; None outside."""
    minute = now.hour * 60 + now.minute
    quiet = start <= minute < end if start <= end else minute >= start or minute < end
    if not quiet:
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(minutes=end, days=0 if minute < end else 1)


async def reach(connection: AsyncConnection, audience: Audience, occasion: Occasion) -> Reach:
    """How many there are."""
    query = _recipients(audience, residents.c.quiet_from, residents.c.quiet_to, func.count())
    rows = (await connection.execute(query.group_by(residents.c.quiet_from, residents.c.quiet_to))).all()
    held = sum(count for start, end, count in rows if _held(occasion, start, end)[0] > occasion.now)
    return Reach(sum(count for _, _, count in rows), held)


async def enlist(connection: AsyncConnection, announcement_id: int, audience: Audience, occasion: Occasion) -> None:
    """Write a delivery for each."""
    due, silent = literal(AT_ONCE, UtcDateTime()), literal(value=False)
    rows = _recipients(audience, *_new(announcement_id, residents.c.chat_id, residents.c.home_group, due, silent))
    await connection.execute(deliveries.insert().from_select(_NEW, rows))
    await hold(connection, announcement_id, occasion)


async def hold(connection: AsyncConnection, announcement_id: int, occasion: Occasion) -> None:
    """Put off what would ring in the quiet hours of somebody; to be called whenever sending begins anew."""
    hours = residents.c.quiet_from, residents.c.quiet_to
    pairs = (await connection.execute(select(*hours).where(hours[0].is_not(None)).distinct())).all()
    held: dict[tuple[dt.datetime, bool], list[tuple[int, int]]] = {}
    for start, end in pairs:
        held.setdefault(_held(occasion, start, end), []).append((start, end))
    held.pop((AT_ONCE, False), None)
    for (due, silent), theirs in held.items():
        chats = select(residents.c.chat_id).where(tuple_(*hours).in_(theirs))
        waiting = deliveries.c.announcement_id == announcement_id, deliveries.c.state == "pending"
        change = update(deliveries).where(*waiting, ~deliveries.c.silent, deliveries.c.chat_id.in_(chats))
        await connection.execute(change.values(due_at=due, silent=silent))


async def follow(connection: AsyncConnection, announcement_id: int, about: int, states: Sequence[str]) -> None:
    """Write a delivery for each who got another announcement, or may have: what is changed makes no sound."""
    due, silent = literal(AT_ONCE, UtcDateTime()), literal(value=True)
    columns = _new(announcement_id, deliveries.c.chat_id, deliveries.c.home_group, due, silent)
    rows = select(*columns).where(deliveries.c.announcement_id == about, deliveries.c.state.in_(states))
    await connection.execute(deliveries.insert().from_select(_NEW, rows))


_NEW = ["announcement_id", "chat_id", "home_group", "due_at", "silent", "state", "attempts"]


def _new(
    announcement_id: int, chat: ColumnElement[int], group: ColumnElement[Any], due: Any, silent: Any
) -> tuple[ColumnElement[Any], ...]:
    return literal(announcement_id), chat, group, due, silent, literal("pending"), literal(0)


def _recipients(audience: Audience, *columns: Any) -> Select[Any]:
    """Who agreed to announcements, has not blocked the bot and is meant."""
    query = select(*columns).where(residents.c.blocked_at.is_(None), exists().where(*consenting(residents.c.chat_id)))
    if audience.groups:
        query = query.where(residents.c.home_group.in_(audience.groups))
    if audience.subject:
        muted = mutes.c.chat_id == residents.c.chat_id, mutes.c.subject == audience.subject
        query = query.where(~exists().where(*muted))
    return query


def _held(occasion: Occasion, start: int | None, end: int | None) -> tuple[dt.datetime, bool]:
    """From when on somebody with these quiet hours may get it, and whether without a sound: what would be out of date
    when they are over comes at once, but rings nobody."""
    until = None if occasion.urgent or start is None or end is None else quiet_until(occasion.now, start, end)
    if until is None:
        return AT_ONCE, False
    late = occasion.expires_at is not None and occasion.expires_at <= until
    return (AT_ONCE, True) if late else (until, False)
