from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.wording import ChatWording
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, Town, buttons, fonts


async def test_an_answer_shows_title_text_source_votes_place_and_related_topics(
    hoa: Person, words: ChatWording
) -> None:
    answer = await hoa.ask("bao giờ dọn")
    assert answer["text"] == (
        "Lịch tổng vệ sinh\n\nVề ve-sinh/lich <b>&amp;\n0203 382 5113 (+842033825113)\n\nNguồn: ban khu phố"
    )
    assert fonts(answer, "bold") == ["Lịch tổng vệ sinh"]
    assert fonts(answer, "italic") == ["Nguồn: ban khu phố"]
    assert fonts(answer, "phone_number") == ["+842033825113"]
    assert buttons(answer) == [
        ["👍", "👎"],
        [words.button_place.replace("{nơi}", "Nhà văn hóa")],
        ["Đăng ký nghĩa vụ quân sự lần đầu"],
    ]


async def test_two_questions_get_two_answers_in_one_message(hoa: Person) -> None:
    answer = await hoa.ask("hai việc một lúc")
    assert fonts(answer, "bold") == ["Lịch tổng vệ sinh", "Đăng ký nghĩa vụ quân sự lần đầu"]


async def test_a_pressed_topic_is_answered(hoa: Person) -> None:
    answer = await hoa.ask("bao giờ dọn")
    await hoa.press(answer, "Đăng ký nghĩa vụ quân sự lần đầu")
    assert fonts((await hoa.hears())[0], "bold") == ["Đăng ký nghĩa vụ quân sự lần đầu"]


async def test_a_pressed_place_is_shown_on_the_map(hoa: Person, words: ChatWording) -> None:
    answer = await hoa.ask("bao giờ dọn")
    await hoa.press(answer, words.button_place.replace("{nơi}", "Nhà văn hóa"))
    venue = (await hoa.hears())[0]["venue"]
    assert (venue["title"], venue["address"]) == ("Nhà văn hóa", "đầu ngõ 1")
    assert venue["location"] == {"latitude": 20.95, "longitude": 107.07}


async def test_suggestions_are_buttons_and_none_of_them_is_one_too(hoa: Person, words: ChatWording) -> None:
    offer = await hoa.ask("gợi ý")
    assert buttons(offer)[:3] == [["Lịch tổng vệ sinh"], ["Đăng ký nghĩa vụ quân sự lần đầu"], [words.button_none]]
    await hoa.press(offer, words.button_none)
    reply = (await hoa.hears())[0]
    await hoa.press(reply, words.button_directory)
    assert "Trưởng khu" in (await hoa.hears())[0]["text"]


async def test_what_is_not_understood_is_said_and_kept_without_who_asked(
    hoa: Person, place: Town, words: ChatWording, query: Query
) -> None:
    reply = await hoa.ask("giá vàng <hôm nay>, gọi 0912345678")
    assert reply["text"].startswith("Bot chưa biết: giá vàng <hôm nay>, gọi 0912345678\n\n📮")
    assert words.button_directory in [label for row in buttons(reply) for label in row]
    await hoa.ask("xin chào")
    assert query("SELECT text, chat_id FROM questions") == [("giá vàng <hôm nay>, gọi ###", None)]


async def test_every_answer_is_counted_by_topic_and_outcome(hoa: Person, place: Town, query: Query) -> None:
    for text in ("bao giờ dọn", "hai việc", "giá vàng", "gợi ý", "bao giờ có điện"):
        await hoa.ask(text)
    await hoa.ask("/trogiup")
    assert set(query("SELECT day, topic, outcome, total FROM counts")) == {
        ("2026-11-18", "ve-sinh/lich", "answer", 2),
        ("2026-11-18", "nvqs/dang-ky", "answer", 1),
        ("2026-11-18", "", "unknown", 1),
        ("2026-11-18", "", "suggest", 1),
        ("2026-11-18", "", "out_of_scope", 1),
    }


async def test_a_question_carries_local_time_the_last_turn_and_the_residents_group(
    hoa: Person, place: Town, answerer: FakeAnswerer
) -> None:
    await place.storage.residents.set_group(hoa.id, 7, place.clock())
    await hoa.ask("bao giờ dọn")
    place.clock.pass_by(minutes=14)
    await hoa.ask("còn giờ thì sao")
    first, second = answerer.asked
    assert (first.now.isoformat(), first.home_group, first.last) == ("2026-11-18T08:00:00+07:00", 7, None)
    assert second.last is not None
    assert second.last.topics == ("ve-sinh/lich",)
    assert (second.last.slots.group, second.last.slots.date) == (7, dt.date(2026, 11, 22))
    assert second.last.at == dt.datetime(2026, 11, 18, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    place.clock.pass_by(minutes=15)
    await hoa.ask("còn nữa")
    assert answerer.asked[-1].last is None


async def test_a_long_answer_comes_in_pages_with_the_buttons_below_the_last(
    hoa: Person, answerer: FakeAnswerer
) -> None:
    answerer.long = 200
    await hoa.say("bao giờ dọn")
    pages = await hoa.hears(2)
    assert [bool(buttons(page)) for page in pages] == [False, True]
    assert pages[0]["text"].endswith("dài. 🏘")
    assert pages[1]["text"].startswith("Một đoạn")


@pytest.mark.parametrize("text", ["???", "🙏🙏", "...", "👍"])
async def test_a_message_without_words_gets_a_friendly_one(hoa: Person, words: ChatWording, text: str) -> None:
    assert (await hoa.ask(text))["text"] == words.no_words


@pytest.mark.parametrize("text", ["你好,请问几点", "Здравствуйте, когда уборка?", "Hello, where is the police office?"])
async def test_other_languages_are_told_what_the_bot_speaks(
    hoa: Person, words: ChatWording, query: Query, text: str
) -> None:
    assert (await hoa.ask(text))["text"] == words.foreign
    await hoa.ask("xin chào")
    assert query("SELECT * FROM questions") == []


async def test_of_a_very_long_message_the_beginning_is_read(
    hoa: Person, words: ChatWording, answerer: FakeAnswerer
) -> None:
    reply = await hoa.ask("bao giờ dọn " + "dài " * 900)
    assert reply["text"].endswith(words.long_text_read)
    assert len(answerer.asked[0].text) == 1500
    assert (await hoa.ask("chuyện " * 500))["text"] == words.long_text


async def test_a_question_mended_soon_is_answered_again_below_it(hoa: Person, place: Town, words: ChatWording) -> None:
    question = await hoa.say("bao giờ dnọ")
    await hoa.hears()
    await hoa.edit(question, "bao giờ dọn")
    reply = (await hoa.hears())[0]
    assert reply["reply_to_message"]["message_id"] == question["message_id"]
    assert "Lịch tổng vệ sinh" in reply["text"]
    await hoa.edit(question, "/lich")
    assert (await hoa.hears())[0]["text"] == words.edited_late


async def test_a_message_mended_late_is_asked_for_anew(hoa: Person, place: Town, words: ChatWording) -> None:
    question = await hoa.say("bao giờ dnọ")
    await hoa.hears()
    place.served.telegram.clock = lambda: question["date"] + 16 * 60.0
    await hoa.edit(question, "bao giờ dọn")
    assert (await hoa.hears())[0]["text"] == words.edited_late


async def test_forwarded_words_are_answered_only_when_the_bot_is_sure(
    hoa: Person, place: Town, words: ChatWording, query: Query
) -> None:
    await hoa.ask("xin chào")
    origin = {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 1}
    for text in ("bao giờ dọn", "giảm giá 50%"):
        place.push(hoa, text=text, forward_origin=origin)
    answer, refusal = await hoa.hears(2)
    assert "Lịch tổng vệ sinh" in answer["text"]
    assert refusal["text"] == words.forwarded
    assert query("SELECT * FROM questions") == []


async def test_old_and_forged_buttons_are_answered_politely(hoa: Person, words: ChatWording) -> None:
    answer = await hoa.ask("bao giờ dọn")
    assert await hoa.send_data(answer, "x:1") == words.old_button
    await hoa.send_data(answer, "t:khong-co/muc-nay")
    assert (await hoa.hears())[0]["text"] == words.topic_gone
    await hoa.send_data(answer, "p:khong-co")
    assert (await hoa.hears())[0]["text"] == words.topic_gone
