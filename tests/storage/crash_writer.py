"""A process that writes as fast as it can, tells each write after its commit, and waits to be killed."""

from __future__ import annotations

import asyncio
import itertools
from multiprocessing.connection import Connection

from bot.storage import NewReport, Storage, open_storage
from tests.storage.times import NOON

Acknowledged = tuple[str, int]  # ("vote" | "report" | "update", its id)


def main(url: str, start: int, told: Connection) -> None:
    asyncio.run(_run(url, start, told))


async def _run(url: str, start: int, told: Connection) -> None:
    async with open_storage(url) as storage:
        await asyncio.gather(_vote(storage, start, told), _report(storage, start, told), _receive(storage, start, told))


async def _vote(storage: Storage, start: int, told: Connection) -> None:
    for message_id in itertools.count(start):
        await storage.votes.cast(7, message_id, "a", 1, NOON)
        told.send(("vote", message_id))


async def _report(storage: Storage, start: int, told: Connection) -> None:
    for update_id in itertools.count(start):
        await storage.reports.add(NewReport(7, "Đèn hỏng " * 200), update_id, NOON)
        told.send(("report", update_id))


async def _receive(storage: Storage, start: int, told: Connection) -> None:
    for first in itertools.count(start, 10):
        await storage.inbox.store([(update_id, 7, "{}") for update_id in range(first, first + 10)], NOON)
        for update_id in range(first, first + 10):
            told.send(("update", update_id))
        await storage.inbox.done(first, NOON)
