from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.storage import Dialogue, Notes, Storage, StorageError, open_storage, sqlite
from bot.storage.together import Together
from tests.storage.conftest import Query
from tests.storage.test_opening import database
from tests.storage.times import LATER, NOON


class Doubling:
    """Work that takes its time, knows its groups, and refuses some numbers."""

    def __init__(self, refused: int | None = None, error: Exception | None = None) -> None:
        self.groups: list[list[int]] = []
        self._refused = refused
        self._error = error

    async def __call__(self, group: Sequence[int]) -> list[int]:
        self.groups.append(list(group))
        await asyncio.sleep(0.001)
        if self._error and self._refused in group:
            raise self._error
        return [2 * item for item in group]


async def test_what_comes_while_others_are_done_is_the_next_group() -> None:
    work = Doubling()
    together = Together(work)
    first = asyncio.create_task(together.do(1))
    await asyncio.sleep(0.0005)
    assert await asyncio.gather(first, *(together.do(item) for item in (2, 3, 4))) == [2, 4, 6, 8]
    assert work.groups == [[1], [2, 3, 4]]
    assert await together.do(5) == 10


async def test_what_fails_in_a_group_fails_alone() -> None:
    together = Together(Doubling(2, ValueError()))
    ended = await asyncio.gather(*(together.do(item) for item in (1, 2, 3)), return_exceptions=True)
    assert [type(result) for result in ended] == [int, ValueError, int]


async def test_a_database_that_fails_is_not_tried_again_for_each() -> None:
    work = Doubling(2, StorageError("full"))
    together = Together(work)
    ended = await asyncio.gather(*(together.do(item) for item in (1, 2, 3)), return_exceptions=True)
    assert [type(result) for result in ended] == [StorageError] * 3
    assert work.groups == [[1, 2, 3]]


async def test_who_gives_up_takes_nothing_from_the_others() -> None:
    together = Together(Doubling())
    tasks = [asyncio.create_task(together.do(item)) for item in (1, 2, 3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [result if isinstance(result, int) else None for result in ended] == [2, None, 6]


async def test_updates_done_at_the_same_time_share_a_transaction(storage: Storage, query: Query) -> None:
    await storage.inbox.store([(number, number, "{}") for number in range(50)], NOON)
    commits: list[str] = []
    engine = database(storage)._writer.sync_engine
    event.listen(engine, "commit", lambda _connection: commits.append("commit"))
    await asyncio.gather(*(storage.inbox.done(number, LATER, notes_of(number)) for number in range(50)))
    assert len(commits) == 1
    assert await storage.inbox.pending() == []
    assert query("SELECT count(*) FROM dialogues") == query("SELECT sum(total) FROM counts") == [(50,)]


async def test_notes_that_cannot_be_kept_leave_only_their_own_update_open(storage: Storage, query: Query) -> None:
    await storage.inbox.store([(number, number, "{}") for number in range(5)], NOON)
    wrong = Notes(Dialogue(2**70, {"a": 1}, LATER), [(NOON.date(), "x", "answer")])
    ended = await asyncio.gather(
        *(storage.inbox.done(number, LATER, wrong if number == 3 else notes_of(number)) for number in range(5)),
        return_exceptions=True,
    )
    assert [result is None for result in ended] == [True, True, True, False, True]
    assert [item.update_id for item in await storage.inbox.pending()] == [3]
    assert query("SELECT topic, total FROM counts") == [("a", 4)]


async def test_a_database_held_by_another_program_is_reported_to_all(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_storage(url) as storage:
        engine = sa.create_engine(f"sqlite:///{file}")
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            waiting = (storage.inbox.done(number, NOON) for number in range(20))
            ended = await asyncio.gather(*waiting, return_exceptions=True)
        engine.dispose()
        assert [type(error) for error in ended] == [StorageError] * 20
        await storage.inbox.done(1, NOON)


async def test_closing_finishes_what_was_asked_for(url: str, query: Query) -> None:
    async with open_storage(url) as storage:
        await storage.inbox.store([(1, 7, "{}"), (2, 8, "{}")], NOON)
        tasks = [asyncio.create_task(storage.inbox.done(number, LATER)) for number in (1, 2)]
        await asyncio.sleep(0)
        tasks[0].cancel()
    assert query("SELECT body FROM inbox") == [(None,), (None,)]
    await asyncio.gather(*tasks, return_exceptions=True)


def notes_of(number: int) -> Notes:
    return Notes(Dialogue(number, {"n": number}, LATER), [(NOON.date(), "a", "answer")])
