import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from bot.simulator.server import Served, serve
from tests.simulator.local import Local


async def _events(lines: AsyncIterator[str], count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async for line in lines:
        if line.startswith("data: "):
            found.append(json.loads(line.removeprefix("data: ")))
        if len(found) == count:
            break
    return found


async def test_the_stream_tells_all_that_happens(live: Local) -> None:
    lan = await live.resident()
    begin = (await live.look("/client/state"))["seq"]
    async with live.http.stream("GET", "/client/events", params={"after": begin}) as response:
        lines = response.aiter_lines()
        await live.bot("sendChatAction", chat_id=lan, action="typing")
        sent = await live.bot("sendMessage", chat_id=lan, text="x", reply_markup={"keyboard": [["Lịch"]]})
        own = await live.bot("sendMessage", chat_id=lan, text="y")
        await live.bot("editMessageText", chat_id=lan, message_id=own["message_id"], text="z")
        await live.act("react", chat_id=lan, from_id=lan, message_id=own["message_id"], emoji="👍")
        await live.bot("deleteMessage", chat_id=lan, message_id=own["message_id"])
        await live.bot("setMyCommands", commands=[{"command": "lich", "description": "Lịch"}])
        events = await asyncio.wait_for(_events(lines, 8), 5)
    assert [event["type"] for event in events] == [
        "typing", "message", "keyboard", "message", "edit", "reaction", "delete", "commands",
    ]  # fmt: skip
    assert [event["seq"] for event in events] == list(range(begin + 1, begin + 9))
    assert events[1]["message"]["message_id"] == sent["message_id"]
    assert events[2]["keyboard"]["keyboard"] == [[{"text": "Lịch"}]]
    assert events[4]["message"]["text"] == "z"
    assert events[5]["reactions"] == {"👍": 1}
    assert events[6]["message_ids"] == [own["message_id"]]


async def test_a_screen_that_comes_back_gets_what_it_missed(live: Local) -> None:
    await live.act("people", first_name="Lan")
    async with live.http.stream("GET", "/client/events", headers={"last-event-id": "0"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        (event,) = await asyncio.wait_for(_events(response.aiter_lines(), 1), 5)
    assert (event["type"], event["chat"]["title"]) == ("chat", "Lan")


async def test_stopping_lets_go_of_polls_and_streams(live: Local, served: Served) -> None:
    async with serve() as other:
        poll = asyncio.create_task(live.http.post(f"{other.url}/bot{other.token}/getUpdates", json={"timeout": 50}))
        stream = asyncio.create_task(live.http.get(f"{other.url}/client/events"))
        await asyncio.sleep(0.05)
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 1
    assert (await poll).json() == {"ok": True, "result": []}
    assert (await stream).text.startswith(": connected")
