from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.thread_wording import ThreadWording
from bot.simulator.server import Served
from bot.storage import Content, Media, NewReport, Report
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.town import Json, Query, buttons, data_of, fonts, until


@pytest.fixture
async def plain(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Ban]:
    async with ban(served, folder, answerer) as opened:
        yield opened


@pytest.fixture
async def forum(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Ban]:
    async with ban(served, folder, answerer, forum=True) as opened:
        yield opened


@pytest.fixture
def talk(kb: KnowledgeBase) -> ThreadWording:
    return kb.thread_wording


async def topic(forum: Ban, **values: Any) -> tuple[Report, Json, Json]:
    """A report with its topic and its card."""
    report = await forum.report(**values)
    opened, card = await forum.first.hears(2)
    return report, opened, card


async def added(ban: Ban, report: Report, text: str) -> tuple[Json, Json]:
    """Something that Hòa adds to their report, as they wrote it and as it stands in the thread."""
    said = await ban.hoa.say(text)
    await ban.hoa.hears()  # it was answered like any message
    await ban.place.storage.reports.say(report.number, ban.hoa.id, Content(text), said["message_id"], ban.place.clock())
    ban.place.channel._desk.wake()
    return said, (await ban.first.hears())[0]


# The card


async def test_a_card_says_all_that_matters(plain: Ban, talk: ThreadWording) -> None:
    _, card = await plain.carded(place="đầu ngõ 3 & <cầu>", public=True)
    lines = card["text"].splitlines()
    assert lines[0] == "📌 PA-0001 · Việc khác"  # the tiny knowledge has no such kind
    assert "Đèn đường ngõ 3 hỏng" in lines
    assert "📍 Chỗ: đầu ngõ 3 & <cầu>" in lines
    assert "Người gửi: Hòa, tổ 3, lúc 08:00 18/11" in lines
    assert "Tình trạng: mới, chưa ai nhận" in lines
    assert "Hạn Ban tự đặt: 25/11/2026" in lines
    assert lines[-1] == talk.card_how
    assert [talk.button_take, talk.button_work] in buttons(card)


async def test_nobody_sees_who_stays_anonymous(plain: Ban, query: Query) -> None:
    _, card = await plain.carded(anonymous=True)
    assert "ẩn danh, tổ 3" in card["text"]
    assert "Hòa" not in card["text"]
    assert not [row for row in query("SELECT content FROM letters") if "Hòa" in str(row)]


async def test_photos_voices_and_places_stand_below_the_card(plain: Ban, served: Served) -> None:
    photo = (await plain.hoa.say(photo=True))["photo"][-1]["file_id"]
    await plain.report(media=(Media("photo", photo),), map=(20.95, 107.08))
    card, picture, place = await plain.first.hears(3)
    assert picture["photo"]
    assert place["location"]["latitude"] == pytest.approx(20.95)
    for one in (picture, place):
        assert one["reply_to_message"]["message_id"] == card["message_id"]


async def test_long_words_follow_whole_below_the_card(plain: Ban, talk: ThreadWording) -> None:
    await plain.report("x" * 1000 + " <i> " * 500)
    card, rest = await plain.first.hears(2)
    assert talk.card_more in card["text"]
    assert rest["text"].count("<i>") == 500


async def test_any_words_are_shown_as_they_are(plain: Ban) -> None:
    words = "<b>đèn</b> & **hỏng** {mã} https://x.vn"
    _, card = await plain.carded(words)
    assert words in card["text"]
    assert words not in fonts(card, "bold")


# From the committee to the resident


async def test_a_reply_to_the_card_reaches_the_resident_with_its_formatting(plain: Ban, talk: ThreadWording) -> None:
    report, card = await plain.carded()
    bold = [{"type": "bold", "offset": 4, "length": 3}]
    said = await plain.first.say("Mai thợ đến <3", reply_to_message_id=card["message_id"], entities=bold)
    [told] = await plain.hoa.hears()
    assert told["text"] == "💬 Ban khu phố trả lời PA-0001:\nMai thợ đến <3"
    assert "thợ" in fonts(told, "bold")
    assert data_of(told, talk.button_answer) == f"pa:add:{report.number}"
    await plain.delivered()
    stored = plain.place.served.telegram.chats[plain.chat].messages[said["message_id"]]
    assert ["👍"] in stored.reactions.values()  # the member sees that it arrived


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "animation", "audio"])
async def test_files_reach_the_resident_with_their_captions(plain: Ban, kind: str) -> None:
    _, card = await plain.carded()
    below = card["message_id"]
    if kind == "photo":
        await plain.first.say(photo=True, caption="Đây ạ", reply_to_message_id=below)
    else:
        await plain.first.send_file(kind, caption="Đây ạ", reply_to_message_id=str(below))
    [told] = await plain.hoa.hears()
    assert told[kind]
    assert told["caption"] == "💬 Ban khu phố trả lời PA-0001:\nĐây ạ"


async def test_a_place_reaches_the_resident(plain: Ban) -> None:
    _, card = await plain.carded()
    await plain.first.say(location={"latitude": 20.9, "longitude": 107.1}, reply_to_message_id=card["message_id"])
    head, place = await plain.hoa.hears(2)
    assert head["text"] == "💬 Ban khu phố trả lời PA-0001:"
    assert place["location"]["longitude"] == pytest.approx(107.1)


async def test_what_cannot_be_carried_is_told(plain: Ban, talk: ThreadWording) -> None:
    _, card = await plain.carded()
    await plain.first.send_file("sticker", reply_to_message_id=str(card["message_id"]))
    assert (await plain.first.hears())[0]["text"] == talk.not_carried


@pytest.mark.parametrize("size", [4096, 4000])
async def test_words_that_just_fit_one_message_arrive_whole(plain: Ban, size: int) -> None:
    _, card = await plain.carded()
    await plain.first.say("ả" * size, reply_to_message_id=card["message_id"])
    heard = await plain.hoa.hears(2 if size == 4096 else 1)
    assert "ả" * size in heard[-1]["text"]


async def test_members_who_answer_one_another_talk_among_themselves(plain: Ban) -> None:
    _, card = await plain.carded()
    mine = await plain.first.say("Mai sửa ạ", reply_to_message_id=card["message_id"])
    await plain.hoa.hears()
    await plain.post(plain.second, text="Ông này lại kêu", reply_to_message_id=mine["message_id"])
    await plain.post(plain.second, text="Đi uống nước không?")
    await plain.first.say("Xong ạ", reply_to_message_id=card["message_id"])
    [told] = await plain.hoa.hears()
    assert told["text"].endswith("Xong ạ")


async def test_a_reply_to_words_of_the_resident_reaches_them_too(plain: Ban) -> None:
    report, _ = await plain.carded()
    _, shown = await added(plain, report, "Cạnh cây đa")
    await plain.first.say("Vâng ạ", reply_to_message_id=shown["message_id"])
    assert (await plain.hoa.hears())[0]["text"].endswith("Vâng ạ")


async def test_edited_replies_follow(plain: Ban) -> None:
    _, card = await plain.carded()
    said = await plain.first.say("Mai sửa", reply_to_message_id=card["message_id"])
    [told] = await plain.hoa.hears()
    await plain.first.edit(said, "Ngày kia <sửa>")
    await until_says(plain, told, "💬 Ban khu phố trả lời PA-0001:\nNgày kia <sửa>")


async def test_edited_captions_follow_and_another_photo_is_sent_anew(plain: Ban) -> None:
    _, card = await plain.carded()
    said = await plain.first.say(photo=True, caption="Xem ảnh", reply_to_message_id=card["message_id"])
    [told] = await plain.hoa.hears()
    await plain.first.edit(said, "Xem ảnh này")
    await until_says(plain, told, "💬 Ban khu phố trả lời PA-0001:\nXem ảnh này")
    other = await plain.first.say(photo=True)
    served = plain.place.served.telegram
    edited = served.chats[plain.chat].messages[said["message_id"]].wire | {"photo": other["photo"], "edit_date": 5}
    served.updates.push("edited_message", edited)
    [new] = await plain.hoa.hears()
    assert new["photo"][-1]["file_unique_id"] == other["photo"][-1]["file_unique_id"]


async def until_says(ban: Ban, message: Json, words: str) -> None:
    async def says() -> bool:
        now = await ban.hoa.sees(message)
        return bool(now.get("text", now.get("caption")) == words)

    await until(says)


async def test_who_blocked_the_bot_is_told_of_in_the_thread(plain: Ban, talk: ThreadWording) -> None:
    _, card = await plain.carded()
    await plain.place.post("block", from_id=plain.hoa.id, blocked=True)
    said = await plain.first.say("Mai sửa", reply_to_message_id=card["message_id"])
    [told] = await plain.first.hears()
    assert told["text"] == fill(talk.undelivered, ma="PA-0001", vi_sao=talk.why_blocked).replace("*", "")
    assert told["reply_to_message"]["message_id"] == said["message_id"]


async def test_who_may_not_answer_is_told_and_nothing_is_delivered(plain: Ban, kb: KnowledgeBase) -> None:
    _, card = await plain.carded()
    place = plain.place
    await place.storage.roles.grant(plain.first.id, "reply", "Bản", plain.first.id, place.clock())
    await plain.post(plain.second, text="Mai sửa", reply_to_message_id=card["message_id"])
    role = kb.office_wording.role_reply
    assert (await plain.first.hears())[0]["text"] == fill(kb.office_wording.roleless, vai_tro=role).replace("*", "")
    said = await plain.first.say("Ngày kia sửa", reply_to_message_id=card["message_id"])
    assert (await plain.hoa.hears())[0]["text"].endswith("Ngày kia sửa")
    await place.storage.roles.take(plain.first.id, ("reply",), plain.second.id, place.clock())
    await plain.first.edit(said, "Không sửa nữa")
    assert (await plain.first.hears())[0]["text"].startswith(kb.office_wording.roleless[:5])
    assert not await place.storage.letters.pending()


# From the resident to the committee


async def test_what_the_resident_adds_and_edits_stands_in_the_thread(plain: Ban) -> None:
    report, card = await plain.carded()
    said, shown = await added(plain, report, "Cạnh cây đa")
    assert shown["text"] == "💬 PA-0001, người gửi viết thêm:\nCạnh cây đa"
    assert shown["reply_to_message"]["message_id"] == card["message_id"]
    await plain.hoa.edit(said, "Cạnh cây <đa> to")
    await plain.card_says(shown, "Cạnh cây <đa> to")


async def test_the_words_of_the_report_edited_change_its_card(plain: Ban) -> None:
    said = await plain.hoa.say("đèn hỏng")
    await plain.hoa.hears()
    _, card = await plain.carded("đèn hỏng", source_id=said["message_id"])
    await plain.hoa.edit(said, "đèn <ngõ 4> hỏng")
    assert "Tình trạng" in (await plain.card_says(card, "đèn <ngõ 4> hỏng"))["text"]


async def test_a_caption_that_is_no_letter_is_edited_in_silence(plain: Ban) -> None:
    photo = await plain.hoa.say(photo=True, caption="ngõ 3")
    await plain.hoa.hears()
    await plain.hoa.edit(photo, "ngõ 4")
    assert (await plain.hoa.ask("/trogiup"))["text"]


# Topics


async def test_each_report_has_a_topic_where_all_of_it_stands(forum: Ban, talk: ThreadWording) -> None:
    report, opened, card = await topic(forum)
    thread = opened["message_thread_id"]
    assert opened["forum_topic_created"]["name"] == "PA-0001 · Việc khác · tổ 3"
    assert card["message_thread_id"] == thread
    assert card["text"].endswith(talk.card_how_forum)
    _, shown = await added(forum, report, "Cạnh cây đa")
    assert shown["message_thread_id"] == thread
    await forum.first.say("Mai thợ đến", message_thread_id=thread)
    assert (await forum.hoa.hears())[0]["text"].endswith("Mai thợ đến")


async def test_in_a_topic_members_answer_one_another_unheard(forum: Ban) -> None:
    _, opened, card = await topic(forum)
    thread = opened["message_thread_id"]
    mine = await forum.first.say("Mai thợ đến", message_thread_id=thread)
    await forum.hoa.hears()
    await forum.post(
        forum.second, text="Ai trả tiền?", message_thread_id=thread, reply_to_message_id=mine["message_id"]
    )
    await forum.first.say("Xin cảm ơn", message_thread_id=thread, reply_to_message_id=card["message_id"])
    assert (await forum.hoa.hears())[0]["text"].endswith("Xin cảm ơn")


async def test_in_topics_of_their_own_members_are_left_alone(forum: Ban) -> None:
    await topic(forum)
    own = await forum.place.post("topic", chat_id=forum.chat, from_id=forum.first.id, name="Chuyện phiếm")
    await forum.first.say("Tối nay họp nhé", message_thread_id=own["message_thread_id"])
    await forum.first.say("Tối nay họp nhé")
    await forum.delivered()
    assert forum.place.served.telegram.chats[forum.chat].last_message_id == forum.first.read + 3  # topic, two messages


async def test_edits_and_photos_in_a_topic_follow(forum: Ban) -> None:
    _, opened, _ = await topic(forum)
    thread = opened["message_thread_id"]
    said = await forum.first.say(photo=True, caption="Ảnh đây", message_thread_id=thread)
    [told] = await forum.hoa.hears()
    assert told["photo"]
    await forum.first.edit(said, "Ảnh này")
    await until_says(forum, told, "💬 Ban khu phố trả lời PA-0001:\nẢnh này")


async def test_a_topic_that_was_deleted_is_opened_anew(
    served: Served, folder: Path, answerer: FakeAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.feedback.reports.AGAIN", 0.01)
    async with ban(served, folder, answerer, forum=True) as opened:
        opened.place.channel._desk._again = 0.01
        report, first, _ = await topic(opened)
        del served.telegram.chats[opened.chat].topics[first["message_thread_id"]]
        await opened.place.storage.reports.say(
            report.number, opened.hoa.id, Content("Alo?"), None, opened.place.clock()
        )
        opened.place.channel._desk.wake()
        new, card, words = await opened.first.hears(3)
        assert card["message_thread_id"] == new["message_thread_id"] != first["message_thread_id"]
        assert words["message_thread_id"] == new["message_thread_id"]


async def test_where_the_bot_may_open_no_topics_a_card_stands_in_the_chat(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with ban(served, folder, answerer, forum=True) as opened:
        chat = served.telegram.chats[opened.chat]
        chat.members[served.telegram.bot_id] = "member"
        _, card = await opened.carded()
        assert "message_thread_id" not in card
        await opened.first.say("Mai sửa", reply_to_message_id=card["message_id"])
        assert (await opened.hoa.hears())[0]["text"].endswith("Mai sửa")


# Restart, and what is not there any more


@pytest.mark.parametrize("topics", [False, True], ids=["plain", "forum"])
async def test_threads_go_on_after_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, topics: bool
) -> None:
    async with ban(served, folder, answerer, forum=topics) as before:
        await before.report()
        card = (await before.first.hears(2 if topics else 1))[-1]
        said = await before.first.say("Mai sửa", reply_to_message_id=card["message_id"])
        [told] = await before.hoa.hears()
        await before.delivered()
    async with ban(served, folder, answerer) as after:
        await after.first.edit(said, "Ngày kia sửa")
        await until_says(after, told, "💬 Ban khu phố trả lời PA-0001:\nNgày kia sửa")
        thread = {"message_thread_id": card["message_thread_id"]} if topics else {}
        await after.first.say("Xong", reply_to_message_id=card["message_id"], **thread)
        assert (await after.hoa.hears())[0]["text"].endswith("Xong")


async def test_reports_of_before_the_start_get_their_cards(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with ban(served, folder, answerer) as before:
        chat, clock = before.hoa.id, before.place.clock()
        await before.place.storage.reports.add(NewReport(chat, "Đèn hỏng"), 1, clock)
    async with ban(served, folder, answerer) as after:
        assert "Đèn hỏng" in (await after.first.hears())[0]["text"]


async def test_what_the_committee_could_not_be_shown_is_tried_again(plain: Ban) -> None:
    plain.place.channel._desk._again = 0.01
    await plain.place.control("faults", method="sendMessage", chat_id=plain.chat, kind="403", times=1)
    await plain.place.control("faults", method="sendMessage", chat_id=plain.chat, kind="400", times=1)
    _, card = await plain.carded()
    assert "PA-0001" in card["text"]


@pytest.mark.parametrize("topics", [False, True], ids=["plain", "forum"])
async def test_forgetting_takes_all_of_it_back(
    served: Served, folder: Path, answerer: FakeAnswerer, kb: KnowledgeBase, topics: bool
) -> None:
    async with ban(served, folder, answerer, forum=topics) as opened:
        report = await opened.report()
        opened.first.read = (await opened.first.hears(2 if topics else 1))[-1]["message_id"]
        await added(opened, report, "Cạnh cây đa")
        asked = await opened.hoa.ask("/xoa")
        await opened.hoa.press(asked, kb.chat_wording.button_erase)
        await opened.delivered()
        told = (await opened.hoa.sees(asked))["text"]
        assert fill(kb.chat_wording.erased_reports, ma="PA-0001") in told
        left = str([one.wire for one in served.telegram.chats[opened.chat].messages.values()])
        assert "cây đa" not in left
        assert "Hòa" not in left
        assert not served.telegram.chats[opened.chat].topics


async def test_what_is_too_old_to_be_deleted_has_its_words_taken_out(
    plain: Ban, served: Served, kb: KnowledgeBase, talk: ThreadWording
) -> None:
    _, card = await plain.carded()
    served.telegram.chats[plain.chat].messages[card["message_id"]].wire["date"] -= 50 * 3600
    asked = await plain.hoa.ask("/xoa")
    await plain.hoa.press(asked, kb.chat_wording.button_erase)
    await plain.delivered()
    now = await plain.first.sees(card)
    assert now["text"] == fill(talk.card_removed, ma="PA-0001")
    assert not buttons(now)


async def test_a_reply_to_what_is_gone_is_told(plain: Ban, talk: ThreadWording, kb: KnowledgeBase) -> None:
    _, card = await plain.carded()
    await plain.place.storage.residents.forget(plain.hoa.id)
    assert await plain.first.press(card, talk.button_take) == fill(talk.gone, ma="PA-0001")
