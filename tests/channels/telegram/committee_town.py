"""A town with a committee chat and residents who agreed to announcements."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import LOCAL
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from bot.storage import Announcement, Content, Message
from bot.storage.announcement import Kind
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Town, town, until

HEADS = 3  # residents are of tổ 1, 2, 3 in turn


@dataclass
class Committee:
    """The committee chat, seen by two of its members."""

    place: Town
    first: Person
    second: Person

    @property
    def chat(self) -> int:
        return self.first.chat

    async def residents(self, count: int) -> list[Person]:
        """People who agreed to announcements, each in a tổ."""
        made = await self.place.control("people", count=count, started=True)
        found = [Person(self.place, {"id": one}, one) for one in range(made["first_id"], made["first_id"] + count)]
        for number, one in enumerate(found):
            await self.place.storage.residents.set_group(one.id, number % HEADS + 1, self.place.clock())
            await self.place.storage.residents.subscribe(one.id, self.place.clock())
        return found

    async def approved(self, words: str = "Mai 7 giờ tổng vệ sinh", **values: Any) -> Announcement:
        """An announcement as it is right after somebody approved it in the committee chat: with a panel."""
        announcements = self.place.storage.announcements
        return await self.approve(await announcements.draft(Content(words), self.local, self.first.id, **values))

    async def changing(self, one: Announcement, kind: Kind, words: str = "") -> Announcement:
        """A correction or recall of it, approved."""
        announcements = self.place.storage.announcements
        return await self.approve(await announcements.draft_about(one, kind, Content(words), self.local, self.first.id))

    async def approve(self, draft: Announcement) -> Announcement:
        announcements = self.place.storage.announcements
        if draft.send_at is None:
            await announcements.note(draft.id, panel=await self.panel())
        approved = await announcements.approve(draft.id, draft.revision, self.first.id, self.local)
        assert approved is not None
        self.wake()
        return approved

    @property
    def local(self) -> dt.datetime:
        return self.place.clock().astimezone(LOCAL)

    async def panel(self) -> Message:
        """A message of the bot in the committee chat."""
        sent = await self.place.channel._sender.say(self.chat, "…")
        assert sent is not None
        self.first.read = max(self.first.read, sent)
        return Message(self.chat, sent)

    def wake(self) -> None:
        self.place.channel._broadcaster.wake()

    async def report(self) -> Json:
        """The next message of the bot in the committee chat; whatever has ended is marked as reported by then."""
        [message] = await self.first.hears()
        await until(self._all_reported)
        return message

    async def _all_reported(self) -> bool:
        followed = await self.place.storage.announcements.followed()
        return not any(one.state in ("done", "stopped") for one in followed)

    async def sees_panel(self, one: Announcement) -> Json:
        """The message with its progress, as it looks now."""
        fresh = await self.place.storage.announcements.get(one.id)
        assert fresh is not None
        assert fresh.panel is not None
        return await self.first.sees({"message_id": fresh.panel.id})

    async def panel_says(self, one: Announcement, words: str) -> Json:
        """The panel, once it says this."""

        async def says() -> bool:
            return words in (await self.sees_panel(one))["text"]

        await until(says)
        return await self.sees_panel(one)


@asynccontextmanager
async def committee_town(
    served: Served, folder: Path, answerer: FakeAnswerer, **config: Any
) -> AsyncIterator[Committee]:
    telegram = served.telegram
    known = [chat for chat in telegram.chats.values() if chat.type == "supergroup"]
    if known:
        chat, names = known[0], [telegram.user(number) for number in list(known[0].members)[:2]]
    else:
        names = [add_person(telegram, "Bản"), add_person(telegram, "Duân")]
        chat = add_group(telegram, "Ban khu phố", [one["id"] for one in names], "supergroup")
    async with town(served, folder, lambda: answerer, chat.id, **config) as opened:
        first, second = (Person(opened, one, chat.id) for one in names)
        first.read = second.read = max(chat.messages, default=0)
        yield Committee(opened, first, second)
