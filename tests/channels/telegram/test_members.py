from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.handlers.office.role_card import RIGHTS
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
    sender, roles = committee.place.channel._sender, committee.place.storage.roles
    alone = Members(sender, roles, (OWNER,), None, second_approval=False)
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
    assert await members.others(OWNER) == (committee.chat,)
    sender, roles = committee.place.channel._sender, committee.place.storage.roles
    alone = Members(sender, roles, (OWNER, 78), None, second_approval=True)
    assert await alone.others(OWNER) == (78,)
    await roles.claim(79, "Lan", committee.place.clock())
    assert await alone.others(OWNER) == (78, 79)


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


async def test_before_the_first_role_every_member_may_do_everything_but_give_roles(
    committee: Committee, members: Members
) -> None:
    first, outside = committee.first.id, await committee.place.person("Lan")
    for right in RIGHTS:
        allowed = "roleless" if right == "manage" else "allowed"
        assert await members.judge(said_by(first), right) == allowed
        assert await members.judge(said_by(first, committee.chat), right) == allowed
        assert await members.judge(said_by(outside.id), right) == "stranger"
        assert await members.judge(said_by(first, -100), right) == "stranger"
        assert await members.judge(said_by(OWNER), right) == "allowed"
        assert await members.judge(said_by(OWNER, -100), right) == "stranger"


async def test_from_the_first_role_on_only_who_has_the_right_one_may_act(
    committee: Committee, members: Members
) -> None:
    roles, now = committee.place.storage.roles, committee.place.clock()
    first, second = committee.first.id, committee.second.id
    await roles.grant(first, "reply", "Bản", OWNER, now)
    for here in (None, committee.chat):
        assert await members.judge(said_by(first, here), "reply") == "allowed"
        assert await members.judge(said_by(first, here), "edit") == "roleless"
        assert await members.judge(said_by(second, here), "reply") == "roleless"
        assert await members.includes(said_by(second, here))
    await roles.take(first, ["reply"], OWNER, now)
    assert await members.judge(said_by(first), "reply") == "roleless"


async def test_who_manages_may_do_everything(committee: Committee, members: Members) -> None:
    await committee.place.storage.roles.grant(committee.first.id, "manage", "Bản", OWNER, committee.place.clock())
    for right in RIGHTS:
        assert await members.may(said_by(committee.first.id), right)


async def test_a_role_is_worth_nothing_outside_the_committee_chat(committee: Committee, members: Members) -> None:
    duan = committee.second
    await committee.place.storage.roles.grant(duan.id, "manage", "Duân", OWNER, committee.place.clock())
    await committee.place.post("leave", chat_id=committee.chat, user_id=duan.id)
    for right in RIGHTS:
        assert await members.judge(said_by(duan.id), right) == "stranger"


async def test_who_speaks_as_the_group_has_no_role(committee: Committee, members: Members) -> None:
    nameless = said_by(committee.chat, committee.chat)
    assert await members.judge(nameless, "edit") == "allowed"
    assert await members.judge(nameless, "manage") == "nameless"
    await committee.place.storage.roles.grant(committee.first.id, "edit", "Bản", OWNER, committee.place.clock())
    assert await members.judge(nameless, "edit") == "nameless"


async def test_without_a_committee_chat_a_role_is_enough(committee: Committee) -> None:
    sender, roles = committee.place.channel._sender, committee.place.storage.roles
    alone = Members(sender, roles, (OWNER,), None, second_approval=False)
    await roles.grant(5, "edit", "Lan", OWNER, committee.place.clock())
    assert await alone.judge(said_by(5), "edit") == "allowed"
    assert await alone.judge(said_by(5), "announce") == "roleless"
    assert await alone.judge(said_by(6), "edit") == "stranger"


async def test_who_sent_the_code_is_an_owner_without_being_in_the_chat(committee: Committee, members: Members) -> None:
    await committee.place.storage.roles.claim(5, "Lan", committee.place.clock())
    assert await members.may(said_by(5), "manage")
    assert await members.includes(said_by(5))
    assert await members.may(said_by(committee.first.id), "announce"), "an owner is no first role"
