"""`/hopthu`: what the committee does with the questions, alone, in private, and two at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.knowledge.mailbox_wording import MailboxWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage.tables import questions as table
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import CLEANING, FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, buttons, data_of, fonts
from tests.knowledge_factory import write_knowledge

ASKED = "Nhà văn hóa có wifi không"
ANSWER = "Có wifi miễn phí ở tầng một"


@pytest.fixture
def mail(kb: KnowledgeBase) -> MailboxWording:
    return kb.mailbox_wording


@pytest.fixture
async def ban(served: Served, folder: Path, kb: KnowledgeBase) -> AsyncIterator[Committee]:
    """With a folder of knowledge that can be written."""
    write_knowledge(folder / "knowledge")
    async with committee_town(served, folder, FakeAnswerer(kb)) as opened:
        yield opened


async def sends(person: Person, text: str = ASKED) -> Person:
    """Ask, and send the question to the committee."""
    await person.press(await person.ask(text), "📮 Gửi câu hỏi này cho ban khu phố")
    await person.hears()
    return person


async def sent_by(ban: Committee, *names: str, text: str = ASKED) -> list[Person]:
    return [await sends(await ban.place.person(name), text) for name in names]


async def opened(member: Person, text: str = ASKED) -> Json:
    """The card of a question, from the list."""
    listed = await member.ask("/hopthu")
    label = next(label for row in buttons(listed) for label in row if label.endswith(text))
    await member.press(listed, label)
    return await member.sees(listed)


async def drafted(member: Person, mail: MailboxWording, words: str = ANSWER, text: str = ASKED) -> Json:
    """An answer as it is before it is sent: the panel below the preview."""
    await member.press(await opened(member, text), mail.button_answer)
    [asked] = await member.hears()
    await member.say(words, reply_to_message_id=asked["message_id"])
    shown, panel = await member.hears(2)
    assert words in shown["text"]
    return panel


async def test_what_is_asked_most_stands_first(ban: Committee, mail: MailboxWording) -> None:
    await sent_by(ban, "Hòa", "Lan", "Minh")
    [hoa] = await sent_by(ban, "Hòa", text="Bao giờ phát quà")
    await hoa.ask("bao giờ phát quà")
    await hoa.ask("Giá vàng")
    listed = await ban.first.ask("/hopthu")
    assert listed["text"].startswith("📬 Hộp thư: 3 câu hỏi chưa trả lời, 4 người đang chờ")
    assert [label for [label] in buttons(listed)][:3] == [
        f"3 lượt · 3 chờ · {ASKED}",
        "2 lượt · 1 chờ · Bao giờ phát quà",
        "1 lượt · 0 chờ · Giá vàng",
    ]
    card = await opened(ban.first)
    assert "3 lượt hỏi, 3 người chờ" in card["text"]
    assert f"“{ASKED}”" in card["text"]
    assert "Hòa" not in card["text"]


async def test_an_empty_mailbox_is_said_to_be_empty(ban: Committee, mail: MailboxWording) -> None:
    assert (await ban.first.ask("/hopthu"))["text"] == mail.empty


async def test_an_answer_is_seen_then_sent_to_everybody_who_asked(
    ban: Committee, mail: MailboxWording, query: Query
) -> None:
    residents = await sent_by(ban, "Hòa", "Lan")
    await (await ban.place.person("Minh")).ask(ASKED)  # who did not send it gets nothing
    panel = await drafted(ban.first, mail)
    assert buttons(panel)[0] == [fill(mail.button_post, so=2)]
    await ban.first.press(panel, fill(mail.button_post, so=2))
    for person in residents:
        [letter] = await person.hears()
        assert letter["text"].startswith("📬 Ban khu phố trả lời")
        assert letter["text"].endswith(f"“{ASKED}”\n\n{ANSWER}")
    assert [mail.button_entry] in buttons(await ban.first.sees(panel))
    assert query("SELECT chat_id FROM letters ORDER BY id") == [(person.id,) for person in residents]
    assert query("SELECT what, subject, actor_id FROM acts") == [("question.answered", "CH-0001", ban.first.id)]
    assert (await ban.first.ask("/hopthu"))["text"] == mail.empty


async def test_formatting_of_an_answer_arrives(ban: Committee, mail: MailboxWording) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    await ban.first.press(await opened(ban.first), mail.button_answer)
    [asked] = await ban.first.hears()
    bold = [{"type": "bold", "offset": 3, "length": 4}]
    await ban.first.say("Có wifi <&>", reply_to_message_id=asked["message_id"], entities=bold)
    _, panel = await ban.first.hears(2)
    await ban.first.press(panel, fill(mail.button_post, so=1))
    [letter] = await hoa.hears()
    assert letter["text"].endswith("Có wifi <&>")
    assert "wifi" in fonts(letter, "bold")


async def test_in_private_the_next_message_is_the_answer(ban: Committee, mail: MailboxWording) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    ban_alone = Person(ban.place, ban.first.user, ban.first.id)
    panel = await drafted(ban_alone, mail)
    await ban_alone.press(panel, mail.button_rewrite)
    await ban_alone.hears()
    await ban_alone.say("", photo=True)
    assert (await ban_alone.hears())[0]["text"] == mail.words_only
    await ban_alone.say("Có, tầng hai")
    _, panel = await ban_alone.hears(2)
    await ban_alone.press(panel, fill(mail.button_post, so=1))
    assert (await hoa.hears())[0]["text"].endswith("Có, tầng hai")


async def test_of_two_members_at_once_one_wins_and_the_other_is_told(
    ban: Committee, mail: MailboxWording, query: Query
) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    panel = await drafted(ban.first, mail)
    data = data_of(panel, fill(mail.button_post, so=1))
    ban.second.read = ban.first.read
    toasts = await asyncio.gather(ban.first.send_data(panel, data), ban.second.send_data(panel, data))
    assert sorted(toasts) == ["", fill(mail.closed, ma="CH-0001")]
    await hoa.hears()
    assert query("SELECT count(*) FROM letters") == [(1,)]


async def test_other_words_proposed_meanwhile_are_not_sent_unseen(ban: Committee, mail: MailboxWording) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    one, other = (Person(ban.place, member.user, member.id) for member in (ban.first, ban.second))
    first, second = await drafted(one, mail, "Có"), await drafted(other, mail, "Không có")
    assert await one.press(first, fill(mail.button_post, so=1)) == mail.changed
    await other.press(second, fill(mail.button_post, so=1))
    assert (await hoa.hears())[0]["text"].endswith("Không có")


async def test_a_restart_at_each_step_loses_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer, mail: MailboxWording
) -> None:
    def again(ban: Committee, person: Person) -> Person:
        return Person(ban.place, person.user, person.chat, person.read)

    async with committee_town(served, folder, answerer) as ban:
        [hoa] = await sent_by(ban, "Hòa")
        card = await opened(ban.first)
    async with committee_town(served, folder, answerer) as ban:
        await ban.first.press(card, mail.button_answer)
        [asked] = await ban.first.hears()
    async with committee_town(served, folder, answerer) as ban:
        await ban.first.say(ANSWER, reply_to_message_id=asked["message_id"])
        _, panel = await ban.first.hears(2)
    async with committee_town(served, folder, answerer) as ban:
        await ban.first.press(panel, fill(mail.button_post, so=1))
        assert ANSWER in (await again(ban, hoa).hears())[0]["text"]


async def test_why_there_is_no_answer_is_told(ban: Committee, mail: MailboxWording, query: Query) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    await ban.first.press(await opened(ban.first), mail.button_drop)
    [asked] = await ban.first.hears()
    await ban.first.say("Việc này của phường", reply_to_message_id=asked["message_id"])
    assert "CH-0001" in (await ban.first.hears())[0]["text"]
    [letter] = await hoa.hears()
    assert letter["text"].endswith("vì:\n\nViệc này của phường")
    assert query("SELECT what, after FROM acts") == [("question.dropped", "Việc này của phường")]


@pytest.mark.parametrize("step", ["button_answer", "button_drop"])
async def test_who_gives_up_answering_in_the_group_sends_nothing(
    ban: Committee, mail: MailboxWording, words: ChatWording, step: str, query: Query
) -> None:
    await sent_by(ban, "Hòa")
    await ban.first.press(await opened(ban.first), getattr(mail, step))
    [asked] = await ban.first.hears()
    await ban.first.say("thôi", reply_to_message_id=asked["message_id"])
    [told] = await ban.first.hears()
    assert told["text"] == words.task_cancelled
    assert query("SELECT state, answer FROM questions") == [("open", None)]


async def test_what_there_is_on_a_topic_is_sent_and_the_way_of_asking_added(
    ban: Committee, mail: MailboxWording, folder: Path, query: Query
) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    await ban.first.press(await opened(ban.first), fill(mail.button_refer, muc="Lịch tổng vệ sinh"))
    shown, panel = await ban.first.hears(2)
    assert f"Về {CLEANING}" in shown["text"]
    assert ASKED in panel["text"]
    await ban.first.press(panel, fill(mail.button_post, so=1))
    assert f"Về {CLEANING}" in (await hoa.hears())[0]["text"]
    assert (await ban.first.hears())[0]["text"] == "📖 Đã thêm cách hỏi vào mục Lịch tổng vệ sinh."
    written = "".join(path.read_text(encoding="utf-8") for path in (folder / "knowledge").rglob("*.yaml"))
    assert f"- {ASKED}" in written
    assert query("SELECT state, became FROM questions") == [("answered", CLEANING)]


async def test_questions_that_do_not_ask_the_same_are_taken_apart(
    ban: Committee, mail: MailboxWording, query: Query
) -> None:
    await sent_by(ban, "Hòa")
    await sent_by(ban, "Lan", text="không nhà văn hóa có wifi")  # to the fake the same words are the same question
    card = await opened(ban.first)
    await ban.first.press(card, mail.button_split)
    asked = await ban.first.sees(card)
    assert asked["text"] == mail.split_ask.replace("**", "")
    assert await ban.first.press(asked, "không nhà văn hóa có wifi") == mail.split_done
    assert query("SELECT id, alike FROM questions") == [(1, None), (2, None)]
    assert await ban.first.send_data(asked, "h:x:2") == ""  # once more: nothing to take apart


async def test_who_sends_a_question_that_was_answered_meanwhile_gets_the_answer(
    ban: Committee, mail: MailboxWording
) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    lan = await ban.place.person("Lan")
    offer = await lan.ask(ASKED)
    panel = await drafted(ban.first, mail)
    await ban.first.press(panel, fill(mail.button_post, so=1))
    await hoa.hears()
    await lan.press(offer, mail.button_send)
    assert (await lan.hears())[0]["text"].endswith(ANSWER)


async def test_the_answer_of_earlier_is_offered_to_members_only(ban: Committee, mail: MailboxWording) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    await ban.first.press(await drafted(ban.first, mail), fill(mail.button_post, so=1))
    await hoa.hears()
    lan = await ban.place.person("Lan")
    assert ANSWER not in (await lan.ask(ASKED))["text"]
    lan.read = 0
    await sends(await ban.place.person("Minh"))
    card = await opened(ban.first)
    assert ANSWER in card["text"]
    await ban.first.press(card, mail.button_before)
    shown, panel = await ban.first.hears(2)
    assert ANSWER in shown["text"]
    assert await ban.first.press(panel, fill(mail.button_post, so=1)) == ""


async def test_an_answer_becomes_a_topic(ban: Committee, mail: MailboxWording, folder: Path, query: Query) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    panel = await drafted(ban.first, mail)
    await ban.first.press(panel, fill(mail.button_post, so=1))
    await hoa.hears()
    await ban.first.press(await ban.first.sees(panel), mail.button_entry)
    entry = await ban.first.sees(panel)
    for part in ("Nhà văn hóa có wifi không", "hoi-dap-them/nha-van-hoa-co-wifi-khong", f"• {ASKED}", ANSWER):
        assert part in entry["text"]
    assert "Ban khu phố trả lời ngày 18/11/2026" in entry["text"]
    await ban.first.press(entry, fill(mail.button_change, ten="Tiêu đề"))
    [prompt] = await ban.first.hears()
    await ban.first.say("Wifi ở nhà văn hóa", reply_to_message_id=prompt["message_id"])
    [entry] = await ban.first.hears()
    assert "Tiêu đề: Wifi ở nhà văn hóa" in entry["text"]
    await ban.first.press(entry, fill(mail.button_change, ten="Cách hỏi"))
    [prompt] = await ban.first.hears()
    await ban.first.say("có wifi không\nwifi ở đâu", reply_to_message_id=prompt["message_id"])
    [entry] = await ban.first.hears()
    await ban.first.press(entry, mail.button_new)
    preview = await ban.first.sees(entry)
    assert "Đã kiểm tra, không có lỗi" in preview["text"]
    await ban.first.press(preview, mail.button_write)
    assert (await ban.first.hears())[0]["text"].startswith("📖 Đã ghi vào sổ tay: Wifi ở nhà văn hóa")
    written = (folder / "knowledge/hoi-dap/tu-hop-thu.yaml").read_text(encoding="utf-8")
    for part in ("tiêu đề: Wifi ở nhà văn hóa", "- wifi ở đâu", "xác nhận ngày: 18/11/2026", ANSWER):
        assert part in written
    [(became,)] = query("SELECT became FROM questions")
    assert became == "hoi-dap-them/nha-van-hoa-co-wifi-khong"
    assert query("SELECT what FROM acts ORDER BY id")[-1] == ("question.became",)


async def test_what_check_refuses_is_told_and_can_be_mended(ban: Committee, mail: MailboxWording) -> None:
    await sent_by(ban, "Hòa")
    panel = await drafted(ban.first, mail)
    await ban.first.press(panel, fill(mail.button_post, so=1))
    await ban.first.press(await ban.first.sees(panel), mail.button_entry)
    entry = await ban.first.sees(panel)
    await ban.first.press(entry, fill(mail.button_change, ten="Mã"))
    [prompt] = await ban.first.hears()
    await ban.first.say("Có Dấu", reply_to_message_id=prompt["message_id"])
    [entry] = await ban.first.hears()
    await ban.first.press(entry, mail.button_new)
    assert "Có Dấu" in (await ban.first.hears())[0]["text"]


async def test_the_question_becomes_a_way_of_asking_what_is_there(
    ban: Committee, mail: MailboxWording, folder: Path
) -> None:
    await sent_by(ban, "Hòa")
    panel = await drafted(ban.first, mail)
    await ban.first.press(panel, fill(mail.button_post, so=1))
    await ban.first.press(await ban.first.sees(panel), mail.button_entry)
    await ban.first.press(await ban.first.sees(panel), fill(mail.button_ways, muc="Lịch tổng vệ sinh"))
    preview = await ban.first.sees(panel)
    await ban.first.press(preview, mail.button_back)
    await ban.first.press(await ban.first.sees(panel), fill(mail.button_ways, muc="Lịch tổng vệ sinh"))
    assert await ban.first.press(await ban.first.sees(panel), mail.button_write) == ""
    assert (await ban.first.hears())[0]["text"] == "📖 Đã thêm cách hỏi vào mục Lịch tổng vệ sinh."
    written = "".join(path.read_text(encoding="utf-8") for path in (folder / "knowledge").rglob("*.yaml"))
    assert written.count(f"- {ASKED}") == 1


async def test_residents_may_press_nothing_of_it(ban: Committee, mail: MailboxWording, query: Query) -> None:
    [hoa] = await sent_by(ban, "Hòa")
    refused = ban.place.channel._brain().kb.committee_wording.members_only
    assert (await hoa.ask("/hopthu"))["text"] == refused
    answer = await hoa.ask("bao giờ dọn")
    forged = ("l:0", "g:1", "s:1", "x:1", "a:1", "n:1", "r:1:1", "y:1:0", f"t:1:{CLEANING}", f"f:1:{CLEANING}")
    for data in (*forged, "b:1", "e:1:t", f"w:1:{CLEANING}", "m:1", "p:1:1:a", "k:1:1", "zz"):
        assert await hoa.send_data(answer, f"h:{data}") == refused
    assert query("SELECT state, answer FROM questions") == [("open", None)]


async def test_old_and_forged_buttons_are_answered_politely(ban: Committee, mail: MailboxWording) -> None:
    await sent_by(ban, "Hòa")
    card = await opened(ban.first)
    for data in (
        "g:99",
        "g:x",
        "s:99",
        "a:99",
        "n:99",
        f"t:99:{CLEANING}",
        "y:99:0",
        "b:1",
        "b:99",
        "m:99",
        "p:99:1:a",
    ):
        assert await ban.first.send_data(card, f"h:{data}") == mail.no_question
    for data in ("t:1:khong-co", "f:1:khong-co"):
        assert "thay đổi" in await ban.first.send_data(card, f"h:{data}")
    for data in ("", "zz:1", "e:1:z", "r:1:1"):
        assert await ban.first.send_data(card, f"h:{data}") == ban.place.channel._brain().kb.chat_wording.old_button
    for data in ("l:99999", "l:x", "l:-1"):
        await ban.first.send_data(card, f"h:{data}")
    assert "1 câu hỏi" in (await ban.first.sees(card))["text"]


async def test_roles_decide_who_answers_and_who_edits(ban: Committee, mail: MailboxWording) -> None:
    await sent_by(ban, "Hòa")
    await ban.place.storage.roles.grant(ban.first.id, "reply", "Bản", 0, ban.place.clock())
    panel = await drafted(ban.first, mail)
    ban.second.read = ban.first.read
    refused = await ban.second.send_data(panel, data_of(panel, fill(mail.button_post, so=1)))
    assert refused
    await ban.first.press(panel, fill(mail.button_post, so=1))
    assert await ban.first.press(await ban.first.sees(panel), mail.button_entry)  # refused: may not edit
    await ban.place.storage.roles.take(ban.first.id, ["reply"], 0, ban.place.clock())
    assert await ban.first.send_data(panel, "h:l:0")  # at once


async def test_ten_thousand_questions_are_listed_in_a_moment(ban: Committee) -> None:
    rows = [
        {
            "id": n,
            "text": f"câu {n}",
            "reading": f"cau {n}",
            "asked_at": ban.place.clock(),
            "state": "open",
            "chat_id": n,
        }
        | {"alike": None if n <= 4000 else n % 4000 + 1}
        for n in range(1, 10_001)
    ]
    async with ban.place.storage.questions._database.write() as connection:
        await connection.execute(insert(table), rows)
    listed = await ban.first.ask("/hopthu")
    begun = time.perf_counter()
    await ban.first.send_data(listed, "h:l:8")
    assert time.perf_counter() - begun < 1  # some 100 ms with Telegram between; the machine may be busy
    assert "10000 người" in listed["text"]
