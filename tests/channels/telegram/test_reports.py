from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.feedback.reports import ReportDesk
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
    assert (await hoa.ask("đèn ngõ 3 hỏng, dọn đi"))["text"] == fill(words.report_thanks, ma="PA-0001")
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT number, text FROM reports") == [(1, "đèn ngõ 3 hỏng, dọn đi")]


@pytest.mark.parametrize("no", ["thôi", "Không!", "hủy", "huỷ bỏ", "thoi khong can", "thôi ạ"])
async def test_saying_no_ends_the_waiting(hoa: Person, words: ChatWording, query: Query, no: str) -> None:
    await hoa.ask("/gopy")
    assert (await hoa.ask(no))["text"] == words.report_cancelled
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT * FROM reports") == []


async def test_more_than_a_no_is_feedback(hoa: Person, words: ChatWording) -> None:
    await hoa.ask("/gopy")
    assert (await hoa.ask("không có đèn ở ngõ 3"))["text"] == fill(words.report_thanks, ma="PA-0001")


@pytest.mark.parametrize("question", ["bao giờ dọn", "đèn hỏng, bao giờ dọn?"])
async def test_what_may_be_a_question_is_asked_about_before_it_is_filed(
    hoa: Person, words: ChatWording, query: Query, question: str
) -> None:
    await hoa.ask("/gopy")
    asked = await hoa.ask(question)
    assert asked["text"] == words.report_or_question
    assert buttons(asked) == [[words.button_as_report], [words.button_as_question]]
    assert query("SELECT * FROM reports") == []
    await hoa.press(asked, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == fill(words.report_thanks, ma="PA-0001")
    assert query("SELECT number, text FROM reports") == [(1, question)]
    assert buttons(await hoa.sees(asked)) == []
    await hoa.press(asked, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == words.report_draft_gone
    assert len(query("SELECT * FROM reports")) == 1


async def test_a_question_written_as_feedback_is_answered_when_that_was_meant(
    hoa: Person, words: ChatWording, query: Query
) -> None:
    await hoa.ask("/gopy")
    asked = await hoa.ask("bao giờ dọn")
    await hoa.press(asked, words.button_as_question)
    assert "Lịch tổng vệ sinh" in (await hoa.hears())[0]["text"]
    await hoa.ask("/gopy")
    await hoa.ask("bao giờ dọn")
    assert (await hoa.ask("thôi"))["text"] == words.report_cancelled
    assert query("SELECT * FROM reports") == []


async def test_a_button_files_no_other_words_than_those_it_asks_about_and_not_for_ever(
    hoa: Person, place: Town, words: ChatWording, query: Query
) -> None:
    await hoa.ask("/gopy")
    old = await hoa.ask("bao giờ dọn")
    await hoa.ask("/gopy")
    new = await hoa.ask("bao giờ dọn nữa")
    place.clock.pass_by(minutes=29)
    await hoa.press(old, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == words.report_draft_gone
    place.clock.pass_by(minutes=1)
    await hoa.press(new, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == words.report_draft_gone
    assert query("SELECT * FROM reports") == []


async def test_reports_of_who_is_forgotten_are_taken_back_from_the_committee(
    committee: Committee, words: ChatWording
) -> None:
    hoa, lan = await committee.place.person("Hòa"), await committee.place.person("Lan")
    await lan.ask("/gopy Cống tắc")
    await hoa.ask("/gopy Đèn hỏng")
    await committee.member.hears(2)
    asked = await hoa.ask("/xoa")
    await hoa.press(asked, words.button_erase)
    assert (await hoa.sees(asked))["text"] == f"{words.erased}\n\n{fill(words.erased_reports, ma='PA-0002')}"
    left = await committee.place.get("messages", chat_id=committee.member.chat)
    texts = [message.get("text", "") for message in left["messages"]]
    assert any("Cống tắc" in text for text in texts)
    assert not any("Đèn hỏng" in text for text in texts)


async def test_what_cannot_be_taken_back_is_told(committee: Committee, words: ChatWording) -> None:
    telegram = committee.place.served.telegram
    hoa = await committee.place.person("Hòa")
    await hoa.ask("/gopy Đèn hỏng")
    (first,) = await committee.member.hears()
    telegram.clock = lambda: first["date"] + 49 * 3600.0
    await hoa.ask(f"/gopy {'Dài ' * 1020}")
    await committee.member.hears(2)
    await hoa.ask("/gopy Cống tắc")
    await committee.member.hears()
    asked = await hoa.ask("/xoa")
    await hoa.press(asked, words.button_erase)
    assert (await hoa.sees(asked))["text"].split("\n\n") == [
        words.erased,
        fill(words.erased_reports, ma="PA-0003"),
        fill(words.kept_reports, ma="PA-0001, PA-0002"),
    ]


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


async def test_what_the_committee_could_not_be_shown_is_tried_again_by_itself(
    served: Served, folder: Path, answerer: FakeAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReportDesk.forward, "__defaults__", (0.01,))
    member = add_person(served.telegram, "Bản")
    chat = add_group(served.telegram, "Ban khu phố", [member["id"]], "supergroup")
    async with town(served, folder, lambda: answerer, chat.id) as place:
        await place.control("faults", method="sendMessage", chat_id=chat.id, kind="403", times=1)
        await (await place.person("Hòa")).ask("/gopy Một")
        assert (await Person(place, member, chat.id).hears())[0]["text"].endswith("Một")


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
