"""The knowledge folder as it was last seen, and every change of it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.acts import Act, keep
from bot.storage.database import Database
from bot.storage.proposals import Versions, forget, packed, unpacked
from bot.storage.tables import changed_files, changes, files


@dataclass(frozen=True)
class ChangeRow:
    """`id` is 0 before it is kept; `files` are read by `get` and `later` only."""

    id: int
    at: dt.datetime
    actor_id: int | None
    how: str
    what: str
    undid: int | None
    files: Versions


class Changes:
    """The history, which only ever grows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def files(self) -> dict[str, bytes]:
        """The folder as the history knows it; empty before the first start."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(files.c.name, files.c.content))
            return {row.name: zlib.decompress(row.content) for row in rows}

    async def keep(
        self,
        new: Sequence[tuple[ChangeRow, Act]],
        known: Mapping[str, bytes],
        now: Mapping[str, bytes],
        proposal: int | None = None,
    ) -> list[int] | None:
        """Add changes, oldest first, each with its act: the folder was `known` and is as it is `now`. With a proposal,
        of which this is the end: None when somebody else has kept it."""
        async with self._database.write() as connection:
            if proposal is not None and not await forget(connection, proposal):
                return None
            ids = [await _insert(connection, change) for change, _ in new]
            await keep(connection, *(act for _, act in new))
            await _remember(connection, known, now)
            return ids

    async def latest(self, limit: int, before: int | None = None) -> list[ChangeRow]:
        """The newest first; only those older than this one."""
        query = select(changes).order_by(changes.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(changes.c.id < before)
        async with self._database.read() as connection:
            return [_change(row, {}) for row in await connection.execute(query)]

    async def undoings(self) -> dict[int, int]:
        """Which change took back which."""
        query = select(changes.c.id, changes.c.undid).where(changes.c.undid.is_not(None)).order_by(changes.c.id)
        async with self._database.read() as connection:
            return {row.id: row.undid for row in await connection.execute(query)}

    async def get(self, change_id: int) -> ChangeRow | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(changes).where(changes.c.id == change_id))).one_or_none()
            return _change(row, await _versions(connection, change_id)) if row else None

    async def later(self, change_id: int, names: Sequence[str]) -> list[ChangeRow]:
        """The changes of these files after this one, oldest first."""
        touched = select(changed_files.c.change).where(changed_files.c.name.in_(names))
        query = select(changes).where(changes.c.id > change_id, changes.c.id.in_(touched)).order_by(changes.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            return [_change(row, await _versions(connection, row.id)) for row in rows]


async def _insert(connection: AsyncConnection, change: ChangeRow) -> int:
    row = {"at": change.at, "actor_id": change.actor_id, "how": change.how, "what": change.what, "undid": change.undid}
    number: int = (await connection.execute(insert(changes).values(row).returning(changes.c.id))).scalar_one()
    versions = [
        {"change": number, "name": name, "before": packed(before), "after": packed(after)}
        for name, (before, after) in change.files.items()
    ]
    await connection.execute(insert(changed_files), versions)
    return number


async def _remember(connection: AsyncConnection, known: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
    if stale := [name for name in known if known[name] != now.get(name)]:
        await connection.execute(delete(files).where(files.c.name.in_(stale)))
    new = [{"name": name, "content": packed(now[name])} for name in now if now[name] != known.get(name)]
    if new:
        await connection.execute(insert(files), new)


async def _versions(connection: AsyncConnection, change_id: int) -> Versions:
    query = select(changed_files).where(changed_files.c.change == change_id).order_by(changed_files.c.name)
    rows = await connection.execute(query)
    return {row.name: (unpacked(row.before), unpacked(row.after)) for row in rows}


def _change(row: Any, versions: Versions) -> ChangeRow:
    return ChangeRow(row.id, row.at, row.actor_id, row.how, row.what, row.undid, versions)
