from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.storage import NewReport, Storage, StorageError, open_storage, sqlite
from bot.storage.database import Database
from tests.storage.times import NOON

SAFE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def database(storage: Storage) -> Database:
    return storage.votes._database


async def pragmas(connection: Any, *names: str) -> dict[str, Any]:
    return {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names}


async def test_every_connection_is_safe(storage: Storage) -> None:
    async with database(storage).write() as connection:
        assert await pragmas(connection, *SAFE) == SAFE
    async with database(storage).read() as connection:
        assert await pragmas(connection, *SAFE, "query_only") == {**SAFE, "query_only": 1}


@pytest.mark.parametrize("setting", SAFE)
async def test_a_database_that_cannot_be_made_safe_is_refused(
    url: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite._SETTINGS, setting, ("0", "something else"))
    with pytest.raises(StorageError, match=rf"ghi an toàn.*{setting}"):
        async with open_storage(url):
            pass


async def test_folder_and_files_are_made_and_closed_to_others(storage: Storage, file: Path) -> None:
    await storage.residents.seen(7, NOON)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="bộ nhớ"):
        async with open_storage(url):
            pass


@pytest.mark.parametrize(
    "form",
    [
        "{file}",
        "",
        "sqlite:///{file}",
        "oracel:///{file}",
        "postgresql+nothing://a:secret@b/c",
        "sqlite+aiosqlite:///{file}?timeout=abc",
    ],
)
async def test_an_address_of_another_form_is_refused(form: str, file: Path) -> None:
    with pytest.raises(StorageError, match="KHUPHO_DATABASE_URL") as caught:
        async with open_storage(form.format(file=file)):
            pass
    assert "secret" not in str(caught.value)


async def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="quyền ghi"):
        async with open_storage(f"sqlite+aiosqlite:///{tmp_path}/taken/khupho.db"):
            pass


async def test_a_path_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="quyền ghi"):
        async with open_storage(f"sqlite+aiosqlite:///{tmp_path}"):
            pass


async def test_a_file_that_is_no_database_is_reported_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"not a database" * 500)
    with pytest.raises(StorageError, match="không phải là cơ sở dữ liệu"):
        async with open_storage(f"sqlite+aiosqlite:///{file}"):
            pass
    assert file.read_bytes() == b"not a database" * 500


async def test_a_database_held_by_another_program_is_reported(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_storage(url) as storage:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="chương trình khác"):
                await storage.votes.cast(7, 1, "a", 1, NOON)
            assert await storage.residents.get(7) is None  # readers do not wait
        assert await storage.votes.cast(7, 1, "a", 1, NOON) is True


@pytest.mark.parametrize(
    ("pragma", "words"), [("query_only=ON", "chỉ cho đọc"), ("max_page_count=1", "đã đầy")], ids=["read-only", "full"]
)
async def test_a_write_that_the_disk_refuses_is_reported(storage: Storage, pragma: str, words: str) -> None:
    await storage.reports.add(NewReport(7, "kept"), 1, NOON)
    async with database(storage).write() as connection:
        await connection.exec_driver_sql(f"PRAGMA {pragma}")
    with pytest.raises(StorageError, match=words):
        await storage.reports.add(NewReport(7, "lost" * 10_000), 2, NOON)
    assert [report.text for report in await storage.reports.by(7)] == ["kept"]


async def test_errors_do_not_repeat_the_words_of_residents(storage: Storage) -> None:
    with pytest.raises(sa.exc.StatementError) as caught:
        await storage.votes.cast(7, 1, "private words", 5, NOON)  # type: ignore[arg-type]
    assert "private words" not in str(caught.value)


async def test_readers_cannot_write(storage: Storage) -> None:
    async def write() -> None:
        async with database(storage).read() as connection:
            await connection.execute(sa.text("DELETE FROM votes"))

    with pytest.raises(StorageError, match="chỉ cho đọc"):
        await write()


async def test_a_transaction_takes_the_writing_turn_at_once(storage: Storage) -> None:
    said: list[str] = []
    engine = database(storage)._writer.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    await storage.votes.cast(7, 1, "a", 1, NOON)
    assert said[0] == "BEGIN IMMEDIATE"
