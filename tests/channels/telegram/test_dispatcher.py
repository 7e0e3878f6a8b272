from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram.dispatcher import Dispatcher


async def test_never_more_at_once_than_allowed_and_in_order_within_a_chat() -> None:
    running, most, done = 0, 0, list[tuple[int, int]]()

    async def handle(item: tuple[int, int]) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        done.append(item)
        running -= 1

    dispatcher = Dispatcher(handle, at_once=3)
    for number in range(5):
        for chat in range(10):
            await dispatcher.submit(chat, (chat, number))
    await asyncio.wait(dispatcher._workers, timeout=1)
    assert most == 3
    assert all([n for c, n in done if c == chat] == list(range(5)) for chat in range(10))
    await dispatcher.close(1)


async def test_submitting_waits_while_too_many_wait() -> None:
    go = asyncio.Event()

    async def handle(item: int) -> None:
        await go.wait()

    dispatcher = Dispatcher(handle, waiting=2)
    await dispatcher.submit(1, 1)
    await dispatcher.submit(1, 2)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(dispatcher.submit(2, 3), 0.01)
    go.set()
    await asyncio.wait_for(dispatcher.submit(2, 4), 1)
    await dispatcher.close(1)


async def test_closing_finishes_what_is_in_hand_and_starts_nothing() -> None:
    done: list[int] = []

    async def handle(item: int) -> None:
        await asyncio.sleep(0.02)
        done.append(item)

    dispatcher = Dispatcher(handle)
    await dispatcher.submit(1, 1)
    await dispatcher.submit(1, 2)
    await asyncio.sleep(0)
    await dispatcher.close(1)
    assert done == [1]


async def test_closing_does_not_wait_for_ever() -> None:
    async def handle(item: int) -> None:
        await asyncio.Event().wait()

    dispatcher = Dispatcher(handle)
    await dispatcher.submit(1, 1)
    await asyncio.sleep(0)
    await asyncio.wait_for(dispatcher.close(0.01), 1)


async def test_an_item_that_fails_does_not_end_its_chat() -> None:
    done = asyncio.Event()

    async def handle(item: int) -> None:
        if item == 1:
            raise OSError("disk full")
        done.set()

    dispatcher = Dispatcher(handle)
    await dispatcher.submit(1, 1)
    await dispatcher.submit(1, 2)
    await asyncio.wait_for(done.wait(), 1)
    await dispatcher.close(1)
