"""The committee chat as a place to be told things."""

from __future__ import annotations

from pathlib import Path

from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.town import Person, Town, town


async def test_a_committee_chat_that_moved_is_followed(served: Served, folder: Path, answerer: FakeAnswerer) -> None:
    member = add_person(served.telegram, "Bản")
    group = add_group(served.telegram, "Ban khu phố", [member["id"]], "group")
    async with town(served, folder, lambda: answerer, group.id) as opened:
        moved = await opened.control("migrate", chat_id=group.id)
        assert await opened.channel.tell_committee("Xin chào ban") is not None
        assert (await Person(opened, member, moved["id"]).hears())[0]["text"] == "Xin chào ban"


async def test_cards_are_drawn_anew_where_the_committee_moved_to(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    member = add_person(served.telegram, "Bản")
    group = add_group(served.telegram, "Ban khu phố", [member["id"]], "group")
    async with town(served, folder, lambda: answerer, group.id) as opened:
        hoa = await opened.person("Hòa")
        before = Person(opened, member, group.id)
        here = Ban(opened, before, before, hoa)
        await here.carded()
        moved = await opened.control("migrate", chat_id=group.id)
        await here.delivered()
        now = Person(opened, member, moved["id"])
        by = member["id"]
        await opened.storage.reports.move(1, "taken", ("new",), by, opened.clock(), handler_id=by)
        opened.channel._desk.wake()
        [card] = await now.hears()
        assert "Người lo: Bản" in card["text"]
        await now.say("Mai sửa", reply_to_message_id=card["message_id"])
        await here.delivered()
        assert "Mai sửa" in [one.says.html for one in await opened.storage.letters.of(1)]


async def test_the_committee_is_told_nothing_when_there_is_none(place: Town) -> None:
    assert await place.channel.tell_committee("Xin chào ban") is None


async def test_long_words_come_in_parts(served: Served, folder: Path, answerer: FakeAnswerer) -> None:
    async with ban(served, folder, answerer) as opened:
        await opened.place.channel.tell_committee("chữ " * 2000)
        assert len(await opened.first.hears(2)) == 2
