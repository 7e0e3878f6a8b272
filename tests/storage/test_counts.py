from __future__ import annotations

import datetime as dt

from bot.storage import Storage
from tests.storage.conftest import Query


async def test_questions_are_counted_by_day_topic_and_outcome(storage: Storage, query: Query) -> None:
    for day in (22, 22, 23):
        await storage.counts.add(dt.date(2026, 11, day), "ve-sinh/lich", "answer")
    await storage.counts.add(dt.date(2026, 11, 22), "", "unknown")
    assert query("SELECT * FROM counts ORDER BY day, topic") == [
        ("2026-11-22", "", "unknown", 1),
        ("2026-11-22", "ve-sinh/lich", "answer", 2),
        ("2026-11-23", "ve-sinh/lich", "answer", 1),
    ]
