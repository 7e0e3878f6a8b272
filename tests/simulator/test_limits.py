import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.limits import Limits
from bot.simulator.wire import ApiError
from tests.simulator.local import Clock, Local

BURST = 5


def test_thirty_messages_in_any_second_and_no_more(clock: Clock) -> None:
    limits = Limits(clock)
    for chat in range(1, 31):
        limits.spend(chat)
    clock.now += 0.9
    with pytest.raises(ApiError) as caught:
        limits.spend(31)
    assert caught.value.parameters == {"retry_after": 1}
    clock.now += 0.2
    limits.spend(31)


def test_a_short_burst_to_a_chat_then_one_a_second(clock: Clock) -> None:
    limits = Limits(clock)
    for _ in range(BURST):
        limits.spend(1)
    with pytest.raises(ApiError, match="Too Many Requests: retry after 1"):
        limits.spend(1)
    for _ in range(30):
        clock.now += 1
        limits.spend(1)
        with pytest.raises(ApiError):
            limits.spend(1)


def test_twenty_messages_a_minute_to_a_group(clock: Clock) -> None:
    limits = Limits(clock)
    for _ in range(20):
        limits.spend(-1)
        clock.now += 1.5
    with pytest.raises(ApiError) as caught:
        limits.spend(-1)
    assert caught.value.parameters == {"retry_after": 30}
    clock.now += 30
    limits.spend(-1)


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 0.1)), max_size=300))
def test_no_second_ever_holds_more_than_thirty(steps: list[tuple[int, float]]) -> None:
    clock = Clock(0.0)
    limits = Limits(clock)
    sent: list[float] = []
    for chat, pause in steps:
        clock.now += pause
        try:
            limits.spend(chat)
        except ApiError:
            continue
        sent.append(clock.now)
    assert all(later - earlier >= 1 for earlier, later in zip(sent, sent[30:], strict=False))


def test_an_album_needs_room_for_all_of_it(clock: Clock) -> None:
    limits = Limits(clock, per_second=10)
    limits.spend(1, 3)
    limits.spend(2, 7)
    with pytest.raises(ApiError):
        limits.spend(3)
    clock.now += 1
    limits.spend(3)
    with pytest.raises(ApiError):
        limits.spend(4, 10)
    clock.now += 1
    limits.spend(4, 10)
    assert limits.refused == 2


def test_a_limit_smaller_than_an_album_lets_it_through_alone(clock: Clock) -> None:
    limits = Limits(clock, per_second=2)
    limits.spend(1, 10)
    with pytest.raises(ApiError):
        limits.spend(2)


async def test_limits_are_changed_and_told_with_how_often_they_refused(local: Local) -> None:
    lan = await local.resident()
    set_to = {"enabled": True, "per_second": 1000, "per_minute_group": 20, "per_second_chat": 0.5, "burst_chat": 1}
    assert await local.control("limits", **set_to) == set_to | {"refused": 0}
    answers = [await local.call("sendMessage", chat_id=lan, text=str(n)) for n in range(3)]
    assert [answer["ok"] for answer in answers] == [True, False, False]
    assert answers[-1]["parameters"] == {"retry_after": 2}
    assert await local.look("/control/limits") == set_to | {"refused": 2}
    assert (await local.control("limits", enabled=False))["refused"] == 0
    assert (await local.http.post("/control/limits", json={"burst_chat": 0})).status_code == 400


async def test_too_many_messages_get_429_until_the_limits_are_off(local: Local) -> None:
    lan = await local.resident()
    answers = [await local.call("sendMessage", chat_id=lan, text=str(n)) for n in range(BURST + 1)]
    assert [answer["ok"] for answer in answers] == [True] * BURST + [False]
    assert answers[-1]["parameters"] == {"retry_after": 1}
    assert len((await local.look("/control/delivered", chat_id=lan))["delivered"]) == BURST
    await local.control("limits", enabled=False)
    await local.bot("sendMessage", chat_id=lan, text="nữa")


async def test_edits_and_answers_do_not_count(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="0")
    for number in range(1, 20):
        await local.bot("editMessageText", chat_id=lan, message_id=sent["message_id"], text=str(number))
        await local.bot("sendChatAction", chat_id=lan, action="typing")
