"""The ledger: one row for each who is to get an announcement, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, null, select, update

from bot.storage import ledger
from bot.storage.announcement import UNDER_WAY
from bot.storage.database import Database
from bot.storage.ledger import Claim, Due, Key, Result
from bot.storage.tables import announcements, deliveries


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
        lost = update(deliveries).where(*cut).values(state=ledger.DOUBTFUL, reason=ledger.CRASH, changed_at=now)
        async with self._database.write() as connection:
            await connection.execute(lost)

    async def due(self, now: dt.datetime, limit: int, without: Collection[Key] = ()) -> list[Due]:
        """What may be delivered now, urgent ones first, then older announcements before newer ones."""
        found: list[Due] = []
        async with self._database.read() as connection:
            for one in await ledger.sending(connection):
                rows = await connection.execute(ledger.waiting(one, now, limit + len(without)))
                due = [ledger.read_due(one, row) for row in rows]
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
        return await self._writing.do(Claim(item, now))

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

    async def _write(self, asked: Sequence[Result | Claim]) -> list[bool]:
        """What came of some deliveries, and which others may begin, in one transaction."""
        claims = [one.item for one in asked if isinstance(one, Claim)]
        async with self._database.write() as connection:
            await ledger.record(connection, [one for one in asked if isinstance(one, Result)])
            claimed = await ledger.claim(connection, claims, asked[0].at) if claims else ()
        return [isinstance(one, Result) or one.item.key in claimed for one in asked]
