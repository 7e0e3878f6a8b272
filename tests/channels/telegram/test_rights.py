"""Every command and button of the committee, tried by those who may not: over the list of routes, so that none that is
added later is forgotten. What is for residents is named here; all else is taken for the committee's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.channels.telegram import keyboards as k
from bot.channels.telegram.routes import ROUTES
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage import Content
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, until

RESIDENTS_COMMANDS = {
    "start", "danhba", "lich", "nghiavu", "gopy", "phananh", "huy", "cancel", "caidat", "trogiup", "help", "riengtu",
    "privacy", "dulieu", "dung", "stop", "xoa",
}  # fmt: skip
RESIDENTS_BUTTONS = {
    k.TOPIC, k.PLACE, k.NONE, k.VOTE, k.WHY, k.QUESTION, k.SECTION, k.REPORT, k.GROUP, k.SUBSCRIBE, k.ERASE,
    k.SHOW, k.NOTICE, k.SETTINGS,
}  # fmt: skip
LISTS = ("thongbao",)  # residents get those in force, unless they want to write one
OPEN_TO_READ = ("hopthu", "lichsu", "thongke", "nhatky", "vaitro", "thongbao")  # by every member


def named(kind: str, residents: set[str]) -> list[str]:
    return sorted({name for route in ROUTES if route.kind == kind for name in route.names} - residents)


COMMANDS = named("command", RESIDENTS_COMMANDS)
BUTTONS = named("button", RESIDENTS_BUTTONS)

# The buttons that were found in the code of the handlers, and others that nobody has made.
WHATS = (
    "", "x", "1", "all", "list", "end:yes", "card:1", "who:1", "show:1", "pause:1", "resume:1", "stop:1:yes", "again:1",
    "unschedule:1", "edit:1", "correct:1", "recall:1", "audience:1:1", "all:1:1", "send:1:1", "drop:1:1", "panel:1:1",
    "+:manage:{me}", "+:edit:{me}", "-:edit:{other}", "-:all:{other}", "take:1", "done:1", "close:1", "block:1",
    "working:1", "no:1", "answer:1", "apply:1", "undo:1", "1:1", "1:1:1", "ok:1",
)  # fmt: skip
# What nobody but a member changes. (Residents and dialogues are of whoever writes to the bot.)
TABLES = (
    "reports", "letters", "blocks", "questions", "announcements", "deliveries", "roles", "acts", "marks", "changes",
    "changed_files", "proposals", "proposed_files", "prompts",
)  # fmt: skip


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    """Where nobody is too fast."""
    async with committee_town(served, folder, answerer, per_minute=10_000) as opened:
        yield opened


@pytest.fixture
def office(kb: KnowledgeBase) -> OfficeWording:
    return kb.office_wording


def test_the_commands_and_buttons_of_the_committee_are_known_here() -> None:
    assert {"thongbao", "vaitro", "nhatky"} <= set(COMMANDS)
    assert {k.DRAFTING, k.MANAGE, k.ROLE, k.LOG} <= set(BUTTONS)


def kept(query: Query) -> list[list[tuple[object, ...]]]:
    return [query(f"SELECT * FROM {table}") for table in TABLES]


async def at_work(committee: Committee) -> None:
    """Something to do for every button: number 1 is a draft, 2 is under way; one member has all roles."""
    announcements, roles = committee.place.storage.announcements, committee.place.storage.roles
    await announcements.draft(Content("Mai cắt nước"), committee.local, committee.first.id)
    await committee.residents(1)
    await committee.approved()
    await committee.report()
    committee.second.read = committee.first.read
    for role in ("edit", "reply", "announce"):
        await roles.grant(committee.first.id, role, "Bản", 1, committee.place.clock())


async def resident(committee: Committee) -> Person:
    return await committee.place.person("Lan")


async def former_member(committee: Committee) -> Person:
    duan = committee.second
    await committee.place.post("leave", chat_id=committee.chat, user_id=duan.id)
    return Person(committee.place, duan.user, duan.id)


async def roleless_member(committee: Committee) -> Person:
    return Person(committee.place, committee.second.user, committee.second.id)


OUTSIDERS = (resident, former_member)
Who = Callable[[Committee], Awaitable[Person]]


async def answer(person: Person, text: str) -> str:
    """The first thing that comes back, once all of it is there."""
    await person.say(text)
    [first] = await person.hears()
    await until(person.town.idle)
    shown = await person.town.get("messages", chat_id=person.chat, after=person.read)
    person.read = max((one["message_id"] for one in shown["messages"]), default=person.read)
    return str(first.get("text", ""))


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_no_command_works_for_outsiders(
    committee: Committee, said: CommitteeWording, query: Query, who: Who
) -> None:
    await at_work(committee)
    person = await who(committee)
    before = kept(query)
    for command in COMMANDS:
        for text in (f"/{command} 1", *([] if command in LISTS else [f"/{command}"])):
            assert await answer(person, text) == said.members_only, text
    assert kept(query) == before


async def test_no_command_works_in_another_group_even_for_a_member(
    committee: Committee, said: CommitteeWording, query: Query
) -> None:
    await at_work(committee)
    here = committee.first.inside(await committee.place.group(committee.first))
    before = kept(query)
    for command in COMMANDS:
        assert await answer(here, f"/{command} 1") == said.members_only, command
    assert kept(query) == before


async def press_all(committee: Committee, person: Person, button: str) -> set[str]:
    """Everything that comes back, once all of it is done."""
    message = await person.ask("/riengtu")
    said = [f"{button}:{what.format(me=person.id, other=committee.first.id)}" for what in WHATS]
    toasts = await asyncio.gather(*(person.send_data(message, data) for data in said))
    await until(committee.place.idle)
    return set(toasts)


@pytest.mark.parametrize("button", BUTTONS)
async def test_no_button_works_for_who_may_not_press_it(
    committee: Committee, said: CommitteeWording, words: ChatWording, query: Query, button: str
) -> None:
    await at_work(committee)
    before = kept(query)
    await press_all(committee, await roleless_member(committee), button)
    assert kept(query) == before
    for who in OUTSIDERS:
        toasts = await press_all(committee, await who(committee), button)
        assert said.members_only in toasts
        assert toasts <= {said.members_only, words.old_button}
    assert kept(query) == before


async def test_a_member_without_a_role_can_only_read(committee: Committee, office: OfficeWording, query: Query) -> None:
    await at_work(committee)
    private = await roleless_member(committee)
    before = kept(query)
    for person in (private, committee.second):
        for command in COMMANDS:
            for text in (f"/{command}", f"/{command} 1"):
                refused = (await answer(person, text)).startswith(office.roleless.partition("{")[0])
                assert refused or command in OPEN_TO_READ, text
    assert kept(query) == before
