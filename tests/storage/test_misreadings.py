from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.storage import Storage, StorageError
from bot.storage.misreadings import Misreading, misread_in
from tests.storage.times import LATER, NOON

TOLD = Misreading("đổ rác giờ nào", "ve-sinh/lich", "ve-sinh/rac")


async def test_misreadings_are_counted_by_what_was_taken_for_what(storage: Storage) -> None:
    for at in (NOON, LATER, LATER):
        await storage.misreadings.add(TOLD, at)
    await storage.misreadings.add(Misreading("x", "a", "b"), LATER)
    assert await storage.misreadings.counts(LATER) == {("ve-sinh/lich", "ve-sinh/rac"): 2, ("a", "b"): 1}
    await storage.misreadings.purge(LATER)
    assert sum((await storage.misreadings.counts(NOON)).values()) == 3


async def test_they_are_read_beside_a_bot_that_runs(storage: Storage, url: str) -> None:
    await storage.misreadings.add(TOLD, NOON)
    assert await misread_in(url) == [TOLD]


def test_a_database_that_is_not_there_is_not_made(file: Path, url: str) -> None:
    assert asyncio.run(misread_in(url)) == []
    assert not file.exists()


def test_one_of_another_version_is_left_alone(file: Path, url: str) -> None:
    file.parent.mkdir()
    file.touch()
    assert asyncio.run(misread_in(url)) == []
    assert file.stat().st_size == 0


def test_a_file_that_is_no_database_is_told(file: Path, url: str) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError):
        asyncio.run(misread_in(url))
