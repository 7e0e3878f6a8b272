"""Committee chats, plain and with topics, and residents who report something."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from bot.storage import NewReport, Report
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Town, town, until

_updates = count(900_000)


@dataclass
class Ban:
    """The committee chat, seen by two of its members, and a resident."""

    place: Town
    first: Person
    second: Person
    hoa: Person

    @property
    def chat(self) -> int:
        return self.first.chat

    async def report(self, text: str = "Đèn đường ngõ 3 hỏng", **values: Any) -> Report:
        """A report of Hòa's, as it is once it is stored."""
        given: dict[str, Any] = {"kind": "den-duong", "name": "Hòa", "home_group": 3}
        given |= {"due_on": dt.date(2026, 11, 25)} | values
        new = NewReport(given.pop("chat_id", self.hoa.id), text, **given)
        return await self.place.channel._desk.take(new, next(_updates), self.place.clock())

    async def carded(self, text: str = "Đèn đường ngõ 3 hỏng", **values: Any) -> tuple[Report, Json]:
        """The same, with its card."""
        report = await self.report(text, **values)
        return report, (await self.first.hears())[0]

    async def card_says(self, card: Json, words: str) -> Json:
        """The card, once it says this."""

        async def says() -> bool:
            return words in (await self.first.sees(card))["text"]

        await until(says)
        return await self.first.sees(card)

    async def delivered(self) -> None:
        """Wait until nothing is left to be delivered."""

        async def none_left() -> bool:
            return not await self.place.storage.letters.pending() and await self.place.idle()

        await until(none_left)

    async def post(self, person: Person, **content: Any) -> Json:
        """Say something in the committee chat."""
        return await self.place.post("send", chat_id=self.chat, from_id=person.id, **content)


@asynccontextmanager
async def ban(
    served: Served, folder: Path, answerer: FakeAnswerer, *, forum: bool = False, **config: Any
) -> AsyncIterator[Ban]:
    """The committee; opened again on the same Telegram, it is the same one."""
    telegram = served.telegram
    known = [chat for chat in telegram.chats.values() if chat.type == "supergroup"]
    if known:
        chat, names = known[0], [telegram.user(number) for number in list(known[0].members)[:2]]
    else:
        names = [add_person(telegram, "Bản"), add_person(telegram, "Duân")]
        ids = [one["id"] for one in names]
        chat = add_group(telegram, "Ban khu phố", ids, "supergroup", forum=forum, bot_admin=forum)
    async with town(served, folder, lambda: answerer, chat.id, **config) as place:
        first, second = (Person(place, one, chat.id) for one in names)
        first.read = second.read = max(chat.messages, default=0)
        people = [user for user in telegram.users.values() if user["first_name"] == "Hòa"]
        if people:
            hoa = Person(place, people[0], people[0]["id"], max(telegram.chats[people[0]["id"]].messages, default=0))
        else:
            hoa = await place.person("Hòa")
            await hoa.ask("/trogiup")
        yield Ban(place, first, second, hoa)
