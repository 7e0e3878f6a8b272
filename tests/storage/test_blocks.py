from __future__ import annotations

from bot.storage import Storage
from tests.storage.times import LATER, NOON


async def test_a_block_lasts_until_it_is_lifted_and_both_are_acts(storage: Storage) -> None:
    assert not await storage.blocks.has("d")
    assert await storage.blocks.put("d", "PA-0001", 70, NOON)
    assert not await storage.blocks.put("d", "PA-0002", 71, LATER)
    assert await storage.blocks.has("d")
    assert [(one.digest, one.label) for one in await storage.blocks.all()] == [("d", "PA-0001")]
    assert await storage.blocks.lift("d", 71, LATER)
    assert not await storage.blocks.lift("d", 70, LATER)
    assert not await storage.blocks.has("d")
    acts = [(act.what, act.actor_id, act.subject) for _, act in await storage.acts.latest(9)]
    assert acts == [("block.off", 71, "PA-0001"), ("block.on", 70, "PA-0001")]


async def test_a_block_stays_when_the_member_who_blocked_is_forgotten(storage: Storage) -> None:
    await storage.blocks.put("d", "PA-0001", 70, NOON)
    await storage.residents.forget(70)
    assert [one.blocked_by for one in await storage.blocks.all()] == [None]
