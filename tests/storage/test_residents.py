from __future__ import annotations

from bot.storage import Resident, Storage
from tests.storage.conftest import Query
from tests.storage.times import LATER, NEXT_DAY, NOON


async def test_a_stranger_is_unknown(storage: Storage) -> None:
    assert await storage.residents.get(7) is None


async def test_being_seen_registers_once(storage: Storage) -> None:
    await storage.residents.seen(7, NOON)
    await storage.residents.seen(7, LATER)
    assert await storage.residents.get(7) == Resident(7, None, subscribed=False, blocked_at=None, created_at=NOON)


async def test_the_group_is_set_and_taken_back(storage: Storage) -> None:
    await storage.residents.set_group(7, 12, NOON)
    resident = await storage.residents.get(7)
    assert resident is not None
    assert resident.group == 12
    await storage.residents.set_group(7, None, LATER)
    resident = await storage.residents.get(7)
    assert resident is not None
    assert resident.group is None


async def test_consent_is_recorded_with_its_times_and_stays_provable(storage: Storage, query: Query) -> None:
    await storage.residents.subscribe(7, NOON)
    await storage.residents.subscribe(7, LATER)  # already in force
    await storage.residents.unsubscribe(7, LATER)
    await storage.residents.subscribe(7, NEXT_DAY)
    assert query("SELECT purpose, date(given_at), withdrawn_at IS NULL FROM consents ORDER BY id") == [
        ("announcements", "2026-11-22", 0),
        ("announcements", "2026-11-23", 1),
    ]


async def test_subscribed_follows_the_consent(storage: Storage) -> None:
    async def subscribed() -> bool:
        resident = await storage.residents.get(7)
        return resident is not None and resident.subscribed

    await storage.residents.unsubscribe(7, NOON)  # never asked for: nothing happens
    await storage.residents.subscribe(7, NOON)
    assert await subscribed() is True
    await storage.residents.unsubscribe(7, LATER)
    assert await subscribed() is False


async def test_blocking_and_unblocking(storage: Storage) -> None:
    await storage.residents.seen(7, NOON)
    await storage.residents.set_blocked(7, LATER)
    resident = await storage.residents.get(7)
    assert resident is not None
    assert resident.blocked_at == LATER
    await storage.residents.set_blocked(7, None)
    resident = await storage.residents.get(7)
    assert resident is not None
    assert resident.blocked_at is None


async def test_who_speaks_with_the_bot_has_not_blocked_it_any_more(storage: Storage) -> None:
    for speak in (storage.residents.seen, storage.residents.subscribe):
        await storage.residents.set_blocked(7, LATER)
        await speak(7, LATER)
        resident = await storage.residents.get(7)
        assert resident is not None
        assert resident.blocked_at is None
