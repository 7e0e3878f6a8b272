"""How often each topic is asked and how it ends, by day: numbers without people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import counts

# Local day, topic (empty when none was understood), outcome.
Count = tuple[dt.date, str, str]

_KEY = counts.c.day, counts.c.topic, counts.c.outcome
_NAMES = "the_day", "the_topic", "the_outcome"
_INCREMENT = (
    update(counts)
    .where(*(column == bindparam(name) for column, name in zip(_KEY, _NAMES, strict=True)))
    .values(total=counts.c.total + bindparam("more"))
)


async def count(connection: AsyncConnection, asked: Iterable[Count]) -> None:
    """One question more for each."""
    more = Counter(asked)
    if not more:
        return
    query = select(*_KEY).where(counts.c.day.in_({day for day, _, _ in more}))
    known = {tuple(row) for row in await connection.execute(query)}
    if old := [dict(zip((*_NAMES, "more"), (*key, total), strict=True)) for key, total in more.items() if key in known]:
        await connection.execute(_INCREMENT, old)
    names = [column.name for column in (*_KEY, counts.c.total)]
    if new := [dict(zip(names, (*key, total), strict=True)) for key, total in more.items() if key not in known]:
        await connection.execute(insert(counts), new)
