"""Whatever goes wrong between the bot and Telegram: the ledger says of each person what really came."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.simulator.people import add_people
from bot.storage import Announcement
from tests.channels.telegram.announcing import announce
from tests.channels.telegram.town import Query, Town, until

FIRST, PEOPLE = 2_000_000_001, 40
WORDS = "Mai cắt nước"
BRIEF = {"seconds": 0.05, "retry_after": 1}


@pytest.fixture(autouse=True)
async def residents(place: Town) -> None:
    add_people(place.served.telegram, PEOPLE, FIRST, started=True)
    for chat in range(FIRST, FIRST + PEOPLE):
        await place.storage.residents.subscribe(chat, place.clock())


async def ended(place: Town, announcement: Announcement) -> None:
    async def done() -> bool:
        now = await place.storage.announcements.get(announcement.id)
        return now is not None and now.state == "done"

    for _ in range(10):
        try:
            return await until(done)
        except AssertionError:
            continue
    raise AssertionError("the announcement does not end")


def came(place: Town) -> Counter[int]:
    """How many of the announcement each resident really got."""
    received = place.served.telegram.journal.received()
    return Counter({chat: sum(WORDS in one["text"] for one in got) for chat, got in received.items()})


def states(query: Query) -> dict[int, str]:
    return {int(chat): str(state) for chat, state in query("SELECT chat_id, state FROM deliveries")}


# What three calls that fail so leave behind: state and messages of these three, when ordinary and when urgent.
LEFT = {
    "drop_after": (("unknown", 1), ("sent", 2)),
    "timeout": (("unknown", 1), ("sent", 2)),
    "drop_before": (("unknown", 0), ("sent", 1)),
    "timeout_before": (("unknown", 0), ("sent", 1)),
    "500": (("unknown", 0), ("sent", 1)),
    "429": (("sent", 1), ("sent", 1)),
    "400": (("refused", 0), ("refused", 0)),
    "403": (("refused", 0), ("refused", 0)),
}


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("kind", LEFT)
async def test_the_ledger_tells_what_came_of_calls_that_failed(
    place: Town, query: Query, kind: str, *, urgent: bool
) -> None:
    hit = range(FIRST + 5, FIRST + 8)
    for chat in hit:
        await place.control("faults", method="sendMessage", kind=kind, chat_id=chat, **BRIEF)
    await ended(place, await announce(place, WORDS, urgent=urgent))
    expected = {chat: LEFT[kind][urgent] if chat in hit else ("sent", 1) for chat in range(FIRST, FIRST + PEOPLE)}
    arrived = came(place)
    assert {chat: (state, arrived[chat]) for chat, state in states(query).items()} == expected


async def test_nobody_is_lost_while_nothing_listens(place: Town, query: Query) -> None:
    await place.control("faults", method="sendMessage", kind="refuse", chat_id=FIRST + 5, seconds=0.3)
    await ended(place, await announce(place, WORDS))
    truthful(states(query), came(place), most=1)
    assert Counter(states(query).values())["refused"] == 0


@pytest.mark.parametrize("urgent", [False, True])
async def test_all_kinds_of_trouble_together_leave_everybody_accounted_for(
    place: Town, query: Query, *, urgent: bool
) -> None:
    kinds = [*LEFT, "refuse"]
    await place.control("trouble", share=0.2, seed=7, methods=["sendMessage"], kinds=kinds, **BRIEF)
    await ended(place, await announce(place, WORDS, urgent=urgent))
    truthful(states(query), came(place), most=2 if urgent else 1)


async def test_somebody_refused_in_passing_is_skipped_and_comes_back(place: Town, query: Query) -> None:
    await place.control("faults", method="sendMessage", kind="403", chat_id=FIRST)
    await ended(place, await announce(place, WORDS))
    assert states(query)[FIRST] == "refused"
    second = await announce(place, WORDS)
    await ended(place, second)
    assert second.id not in [row[0] for row in query(f"SELECT announcement_id FROM deliveries WHERE chat_id = {FIRST}")]
    await place.post("send", chat_id=FIRST, from_id=FIRST, text="/start")
    await place.get("wait", chat_id=FIRST, after_message_id=0, count=1, timeout=5)
    await ended(place, await announce(place, WORDS))
    assert came(place)[FIRST] == 1


def truthful(ledger: dict[int, str], arrived: Counter[int], most: int) -> None:
    possible: dict[str, Any] = {"sent": range(1, most + 1), "refused": range(1), "unknown": range(most + 1)}
    assert set(ledger) == set(range(FIRST, FIRST + PEOPLE))
    assert [chat for chat, state in ledger.items() if arrived[chat] not in possible[state]] == []
