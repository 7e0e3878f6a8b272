from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage import Dialogue, NewReport, Notes, Storage, open_storage
from tests.storage.conftest import Query
from tests.storage.times import LATER, NOON


async def test_many_tasks_write_and_read_at_once(storage: Storage, query: Query) -> None:
    async def live(chat_id: int) -> None:
        await storage.residents.seen(chat_id, NOON)
        await storage.reports.add(NewReport(chat_id, "x"), chat_id, NOON)
        notes = Notes(Dialogue(chat_id, {"n": chat_id}, LATER), [(NOON.date(), "a", "answer")])
        await storage.inbox.done(chat_id, NOON, notes)
        dialogue = await storage.dialogues.load(chat_id)
        assert dialogue is not None
        assert dialogue.state == {"n": chat_id}

    await asyncio.gather(*(live(chat_id) for chat_id in range(100)))
    assert [letter.report for letter in await storage.letters.pending()] == list(range(1, 101))
    assert query("SELECT total FROM counts") == [(100,)]


async def test_a_press_doubled_makes_one_row(storage: Storage, query: Query) -> None:
    results = await asyncio.gather(*(storage.votes.cast(7, 1, "a", 1, NOON) for _ in range(20)))
    assert sorted(results) == [False] * 19 + [True]
    await asyncio.gather(*(storage.residents.seen(7, NOON) for _ in range(20)))
    await asyncio.gather(*(storage.residents.subscribe(7, NOON) for _ in range(20)))
    assert query("SELECT count(*) FROM consents") == [(1,)]
    reports = await asyncio.gather(*(storage.reports.add(NewReport(7, "x"), 5, NOON) for _ in range(20)))
    assert {report.number for report in reports} == {1}


async def test_a_batch_delivered_to_two_tasks_is_new_to_one(storage: Storage) -> None:
    batch = [(update_id, 7, "{}") for update_id in range(50)]
    results = await asyncio.gather(*(storage.inbox.store(batch, NOON) for _ in range(5)))
    assert sorted(map(len, results)) == [0, 0, 0, 0, 50]


async def test_programs_that_start_together_migrate_once(url: str, file: Path) -> None:
    async def start(chat_id: int) -> None:
        async with open_storage(url) as storage:
            await storage.reports.add(NewReport(chat_id, "x"), chat_id, NOON)

    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:  # on a file quite new, SQLite itself lets only one begin
        connection.execute("PRAGMA journal_mode=WAL")
    await asyncio.gather(start(1), start(2), start(3))
    async with open_storage(url) as storage:
        assert [letter.report for letter in await storage.letters.pending()] == [1, 2, 3]


async def test_cancelled_tasks_leave_the_storage_usable(storage: Storage) -> None:
    chance = random.Random(3)
    for round_ in range(30):
        tasks = [
            asyncio.create_task(storage.votes.cast(chat_id, round_, "a", 1, NOON), name=str(chat_id))
            for chat_id in range(5)
        ]
        await asyncio.sleep(chance.uniform(0, 0.008))
        for task in chance.sample(tasks, 3):
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(result is True or isinstance(result, asyncio.CancelledError) for result in ended)
        for task in tasks:
            if not task.cancelled():
                assert await storage.votes.cast(int(task.get_name()), round_, "a", 1, NOON) is False
