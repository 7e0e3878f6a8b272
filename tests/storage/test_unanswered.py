from __future__ import annotations

from bot.storage import Notes, Storage
from tests.storage.conftest import Query
from tests.storage.times import LATER, NEXT_DAY, NOON


async def test_questions_are_kept_until_purged(storage: Storage, query: Query) -> None:
    await storage.inbox.done(1, NOON, Notes(unanswered=["bao giờ có nước"]))
    await storage.inbox.done(2, NEXT_DAY, Notes(unanswered=["sân chơi ở đâu"]))
    await storage.unanswered.purge(LATER)
    assert query("SELECT text FROM unanswered") == [("sân chơi ở đâu",)]


async def test_nothing_kept_with_the_question_tells_who_asked(query: Query, storage: Storage) -> None:
    await storage.inbox.done(1, NOON, Notes(unanswered=["bao giờ có nước"]))
    assert [name for _, name, *_ in query("PRAGMA table_info(unanswered)")] == ["id", "text", "asked_at"]
