import time

import httpx
import pytest

from bot.simulator.state import TOKEN
from tests.simulator.local import Local


@pytest.mark.parametrize(("kind", "code"), [("429", 429), ("403", 403), ("500", 500)])
async def test_the_next_calls_fail_as_ordered_and_deliver_nothing(local: Local, kind: str, code: int) -> None:
    lan = await local.resident()
    await local.control("faults", method="sendMessage", kind=kind, times=2, retry_after=7)
    answers = [await local.call("sendMessage", chat_id=lan, text="x") for _ in range(3)]
    assert [answer.get("error_code") for answer in answers] == [code, code, None]
    assert ("parameters" in answers[0]) == (kind == "429")
    assert len((await local.look("/control/delivered"))["delivered"]) == 1


async def test_a_fault_concerns_its_chat_and_method_only(local: Local) -> None:
    lan, minh = await local.resident("Lan"), await local.resident("Minh")
    await local.control("faults", method="sendMessage", chat_id=lan, kind="403")
    await local.bot("sendMessage", chat_id=minh, text="x")
    await local.bot("sendChatAction", chat_id=lan, action="typing")
    assert await local.refusal("sendmessage", chat_id=lan, text="x") == "Forbidden: bot was blocked by the user"


async def test_faults_can_be_taken_back_and_unknown_ones_are_refused(local: Local) -> None:
    await local.control("faults", method="getMe", kind="500", times=5)
    assert (await local.http.delete("/control/faults")).status_code == 200
    await local.bot("getMe")
    assert (await local.http.post("/control/faults", json={"method": "getMe", "kind": "x"})).status_code == 400


@pytest.mark.parametrize(("kind", "delivered"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_connection_can_be_cut_before_or_after_delivery(live: Local, kind: str, delivered: int) -> None:
    lan = await live.resident()
    await live.control("faults", method="sendMessage", kind=kind)
    with pytest.raises(httpx.TransportError):
        await live.call("sendMessage", chat_id=lan, text="x")
    assert len((await live.look("/control/delivered"))["delivered"]) == delivered
    assert (await live.look("/control/requests", method="sendMessage"))["requests"][0]["status"] == 0
    await live.bot("sendMessage", chat_id=lan, text="y")


async def test_a_call_can_be_delayed(local: Local) -> None:
    await local.control("faults", method="getMe", kind="delay", seconds=0.1)
    begun = time.monotonic()
    await local.bot("getMe")
    assert time.monotonic() - begun >= 0.1


async def test_requests_are_logged_with_what_became_of_them(local: Local) -> None:
    lan = await local.resident()
    await local.call("sendMessage", chat_id=lan, text="<b>", parse_mode="HTML")
    await local.http.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": lan, "text": "ừ"})
    entries = (await local.look("/control/requests", method="sendMessage", chat_id=lan))["requests"]
    assert [(entry["params"]["text"], entry["status"]) for entry in entries] == [("<b>", 400), ("ừ", 200)]
    assert entries[0]["time"] == local.telegram.clock()
