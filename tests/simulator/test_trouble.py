"""Random trouble, silence and refused connections."""

import asyncio
import time

import httpx
import pytest

from bot.simulator.faults import Trouble
from bot.simulator.state import TOKEN
from bot.simulator.wire import RefusedError
from tests.simulator.local import Local


def _met(trouble: Trouble, calls: int) -> list[str]:
    faults = [trouble.take("sendMessage") for _ in range(calls)]
    return [fault.kind if fault else "" for fault in faults]


def test_trouble_comes_at_the_share_asked_for_and_again_for_the_same_seed() -> None:
    kinds = ["429", "500", "drop_after"]
    met = _met(Trouble(0.2, kinds, seed=7), 2000)
    assert met == _met(Trouble(0.2, kinds, seed=7), 2000)
    assert met != _met(Trouble(0.2, kinds, seed=8), 2000)
    assert set(met) == {"", *kinds}
    assert 0.75 < met.count("") / len(met) < 0.85


@pytest.mark.parametrize(("share", "kinds"), [(1.1, ["500"]), (-1, ["500"]), (0.5, []), (0.5, ["nonsense"])])
def test_impossible_trouble_is_refused(share: float, kinds: list[str]) -> None:
    with pytest.raises(RefusedError):
        Trouble(share, kinds)


async def test_trouble_spares_polling_and_ends_when_it_is_switched_off(local: Local) -> None:
    lan = await local.resident()
    await local.control("trouble", share=1, kinds=["500"])
    await local.bot("getMe")
    await local.bot("getUpdates")
    assert (await local.call("sendMessage", chat_id=lan, text="x"))["error_code"] == 500
    assert await local.look("/control/trouble") == {"on": True, "met": {"500": 1}}
    assert (await local.http.delete("/control/trouble")).json() == {"on": False, "met": {"500": 1}}
    await local.bot("sendMessage", chat_id=lan, text="x")


async def test_trouble_of_some_methods_leaves_the_others_alone(local: Local) -> None:
    lan = await local.resident()
    await local.control("trouble", share=1, kinds=["429"], methods=["sendMessage"], retry_after=3)
    assert (await local.call("sendmessage", chat_id=lan, text="x"))["parameters"] == {"retry_after": 3}
    await local.bot("sendChatAction", chat_id=lan, action="typing")


async def test_a_403_of_trouble_blocks_nobody(local: Local) -> None:
    lan = await local.resident()
    await local.control("trouble", share=1, kinds=["403"])
    assert await local.refusal("sendMessage", chat_id=lan, text="x") == "Forbidden: bot was blocked by the user"
    await local.http.delete("/control/trouble")
    await local.bot("sendMessage", chat_id=lan, text="x")
    assert await local.updates() == []


async def test_a_chat_can_be_made_unknown_for_a_call(local: Local) -> None:
    lan = await local.resident()
    await local.control("faults", method="sendMessage", kind="400")
    assert await local.refusal("sendMessage", chat_id=lan, text="x") == "Bad Request: chat not found"


@pytest.mark.parametrize(("kind", "delivered"), [("timeout_before", 0), ("timeout", 1)])
async def test_no_answer_comes_until_the_client_gives_up(live: Local, kind: str, delivered: int) -> None:
    lan = await live.resident()
    await live.control("faults", method="sendMessage", kind=kind)
    with pytest.raises(httpx.ReadTimeout):
        await live.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": lan, "text": "x"}, timeout=0.1)
    assert len((await live.look("/control/delivered"))["delivered"]) == delivered
    await live.bot("sendMessage", chat_id=lan, text="y")


async def test_silence_ends_with_a_cut_connection(live: Local) -> None:
    lan = await live.resident()
    await live.control("faults", method="sendMessage", kind="timeout", seconds=0.1)
    begun = time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError):
        await live.call("sendMessage", chat_id=lan, text="x")
    assert time.monotonic() - begun >= 0.1


async def test_connections_are_refused_for_a_while(live: Local) -> None:
    lan = await live.resident()
    polling = asyncio.create_task(live.call("getUpdates", timeout=30))
    await asyncio.sleep(0.02)
    await live.control("refuse", seconds=0.2)
    with pytest.raises(httpx.TransportError):
        await polling
    with pytest.raises(httpx.ConnectError):
        await live.bot("getMe")
    await asyncio.sleep(0.25)
    await live.bot("sendMessage", chat_id=lan, text="x")


async def test_a_call_that_meets_a_refusal_is_not_carried_out(live: Local) -> None:
    lan = await live.resident()
    await live.control("trouble", share=1, kinds=["refuse"], seconds=0.1)
    with pytest.raises(httpx.RemoteProtocolError):
        await live.call("sendMessage", chat_id=lan, text="x")
    with pytest.raises(httpx.ConnectError):
        await live.call("sendMessage", chat_id=lan, text="x")
    await asyncio.sleep(0.15)
    await live.http.delete("/control/trouble")
    assert (await live.look("/control/received"))["received"] == {}


async def test_without_a_port_nothing_can_be_refused(local: Local) -> None:
    assert (await local.http.post("/control/refuse", json={"seconds": 1})).status_code == 400
