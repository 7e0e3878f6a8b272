from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.members import Members
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, town

OWNER = 77


def said_by(person: int, chat: int | None = None) -> Incoming:
    """Something said in private, or in this chat."""
    return Incoming(1, "text", person if chat is None else chat, person, private=chat is None)


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    async with committee_town(served, folder, answerer, owners=(OWNER,)) as opened:
        yield opened


@pytest.fixture
def members(committee: Committee) -> Members:
    return committee.place.channel._members


async def test_an_owner_is_one_in_private_and_nobody_elsewhere(members: Members) -> None:
    assert await members.includes(said_by(OWNER))
    assert not await members.includes(said_by(OWNER, -100))


async def test_whatever_is_said_in_the_committee_chat_counts(committee: Committee, members: Members) -> None:
    assert await members.includes(said_by(committee.chat, committee.chat))  # an anonymous admin


async def test_who_is_in_the_committee_chat_is_one_in_private_until_they_leave(
    committee: Committee, members: Members
) -> None:
    duan = committee.second
    assert await members.includes(said_by(duan.id))
    await committee.place.post("leave", chat_id=committee.chat, user_id=duan.id)
    assert not await members.includes(said_by(duan.id))


async def test_residents_and_strangers_are_none(committee: Committee, members: Members) -> None:
    lan = await committee.place.person("Lan")
    assert not await members.includes(said_by(lan.id))
    assert not await members.includes(said_by(lan.id, -100))
    assert not await members.includes(said_by(123456))  # Telegram knows no such person


async def test_without_a_committee_chat_only_owners_are(committee: Committee) -> None:
    alone = Members(committee.place.channel._sender, (OWNER,), None, second_approval=False)
    assert await alone.includes(said_by(OWNER))
    assert not await alone.includes(said_by(committee.first.id))
    assert not await alone.includes(said_by(committee.first.id, committee.chat))


async def test_nobody_is_one_when_the_bot_was_thrown_out(
    committee: Committee, members: Members, served: Served
) -> None:
    await committee.place.post("leave", chat_id=committee.chat, user_id=served.telegram.bot_id)
    assert not await members.includes(said_by(committee.first.id))


@pytest.mark.parametrize(("status", "inside"), [({"is_member": True}, True), ({"is_member": False}, False)])
async def test_who_is_restricted_may_be_outside(
    committee: Committee, members: Members, status: dict[str, bool], inside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telegram import ChatMember

    rights = dict.fromkeys(
        (
            "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages", "can_send_polls",
            "can_send_other_messages", "can_add_web_page_previews", "can_manage_topics", "can_send_audios",
            "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
            "can_edit_tag", "can_react_to_messages",
        ),
        False,
    )  # fmt: skip
    user = {"id": 5, "is_bot": False, "first_name": "Lan"}
    body = {"status": "restricted", "user": user, "until_date": 0, **rights, **status}

    async def member(_chat: int, _person: int) -> ChatMember:
        return ChatMember.de_json(body, None)

    monkeypatch.setattr(committee.place.channel._sender, "member", member)
    assert await members.includes(said_by(5)) is inside


async def test_the_others_are_the_committee_chat_or_the_other_owners(committee: Committee, members: Members) -> None:
    assert members.others(OWNER) == (committee.chat,)
    alone = Members(committee.place.channel._sender, (OWNER, 78), None, second_approval=True)
    assert alone.others(OWNER) == (78,)


async def test_members_stay_members_when_their_chat_becomes_a_supergroup(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    people = [add_person(served.telegram, name) for name in ("Bản", "Duân")]
    chat = add_group(served.telegram, "Ban khu phố", [one["id"] for one in people], "group")
    async with town(served, folder, lambda: answerer, chat.id) as place:
        moved = await place.control("migrate", chat_id=chat.id)
        ban = Person(place, people[0], moved["id"])
        await ban.say("/thongbao Mai cắt nước")
        assert "Mai cắt nước" in (await ban.hears(2))[0]["text"]
    async with town(served, folder, lambda: answerer, chat.id) as place:
        ban = Person(place, people[0], moved["id"], ban.read)
        await ban.say("/thongbao Mai cắt điện")
        assert "Mai cắt điện" in (await ban.hears(2))[0]["text"]
