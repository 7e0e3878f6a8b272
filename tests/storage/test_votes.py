from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage import Storage
from bot.storage.votes import Opinion
from tests.storage.conftest import Query
from tests.storage.times import LATER, NOON


async def test_a_vote_counts_when_new_or_changed(storage: Storage) -> None:
    assert await storage.votes.cast(7, 1, "a", 1, NOON) is True
    assert await storage.votes.cast(7, 1, "a", 1, LATER) is False
    assert await storage.votes.cast(7, 1, "a", -1, LATER) is True


async def test_one_vote_a_message_and_person(storage: Storage, query: Query) -> None:
    await storage.votes.cast(7, 1, "a", 1, NOON)
    await storage.votes.cast(7, 1, "a", -1, NOON)
    await storage.votes.cast(7, 2, "a", 1, NOON)
    await storage.votes.cast(8, 1, "a", 1, NOON)
    rows = query("SELECT chat_id, message_id, value FROM votes ORDER BY chat_id, message_id")
    assert rows == [(7, 1, -1), (7, 2, 1), (8, 1, 1)]


async def test_a_vote_is_up_or_down(storage: Storage) -> None:
    with pytest.raises(IntegrityError):
        await storage.votes.cast(7, 1, "a", 5, NOON)  # type: ignore[arg-type]


async def test_a_naive_time_is_refused(storage: Storage) -> None:
    with pytest.raises(Exception, match="aware"):
        await storage.votes.cast(7, 1, "a", 1, NOON.replace(tzinfo=None))


async def test_why_is_kept_as_long_as_the_vote_is_against(storage: Storage) -> None:
    await storage.votes.cast(7, 1, "a", -1, NOON)
    assert await storage.votes.against(7, 1) == "a"
    assert await storage.votes.explain(7, 1, "old") == "a"
    assert await storage.votes.explain(8, 1, "old") is None
    await storage.votes.cast(7, 1, "a", 1, NOON)
    assert await storage.votes.explain(7, 1, "wrong") is None
    assert await storage.votes.against(7, 1) is None
    assert await storage.votes.by_topic(NOON) == {"a": Opinion(1, 0)}


async def test_opinions_are_counted_by_topic(storage: Storage) -> None:
    for person, value in ((7, 1), (8, -1), (9, -1)):
        await storage.votes.cast(person, 1, "a", 1 if value > 0 else -1, LATER)
    await storage.votes.cast(7, 2, "b", 1, NOON)
    await storage.votes.explain(8, 1, "old")
    assert await storage.votes.by_topic(LATER) == {"a": Opinion(1, 2, Counter(old=1))}
