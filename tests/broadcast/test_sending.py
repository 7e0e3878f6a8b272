from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.broadcast import sending
from bot.broadcast.sending import Broadcaster
from bot.storage import Announcement, Content, Due, Result, Storage, StorageError, Tally, open_storage
from bot.storage.ledger import Outcome

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
PEOPLE = 16


class Courier:
    """Delivers into a list; `will` decides what comes of a delivery."""

    def __init__(self) -> None:
        self.delivered: list[int] = []
        self.will: Callable[[int], Awaitable[Outcome]] = self._sent
        self.turns = 0

    @asynccontextmanager
    async def turn(self, item: Due) -> AsyncIterator[None]:
        self.turns += 1
        await asyncio.sleep(0)
        yield

    async def deliver(self, item: Due) -> Result:
        outcome = await self.will(item.chat_id)
        if outcome == "sent":
            self.delivered.append(item.chat_id)
        return Result(item, outcome, NOON, (1,) if outcome == "sent" else ())

    async def _sent(self, chat: int) -> Outcome:
        return "sent"


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}") as opened:
        for chat in range(1, PEOPLE + 1):
            await opened.residents.subscribe(chat, NOON)
        yield opened


@pytest.fixture
def courier() -> Courier:
    return Courier()


@asynccontextmanager
async def running(storage: Storage, courier: Courier) -> AsyncIterator[Broadcaster]:
    broadcaster = Broadcaster(storage, courier, lambda: NOON)
    task = asyncio.create_task(broadcaster.run())
    try:
        yield broadcaster
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def approved(storage: Storage, *, urgent: bool = False) -> Announcement:
    draft = await storage.announcements.draft(Content("Cắt nước"), NOON, 1, urgent=urgent)
    begun = await storage.announcements.approve(draft.id, draft.revision, 1, NOON)
    assert begun
    return begun


async def end(storage: Storage, announcement: Announcement) -> Tally:
    """How it stands when it is done."""
    for _ in range(500):
        now = await storage.announcements.get(announcement.id)
        if now and now.state == "done":
            return await storage.deliveries.tally(announcement.id)
        await asyncio.sleep(0.01)
    raise AssertionError("it does not end")


async def test_everybody_gets_it_once(storage: Storage, courier: Courier) -> None:
    announcement = await approved(storage)
    async with running(storage, courier):
        tally = await end(storage, announcement)
    assert tally.sent == PEOPLE
    assert sorted(courier.delivered) == list(range(1, PEOPLE + 1))


async def test_what_comes_later_begins_when_it_is_woken(storage: Storage, courier: Courier) -> None:
    async with running(storage, courier) as broadcaster:
        await asyncio.sleep(0.05)
        announcement = await approved(storage)
        broadcaster.wake()
        assert (await end(storage, announcement)).sent == PEOPLE


async def test_what_certainly_did_not_arrive_is_tried_again(storage: Storage, courier: Courier) -> None:
    failures = iter(range(10))

    async def often_too_fast(_: int) -> Outcome:
        return "sent" if next(failures, None) is None else "again"

    courier.will = often_too_fast
    announcement = await approved(storage)
    async with running(storage, courier):
        assert (await end(storage, announcement)).sent == PEOPLE
    assert sorted(courier.delivered) == list(range(1, PEOPLE + 1))


@pytest.mark.parametrize(("urgent", "tries"), [(False, 1), (True, 2)])
async def test_what_may_have_arrived_is_tried_again_once_if_it_is_urgent(
    storage: Storage, courier: Courier, urgent: bool, tries: int
) -> None:
    asked: list[int] = []

    async def silent(chat: int) -> Outcome:
        asked.append(chat)
        return "unknown"

    courier.will = silent
    announcement = await approved(storage, urgent=urgent)
    async with running(storage, courier):
        assert (await end(storage, announcement)).unknown == PEOPLE
    assert sorted(asked) == sorted([*range(1, PEOPLE + 1)] * tries)


async def test_an_urgent_one_goes_ahead_of_what_is_being_sent(storage: Storage, courier: Courier) -> None:
    first = await approved(storage)
    gate = asyncio.Event()
    order: list[int] = []

    async def held(chat: int) -> Outcome:
        await gate.wait()
        return "sent"

    courier.will = held
    deliver = courier.deliver

    async def noted(item: Due) -> Result:
        order.append(item.announcement.id)
        return await deliver(item)

    courier.deliver = noted  # type: ignore[method-assign]
    async with running(storage, courier) as broadcaster:
        await asyncio.sleep(0.1)
        second = await approved(storage, urgent=True)
        broadcaster.wake()
        gate.set()
        await end(storage, second)
        await end(storage, first)
    begun_before = order.index(second.id)
    assert begun_before <= sending.AT_ONCE + 1
    assert order[begun_before : begun_before + PEOPLE] == [second.id] * PEOPLE


async def test_a_paused_one_waits_and_goes_on(storage: Storage, courier: Courier) -> None:
    announcement = await approved(storage)
    await storage.announcements.pause(announcement.id, NOON, 1)
    async with running(storage, courier) as broadcaster:
        await asyncio.sleep(0.1)
        assert courier.delivered == []
        await storage.announcements.resume(announcement.id, NOON, 1)
        broadcaster.wake()
        assert (await end(storage, announcement)).sent == PEOPLE


async def test_a_stop_lets_calls_under_way_end(storage: Storage, courier: Courier) -> None:
    started = asyncio.Event()

    async def slow(_: int) -> Outcome:
        started.set()
        await asyncio.sleep(0.1)
        return "sent"

    courier.will = slow
    announcement = await approved(storage)
    async with running(storage, courier):
        await started.wait()
    tally = await storage.deliveries.tally(announcement.id)
    assert (tally.sending, tally.unknown) == (0, 0)
    assert 0 < tally.sent == len(courier.delivered) <= sending.AT_ONCE


async def test_calls_that_do_not_end_in_time_are_doubtful_after_the_restart(
    storage: Storage, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "STOPPING", 0.05)
    started = asyncio.Event()

    async def endless(_: int) -> Outcome:
        started.set()
        await asyncio.sleep(60)
        return "sent"

    courier.will = endless
    announcement = await approved(storage)
    async with running(storage, courier):
        await started.wait()
    doubtful = (await storage.deliveries.tally(announcement.id)).sending
    assert 0 < doubtful <= sending.AT_ONCE
    again = Courier()
    async with running(storage, again):
        tally = await end(storage, announcement)
    assert (tally.unknown, tally.sent) == (doubtful, PEOPLE - doubtful)
    assert len(again.delivered) == PEOPLE - doubtful


async def test_a_locked_database_delays_and_loses_nothing(
    storage: Storage, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AFTER_FAULT", 0.01)
    broken = iter(range(8))

    def sometimes(method: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def call(*given: object) -> object:
            if next(broken, None) is not None:
                raise StorageError("busy")
            return await method(*given)

        return call

    ledger = storage.deliveries
    for name in ("claim", "record", "due"):
        monkeypatch.setattr(ledger, name, sometimes(getattr(ledger, name)))
    announcement = await approved(storage)
    async with running(storage, courier):
        assert (await end(storage, announcement)).sent == PEOPLE
    assert sorted(courier.delivered) == list(range(1, PEOPLE + 1))
