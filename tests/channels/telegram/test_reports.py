from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, Town, buttons, town


@dataclass
class Committee:
    """The committee chat, seen by one of its members."""

    place: Town
    member: Person


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    member = add_person(served.telegram, "Bản")
    chat = add_group(served.telegram, "Ban khu phố", [member["id"]], "supergroup")
    async with town(served, folder, lambda: answerer, chat.id) as opened:
        yield Committee(opened, Person(opened, member, chat.id))


async def test_words_after_the_command_are_stored_thanked_for_with_a_number_and_shown(
    committee: Committee, words: ChatWording
) -> None:
    hoa = await committee.place.person("Hòa")
    await committee.place.storage.residents.set_group(hoa.id, 7, committee.place.clock())
    thanks = await hoa.ask("/gopy Đèn đường <b>ngõ 3</b> & hỏng")
    assert thanks["text"] == fill(words.report_thanks, ma="PA-0001")
    shown = (await committee.member.hears())[0]["text"]
    assert "PA-0001" in shown
    assert "tổ 7" in shown
    assert shown.endswith("\n\nĐèn đường <b>ngõ 3</b> & hỏng")
    assert "Hòa" not in shown


@pytest.mark.parametrize("opening", ["/gopy", "✍️ Góp ý", "/start gopy"])
async def test_the_next_message_is_the_feedback(hoa: Person, words: ChatWording, query: Query, opening: str) -> None:
    assert (await hoa.ask(opening))["text"] == words.report_ask
    assert (await hoa.ask("bao giờ dọn rác ngõ 3"))["text"] == fill(words.report_thanks, ma="PA-0001")
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT number, text FROM reports") == [(1, "bao giờ dọn rác ngõ 3")]


async def test_feedback_is_not_awaited_for_ever(hoa: Person, place: Town, query: Query) -> None:
    await hoa.ask("/gopy")
    place.clock.pass_by(minutes=30)
    await hoa.ask("bao giờ dọn")
    assert query("SELECT * FROM reports") == []


async def test_a_command_or_the_button_ends_the_waiting(hoa: Person, words: ChatWording, query: Query) -> None:
    asked = await hoa.ask("/gopy")
    assert buttons(asked) == [[words.button_cancel]]
    await hoa.press(asked, words.button_cancel)
    assert (await hoa.hears())[0]["text"] == words.report_cancelled
    await hoa.ask("/gopy")
    assert (await hoa.ask("/huy"))["text"] == words.report_cancelled
    assert (await hoa.ask("/huy"))["text"] == words.nothing_to_cancel
    await hoa.ask("/gopy")
    await hoa.ask("/lich")
    await hoa.ask("bao giờ dọn")
    assert query("SELECT * FROM reports") == []


async def test_a_photo_is_no_feedback_but_its_caption_is(hoa: Person, words: ChatWording, query: Query) -> None:
    await hoa.ask("/gopy")
    assert (await hoa.ask(photo=True))["text"] == words.report_words_only
    assert (await hoa.ask(photo=True, caption="Ổ gà đầu ngõ"))["text"] == fill(words.report_thanks, ma="PA-0001")
    assert query("SELECT text FROM reports") == [("Ổ gà đầu ngõ",)]


async def test_an_album_in_place_of_words_is_answered_once(hoa: Person, words: ChatWording) -> None:
    await hoa.ask("/gopy")
    for _ in range(3):
        await hoa.say(photo=True, media_group_id="1")
    await hoa.say("/huy")
    replies = [message["text"] for message in await hoa.hears(2)]
    assert replies == [words.report_words_only, words.report_cancelled]


async def test_the_same_update_twice_is_one_report(hoa: Person, place: Town, words: ChatWording) -> None:
    await hoa.ask("/gopy Đèn hỏng")
    update = place.served.telegram.updates.next_id - 1
    await place.control("replay", update_id=update)
    assert (await hoa.ask("/gopy Cống tắc"))["text"] == fill(words.report_thanks, ma="PA-0002")


async def test_what_the_committee_could_not_be_shown_is_shown_with_the_next_report(committee: Committee) -> None:
    hoa = await committee.place.person("Hòa")
    await committee.place.control("faults", method="sendMessage", chat_id=committee.member.chat, kind="403", times=1)
    await hoa.ask("/gopy Một")
    await hoa.ask("/gopy Hai")
    first, second = await committee.member.hears(2)
    assert first["text"].endswith("Một")
    assert second["text"].endswith("Hai")


async def test_reports_left_from_before_the_start_are_shown(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with town(served, folder, lambda: answerer) as before:
        hoa = await before.person("Hòa")
        await hoa.ask("/gopy Đèn hỏng")
    member = add_person(served.telegram, "Bản")
    chat = add_group(served.telegram, "Ban khu phố", [member["id"]], "supergroup")
    async with town(served, folder, lambda: answerer, chat.id) as after:
        assert (await Person(after, member, chat.id).hears())[0]["text"].endswith("Đèn hỏng")


async def test_a_committee_chat_that_moved_is_followed(served: Served, folder: Path, answerer: FakeAnswerer) -> None:
    member = add_person(served.telegram, "Bản")
    group = add_group(served.telegram, "Ban khu phố", [member["id"]], "group")
    async with town(served, folder, lambda: answerer, group.id) as opened:
        moved = await opened.control("migrate", chat_id=group.id)
        assert await opened.channel.tell_committee("Xin chào ban") is not None
        assert (await Person(opened, member, moved["id"]).hears())[0]["text"] == "Xin chào ban"


async def test_the_committee_is_told_nothing_when_there_is_none(place: Town) -> None:
    assert await place.channel.tell_committee("Xin chào ban") is None
