"""👍 and 👎 under answers, and why: one a message and person, without words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import case, func, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import votes


@dataclass(frozen=True)
class Opinion:
    """What people think of the answers on a topic; `reasons` of those against it, by name."""

    up: int = 0
    down: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class Votes:
    """What people think of an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, chat_id: int, message_id: int, topic: str, value: Literal[1, -1], at: dt.datetime) -> bool:
        """Keep the vote in place of an earlier one; True when it is new or changed."""
        this = votes.c.chat_id == chat_id, votes.c.message_id == message_id
        new = {"topic": topic, "value": value, "cast_at": at, "reason": None}
        async with self._database.write() as connection:
            before = (await connection.execute(select(votes.c.topic, votes.c.value).where(*this))).one_or_none()
            if before is None:
                await connection.execute(insert(votes).values(chat_id=chat_id, message_id=message_id, **new))
            elif (before.topic, before.value) == (topic, value):
                return False
            else:
                await connection.execute(update(votes).where(*this).values(new))
        return True

    async def against(self, chat_id: int, message_id: int) -> str | None:
        """The topic of an answer that this person is against."""
        this = votes.c.chat_id == chat_id, votes.c.message_id == message_id, votes.c.value == -1
        async with self._database.read() as connection:
            return await connection.scalar(select(votes.c.topic).where(*this))

    async def explain(self, chat_id: int, message_id: int, reason: str) -> str | None:
        """Keep why somebody is against an answer; its topic. None when they are not, or not any more."""
        this = votes.c.chat_id == chat_id, votes.c.message_id == message_id, votes.c.value == -1
        change = update(votes).where(*this).values(reason=reason).returning(votes.c.topic)
        async with self._database.write() as connection:
            topic: str | None = await connection.scalar(change)
        return topic

    async def by_topic(self, since: dt.datetime) -> dict[str, Opinion]:
        """What people think of each topic that was voted on."""
        up, recent = func.sum(case((votes.c.value == 1, 1), else_=0)), votes.c.cast_at >= since
        tallies = select(votes.c.topic, up, func.count()).where(recent).group_by(votes.c.topic)
        told = votes.c.topic, votes.c.reason
        reasons = select(*told, func.count()).where(recent, votes.c.reason.is_not(None)).group_by(*told)
        async with self._database.read() as connection:
            found = {topic: Opinion(ups, total - ups) for topic, ups, total in await connection.execute(tallies)}
            for topic, reason, number in await connection.execute(reasons):
                found[topic].reasons[reason] += number
        return found
