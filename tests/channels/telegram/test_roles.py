from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.placeholders import fill
from bot.simulator.people import add_person
from bot.simulator.server import Served
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, buttons, data_of, town, until

OWNER = 1_000_000_077


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    """Its owner, by the settings, is in the chat as well."""
    add_person(served.telegram, "Chủ", user_id=OWNER)
    async with committee_town(served, folder, answerer, owners=(OWNER,)) as opened:
        await opened.place.post("join", chat_id=opened.chat, user_id=OWNER)
        yield opened


@pytest.fixture
def owner(committee: Committee) -> Person:
    return Person(committee.place, {"id": OWNER}, committee.chat)


@pytest.fixture
def office(kb: KnowledgeBase) -> OfficeWording:
    return kb.office_wording


async def pressed(person: Person, message: Json, label: str) -> str:
    """The toast, once all that follows the press is done."""
    toast = await person.press(message, label)
    await until(person.town.idle)
    return toast


def label(office: OfficeWording, role: str, *, held: bool) -> str:
    pattern = office.button_held if held else office.button_not_held
    return fill(pattern, vai_tro=getattr(office, f"role_{role}"))


async def private(person: Person, committee: Committee) -> Person:
    """The same in a private chat with the bot."""
    alone = Person(committee.place, person.user, person.id)
    await alone.say("/start")
    await alone.hears(2)
    return alone


async def grant(committee: Committee, person: Person, role: str) -> None:
    await committee.place.storage.roles.grant(person.id, role, "Ai", OWNER, committee.place.clock())


async def test_a_member_asks_and_the_owner_presses(
    committee: Committee, owner: Person, office: OfficeWording, query: Query
) -> None:
    card = await committee.second.ask("/vaitro")
    assert card["text"].startswith("👤 Duân")
    assert office.card_everybody in card["text"]
    toast = await pressed(owner, card, label(office, "reply", held=False))
    assert toast == fill(office.toast_granted, vai_tro=office.role_reply)
    seen = await owner.sees(card)
    assert [label(office, "edit", held=False), label(office, "reply", held=True)] in buttons(seen)
    assert office.card_everybody not in seen["text"]
    assert query("SELECT chat_id, role, name, granted_by FROM roles") == [(committee.second.id, "reply", "Duân", OWNER)]


async def test_the_first_grant_says_that_roles_count_from_now_on(
    committee: Committee, owner: Person, office: OfficeWording
) -> None:
    card = await committee.second.ask("/vaitro")
    await pressed(owner, card, label(office, "reply", held=False))
    [told] = await committee.second.hears()
    assert "Từ nay" in told["text"]
    await pressed(owner, await owner.sees(card), label(office, "edit", held=False))
    assert "👤 Duân" in (await committee.second.ask("/vaitro"))["text"], "and it is said once"


async def test_members_and_who_has_other_roles_cannot_press(
    committee: Committee, office: OfficeWording, query: Query
) -> None:
    card = await committee.second.ask("/vaitro")
    refused = fill(office.roleless, vai_tro=office.role_manage)
    assert await pressed(committee.second, card, label(office, "edit", held=False)) == refused
    await grant(committee, committee.first, "edit")
    assert await pressed(committee.first, card, label(office, "edit", held=False)) == refused
    assert query("SELECT chat_id FROM roles") == [(committee.first.id,)]


async def test_who_manages_gives_and_takes_all_but_their_own_role(
    committee: Committee, office: OfficeWording, query: Query
) -> None:
    await grant(committee, committee.first, "manage")
    card = await committee.second.ask("/vaitro")
    assert await pressed(committee.first, card, label(office, "manage", held=False)) == office.toast_owners_only
    await pressed(committee.first, card, label(office, "edit", held=False))
    await grant(committee, committee.second, "manage")
    card = await committee.second.ask("/vaitro")
    assert await pressed(committee.first, card, label(office, "manage", held=True)) == office.toast_owners_only
    assert await pressed(committee.first, card, office.button_take_all) == office.toast_all_taken
    assert query(f"SELECT role FROM roles WHERE chat_id = {committee.second.id}") == [("manage",)]


async def test_the_command_in_reply_to_somebody_is_about_them(committee: Committee, owner: Person) -> None:
    said = await committee.second.say("Mai tôi bận")
    card = await owner.ask("/vaitro", reply_to_message_id=said["message_id"])
    assert card["text"].startswith("👤 Duân")


async def test_what_opened_a_topic_is_nobodys_to_get_a_role_for(committee: Committee, owner: Person) -> None:
    opened = {"message_id": 1, "date": 1, "chat": {"id": committee.chat, "type": "supergroup", "title": "Ban"}}
    opened |= {"forum_topic_created": {"name": "PA", "icon_color": 1}, "from": committee.second.user}
    committee.place.push(
        owner,
        text="/vaitro",
        reply_to_message=opened,
        entities=[],
        **{"from": {"id": OWNER, "is_bot": False, "first_name": "Chủ"}},
    )
    assert (await owner.hears())[0]["text"].startswith("👤 Chủ")


async def test_a_role_that_is_taken_is_gone_at_once_with_buttons_already_shown(
    committee: Committee, owner: Person, office: OfficeWording, said: CommitteeWording
) -> None:
    await grant(committee, committee.second, "announce")
    await committee.second.say("/thongbao Mai cắt nước")
    _, panel = await committee.second.hears(2)
    card = await committee.second.ask("/vaitro")
    assert await pressed(owner, card, label(office, "announce", held=True)) == fill(
        office.toast_taken, vai_tro=office.role_announce
    )
    refused = fill(office.roleless, vai_tro=office.role_announce)
    assert await committee.second.send_data(panel, "ad:all+:1:2") == refused
    draft = await committee.place.storage.announcements.get(1)
    assert draft is not None
    assert draft.revision == 2


async def test_nobody_takes_anything_from_an_owner(
    committee: Committee, owner: Person, office: OfficeWording, query: Query
) -> None:
    await grant(committee, committee.first, "manage")
    card = await owner.ask("/vaitro")
    assert office.does_owner in card["text"]
    assert buttons(card) == []
    for data in (f"vt:-:manage:{OWNER}", f"vt:-:owner:{OWNER}", f"vt:-:all:{OWNER}", f"vt:+:edit:{OWNER}"):
        assert await committee.first.send_data(card, data) in (office.toast_owners_only, office.toast_is_owner)
    assert await owner.send_data(card, f"vt:-:owner:{OWNER}") == office.toast_as_it_was
    assert await committee.place.channel._members.owns(OWNER)
    assert len(query("SELECT * FROM roles")) == 1


async def test_an_owner_by_code_is_dismissed_by_one_of_the_settings_only(
    committee: Committee, owner: Person, office: OfficeWording, query: Query
) -> None:
    await committee.place.storage.roles.claim(committee.second.id, "Duân", committee.place.clock())
    card = await committee.second.ask("/vaitro")
    assert buttons(card) == [[office.button_disown]]
    assert await pressed(committee.second, card, office.button_disown) == office.toast_owners_only
    await pressed(owner, card, office.button_disown)
    assert query("SELECT * FROM roles") == []


async def test_bots_strangers_and_the_nameless_get_no_role(
    committee: Committee, owner: Person, office: OfficeWording, served: Served, query: Query
) -> None:
    card = await owner.ask("/vaitro")
    lan = await committee.place.person("Lan")
    for person, refusal in (
        (served.telegram.bot_id, office.target_bot),
        (lan.id, office.target_outside),
        (123456, office.target_outside),  # nobody whom Telegram knows
    ):
        assert await owner.send_data(card, f"vt:+:edit:{person}") == refusal
    bots = await owner.ask("/vaitro", reply_to_message_id=card["message_id"])
    assert office.target_bot in bots["text"]
    assert buttons(bots) == []
    assert query("SELECT * FROM roles") == []


async def test_a_deleted_account_gets_no_role_and_can_lose_one(
    committee: Committee, owner: Person, office: OfficeWording, served: Served, query: Query
) -> None:
    await grant(committee, committee.second, "edit")
    served.telegram.users[committee.second.id]["first_name"] = ""
    card = await owner.ask("/vaitro")
    assert await owner.send_data(card, f"vt:+:reply:{committee.second.id}") == office.target_deleted
    await until(committee.place.idle)
    assert query("SELECT role FROM roles") == [("edit",)]
    seen = await owner.sees(card)
    assert seen["text"].startswith("👤 Ai"), "as it was called when it got the role"
    assert buttons(seen) == [[label(office, "edit", held=True)]]
    await pressed(owner, seen, label(office, "edit", held=True))
    assert query("SELECT role FROM roles") == []


async def test_names_are_shown_as_they_are(committee: Committee, owner: Person, served: Served) -> None:
    name = "<b>Anh</b> & {mã} **Tư**"
    served.telegram.users[committee.second.id]["first_name"] = name
    card = await committee.second.ask("/vaitro")
    assert card["text"].startswith(f"👤 {name}\n")


async def test_an_anonymous_admin_is_asked_to_show_themselves(committee: Committee, office: OfficeWording) -> None:
    chat = {"id": committee.chat, "type": "supergroup", "title": "Ban"}
    group = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    committee.place.push(committee.first, text="/vaitro", sender_chat=chat, entities=[], **{"from": group})
    assert (await committee.first.hears())[0]["text"] == office.nameless
    await grant(committee, committee.first, "announce")
    committee.place.push(committee.first, text="/thongbao Mai họp", sender_chat=chat, entities=[], **{"from": group})
    assert (await committee.first.hears())[0]["text"] == office.nameless


async def test_two_who_press_at_once_are_told_what_happened(
    committee: Committee, owner: Person, office: OfficeWording, query: Query
) -> None:
    await grant(committee, committee.first, "manage")
    card = await committee.second.ask("/vaitro")
    data = data_of(card, label(office, "edit", held=False))
    toasts = await asyncio.gather(owner.send_data(card, data), committee.first.send_data(card, data))
    assert set(toasts) == {fill(office.toast_granted, vai_tro=office.role_edit), office.toast_as_it_was}
    assert len(query("SELECT * FROM acts WHERE subject = 'edit'")) == 1


async def test_in_private_an_owner_sees_everybody_and_takes_all_from_one(
    committee: Committee, owner: Person, office: OfficeWording, query: Query
) -> None:
    alone = await private(owner, committee)
    assert office.holders_none in (await alone.ask("/vaitro"))["text"]
    for role in ("edit", "reply"):
        await grant(committee, committee.second, role)
    shown = await alone.ask("/vaitro")
    assert f"• Ai: {office.role_edit}, {office.role_reply}" in shown["text"]
    await pressed(alone, shown, "Ai")
    card = await alone.sees(shown)
    assert card["text"].startswith("👤 Duân")
    assert await pressed(alone, card, office.button_take_all) == office.toast_all_taken
    await pressed(alone, await alone.sees(shown), office.button_holders)
    assert office.holders_none in (await alone.sees(shown))["text"]
    assert query("SELECT * FROM roles") == []


async def test_an_owner_can_do_without_roles_again(committee: Committee, owner: Person, office: OfficeWording) -> None:
    await grant(committee, committee.second, "edit")
    alone = await private(owner, committee)
    shown = await alone.ask("/vaitro")
    await pressed(alone, shown, office.button_end)
    assert (await alone.sees(shown))["text"] == office.end_ask
    await pressed(alone, await alone.sees(shown), office.button_end_yes)
    assert "không phân vai trò nữa" in (await committee.first.hears())[0]["text"]
    assert not (await committee.place.storage.roles.of(committee.first.id)).in_use
    await grant(committee, committee.first, "manage")
    card = await committee.first.ask("/vaitro")
    assert await committee.first.send_data(card, "vt:end:yes")
    assert (await committee.place.storage.roles.of(committee.first.id)).in_use


async def test_in_private_a_member_sees_their_own_roles_and_no_button(
    committee: Committee, office: OfficeWording
) -> None:
    await grant(committee, committee.second, "edit")
    alone = await private(committee.second, committee)
    card = await alone.ask("/vaitro")
    assert f"✅ {office.role_edit}: {office.does_edit}" in card["text"]
    assert office.card_private in card["text"]
    assert buttons(card) == []


async def test_a_resident_is_refused_politely(committee: Committee, said: CommitteeWording) -> None:
    lan = await committee.place.person("Lan")
    assert (await lan.ask("/vaitro"))["text"] == said.members_only


@pytest.mark.parametrize(
    "data",
    ["", ":", "+", "+:edit", "+:edit:", "+:edit:x", "+:king:5", "+:all:5", "+:owner:5", "-:edit:99999999999999999999",
     "card", "card:", "card:-5", "end:no", "list:1", "+:edit:٥"],
)  # fmt: skip
async def test_forged_buttons_change_nothing(committee: Committee, owner: Person, query: Query, data: str) -> None:
    card = await owner.ask("/vaitro")
    assert await owner.send_data(card, f"vt:{data}")
    assert query("SELECT * FROM roles") == query("SELECT * FROM acts") == []


async def test_without_a_committee_chat_the_owner_hears_what_is_missing(
    served: Served, folder: Path, answerer: FakeAnswerer, office: OfficeWording
) -> None:
    add_person(served.telegram, "Chủ", user_id=OWNER)
    async with town(served, folder, lambda: answerer, owners=(OWNER,)) as place:
        alone = Person(place, {"id": OWNER}, OWNER)
        assert office.holders_without_chat in (await alone.ask("/vaitro"))["text"]


async def test_the_committee_chat_shows_its_own_commands(committee: Committee, served: Served) -> None:
    menus, theirs = served.telegram.profile.commands, (f"chat:{committee.chat}", "vi")

    async def there() -> bool:
        return theirs in menus

    await until(there)
    shown = menus[theirs]
    names = ["thongbao", "hopthu", "sua", "lichsu", "vaitro", "thongke", "nhatky", "trogiup"]
    assert [one["command"] for one in shown] == names
    assert all(one["description"] for one in shown)


async def test_help_in_the_committee_chat_lists_them(committee: Committee, office: OfficeWording) -> None:
    told = (await committee.first.ask("/trogiup"))["text"]
    for name in ("/thongbao", "/hopthu", "/sua", "/lichsu", "/vaitro", "/thongke", "/nhatky"):
        assert name in told
    assert office.command_roles in told
    lan = await committee.place.person("Lan")
    assert "/vaitro" not in (await lan.ask("/trogiup"))["text"]
