from __future__ import annotations

import asyncio

import pytest

from bot.storage import Act, Holder, Standing, Storage
from tests.storage.conftest import Query
from tests.storage.times import LATER, NOON

LAN, MINH, BOSS = 7, 8, 99
NOTHING = frozenset[str]()


async def acts(storage: Storage) -> list[Act]:
    """The oldest first."""
    return [act for _, act in reversed(await storage.acts.latest(99))]


async def test_at_first_nobody_has_a_role_and_none_is_needed(storage: Storage) -> None:
    assert await storage.roles.of(LAN) == Standing(NOTHING, in_use=False)
    assert await storage.roles.holders() == []


async def test_the_first_grant_puts_roles_in_use_for_everybody(storage: Storage) -> None:
    assert await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON) == "first"
    assert await storage.roles.grant(LAN, "reply", "Lan", BOSS, NOON) == "granted"
    assert await storage.roles.of(LAN) == Standing(frozenset({"edit", "reply"}), in_use=True)
    assert await storage.roles.of(MINH) == Standing(NOTHING, in_use=True)


async def test_roles_stay_in_use_when_the_last_one_is_taken_or_forgotten(storage: Storage) -> None:
    await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON)
    await storage.roles.grant(MINH, "edit", "Minh", BOSS, NOON)
    assert await storage.roles.take(LAN, ["edit"], BOSS, NOON) == 1
    await storage.residents.forget(MINH)
    assert await storage.roles.of(LAN) == Standing(NOTHING, in_use=True)
    assert await storage.roles.holders() == []


async def test_granting_and_taking_are_kept_once_each_with_who_and_whose(storage: Storage) -> None:
    for _ in range(2):
        await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON)
    assert await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON) == "had"
    for _ in range(2):
        await storage.roles.take(LAN, ["edit"], BOSS, LATER)
    assert await acts(storage) == [
        Act(NOON, BOSS, "role.granted", "edit", about_id=LAN),
        Act(LATER, BOSS, "role.taken", "edit", about_id=LAN),
    ]


async def test_of_several_who_press_at_once_one_grants_and_one_takes(storage: Storage) -> None:
    given = await asyncio.gather(*(storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON) for _ in range(5)))
    assert sorted(given) == ["first", "had", "had", "had", "had"]
    taken = await asyncio.gather(*(storage.roles.take(LAN, ["edit"], BOSS, NOON) for _ in range(5)))
    assert sorted(taken) == [0, 0, 0, 0, 1]


async def test_the_list_is_in_the_order_in_which_people_came_to_it(storage: Storage) -> None:
    await storage.roles.grant(MINH, "reply", "Minh", BOSS, NOON)
    await storage.roles.grant(LAN, "edit", "Lan", BOSS, LATER)
    await storage.roles.grant(MINH, "edit", "Minh B", BOSS, LATER)
    assert await storage.roles.holders() == [
        Holder(MINH, "Minh", frozenset({"reply", "edit"})),
        Holder(LAN, "Lan", frozenset({"edit"})),
    ]


async def test_doing_without_roles_takes_all_of_them_and_leaves_the_owner(storage: Storage) -> None:
    await storage.roles.claim(BOSS, "Bản", NOON)
    await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON)
    assert await storage.roles.end(BOSS, LATER)
    assert not await storage.roles.end(BOSS, LATER)
    assert await storage.roles.of(LAN) == Standing(NOTHING, in_use=False)
    assert await storage.roles.of(BOSS) == Standing(frozenset({"owner"}), in_use=False)
    assert [act.what for act in await acts(storage)] == ["role.granted", "role.granted", "role.taken", "role.ended"]


async def test_of_several_who_claim_a_bot_without_owner_one_gets_it(storage: Storage) -> None:
    assert await storage.roles.ownerless()
    claims = await asyncio.gather(*(storage.roles.claim(person, "?", NOON) for person in range(1, 6)))
    assert sorted(claims) == [False, False, False, False, True]
    assert not await storage.roles.ownerless()
    [owner] = await storage.roles.holders()
    assert await storage.roles.of(owner.person) == Standing(frozenset({"owner"}), in_use=False)
    assert await acts(storage) == [Act(NOON, owner.person, "role.granted", "owner", about_id=owner.person)]


async def test_a_bot_with_a_manager_cannot_be_claimed(storage: Storage) -> None:
    await storage.roles.grant(LAN, "manage", "Lan", BOSS, NOON)
    assert not await storage.roles.ownerless()
    assert not await storage.roles.claim(MINH, "Minh", NOON)


async def test_a_forgotten_member_has_no_role_and_no_name_in_the_log(storage: Storage, query: Query) -> None:
    await storage.roles.grant(LAN, "manage", "Lan", BOSS, NOON)
    await storage.roles.grant(MINH, "edit", "Minh", LAN, NOON)
    await storage.residents.forget(LAN)
    assert await storage.roles.of(LAN) == Standing(NOTHING, in_use=True)
    assert query("SELECT actor_id, about_id FROM acts ORDER BY id") == [(BOSS, None), (None, MINH)]
    assert query("SELECT granted_by FROM roles") == [(None,)]


async def test_a_grant_that_fails_leaves_neither_role_nor_act(
    storage: Storage, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.storage.roles.keep", fail)
    with pytest.raises(RuntimeError):
        await storage.roles.grant(LAN, "edit", "Lan", BOSS, NOON)
    assert query("SELECT * FROM roles") == query("SELECT * FROM acts") == query("SELECT * FROM marks") == []
