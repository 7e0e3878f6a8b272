from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage import Audience, Occasion, Reach, Storage
from bot.storage.audience import quiet_until
from tests.storage.announcing import (
    DAY,
    HERE,
    HOUR,
    MINUTE,
    MORNING,
    NIGHT,
    OWNER,
    approved,
    counted,
    deliver,
    due,
    rows,
    states,
    subscribe,
)

LATE, EARLY = 21 * 60, 6 * 60
QUIET = LATE, EARLY
WAKING = NIGHT.replace(hour=6) + DAY
FAR = dt.datetime(9000, 1, 1)  # noqa: DTZ001 - as hypothesis wants it
minutes = st.integers(0, 24 * 60 - 1)


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        ("20:59", LATE, EARLY, None),
        ("21:00", LATE, EARLY, "23 06:00"),
        ("23:59", LATE, EARLY, "23 06:00"),
        ("00:00", LATE, EARLY, "22 06:00"),
        ("05:59", LATE, EARLY, "22 06:00"),
        ("06:00", LATE, EARLY, None),
        ("12:30", 12 * 60, 13 * 60, "22 13:00"),
        ("13:00", 12 * 60, 13 * 60, None),
        ("23:30", 23 * 60, 0, "23 00:00"),
        ("00:00", 23 * 60, 0, None),
        ("09:00", EARLY, EARLY, None),
    ],
)
def test_quiet_hours_end_when_they_end(now: str, start: int, end: int, until: str | None) -> None:
    at = dt.datetime.strptime(f"2026-11-22 {now}", "%Y-%m-%d %H:%M").replace(tzinfo=HERE)
    expected = until and dt.datetime.strptime(f"2026-11-{until}", "%Y-%m-%d %H:%M").replace(tzinfo=HERE)
    assert quiet_until(at, start, end) == expected


@given(st.datetimes(timezones=st.just(HERE), max_value=FAR), minutes, minutes)
def test_quiet_hours_always_end_within_a_day_outside_of_them(now: dt.datetime, start: int, end: int) -> None:
    until = quiet_until(now, start, end)
    if until is not None:
        assert now < until <= now + DAY
        assert quiet_until(until, start, end) is None


async def test_those_get_it_who_agreed_and_have_not_blocked_the_bot(storage: Storage) -> None:
    await storage.residents.seen(1, MORNING)
    await subscribe(storage, 2, 3, 4, 5)
    await storage.residents.unsubscribe(3, MORNING)
    await storage.residents.set_blocked(4, MORNING)
    await storage.residents.unsubscribe(5, MORNING)
    await storage.residents.subscribe(5, MORNING)
    await approved(storage)
    assert [item.chat_id for item in await due(storage)] == [2, 5]


async def test_who_unblocks_the_bot_gets_the_next_one(storage: Storage) -> None:
    await subscribe(storage, 1)
    await storage.residents.set_blocked(1, MORNING)
    await approved(storage)
    await storage.residents.set_blocked(1, None)
    assert await due(storage) == []
    await approved(storage)
    assert len(await due(storage)) == 1


async def test_only_the_groups_meant_get_it(storage: Storage) -> None:
    await subscribe(storage, 1, group=3)
    await subscribe(storage, 2, group=7)
    await subscribe(storage, 3, group=12)
    await subscribe(storage, 4)
    await approved(storage, audience=Audience(groups=(3, 12)))
    assert [item.chat_id for item in await due(storage)] == [1, 3]


async def test_who_muted_a_subject_gets_the_others(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    await storage.residents.mute(1, "ve-sinh", MORNING, muted=True)
    await approved(storage, audience=Audience(subject="ve-sinh"))
    assert await deliver(storage) == [2]
    await approved(storage, audience=Audience(subject="an-ninh"))
    assert await deliver(storage) == [1, 2]
    await storage.residents.mute(1, "ve-sinh", MORNING, muted=False)
    await approved(storage, audience=Audience(subject="ve-sinh"))
    assert await deliver(storage) == [1, 2]


async def test_what_waits_for_the_morning_follows_who_mutes_its_subject_at_night(storage: Storage) -> None:
    await subscribe(storage, 1)
    await storage.residents.set_quiet(1, QUIET, MORNING)
    cleaning = await approved(storage, NIGHT, audience=Audience(subject="ve-sinh"))
    other = await approved(storage, NIGHT, audience=Audience(subject="an-ninh"))
    await storage.residents.mute(1, "ve-sinh", NIGHT, muted=True)
    assert await states(storage, cleaning, 1) == {1: "refused"}
    assert await states(storage, other, 1) == {1: "pending"}


async def test_quiet_hours_hold_it_back_until_they_are_over(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    await storage.residents.set_quiet(1, QUIET, MORNING)
    announcement = await approved(storage, NIGHT)
    assert await deliver(storage, NIGHT) == [2]
    assert await storage.announcements.finish(NIGHT) == []
    assert await storage.deliveries.next_due() == WAKING
    assert await due(storage, WAKING - MINUTE) == []
    [item] = await due(storage, WAKING)
    assert (item.chat_id, item.silent) == (1, False)
    assert await counted(storage, announcement) == {"sent": 1, "pending": 1}


async def test_an_urgent_one_comes_through_quiet_hours(storage: Storage) -> None:
    await subscribe(storage, 1)
    await storage.residents.set_quiet(1, QUIET, MORNING)
    await approved(storage, NIGHT, urgent=True)
    [item] = await due(storage, NIGHT)
    assert not item.silent


@pytest.mark.parametrize("expires_at", [WAKING, WAKING - HOUR])
async def test_what_would_be_out_of_date_in_the_morning_comes_at_once_but_rings_nobody(
    storage: Storage, expires_at: dt.datetime
) -> None:
    await subscribe(storage, 1, 2)
    await storage.residents.set_quiet(1, QUIET, MORNING)
    await approved(storage, NIGHT, expires_at=expires_at)
    assert {item.chat_id: item.silent for item in await due(storage, NIGHT)} == {1: True, 2: False}


async def test_quiet_hours_of_the_day_hold_nothing_at_night(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    await storage.residents.set_quiet(1, (12 * 60, 13 * 60), MORNING)
    await storage.residents.set_quiet(2, QUIET, MORNING)
    await storage.residents.set_quiet(2, None, MORNING)
    await approved(storage, NIGHT)
    assert await deliver(storage, NIGHT) == [1, 2]


async def test_what_goes_on_at_night_is_held_back_too(storage: Storage) -> None:
    await subscribe(storage, 1, 2)
    announcement = await approved(storage)
    await storage.announcements.pause(announcement.id, NIGHT, OWNER)
    await storage.residents.set_quiet(1, QUIET, MORNING)
    assert await storage.announcements.resume(announcement.id, NIGHT, OWNER)
    assert await deliver(storage, NIGHT, "unknown") == [2]
    await storage.residents.set_quiet(2, QUIET, NIGHT)
    assert await storage.announcements.again(announcement.id, NIGHT, OWNER) == 1
    assert await due(storage, NIGHT) == []
    assert await deliver(storage, WAKING) == [1, 2]


async def test_the_reach_shown_is_what_is_then_written(storage: Storage) -> None:
    for chat in range(1, 41):
        await subscribe(storage, chat, group=chat % 4 or None)
        hours = [None, QUIET, (22 * 60, 7 * 60), (12 * 60, 13 * 60)][chat % 3 if chat < 30 else 3]
        await storage.residents.set_quiet(chat, hours, MORNING)
        await storage.residents.mute(chat, "ve-sinh", MORNING, muted=chat % 5 == 0)
    for audience in (Audience(), Audience(groups=(1, 3)), Audience(subject="ve-sinh")):
        for urgent in (False, True):
            told = await storage.announcements.reach(audience, Occasion(NIGHT, urgent, NIGHT + 7 * DAY))
            announcement = await approved(storage, NIGHT, audience=audience, urgent=urgent)
            written = await rows(storage, announcement, *range(1, 41))
            held = [row for row in written.values() if dt.datetime.fromisoformat(row["due_at"]) > NIGHT]
            assert told == Reach(len(written), len(held))
            assert (told.held > 0) is not urgent


async def test_the_group_counts_that_somebody_had_when_it_was_approved(storage: Storage) -> None:
    await subscribe(storage, 1, group=3)
    announcement = await approved(storage)
    await storage.residents.set_group(1, 7, MORNING)
    [tally] = await storage.deliveries.tally_by_group(announcement.id)
    assert (tally.group, tally.total) == (3, 1)
