"""What only SQLite needs: safe settings on every connection, transactions that are ours, a log without remains."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.faults import storage_error

NAME = "sqlite"
BUSY_SECONDS = 5.0  # how long to wait for another program that is writing

# Setting -> (what is asked for, what SQLite must then report).
_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),  # readers do not wait for the writer
    "synchronous": ("FULL", 2),  # a commit is on the disk when it returns
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),  # deleted text is overwritten
}
_BEGIN = {"write": "BEGIN IMMEDIATE", "migrate": "BEGIN IMMEDIATE", "read": "BEGIN"}
_MORE: dict[str, dict[str, tuple[str, object]]] = {
    "write": {},
    "migrate": {"foreign_keys": ("OFF", 0)},  # a table may be rebuilt under those that refer to it
    "read": {"query_only": ("ON", 1)},
}


def make_file(url: URL) -> None:
    """Create folder and file, closed to other users, where they are missing; refuse a database in memory.

    Done here, not by the driver: one of its connections that fails to open leaves a thread behind.
    """
    if url.database in {None, "", ":memory:"}:
        raise storage_error("in_memory", str(url))
    path = Path(str(url.database))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, mode=0o600))
    except OSError as error:
        raise storage_error("cannot_open", str(path)) from error


def prepare(engine: AsyncEngine, role: Literal["write", "read", "migrate"]) -> None:
    """Apply and assert the settings on each new connection, and begin each transaction as its role needs."""
    settings = {**_SETTINGS, **_MORE[role]}

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions by itself, and late
        try:
            _apply(connection.cursor(), settings, str(engine.url.database))
        except BaseException:
            connection.close()  # older releases of SQLAlchemy leave it, and its thread, behind
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(_BEGIN[role])


def _apply(cursor: Any, settings: dict[str, tuple[str, object]], where: str) -> None:
    for name, (value, expected) in settings.items():
        cursor.execute(f"PRAGMA {name}={value}")
        cursor.execute(f"PRAGMA {name}")
        if cursor.fetchone()[0] != expected:
            raise storage_error("unsafe", f"{where} ({name})")
    cursor.close()


async def owe_wipe(connection: AsyncConnection) -> None:
    """Note in the file, with the transaction that deletes, that `wipe` has to follow."""
    await connection.exec_driver_sql("PRAGMA user_version=1")


async def wipe(connection: AsyncConnection) -> None:
    """If it is owed, leave no byte of deleted rows in the file and its log; runs outside of any transaction.

    secure_delete is not enough: rows that were moved when a page was split stay behind in the free part of the page,
    and whole pages in the log. So the file is rebuilt (about 10 ms a megabyte) and the log emptied.
    """
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    if await _first(driver, "PRAGMA user_version") == 0:
        return
    await driver.execute_fetchall("VACUUM")
    if await _first(driver, "PRAGMA wal_checkpoint(TRUNCATE)"):
        raise storage_error("busy", str(connection.engine.url.database))
    await driver.execute_fetchall("PRAGMA user_version=0")


async def _first(driver: Any, statement: str) -> int:
    [(value, *_)] = await driver.execute_fetchall(statement)
    return int(value)
