from __future__ import annotations

from pathlib import Path

from bot.channels.telegram.memory import Memory
from bot.storage import open_storage
from tests.channels.telegram.town import Clock


async def test_an_update_that_became_feedback_is_feedback_again_after_a_crash_and_no_other_is(tmp_path: Path) -> None:
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}") as storage:
        memory = Memory(storage.dialogues, Clock())
        await memory.await_report(1)
        assert (await memory.load(1, update_id=10)).report
        await memory.took_report(1, update_id=10)
        assert (await memory.load(1, update_id=10)).report
        assert not (await memory.load(1, update_id=11)).report
