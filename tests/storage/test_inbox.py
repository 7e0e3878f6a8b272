from __future__ import annotations

import pytest

from bot.storage import Storage
from bot.storage.inbox import InboxItem
from tests.storage.conftest import Query
from tests.storage.times import LATER, NEXT_DAY, NOON


async def test_only_new_updates_are_returned(storage: Storage) -> None:
    assert await storage.inbox.store([(2, 7, "{}"), (1, None, "{}")], NOON) == [1, 2]
    assert await storage.inbox.store([(2, 7, "{}"), (3, 7, "{}")], LATER) == [3]


async def test_an_update_twice_in_one_batch_is_one(storage: Storage) -> None:
    assert await storage.inbox.store([(1, 7, "first"), (1, 7, "again")], NOON) == [1]
    assert len(await storage.inbox.pending()) == 1


async def test_an_empty_batch_is_nothing(storage: Storage) -> None:
    assert await storage.inbox.store([], NOON) == []


async def test_a_batch_of_a_thousand_is_stored(storage: Storage) -> None:
    assert len(await storage.inbox.store([(i, i, "{}") for i in range(1000)], NOON)) == 1000


async def test_a_batch_is_all_or_nothing(storage: Storage) -> None:
    with pytest.raises(OverflowError):
        await storage.inbox.store([(1, 7, "{}"), (2, 2**70, "{}")], NOON)
    assert await storage.inbox.pending() == []


async def test_pending_are_in_order_of_their_numbers(storage: Storage) -> None:
    await storage.inbox.store([(12, 7, "c"), (10, 8, "a")], NOON)
    await storage.inbox.store([(11, None, "b")], LATER)
    assert [item.update_id for item in await storage.inbox.pending()] == [10, 11, 12]
    assert (await storage.inbox.pending())[1] == InboxItem(11, None, "b", LATER)


async def test_a_handled_update_is_not_pending_and_its_body_is_gone(storage: Storage, query: Query) -> None:
    await storage.inbox.store([(1, 7, "words")], NOON)
    await storage.inbox.done(1, LATER)
    assert await storage.inbox.pending() == []
    assert query("SELECT body, handled_at IS NULL FROM inbox") == [(None, 0)]


async def test_a_handled_update_delivered_again_is_not_new(storage: Storage) -> None:
    await storage.inbox.store([(1, 7, "words")], NOON)
    await storage.inbox.done(1, LATER)
    assert await storage.inbox.store([(1, 7, "words")], LATER) == []
    assert await storage.inbox.pending() == []


async def test_purge_drops_handled_updates_only(storage: Storage, query: Query) -> None:
    await storage.inbox.store([(1, 7, "{}"), (2, 7, "{}")], NOON)
    await storage.inbox.store([(3, 7, "{}")], NEXT_DAY)
    for update_id in (1, 3):
        await storage.inbox.done(update_id, NEXT_DAY)
    await storage.inbox.purge(NEXT_DAY)
    assert query("SELECT update_id FROM inbox ORDER BY update_id") == [(2,), (3,)]
