from __future__ import annotations

import pytest

from bot.channels.telegram.channel import GROUP_SHARE
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, Town, buttons

BOT = "@khupho_demo_bot"


@pytest.fixture
async def lan(place: Town) -> Person:
    """A member of a group that the bot is in."""
    person = await place.person("Lan")
    return person.inside(await place.group(person))


async def test_a_group_that_the_bot_is_added_to_is_greeted(lan: Person, place: Town, words: ChatWording) -> None:
    bot = place.served.telegram.bot_id
    await place.post("leave", chat_id=lan.chat, user_id=bot)
    await place.post("join", chat_id=lan.chat, user_id=bot)
    hello = (await lan.hears(3))[-1]  # after the two notices
    assert hello["text"] == fill(words.group_hello, khu_pho="Khu phố Thử", ten_bot=BOT)


@pytest.mark.parametrize("text", [f"{BOT} bao giờ dọn", f"bao giờ dọn {BOT.upper()}", f"này {BOT}, bao giờ dọn"])
async def test_a_mention_is_answered_as_a_reply(lan: Person, answerer: FakeAnswerer, text: str) -> None:
    asked = await lan.say(text)
    answer = (await lan.hears())[0]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert "khupho_demo_bot" not in answerer.asked[0].text.lower()
    assert "bao giờ dọn" in answerer.asked[0].text


async def test_a_reply_to_the_bot_is_answered(lan: Person) -> None:
    first = await lan.ask("/lich")
    again = await lan.ask("bao giờ dọn", reply_to_message_id=first["message_id"])
    assert "Lịch tổng vệ sinh" in again["text"]


@pytest.mark.parametrize("silent", ["bao giờ dọn", "/lich@other_bot", "/khongco", "@other_bot bao giờ dọn"])
async def test_the_bot_is_silent_otherwise(lan: Person, place: Town, query: Query, silent: str) -> None:
    place.push(lan, text=silent, entities=[])
    answer = await lan.ask(f"/danhba{BOT}")
    assert "Trưởng khu" in answer["text"]


async def test_talk_that_is_not_for_the_bot_is_not_stored(lan: Person, place: Town, query: Query) -> None:
    private = place.push(lan, text="chuyện riêng của nhóm")
    await lan.ask("/lich")
    assert query(f"SELECT * FROM inbox WHERE update_id = {private}") == []


async def test_only_the_name_gets_a_hint(lan: Person, words: ChatWording) -> None:
    assert (await lan.ask(BOT))["text"] == fill(words.group_called, ten_bot=BOT)


@pytest.mark.parametrize("command", ["start", "gopy", "xoa", "dung", "dulieu", "stop"])
async def test_personal_matters_lead_to_the_private_chat(lan: Person, words: ChatWording, command: str) -> None:
    answer = await lan.ask(f"/{command}")
    assert answer["text"] == words.private_only
    link = answer["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link == f"https://t.me/khupho_demo_bot?start={command}"


async def test_nothing_is_kept_of_people_in_groups(lan: Person, place: Town, query: Query) -> None:
    await place.storage.residents.set_group(lan.id, 7, place.clock())
    answer = await lan.ask(f"{BOT} bao giờ dọn")
    await lan.press(answer, "Đăng ký nghĩa vụ quân sự lần đầu")
    await lan.hears()
    await lan.ask(f"{BOT} giá vàng hôm nay")
    assert query("SELECT chat_id FROM residents") == [(lan.id,)]
    for table in ("dialogues", "votes", "reports", "questions"):
        assert query(f"SELECT * FROM {table}") == []


async def test_the_residents_group_is_not_told_in_a_group(lan: Person, place: Town, answerer: FakeAnswerer) -> None:
    await place.storage.residents.set_group(lan.id, 7, place.clock())
    await lan.ask(f"{BOT} bao giờ dọn")
    assert answerer.asked[0].home_group is None


async def test_answers_stay_in_their_forum_topic(place: Town) -> None:
    person = await place.person("Lan")
    member = person.inside(await place.group(person, forum=True))
    topic = await place.post("topic", chat_id=member.chat, from_id=member.id, name="Vệ sinh")
    await member.say(f"{BOT} bao giờ dọn", message_thread_id=topic["message_thread_id"])
    assert (await member.hears())[0]["message_thread_id"] == topic["message_thread_id"]


async def test_buttons_work_in_groups_and_no_menu_is_shown(lan: Person, words: ChatWording) -> None:
    offer = await lan.ask(f"{BOT} gợi ý")
    assert buttons(offer)[-1] == [words.button_none]
    await lan.press(offer, "Lịch tổng vệ sinh")
    assert "Lịch tổng vệ sinh" in (await lan.hears())[0]["text"]
    assert await lan.keyboard() == []


async def test_a_busy_group_gets_its_share_and_holds_up_nobody(place: Town, query: Query) -> None:
    members = [await place.person(name) for name in ("An", "Bình", "Chi")]
    group = await place.group(*members)
    for turn in range(30):
        mention = {"type": "mention", "offset": 0, "length": len(BOT)}
        place.push(members[turn % 3].inside(group), text=f"{BOT} bao giờ dọn {turn}", entities=[mention])
    assert "Lịch tổng vệ sinh" in (await members[0].ask("bao giờ dọn"))["text"]
    assert query(f"SELECT count(*) FROM inbox WHERE chat_id = {group}") == [(GROUP_SHARE,)]


async def test_an_update_with_an_impossible_id_is_passed_over(lan: Person, place: Town) -> None:
    hoa = await place.person("Hòa")
    place.push(hoa, chat={"id": 2**63, "type": "private"}, text="bao giờ dọn")
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
