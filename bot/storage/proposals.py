"""Changes of the knowledge that were shown and wait for somebody to press the button."""

from __future__ import annotations

import datetime as dt
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.tables import proposals, proposed_files

# Name of a file -> what it held before and after; None: there was no such file.
Versions = Mapping[str, tuple[bytes | None, bytes | None]]

_BEGUN = "begun"  # in `data`: when the files began to be written


@dataclass(frozen=True)
class ProposalRow:
    """`id` is 0 before it is kept. `begun` is set while its files are being written: what a crash then leaves is
    finished by whoever comes next, in the name of `author_id`."""

    id: int
    author_id: int | None
    what: str
    how: str
    data: Mapping[str, Any]
    created_at: dt.datetime
    files: Versions
    begun: dt.datetime | None = None


class Proposals:
    """Each is there until it is applied, dropped, or too old."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: ProposalRow) -> int:
        async with self._database.write() as connection:
            data = dict(new.data) if new.begun is None else {**new.data, _BEGUN: new.begun.isoformat()}
            number = secrets.randbits(31)  # an old button must not find a new proposal
            row = {"author_id": new.author_id, "what": new.what, "how": new.how, "data": data}
            await connection.execute(insert(proposals).values(row | {"id": number, "created_at": new.created_at}))
            versions = [
                {"proposal": number, "name": name, "before": packed(before), "after": packed(after)}
                for name, (before, after) in new.files.items()
            ]
            await connection.execute(insert(proposed_files), versions)
            return number

    async def get(self, proposal_id: int) -> ProposalRow | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(proposals).where(proposals.c.id == proposal_id))).one_or_none()
            return await _proposal(connection, row) if row else None

    async def begun(self) -> list[ProposalRow]:
        """Those whose files were being written."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(proposals).order_by(proposals.c.created_at))).all()
            return [await _proposal(connection, row) for row in rows if _BEGUN in row.data]

    async def begin(self, proposal_id: int, by: int | None, now: dt.datetime) -> bool:
        """Note that its files are about to be written; False when it is gone."""
        return await self._set(proposal_id, {_BEGUN: now.isoformat()}, author_id=by)

    async def stop(self, proposal_id: int) -> None:
        """Nothing was written after all; it waits as before."""
        await self._set(proposal_id, {})

    async def drop(self, proposal_id: int) -> bool:
        """False when it is gone already."""
        async with self._database.write() as connection:
            return await forget(connection, proposal_id)

    async def purge(self, before: dt.datetime) -> None:
        """Drop what nobody has applied since."""
        async with self._database.write() as connection:
            old = select(proposals.c.id).where(proposals.c.created_at < before)
            await connection.execute(delete(proposed_files).where(proposed_files.c.proposal.in_(old)))
            await connection.execute(delete(proposals).where(proposals.c.created_at < before))

    async def _set(self, proposal_id: int, more: Mapping[str, Any], **values: Any) -> bool:
        this = proposals.c.id == proposal_id
        async with self._database.write() as connection:
            data = await connection.scalar(select(proposals.c.data).where(this))
            if data is None:
                return False
            kept = {name: value for name, value in data.items() if name != _BEGUN}
            await connection.execute(update(proposals).where(this).values(data={**kept, **more}, **values))
            return True


async def forget(connection: AsyncConnection, proposal_id: int) -> bool:
    """Delete it; False when it is gone already."""
    await connection.execute(delete(proposed_files).where(proposed_files.c.proposal == proposal_id))
    return (await connection.execute(delete(proposals).where(proposals.c.id == proposal_id))).rowcount > 0


async def _proposal(connection: AsyncConnection, row: Any) -> ProposalRow:
    query = select(proposed_files).where(proposed_files.c.proposal == row.id).order_by(proposed_files.c.name)
    versions = {one.name: (unpacked(one.before), unpacked(one.after)) for one in await connection.execute(query)}
    begun = row.data.get(_BEGUN)
    data = {name: value for name, value in row.data.items() if name != _BEGUN}
    at = dt.datetime.fromisoformat(begun) if begun else None
    return ProposalRow(row.id, row.author_id, row.what, row.how, data, row.created_at, versions, at)


def packed(content: bytes | None) -> bytes | None:
    return None if content is None else zlib.compress(content)


def unpacked(content: bytes | None) -> bytes | None:
    return None if content is None else zlib.decompress(content)
