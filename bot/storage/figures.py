"""Counts for `/thongke`, read in one moment. `bot.feedback.figures` decides which of them may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.consents import consenting
from bot.storage.database import Database
from bot.storage.tables import counts, misreadings, questions, reports, residents, votes


@dataclass(frozen=True)
class Counted:
    """`asked`: questions by local day and outcome. `topics`: answers by the code of their topic. `votes` by value,
    `reasons` of those against by their name. `reports` that came in, by the state they are in now; `closed`: how long
    each that was finished in this time had taken. `passed_on`, `answered`, `became`: questions that were sent to the
    committee, that it answered, and of which it made a topic. `misread`: by the topic that was taken for another.
    `groups`: who wants announcements now, by tổ."""

    asked: Mapping[tuple[dt.date, str], int]
    topics: Mapping[str, int]
    votes: Mapping[int, int]
    reasons: Mapping[str, int]
    reports: Mapping[str, int]
    closed: tuple[dt.timedelta, ...]
    passed_on: int
    answered: int
    became: int
    misread: Mapping[str, int]
    groups: Mapping[int | None, int]


class Figures:
    """What is counted of a stretch of time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, first: dt.date, last: dt.date, since: dt.datetime, until: dt.datetime) -> Counted:
        """The days from `first` to `last`, which begin at `since` and end right before `until`."""
        days, total = counts.c.day.between(first, last), func.sum(counts.c.total)
        by_day = select(counts.c.day, counts.c.outcome, total).where(days).group_by(counts.c.day, counts.c.outcome)
        on_topics = days, counts.c.outcome == "answer", counts.c.topic != ""
        cast, came, ended, sent, answered, told = (
            (column >= since) & (column < until)
            for column in (
                votes.c.cast_at, reports.c.created_at, reports.c.done_at, questions.c.sent_at, questions.c.answered_at,
                misreadings.c.told_at,
            )
        )  # fmt: skip
        taken = select(reports.c.created_at, reports.c.done_at).where(ended, reports.c.created_at.is_not(None))
        subscribed = residents.c.blocked_at.is_(None), exists().where(*consenting(residents.c.chat_id))
        async with self._database.read() as connection:
            return Counted(
                asked={(row[0], row[1]): int(row[2]) for row in await connection.execute(by_day)},
                topics=await _tally(connection, counts.c.topic, *on_topics, of=total),
                votes=await _tally(connection, votes.c.value, cast),
                reasons=await _tally(connection, votes.c.reason, cast),
                reports=await _tally(connection, reports.c.state, came),
                closed=tuple([row.done_at - row.created_at for row in await connection.execute(taken)]),
                passed_on=await _count(connection, sent),
                answered=await _count(connection, answered, questions.c.alike.is_(None)),
                became=await _count(connection, answered, questions.c.became.is_not(None)),
                misread=await _tally(connection, misreadings.c.topic, told),
                groups=await _tally(connection, residents.c.home_group, *subscribed, none=True),
            )


async def _tally(
    connection: AsyncConnection, by: Column[Any], *where: Any, of: Any = None, none: bool = False
) -> dict[Any, int]:
    """How many rows, or what sum, for each value; `none`: NULL counts as one."""
    query = select(by, func.count() if of is None else of).where(*where).group_by(by)
    return {row[0]: int(row[1]) for row in await connection.execute(query) if none or row[0] is not None}


async def _count(connection: AsyncConnection, *where: Any) -> int:
    """How many questions."""
    return await connection.scalar(select(func.count()).select_from(questions).where(*where)) or 0
