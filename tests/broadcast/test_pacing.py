from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcast.pacing import Pacer, Rates
from tests.broadcast import virtual_time

ROUND_TRIP = 0.2
GROUP = -1001


@dataclass
class Server:
    """Notes when each message arrived; `there` and `back` are how long a call takes on the way."""

    pacer: Pacer
    arrived: list[tuple[float, int]] = field(default_factory=list)

    async def send(
        self,
        chat: int,
        messages: int = 1,
        *,
        bulk: bool = False,
        there: float = ROUND_TRIP / 2,
        back: float = ROUND_TRIP / 2,
    ) -> None:
        async with self.pacer.turn(chat, messages, bulk=bulk):
            await asyncio.sleep(there)
            self.arrived += [(now(), chat)] * messages
            await asyncio.sleep(back)

    def times(self, chat: int | None = None) -> list[float]:
        return sorted(at for at, to in self.arrived if chat in (None, to))


def now() -> float:
    return asyncio.get_running_loop().time()


def server(**rates: float) -> Server:
    return Server(Pacer(Rates(**rates), clock=now))


def most_within(times: Sequence[float], window: float) -> int:
    return max((sum(start <= at < start + window - 1e-9 for at in times) for start in times), default=0)


async def broadcast(telegram: Server, people: int, workers: int = 10) -> None:
    waiting = iter(range(1, people + 1))

    async def work() -> None:
        for chat in waiting:
            await telegram.send(chat, bulk=True)

    await asyncio.gather(*(work() for _ in range(workers)))


def test_a_broadcast_uses_nearly_all_of_the_limit_and_never_more() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await broadcast(telegram, 600)
        return telegram.times()

    times = virtual_time.run(scenario())
    assert most_within(times, 1.0) == 30
    assert 599 / (times[-1] - times[0]) > 0.97 * 30


def test_a_burst_of_answers_is_let_through_up_to_the_limit() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await asyncio.gather(*(telegram.send(chat) for chat in range(1, 51)))
        return telegram.times()

    times = virtual_time.run(scenario())
    assert times[29] == times[0]
    assert most_within(times, 1.0) == 30


def test_one_chat_gets_one_message_a_second() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await asyncio.gather(*(telegram.send(7) for _ in range(4)))
        return telegram.times()

    times = virtual_time.run(scenario())
    assert all(later - sooner >= 1 for sooner, later in itertools.pairwise(times))


def test_a_group_gets_twenty_messages_a_minute() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await asyncio.gather(*(telegram.send(GROUP) for _ in range(45)))
        return telegram.times()

    times = virtual_time.run(scenario())
    assert most_within(times, 60.0) == 20


def test_an_album_counts_as_many_messages() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await asyncio.gather(*(telegram.send(chat, 10, bulk=True) for chat in range(1, 10)))
        return telegram.times()

    assert most_within(virtual_time.run(scenario()), 1.0) == 30


def test_an_answer_goes_ahead_of_announcements() -> None:
    async def scenario() -> float:
        telegram = server()
        sending = asyncio.create_task(broadcast(telegram, 300))
        await asyncio.sleep(5)
        asked = now()
        await telegram.send(9_999)
        waited = now() - asked
        await sending
        return waited

    assert virtual_time.run(scenario()) < ROUND_TRIP + 0.1


def test_while_residents_ask_answers_need_not_wait_for_a_place() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        sending = asyncio.create_task(broadcast(telegram, 600))
        await asyncio.sleep(5)
        waits = []
        for chat in range(10_000, 10_030):
            asked = now()
            await telegram.send(chat)
            waits.append(now() - asked)
            await asyncio.sleep(0.3)
        await sending
        return waits[5:]

    assert max(virtual_time.run(scenario())) == pytest.approx(ROUND_TRIP)


def test_a_chat_that_has_to_wait_holds_nobody_up() -> None:
    async def scenario() -> list[float]:
        telegram = server()
        await telegram.send(1)
        slow = asyncio.create_task(telegram.send(1))
        await asyncio.sleep(0)
        asked = now()
        await telegram.send(2)
        await slow
        return [now() - asked, telegram.times(2)[0] - asked]

    total, other = virtual_time.run(scenario())
    assert other == pytest.approx(ROUND_TRIP / 2)
    assert total > 1


def test_after_too_many_nothing_goes_to_the_chat_and_no_announcement_to_anybody() -> None:
    async def scenario() -> tuple[float, float, float]:
        telegram = server()
        telegram.pacer.hold(1, 5)
        await asyncio.gather(telegram.send(1), telegram.send(2), telegram.send(3, bulk=True))
        return telegram.times(1)[0], telegram.times(2)[0], telegram.times(3)[0]

    held, answer, announcement = virtual_time.run(scenario())
    assert held >= 5
    assert announcement >= 5
    assert answer < 1


def test_after_too_many_the_rate_goes_down_and_recovers() -> None:
    async def scenario() -> tuple[float, float]:
        telegram = server()
        telegram.pacer.hold(1, 0.1)
        slower = telegram.pacer.bulk_rate
        await broadcast(telegram, 300)
        return slower, telegram.pacer.bulk_rate

    slower, later = virtual_time.run(scenario())
    assert slower < 30 * 0.8
    assert later == 30


def test_who_gives_up_waiting_leaves_no_trace() -> None:
    async def scenario() -> float:
        telegram = server(overall=1)
        await telegram.send(1)
        waiting = asyncio.create_task(telegram.send(2))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        await telegram.send(3)
        await telegram.send(2)
        return now()

    assert virtual_time.run(scenario()) < 4


def test_who_gives_up_in_the_moment_of_being_let_go_leaves_no_trace() -> None:
    async def scenario() -> None:
        telegram = server(overall=1)
        waiting = asyncio.create_task(telegram.send(1))
        await asyncio.sleep(0)  # let go, but not yet told
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        await asyncio.wait_for(telegram.send(1), 5)

    virtual_time.run(scenario())


@dataclass(frozen=True)
class Call:
    at: float
    chat: int
    messages: int
    bulk: bool
    later: float  # seconds that it takes longer than the quickest, on its way there
    delay: float  # ... and on its way back


JITTER = st.floats(0, 0.01)
CALLS = st.lists(
    st.builds(
        Call,
        at=st.floats(0, 3),
        chat=st.sampled_from([1, 2, 3, 4, GROUP]),
        messages=st.integers(1, 3),
        bulk=st.booleans(),
        later=JITTER | st.floats(0, 2),
        delay=JITTER | st.floats(0, 2),
    ),
    max_size=40,
)


@given(CALLS, st.floats(0, 0.3), st.floats(0, 0.3))
@settings(max_examples=60, deadline=None)
def test_no_limit_is_passed_wherever_telegram_is(calls: list[Call], there: float, back: float) -> None:
    async def scenario() -> Server:
        telegram = server(overall=5, chat=1, group=6)

        async def make(call: Call) -> None:
            await asyncio.sleep(call.at)
            ways = {"there": there + call.later, "back": back + call.delay}
            await telegram.send(call.chat, call.messages, bulk=call.bulk, **ways)

        await telegram.send(99, there=there, back=back)  # the first answer tells how far it is
        await asyncio.sleep(2)
        telegram.arrived.clear()
        await asyncio.gather(*map(make, calls))
        return telegram

    telegram = virtual_time.run(scenario())
    assert len(telegram.arrived) == sum(call.messages for call in calls)
    assert most_within(telegram.times(), 1.0) <= 5
    assert most_within(telegram.times(GROUP), 60.0) <= 6
    for chat in (1, 2, 3, 4, GROUP):
        starts = sorted(set(telegram.times(chat)))
        assert all(later - sooner >= 1 - 1e-9 for sooner, later in itertools.pairwise(starts))
