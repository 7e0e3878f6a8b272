"""Announcements once roles are in use: who has the role announces, the other members look."""

from __future__ import annotations

import pytest

from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.town import Json, Person, Query, buttons, until

BOSS = 1


@pytest.fixture
def refused(kb: KnowledgeBase) -> str:
    words = kb.office_wording
    return fill(words.roleless, vai_tro=words.role_announce)


async def grant(committee: Committee, person: Person) -> None:
    await committee.place.storage.roles.grant(person.id, "announce", "Ai", BOSS, committee.place.clock())


async def take(committee: Committee, person: Person) -> None:
    await committee.place.storage.roles.take(person.id, ["announce"], BOSS, committee.place.clock())


def private(person: Person) -> Person:
    return Person(person.town, person.user, person.id)


async def test_a_member_without_the_role_is_told_so_and_may_look(
    committee: Committee, said: CommitteeWording, refused: str
) -> None:
    await committee.residents(1)
    one = await committee.approved()
    await committee.report()
    await grant(committee, committee.first)
    duan = private(committee.second)
    await duan.say("/thongbao Mai họp")
    told, listed = await duan.hears(2)
    assert told["text"] == refused
    assert said.recent_below in listed["text"]
    card = await press_and_hear(duan, listed, buttons(listed)[0][0])
    assert one.label in card["text"]
    assert await duan.send_data(card, f"an:who:{one.id}") == ""
    for what in ("pause", "resume", "stop", "again", "correct", "recall", "edit", "unschedule"):
        assert await duan.send_data(card, f"an:{what}:{one.id}") == refused


async def press_and_hear(person: Person, message: Json, label: str) -> Json:
    await person.press(message, label)
    return (await person.hears())[0]


async def test_who_loses_the_role_while_writing_in_private_writes_no_further(
    committee: Committee, refused: str, query: Query
) -> None:
    await grant(committee, committee.second)
    duan = private(committee.second)
    await duan.ask("/thongbao")
    await take(committee, duan)
    assert (await duan.ask("Mai cắt nước"))["text"] == refused
    assert "cắt nước" not in str(query("SELECT content FROM announcements"))
    assert (await duan.ask("tổng vệ sinh ngày nào"))["text"] != refused, "and is answered again"


async def test_who_loses_the_role_while_writing_in_the_chat_writes_no_further(
    committee: Committee, refused: str, query: Query
) -> None:
    await grant(committee, committee.second)
    await committee.second.say("/thongbao")
    _, prompt = await committee.second.hears(2)
    await take(committee, committee.second)
    heard = await committee.second.ask("Mai cắt nước", reply_to_message_id=prompt["message_id"])
    assert heard["text"] == refused
    assert "cắt nước" not in str(query("SELECT content FROM announcements"))


async def test_each_press_is_in_the_log_with_who_pressed(
    committee: Committee, said: CommitteeWording, query: Query
) -> None:
    await committee.residents(1)
    one = await committee.approved(send_at=committee.local.replace(hour=20))
    listed = (await committee.second.ask("/thongbao"), *await committee.second.hears())[0]
    await committee.second.send_data(listed, f"an:unschedule:{one.id}")
    await until(committee.place.idle)
    assert query("SELECT actor_id, what, subject FROM acts ORDER BY id") == [
        (committee.first.id, "announcement.scheduled", one.label),
        (committee.second.id, "announcement.unscheduled", one.label),
    ]
