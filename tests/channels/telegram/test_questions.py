"""Questions on their way from residents to the committee, and why an answer was no help."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram.handlers.questions.questions import A_DAY
from bot.knowledge.mailbox_wording import MailboxWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from tests.channels.telegram.fake_answerer import CLEANING, SERVICE, FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, data_of, town

ASKED = "nhà văn hóa có wifi không"


@pytest.fixture
def mail(kb: KnowledgeBase) -> MailboxWording:
    return kb.mailbox_wording


async def test_a_question_is_sent_when_its_asker_says_so(hoa: Person, mail: MailboxWording, query: Query) -> None:
    reply = await hoa.ask(f"{ASKED}, gọi 0912345678")
    assert reply["text"].endswith(mail.offer)
    assert "không thấy tên" in mail.offer
    assert query("SELECT chat_id FROM questions") == [(None,)]
    await hoa.press(reply, mail.button_send)
    assert ASKED in (await hoa.hears())[0]["text"]
    assert [mail.button_send] not in buttons(await hoa.sees(reply))
    assert query("SELECT text, chat_id, state FROM questions") == [(f"{ASKED}, gọi ###", hoa.id, "open")]


async def test_sent_twice_is_sent_once(hoa: Person, mail: MailboxWording, query: Query) -> None:
    reply = await hoa.ask(ASKED)
    data = data_of(reply, mail.button_send)
    await hoa.send_data(reply, data)
    await hoa.hears()
    assert await hoa.send_data(reply, data) == mail.sent_already
    assert query("SELECT count(*) FROM questions") == [(1,)]


async def test_nobody_floods_the_mailbox(hoa: Person, place: Town, mail: MailboxWording, query: Query) -> None:
    for number in range(A_DAY):
        await place.storage.questions.add(f"{number}", "", place.clock(), same=lambda *_: None, chat_id=hoa.id)
    reply = await hoa.ask(ASKED)
    await hoa.press(reply, mail.button_send)
    assert (await hoa.hears())[0]["text"] == fill(mail.limit_reached, so=A_DAY)
    place.clock.pass_by(days=2)
    await hoa.press(reply, mail.button_send)
    assert ASKED in (await hoa.hears())[0]["text"]
    assert query("SELECT count(*) FROM questions WHERE chat_id IS NOT NULL") == [(A_DAY + 1,)]


async def test_another_ones_question_and_what_is_no_question_cannot_be_sent(
    hoa: Person, place: Town, mail: MailboxWording, query: Query
) -> None:
    reply = await hoa.ask(ASKED)
    data = data_of(reply, mail.button_send)
    await hoa.send_data(reply, data)
    lan = await place.person("Lan")
    theirs = await lan.ask("bao giờ dọn")
    for forged in (data, "q:1:00000000", "q:99:00000000", "q:x:y", "q:", "q", f"q:{'9' * 30}:0"):
        assert await lan.send_data(theirs, forged) == mail.gone
    assert query("SELECT chat_id FROM questions") == [(hoa.id,)]


async def test_the_button_fits_no_question_that_got_the_same_id_later(
    hoa: Person, place: Town, mail: MailboxWording, query: Query
) -> None:
    reply = await hoa.ask(ASKED)
    await place.storage.questions.purge(place.clock.now.replace(year=2030))
    await hoa.ask("giá vàng")
    assert await hoa.press(reply, mail.button_send) == mail.gone
    assert query("SELECT id, text, chat_id FROM questions") == [(1, "giá vàng", None)]


async def test_it_can_be_sent_after_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, mail: MailboxWording, query: Query
) -> None:
    async with town(served, folder, lambda: answerer) as place:
        hoa = await place.person("Hòa")
        reply, answer = await hoa.ask(ASKED), await hoa.ask("bao giờ dọn")
    async with town(served, folder, lambda: answerer) as place:
        hoa = Person(place, hoa.user, hoa.chat, hoa.read)
        await hoa.press(reply, mail.button_send)
        assert ASKED in (await hoa.hears())[0]["text"]
        await hoa.press(answer, "👎")
        [why] = await hoa.hears()
        await hoa.press(why, mail.why_other)
        assert (await hoa.sees(why))["text"] == mail.meant


async def test_of_people_in_groups_nothing_is_kept(place: Town, mail: MailboxWording, query: Query) -> None:
    hoa = await place.person("Hòa")
    inside = hoa.inside(await place.group(hoa))
    reply = await inside.ask(f"@khupho_demo_bot {ASKED}")
    assert [mail.button_send] not in buttons(reply)
    assert query("SELECT * FROM questions") == []


async def test_none_of_what_was_offered_can_be_sent(hoa: Person, mail: MailboxWording, words: ChatWording) -> None:
    offer = await hoa.ask("gợi ý giúp tôi")
    await hoa.press(offer, words.button_none)
    [reply] = await hoa.hears()
    assert reply["text"] == mail.none_of_these.strip()
    await hoa.press(reply, mail.button_send)
    assert "gợi ý giúp tôi" in (await hoa.hears())[0]["text"]
    await hoa.press(offer, words.button_none)  # once more: what was asked is known no more
    assert (await hoa.hears())[0]["text"] == words.none_of_these.strip()


async def against(hoa: Person) -> tuple[Json, Json]:
    answer = await hoa.ask("bao giờ dọn")
    await hoa.press(answer, "👎")
    return answer, (await hoa.hears())[0]


@pytest.mark.parametrize(("label", "reason"), [("why_wrong", "wrong"), ("why_old", "old"), ("why_lacking", "lacking")])
async def test_why_is_kept_and_more_can_be_told(
    hoa: Person, mail: MailboxWording, query: Query, label: str, reason: str
) -> None:
    _, why = await against(hoa)
    assert why["text"] == mail.why
    await hoa.press(why, getattr(mail, label))
    assert query("SELECT value, reason FROM votes") == [(-1, reason)]
    await hoa.press(await hoa.sees(why), mail.button_tell)
    [asked] = await hoa.hears()
    assert "Lịch tổng vệ sinh" in asked["text"]
    assert (await hoa.ask("Đổi sang 8 giờ rồi"))["text"] == mail.told
    assert query("SELECT text, topic, chat_id FROM questions") == [("Đổi sang 8 giờ rồi", CLEANING, hoa.id)]
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]  # what comes next is a question again


async def test_who_would_not_tell_more_says_so(
    hoa: Person, mail: MailboxWording, words: ChatWording, query: Query
) -> None:
    _, why = await against(hoa)
    await hoa.press(why, mail.why_wrong)
    await hoa.press(await hoa.sees(why), mail.button_tell)
    await hoa.hears()
    await hoa.say("", photo=True)
    assert (await hoa.hears())[0]["text"] == mail.tell_words_only
    assert (await hoa.ask("thôi"))["text"] == words.task_cancelled
    assert query("SELECT * FROM questions") == []


async def test_what_was_meant_is_answered_and_kept_as_evidence_of_nobody(
    hoa: Person, mail: MailboxWording, query: Query
) -> None:
    _, why = await against(hoa)
    await hoa.press(why, mail.why_other)
    meant = await hoa.sees(why)
    assert meant["text"] == mail.meant
    assert buttons(meant) == [["Đăng ký nghĩa vụ quân sự lần đầu"], [mail.button_no_topic]]
    await hoa.press(meant, "Đăng ký nghĩa vụ quân sự lần đầu")
    assert "Về nvqs/dang-ky" in (await hoa.hears())[0]["text"]
    await hoa.send_data(meant, data_of(meant, "Đăng ký nghĩa vụ quân sự lần đầu"))
    assert query("SELECT text, topic, meant FROM misreadings") == [("bao giờ dọn", CLEANING, SERVICE)]
    assert query("SELECT reason FROM votes") == [("other",)]


async def test_when_no_topic_is_meant_the_question_can_be_sent(hoa: Person, mail: MailboxWording, query: Query) -> None:
    _, why = await against(hoa)
    await hoa.press(why, mail.why_other)
    await hoa.press(await hoa.sees(why), mail.button_no_topic)
    offer = await hoa.sees(why)
    assert offer["text"] == mail.no_topic.strip()
    await hoa.press(offer, mail.button_send)
    assert "bao giờ dọn" in (await hoa.hears())[0]["text"]
    assert query("SELECT text, topic, chat_id FROM questions") == [("bao giờ dọn", CLEANING, hoa.id)]


async def test_words_asked_long_ago_or_of_another_answer_are_not_used(
    hoa: Person, place: Town, mail: MailboxWording, query: Query
) -> None:
    _, why = await against(hoa)
    await hoa.ask("còn nghĩa vụ")
    await hoa.press(why, mail.why_other)
    assert (await hoa.sees(why))["text"] == mail.why_gone
    _, why = await against(hoa)
    place.clock.pass_by(minutes=15)
    await hoa.press(why, mail.why_other)
    assert (await hoa.sees(why))["text"] == mail.why_gone
    assert query("SELECT * FROM misreadings") == []


async def test_a_vote_that_was_changed_needs_no_reason(hoa: Person, mail: MailboxWording, query: Query) -> None:
    answer, why = await against(hoa)
    await hoa.press(await hoa.sees(answer), "👍")
    assert await hoa.press(why, mail.why_wrong) == mail.why_over
    assert query("SELECT value, reason FROM votes") == [(1, None)]


async def test_forged_reasons_do_nothing(hoa: Person, words: ChatWording, mail: MailboxWording, query: Query) -> None:
    answer, why = await against(hoa)
    number = answer["message_id"]
    for data in ("w", "w:", "w:s", "w:s:x", "w:s:99999999", f"w:m:99:{SERVICE}"):
        assert await hoa.send_data(why, data) == mail.why_over
    for data in (f"w:x:{number}", f"w:m:{number}:khong-co", f"w:m:{number}"):
        assert await hoa.send_data(why, data) == words.old_button
    assert query("SELECT reason FROM votes") == [(None,)]
    assert query("SELECT * FROM misreadings") == []


async def test_who_is_forgotten_leaves_no_word_in_the_mailbox(hoa: Person, place: Town, query: Query) -> None:
    reply = await hoa.ask(ASKED)
    await hoa.press(reply, place.channel._brain().kb.mailbox_wording.button_send)
    await hoa.hears()
    await place.storage.residents.forget(hoa.id)
    assert query("SELECT text, reading, chat_id FROM questions") == [(None, None, None)]
