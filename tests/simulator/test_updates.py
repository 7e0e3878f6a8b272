import asyncio
import time

import pytest

from tests.simulator.local import Clock, Local


async def _say(local: Local, person: int, *texts: str) -> None:
    for text in texts:
        await local.act("send", chat_id=person, from_id=person, text=text)


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(local: Local) -> None:
    lan = await local.resident()
    await _say(local, lan, "một", "hai", "ba")
    first = await local.bot("getUpdates", limit=2)
    assert _texts(first) == ["một", "hai"]
    assert _texts(await local.bot("getUpdates")) == ["một", "hai", "ba"]
    assert _texts(await local.bot("getUpdates", offset=first[1]["update_id"] + 1)) == ["ba"]
    assert _texts(await local.bot("getUpdates", offset=-1)) == ["ba"]
    ids = [update["update_id"] for update in first]
    assert ids[1] == ids[0] + 1


async def test_a_long_poll_waits_for_the_next_update(local: Local) -> None:
    lan = await local.resident()
    poll = asyncio.create_task(local.bot("getUpdates", timeout=5))
    await asyncio.sleep(0.02)
    begun = time.monotonic()
    await _say(local, lan, "chào")
    assert _texts(await poll) == ["chào"]
    assert time.monotonic() - begun < 1


async def test_a_second_poller_ends_the_first_with_409(local: Local) -> None:
    first = asyncio.create_task(local.call("getUpdates", timeout=5))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(local.call("getUpdates", timeout=5))
    answer = await asyncio.wait_for(first, 1)
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await local.act("people", first_name="Lan", id=7)
    await _say(local, 7, "x")
    assert (await second)["ok"]


async def test_only_the_kinds_asked_for_are_queued_and_the_choice_is_remembered(local: Local) -> None:
    lan = await local.resident()
    sent = await local.bot("sendMessage", chat_id=lan, text="x")
    react = {"chat_id": lan, "from_id": lan, "message_id": sent["message_id"]}
    await local.act("react", **react, emoji="👍")
    assert await local.updates() == []
    await local.bot("getUpdates", allowed_updates=["message_reaction"])
    await local.act("react", **react, emoji="❤")
    await _say(local, lan, "không nghe")
    updates = await local.updates()
    assert [update["message_reaction"]["new_reaction"] for update in updates] == [[{"type": "emoji", "emoji": "❤"}]]
    await local.bot("getUpdates", allowed_updates=[])
    await _say(local, lan, "nghe")
    assert _texts(await local.updates()) == ["nghe"]


async def test_an_update_can_be_delivered_again(local: Local) -> None:
    lan = await local.resident()
    await _say(local, lan, "một")
    (update,) = await local.updates()
    await local.control("replay", update_id=update["update_id"])
    assert await local.bot("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await local.bot("getUpdates", offset=update["update_id"] + 1) == []
    assert (await local.http.post("/control/replay", json={"update_id": 1})).status_code == 400


async def test_update_ids_grow_across_restarts(clock: Clock) -> None:
    from bot.simulator.state import Telegram

    earlier = Telegram(clock=clock).updates.next_id
    clock.now += 5
    assert Telegram(clock=clock).updates.next_id > earlier


@pytest.mark.parametrize("bad", [{"offset": "x"}, {"allowed_updates": "message"}, {"timeout": []}])
async def test_wrong_parameters_are_refused(local: Local, bad: dict[str, object]) -> None:
    assert (await local.call("getUpdates", **bad))["error_code"] == 400
