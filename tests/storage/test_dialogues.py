from __future__ import annotations

import datetime as dt

from bot.storage import Dialogue, Storage, open_storage
from tests.storage.times import LATER, NEXT_DAY, NOON


async def test_a_chat_without_a_dialogue_has_none(storage: Storage) -> None:
    assert await storage.dialogues.load(7) is None


async def test_the_last_state_saved_counts_also_after_a_restart(url: str) -> None:
    async with open_storage(url) as storage:
        await storage.dialogues.save(7, {"step": "a"}, NOON)
        await storage.dialogues.save(7, {"step": "góp ý", "topics": ["x"], "at": None}, LATER)
    async with open_storage(url) as storage:
        assert await storage.dialogues.load(7) == Dialogue({"step": "góp ý", "topics": ["x"], "at": None}, LATER)


async def test_a_cleared_dialogue_is_gone(storage: Storage) -> None:
    await storage.dialogues.save(7, {}, NOON)
    await storage.dialogues.clear(7)
    assert await storage.dialogues.load(7) is None


async def test_purge_drops_what_expired(storage: Storage) -> None:
    await storage.dialogues.save(7, {}, LATER)
    await storage.dialogues.save(8, {}, NEXT_DAY)
    await storage.dialogues.purge(LATER)
    assert await storage.dialogues.load(7) is None
    assert await storage.dialogues.load(8) is not None


async def test_times_come_back_in_utc_whatever_zone_they_had(storage: Storage) -> None:
    local = LATER.astimezone(dt.timezone(dt.timedelta(hours=7)))
    await storage.dialogues.save(7, {}, local)
    dialogue = await storage.dialogues.load(7)
    assert dialogue is not None
    assert dialogue.expires_at == LATER
    assert dialogue.expires_at.tzinfo is dt.UTC
