from __future__ import annotations

import datetime as dt

from bot.storage import Notes, Storage
from tests.storage.conftest import Query
from tests.storage.times import NOON


async def test_questions_are_counted_by_day_topic_and_outcome(storage: Storage, query: Query) -> None:
    for day in (22, 22, 23):
        await storage.inbox.done(1, NOON, Notes(counts=[(dt.date(2026, 11, day), "ve-sinh/lich", "answer")]))
    last = (dt.date(2026, 11, 22), "", "unknown")
    await storage.inbox.done(1, NOON, Notes(counts=[last, last]))
    assert query("SELECT * FROM counts ORDER BY day, topic") == [
        ("2026-11-22", "", "unknown", 2),
        ("2026-11-22", "ve-sinh/lich", "answer", 2),
        ("2026-11-23", "ve-sinh/lich", "answer", 1),
    ]
