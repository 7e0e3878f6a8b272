"""A small town on the local Telegram: people and groups that talk with the real channel over HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.broadcast.pacing import Rates
from bot.channels.telegram import Channel, ChannelConfig, open_channel
from bot.channels.telegram.talk import Answerer
from bot.handbook import Handbook
from bot.knowledge.loader import Loaded
from bot.simulator.server import Served, serve
from bot.storage import Storage, open_storage

Json = dict[str, Any]
Query = Callable[[str], list[tuple[Any, ...]]]  # SQL on the database of the town, as another program would see it

AT_ONCE = Rates(overall=10_000, chat=10_000, group=10_000)  # tests that are about the pace set another

TOKEN = "5000000005:AAcanary-token-that-must-never-show"


@dataclass
class Clock:
    """Stands still until told otherwise."""

    now: dt.datetime = dt.datetime(2026, 11, 18, 1, 0, tzinfo=dt.UTC)  # a Wednesday, 8 o'clock in Hạ Long

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class Person:
    """Somebody in one chat: private, or a group."""

    town: Town
    user: Json
    chat: int
    read: int = 0  # the last message of the bot that was read

    @property
    def id(self) -> int:
        return int(self.user["id"])

    def inside(self, chat: int) -> Person:
        """The same person in a group."""
        return Person(self.town, self.user, chat)

    async def say(self, text: str = "", **more: Any) -> Json:
        """Send a message; `photo=True`, `location={...}` and so on as the simulator takes them."""
        return await self.town.post("send", chat_id=self.chat, from_id=self.id, text=text, **more)

    async def send_file(self, kind: str, **more: str) -> Json:
        form = {"chat_id": str(self.chat), "from_id": str(self.id), "kind": kind, **more}
        return await self.town.post("send", files={"file": ("a.bin", b"content")}, form=form)

    async def hears(self, count: int = 1) -> list[Json]:
        """The next messages of the bot in this chat: exactly as many, or the test fails."""
        found = await self.town.get("wait", chat_id=self.chat, after_message_id=self.read, count=count, timeout=5)
        messages: list[Json] = found["messages"]
        assert len(messages) == count, f"{len(messages)} instead of {count}: {[m.get('text') for m in messages]}"
        self.read = messages[-1]["message_id"]
        return messages

    async def ask(self, text: str = "", **more: Any) -> Json:
        """Say something; the one message that comes back."""
        await self.say(text, **more)
        return (await self.hears())[0]

    async def edit(self, message: Json, text: str) -> None:
        await self.town.post("edit", chat_id=self.chat, from_id=self.id, message_id=message["message_id"], text=text)

    async def press(self, message: Json, label: str) -> str:
        """Press the button with this label; the toast that comes back."""
        return await self.send_data(message, data_of(message, label))

    async def send_data(self, message: Json, data: str) -> str:
        """Press a button that carries this, real or forged."""
        place = {"chat_id": self.chat, "from_id": self.id, "message_id": message["message_id"]}
        pressed = await self.town.post("press", **place, data=data, wait=5)
        assert pressed["answered"], "the button was not answered"
        return str(pressed["text"])

    async def sees(self, message: Json) -> Json:
        """The message as it looks now."""
        shown = await self.town.get("messages", chat_id=self.chat, after=message["message_id"] - 1)
        return next(m for m in shown["messages"] if m["message_id"] == message["message_id"])

    async def keyboard(self) -> list[list[str]]:
        """Labels of the menu below the input field."""
        shown = await self.town.get("messages", chat_id=self.chat)
        return [[key["text"] for key in row] for row in (shown["keyboard"] or {}).get("keyboard", [])]


@dataclass
class Town:
    """The whole of it."""

    served: Served
    storage: Storage
    channel: Channel
    client: httpx.AsyncClient
    clock: Clock
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def person(self, first_name: str = "Hòa", **more: Any) -> Person:
        user = await self.post("people", first_name=first_name, **more)
        return Person(self, user, user["id"])

    async def waiting(self) -> int:
        """How many updates are stored and not handled."""
        return len(await self.storage.inbox.pending())

    async def idle(self) -> bool:
        return not await self.waiting()

    async def group(self, *members: Person, **more: Any) -> int:
        made = await self.post("groups", title="Tổ 7", members=[member.id for member in members], **more)
        return int(made["id"])

    async def post(self, path: str, files: Any = None, form: Any = None, **body: Any) -> Json:
        given: Json = {"files": files, "data": form} if files else {"json": body}
        return self._read(await self.client.post(f"/client/{path}", **given))

    async def get(self, path: str, **query: Any) -> Json:
        return self._read(await self.client.get(f"/client/{path}", params=query))

    async def control(self, path: str, **body: Any) -> Json:
        return self._read(await self.client.post(f"/control/{path}", json=body))

    async def requests(self, method: str) -> list[Json]:
        """What the bot asked Telegram for."""
        found = self._read(await self.client.get("/control/requests", params={"method": method}))
        requests: list[Json] = found["requests"]
        return requests

    def push(self, person: Person, **content: Any) -> int:
        """Let the bot have a message that the simulator's people cannot send; its update id."""
        telegram = self.served.telegram
        chat = {"id": person.chat, "type": "private" if person.chat > 0 else "supergroup", "first_name": "Hòa"}
        telegram.last_message_id += 1
        message = {"message_id": telegram.last_message_id, "date": telegram.now(), "chat": chat, "from": person.user}
        telegram.updates.push("message", message | content)
        return telegram.updates.next_id - 1

    def _read(self, response: httpx.Response) -> Json:
        body: Json = response.json()
        assert response.is_success, body
        return body


def handbook_of(folder: Path, storage: Storage, brain: Callable[[], Any]) -> Handbook:
    """Changes the files in `knowledge` of this folder (put there by whoever needs them); the answerer, a fake, is given
    what comes of it."""

    async def use(loaded: Loaded) -> None:
        brain().kb = loaded.kb

    return Handbook(folder / "knowledge", storage, use)


@asynccontextmanager
async def town(
    served: Served, folder: Path, brain: Callable[[], Answerer], committee: int | None = None, **config: Any
) -> AsyncIterator[Town]:
    """The channel running on this Telegram, with its database in this folder."""
    clock, ready = Clock(), asyncio.Event()
    config = {"rates": AT_ONCE, **config}
    ready.set()
    settings = ChannelConfig(served.token, served.url, committee_chat=committee, **config)
    async with (
        open_storage(f"sqlite+aiosqlite:///{folder / 'khupho.db'}") as storage,
        open_channel(
            settings, storage, brain, clock, ready=ready, handbook=handbook_of(folder, storage, brain)
        ) as channel,
        httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False, timeout=20) as client,
    ):
        made = Town(served, storage, channel, client, clock)
        running = asyncio.create_task(channel.run(made.stop))
        try:
            yield made
        finally:
            made.stop.set()
            await running


@asynccontextmanager
async def telegram() -> AsyncIterator[Served]:
    """A Telegram whose limits are off: tests that are about them switch them on."""
    async with serve(token=TOKEN) as served:
        served.telegram.limits.enabled = False
        yield served


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Wait, for a while, until something holds."""
    for _ in range(500):
        if await condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


def buttons(message: Json) -> list[list[str]]:
    """Labels of the buttons below a message."""
    return [[key["text"] for key in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def data_of(message: Json, label: str) -> str:
    """What the button with this label carries."""
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    return next(str(key["callback_data"]) for key in keys if key["text"] == label)


def fonts(message: Json, kind: str) -> list[str]:
    """The parts of a message with an entity of this kind."""
    text = message["text"].encode("utf-16-le")
    found = [entity for entity in message.get("entities", []) if entity["type"] == kind]
    return [text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in found]
