from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.storage import Result, Storage, Tally
from tests.storage.announcing import (
    DAY,
    HOUR,
    MINUTE,
    MORNING,
    OWNER,
    approved,
    changed,
    counted,
    deliver,
    due,
    end,
    rows,
    states,
    subscribe,
)


async def test_urgent_ones_come_first_then_the_older(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    first = await approved(storage)
    second = await approved(storage, MORNING + MINUTE)
    urgent = await approved(storage, MORNING + 2 * MINUTE, urgent=True)
    order = [item.key for item in await due(storage, MORNING + HOUR)]
    assert order == [(one.id, chat) for one in (urgent, first, second) for chat in (1, 2)]
    taken = set(order[:3])
    assert [item.key for item in await storage.deliveries.due(MORNING + HOUR, 2, taken)] == order[3:5]


async def test_one_delivery_is_claimed_by_one_sender(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    [one, other] = await due(storage)
    claims = await asyncio.gather(*(storage.deliveries.claim(item, MORNING) for item in [one, other, one, other]))
    assert claims.count(True) >= 2  # of those asked for in the same moment
    assert not await storage.deliveries.claim(one, MORNING)
    assert await counted(storage, announcement) == {"sending": 2}
    assert {row["attempts"] for row in (await rows(storage, announcement, 1, 2)).values()} == {1}


@pytest.mark.parametrize("how", ["pause", "stop", "recall", "unsubscribe", "block", "forget"])
async def test_what_is_called_off_in_the_last_moment_is_not_sent(storage: Storage, how: str) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [item] = await due(storage)
    match how:
        case "pause":
            await storage.announcements.pause(announcement.id, MORNING, OWNER)
        case "stop":
            await storage.announcements.stop(announcement.id, MORNING, OWNER)
        case "recall":
            await changed(storage, announcement, "recall")
        case "unsubscribe":
            await storage.residents.unsubscribe(1, MORNING)
        case "block":
            await storage.residents.set_blocked(1, MORNING)
        case _:
            await storage.residents.forget(1)
    assert not await storage.deliveries.claim(item, MORNING)
    assert await due(storage) == []


async def test_who_leaves_before_it_came_is_told_apart_in_the_report(storage: Storage) -> None:
    await subscribe(storage, 1, 2, 3, 4)
    announcement = await approved(storage)
    await storage.residents.unsubscribe(1, MORNING)
    await storage.residents.set_blocked(2, MORNING)
    first, second = await due(storage)
    await storage.deliveries.claim(first, MORNING)
    await storage.deliveries.record(Result(first, "refused", MORNING, reason="403"))
    await storage.deliveries.claim(second, MORNING)
    await storage.deliveries.record(Result(second, "unknown", MORNING))
    found = await storage.deliveries.reasons(announcement.id)
    assert found == {"unsubscribed": 1, "blocked": 1, "403": 1, "": 1}


async def test_what_was_sent_is_kept_with_its_messages(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage, MORNING + HOUR, ids=(10, 11, 12))
    row = (await rows(storage, announcement, 1))[1]
    assert (row["state"], row["message_id"], row["more_ids"], row["reason"]) == ("sent", 10, [11, 12], None)
    assert row["changed_at"] == "2026-11-22T03:00:00+00:00"
    await changed(storage, announcement, "recall")
    [item] = await due(storage)
    assert item.target
    assert (item.target.state, item.target.ids, item.target.at) == ("sent", (10, 11, 12), MORNING + HOUR)


async def test_what_surely_did_not_arrive_waits_and_comes_again_without_counting(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    for _ in range(5):
        await deliver(storage, outcome="again", reason="429")
    row = (await rows(storage, announcement, 1))[1]
    assert (row["state"], row["attempts"]) == ("pending", 0)
    await deliver(storage, MORNING + HOUR)
    assert await counted(storage, announcement) == {"sent": 1}


@pytest.mark.parametrize(("leave", "reason"), [("unsubscribe", "unsubscribed"), ("set_blocked", "blocked")])
async def test_who_left_while_it_was_being_sent_is_not_tried_again(storage: Storage, leave: str, reason: str) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [item] = await due(storage)
    await storage.deliveries.claim(item, MORNING)
    await getattr(storage.residents, leave)(1, MORNING)
    await storage.deliveries.record(Result(item, "again", MORNING, reason="429"))
    assert await counted(storage, announcement) == {"refused": 1}
    assert await storage.deliveries.reasons(announcement.id) == {reason: 1}


async def test_a_doubtful_ordinary_one_is_not_sent_again(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    await deliver(storage, outcome="unknown", reason="timeout")
    assert await due(storage, MORNING + DAY) == []
    assert await counted(storage, announcement) == {"unknown": 1}


async def test_a_doubtful_urgent_one_is_sent_once_more(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage, urgent=True)
    assert await deliver(storage, outcome="unknown") == [1]
    assert await deliver(storage, outcome="unknown") == [1]
    assert await due(storage, MORNING + DAY) == []
    assert await counted(storage, announcement) == {"unknown": 1}


@pytest.mark.parametrize("leave", ["unsubscribe", "block", "stop"])
async def test_a_doubtful_urgent_one_stays_doubtful_when_it_must_not_be_sent_any_more(
    storage: Storage, leave: str
) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage, urgent=True)
    first, second = await due(storage)
    await storage.deliveries.claim(first, MORNING)
    await storage.deliveries.claim(second, MORNING)
    for chat in (1, 2):
        match leave:
            case "unsubscribe":
                await storage.residents.unsubscribe(chat, MORNING)
            case "block":
                await storage.residents.set_blocked(chat, MORNING)
            case _:
                await storage.announcements.stop(announcement.id, MORNING, OWNER)
    await end(storage, [(first, "unknown")], claimed=True)
    await storage.deliveries.recover(MORNING)
    assert await states(storage, announcement, 1, 2) == {1: "unknown", 2: "unknown"}


@pytest.mark.parametrize("how", ["refused", "again", "block", "again by the committee"])
async def test_who_may_have_got_the_first_of_two_is_not_called_refused(storage: Storage, how: str) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage, urgent=True)
    await deliver(storage, outcome="unknown")
    match how:
        case "refused":
            await deliver(storage, outcome="refused", reason="blocked")
        case "again":
            [item] = await due(storage)
            await storage.deliveries.claim(item, MORNING)
            await storage.residents.unsubscribe(1, MORNING)
            await end(storage, [(item, "again")], claimed=True)
        case "block":
            await storage.residents.set_blocked(1, MORNING)
        case _:
            await deliver(storage, outcome="unknown")
            await storage.announcements.again(announcement.id, MORNING, OWNER)
            await deliver(storage, outcome="refused")
    assert await counted(storage, announcement) == {"unknown": 1}


async def test_after_a_crash_ordinary_ones_are_doubtful_and_urgent_ones_sent_once_more(storage: Storage) -> None:
    await subscribe(storage, 1)
    ordinary = await approved(storage)
    urgent = await approved(storage, urgent=True)
    for tries in (1, 2):
        for item in await due(storage):
            assert await storage.deliveries.claim(item, MORNING)
        await storage.deliveries.recover(MORNING)
        assert await counted(storage, ordinary) == {"unknown": 1}
        assert await counted(storage, urgent) == {"pending" if tries == 1 else "unknown": 1}
    assert await storage.deliveries.reasons(ordinary.id) == {"crash": 1}


async def test_a_crash_after_a_stop_leaves_nothing_under_way(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage)
    [item] = await due(storage)
    await storage.deliveries.claim(item, MORNING)
    await storage.announcements.stop(announcement.id, MORNING, OWNER)
    await storage.deliveries.recover(MORNING)
    assert await counted(storage, announcement) == {"unknown": 1}


async def test_many_results_at_once_are_each_kept(storage: Storage) -> None:
    chats = range(1, 101)
    await subscribe(storage, *chats)
    announcement = await approved(storage)
    outcomes: list[Any] = ["sent", "refused", "unknown", "again"]
    items = await due(storage)
    assert all(await asyncio.gather(*(storage.deliveries.claim(item, MORNING) for item in items)))
    results = [Result(item, outcomes[item.chat_id % 4], MORNING, (item.chat_id,)) for item in items]
    await asyncio.gather(*(storage.deliveries.record(result) for result in results))
    assert await counted(storage, announcement) == {"sent": 25, "refused": 25, "unknown": 25, "pending": 25}


async def test_a_result_for_somebody_forgotten_meanwhile_brings_nothing_back(storage: Storage) -> None:
    await subscribe(storage, 1)
    announcement = await approved(storage, urgent=True)
    [item] = await due(storage)
    await storage.deliveries.claim(item, MORNING)
    await storage.residents.forget(1)
    await storage.deliveries.record(Result(item, "sent", MORNING, (10,)))
    assert await storage.residents.export(1) == {}
    assert await counted(storage, announcement) == {}


async def test_the_tally_goes_group_by_group(storage: Storage) -> None:
    await subscribe(storage, 1, 2, group=3)
    await subscribe(storage, 3, group=7)
    await subscribe(storage, 4)
    announcement = await approved(storage, asks_seen=True)
    await end(storage, zip(await due(storage), ["sent", "unknown", "sent", "refused"], strict=True))
    assert await storage.deliveries.seen(announcement.id, 1, MORNING)
    await storage.deliveries.react(3, 30, "👍")
    assert await storage.deliveries.tally_by_group(announcement.id) == [
        Tally(3, sent=1, unknown=1, seen=1),
        Tally(7, sent=1, reactions=1),
        Tally(None, refused=1),
    ]
    assert await storage.deliveries.tally(announcement.id) == Tally(
        None, sent=2, unknown=1, refused=1, seen=1, reactions=1
    )
    assert (await storage.deliveries.tally(announcement.id)).total == 4
    assert await storage.deliveries.tally(99) == Tally(None)


async def test_seen_counts_once_and_only_for_who_may_have_got_it(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    first, second = await due(storage)
    assert not await storage.deliveries.seen(announcement.id, 1, MORNING)
    await end(storage, [(first, "sent"), (second, "refused")])
    presses = await asyncio.gather(*(storage.deliveries.seen(announcement.id, 1, MORNING) for _ in range(5)))
    assert sorted(presses) == [False] * 4 + [True]
    assert not await storage.deliveries.seen(announcement.id, 2, MORNING)
    assert not await storage.deliveries.seen(announcement.id, 3, MORNING)


async def test_reactions_are_changed_and_taken_back(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    await deliver(storage)
    await storage.deliveries.react(1, 10, "👍")
    await storage.deliveries.react(2, 20, "👍")
    await storage.deliveries.react(2, 99, "😢")  # to another message
    assert await storage.deliveries.reactions(announcement.id) == {"👍": 2}
    await storage.deliveries.react(1, 10, "❤")
    await storage.deliveries.react(2, 20, None)
    assert await storage.deliveries.reactions(announcement.id) == {"❤": 1}


@pytest.fixture
def plans(storage: Storage, file: Path) -> Iterator[list[str]]:
    """How SQLite looks up deliveries in each statement that is executed."""
    found: list[str] = []
    engines = storage.votes._database._writer.sync_engine, storage.votes._database._reader.sync_engine

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if "deliveries" in statement:
            with closing(sqlite3.connect(file)) as other:
                values = parameters[0] if many else parameters
                steps = other.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            found.extend(f"{step[3]}  <-  {statement}" for step in steps)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)


async def test_nothing_reads_the_deliveries_of_all_announcements(storage: Storage, plans: list[str]) -> None:
    await subscribe(storage, 1, 2)
    await storage.residents.set_quiet(1, (540, 600), MORNING)
    announcement = await approved(storage)
    for outcome in ("again", "unknown"):
        await deliver(storage, MORNING + HOUR, outcome)
    await storage.announcements.again(announcement.id, MORNING, OWNER)
    await deliver(storage, MORNING + HOUR)
    for kind in ("correction", "recall"):
        await changed(storage, announcement, kind)
        await deliver(storage)
    await storage.deliveries.recover(MORNING)
    await storage.deliveries.next_due()
    await storage.announcements.finish(MORNING)
    await storage.deliveries.tally_by_group(announcement.id)
    await storage.deliveries.tally(announcement.id)
    await storage.deliveries.reasons(announcement.id)
    await storage.deliveries.reactions(announcement.id)
    await storage.deliveries.react(1, 10, "👍")
    await storage.deliveries.seen(announcement.id, 1, MORNING)
    await storage.residents.set_blocked(1, MORNING)
    await storage.residents.unsubscribe(2, MORNING)
    assert plans
    assert [plan for plan in plans if plan.startswith(("SCAN deliveries", "SCAN original"))] == []


async def test_who_got_what_is_forgotten_in_the_end(storage: Storage) -> None:
    await subscribe(storage, 1)
    old = await approved(storage)
    await deliver(storage)
    await storage.announcements.finish(MORNING)
    running = await approved(storage, MORNING + HOUR)
    await storage.deliveries.purge(MORNING)
    assert await states(storage, old, 1) == {1: "sent"}
    await storage.deliveries.purge(MORNING + DAY)
    assert await states(storage, old, 1) == {}
    assert await states(storage, running, 1) == {1: "pending"}


async def test_a_message_is_about_what_it_replies_to_or_what_came_last(storage: Storage) -> None:
    await subscribe(storage, 1)
    assert await storage.deliveries.spoken_of(1, MORNING, None) is None
    album, later = await approved(storage), await approved(storage)
    for item, ids in zip(await due(storage), [(10, 11), (12,)], strict=True):
        assert await storage.deliveries.spoken_of(1, MORNING - DAY, ids[0]) is None  # not there yet
        await storage.deliveries.claim(item, MORNING)
        await storage.deliveries.record(Result(item, "sent", MORNING, ids))
    about = [await storage.deliveries.spoken_of(1, MORNING + HOUR, replied) for replied in (9, 10, 11, 12, 13)]
    assert about == [None, album.id, album.id, later.id, None]
    assert await storage.deliveries.spoken_of(1, MORNING, None) == later.id
    assert await storage.deliveries.spoken_of(1, MORNING + MINUTE, None) is None
    assert await storage.deliveries.spoken_of(2, MORNING, None) is None
