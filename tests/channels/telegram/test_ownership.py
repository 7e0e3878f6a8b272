from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.channels.telegram.ownership import Ownership
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.simulator.server import Served
from bot.storage import Roles
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Query, Town, town


@pytest.fixture
def office(kb: KnowledgeBase) -> OfficeWording:
    return kb.office_wording


async def offered(place: Town) -> str:
    code = await place.channel.offer_ownership()
    assert code is not None
    return code


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


async def test_who_sends_the_code_owns_the_bot_and_the_code_is_used_up(
    committee: Committee, office: OfficeWording, query: Query
) -> None:
    code = await offered(committee.place)
    lan, minh = await committee.place.person("Lan"), await committee.place.person("Minh")
    assert "chủ bot" in (await lan.ask(code))["text"]
    assert await committee.place.channel._members.owns(lan.id)
    assert query("SELECT chat_id, role, name FROM roles") == [(lan.id, "owner", "Lan")]
    assert query("SELECT actor_id, what, subject FROM acts") == [(lan.id, "role.granted", "owner")]
    assert office.claimed not in (await minh.ask(code))["text"], "a message like any other"
    assert await committee.place.channel.offer_ownership() is None


@pytest.mark.parametrize(
    "typed",
    ["{}", "  {} ", "{bare}", "{lower}", "{spaced}"],
    ids=["as is", "around", "bare", "lower", "spaced"],
)
async def test_it_may_be_typed_in_other_ways(committee: Committee, typed: str) -> None:
    code = await offered(committee.place)
    forms = {"bare": code.replace("-", ""), "lower": code.lower(), "spaced": code.replace("-", " ")}
    lan = await committee.place.person("Lan")
    await lan.ask(typed.format(code, **forms))
    assert await committee.place.channel._members.owns(lan.id)


async def test_a_wrong_code_is_told_and_guessing_is_slowed_down(committee: Committee, office: OfficeWording) -> None:
    code = await offered(committee.place)
    lan = await committee.place.person("Lan")
    for _ in range(5):
        assert (await lan.ask(wrong(code)))["text"] == office.claim_wrong
    assert (await lan.ask(code))["text"] != office.claim_wrong
    assert not await committee.place.channel._members.owns(lan.id), "too many: not even the right one"
    minh = await committee.place.person("Minh")
    await minh.ask(code)
    assert await committee.place.channel._members.owns(minh.id), "others are not slowed down"


async def test_of_two_at_once_one_wins(committee: Committee, office: OfficeWording, query: Query) -> None:
    code = await offered(committee.place)
    people = [await committee.place.person(name) for name in ("Lan", "Minh")]
    heard = await asyncio.gather(*(one.ask(code) for one in people))
    assert len(query("SELECT * FROM roles")) == 1
    assert sum("Bác là chủ bot" in one["text"] for one in heard) == 1


async def test_of_two_who_are_judged_at_once_the_second_hears_that_it_is_over(place: Town) -> None:
    ownership = Ownership(place.storage.roles)
    code = await ownership.offer()
    assert code
    now = place.clock()
    outcomes = await asyncio.gather(*(ownership.claim(code, person, "?", now) for person in (1, 2)))
    assert sorted(outcomes) == ["over", "owner"]


async def test_there_is_no_code_for_a_bot_with_owners_or_managers(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with town(served, folder, lambda: answerer, owners=(5,)) as place:
        assert await place.channel.offer_ownership() is None
    async with town(served, folder, lambda: answerer) as place:
        assert await place.channel.offer_ownership()
        await place.storage.roles.grant(7, "manage", "Lan", 5, place.clock())
        assert await place.channel.offer_ownership() is None


async def test_a_new_start_gives_a_new_code_and_the_old_one_is_worth_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with town(served, folder, lambda: answerer) as place:
        old = await offered(place)
    async with town(served, folder, lambda: answerer) as place:
        new = await offered(place)
        lan = await place.person("Lan")
        await lan.ask(old)
        assert not await place.channel._members.owns(lan.id)
        await lan.ask(new)
        assert await place.channel._members.owns(lan.id)


async def test_the_code_is_in_no_log(committee: Committee, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    code = await offered(committee.place)
    lan = await committee.place.person("Lan")
    await lan.ask(wrong(code))
    await lan.ask(code)
    for form in (code, code.replace("-", "")):
        assert form not in caplog.text
    assert "one-time code: owner" in caplog.text


async def test_in_a_group_and_with_no_code_open_numbers_are_only_words(
    committee: Committee, office: OfficeWording
) -> None:
    lan = await committee.place.person("Lan")
    assert (await lan.ask("KP-1234-5678-9012"))["text"] != office.claim_wrong
    code = await offered(committee.place)
    for other in ("022 199 001 234", "KP-١٢٣٤-٥٦٧٨-٩٠١٢", "KP-1234-5678"):
        assert (await lan.ask(other))["text"] != office.claim_wrong
    await committee.first.ask(f"@khupho_demo_bot {code}")
    assert not await committee.place.channel._members.owns(committee.first.id)


def test_no_one_is_meant_before_a_code_is_offered() -> None:
    assert not Ownership(Roles(None)).is_meant("000000000000")  # type: ignore[arg-type]
