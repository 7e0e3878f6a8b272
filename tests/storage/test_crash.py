"""Thanked means stored: a process killed at any moment loses nothing that it told of."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

from tests.storage import crash_writer
from tests.storage.conftest import Query

ROUNDS = 15
EACH = 100_000  # more than one round can write


def test_kill_at_random_moments_loses_nothing_acknowledged(url: str, query: Query) -> None:
    chance = random.Random(2026)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([crash_writer.__name__])  # imports once, so that the kills hit the writing
    told: set[crash_writer.Acknowledged] = set()
    for number in range(ROUNDS):
        told |= write_until_killed(processes, url, number * EACH, chance.uniform(0, 0.2))
        assert query("PRAGMA integrity_check") == [("ok",)]
        assert query("PRAGMA foreign_key_check") == []
        assert told <= stored(query)
    assert len(told) > ROUNDS
    numbers = [number for (number,) in query("SELECT number FROM reports ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))


def write_until_killed(
    processes: multiprocessing.context.ForkServerContext, url: str, start: int, after: float
) -> set[crash_writer.Acknowledged]:
    """What the process told before it was killed, `after` seconds from its first word."""
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=crash_writer.main, args=(url, start, theirs))
    process.start()
    theirs.close()
    told = {ours.recv()}
    end = time.monotonic() + after
    while (left := end - time.monotonic()) > 0:
        if ours.poll(left):
            told.add(ours.recv())
    process.kill()
    try:
        while True:
            told.add(ours.recv())
    except EOFError:
        process.join()
        ours.close()
        return told


def test_kill_while_the_tables_are_made_leaves_a_database_that_opens(tmp_path: Path) -> None:
    chance = random.Random(7)
    processes = multiprocessing.get_context("forkserver")
    for number in range(5):
        url = f"sqlite+aiosqlite:///{tmp_path}/{number}.db"
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(target=crash_writer.main, args=(url, 0, theirs))
        process.start()
        theirs.close()
        ours.poll(chance.uniform(0.1, 0.3))
        process.kill()
        process.join()
        ours.close()
        assert write_until_killed(processes, url, 0, 0)


def stored(query: Query) -> set[crash_writer.Acknowledged]:
    return set(
        query(
            "SELECT 'vote', message_id FROM votes UNION ALL SELECT 'report', update_id FROM reports "
            "UNION ALL SELECT 'update', update_id FROM inbox"
        )
    )
