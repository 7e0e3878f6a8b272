from __future__ import annotations

import datetime as dt
from typing import Any

from bot.storage import Dialogue, Notes, Storage, open_storage
from tests.storage.times import LATER, NEXT_DAY, NOON


async def keep(storage: Storage, chat_id: int, state: dict[str, Any], expires_at: dt.datetime) -> None:
    await storage.inbox.done(1, NOON, Notes(Dialogue(chat_id, state, expires_at)))


async def test_a_chat_without_a_dialogue_has_none(storage: Storage) -> None:
    assert await storage.dialogues.load(7) is None


async def test_the_last_state_kept_counts_also_after_a_restart(url: str) -> None:
    async with open_storage(url) as storage:
        await keep(storage, 7, {"step": "a"}, NOON)
        await keep(storage, 7, {"step": "góp ý", "topics": ["x"], "at": None}, LATER)
    async with open_storage(url) as storage:
        assert await storage.dialogues.load(7) == Dialogue(7, {"step": "góp ý", "topics": ["x"], "at": None}, LATER)


async def test_an_update_that_says_nothing_of_the_dialogue_leaves_it(storage: Storage) -> None:
    await keep(storage, 7, {"step": "a"}, LATER)
    await storage.inbox.done(2, NOON)
    assert await storage.dialogues.load(7) is not None


async def test_nothing_is_kept_of_an_empty_state(storage: Storage) -> None:
    await keep(storage, 7, {"step": "a"}, LATER)
    await keep(storage, 7, {}, LATER)
    assert await storage.dialogues.load(7) is None


async def test_purge_drops_what_expired(storage: Storage) -> None:
    await keep(storage, 7, {"step": "a"}, LATER)
    await keep(storage, 8, {"step": "a"}, NEXT_DAY)
    await storage.dialogues.purge(LATER)
    assert await storage.dialogues.load(7) is None
    assert await storage.dialogues.load(8) is not None


async def test_times_come_back_in_utc_whatever_zone_they_had(storage: Storage) -> None:
    local = LATER.astimezone(dt.timezone(dt.timedelta(hours=7)))
    await keep(storage, 7, {"step": "a"}, local)
    dialogue = await storage.dialogues.load(7)
    assert dialogue is not None
    assert dialogue.expires_at == LATER
    assert dialogue.expires_at.tzinfo is dt.UTC
