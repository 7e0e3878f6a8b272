from __future__ import annotations

from bot.storage import Storage
from tests.storage.conftest import Query
from tests.storage.times import LATER, NEXT_DAY, NOON


async def test_questions_are_kept_until_purged(storage: Storage, query: Query) -> None:
    await storage.unanswered.add("bao giờ có nước", NOON)
    await storage.unanswered.add("sân chơi ở đâu", NEXT_DAY)
    await storage.unanswered.purge(LATER)
    assert query("SELECT text FROM unanswered") == [("sân chơi ở đâu",)]


async def test_nothing_kept_with_the_question_tells_who_asked(query: Query, storage: Storage) -> None:
    await storage.unanswered.add("bao giờ có nước", NOON)
    assert [name for _, name, *_ in query("PRAGMA table_info(unanswered)")] == ["id", "text", "asked_at"]
