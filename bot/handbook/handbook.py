"""One change of the knowledge at a time: proposed, applied, remembered, undone.

A change is noted as begun before the first file is written and becomes a row of the history, in one transaction with
its act, after the last one: what a crash leaves in between is finished by `recover`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.handbook import disk
from bot.handbook.lines import file_changes
from bot.handbook.merging import LostError, rebased, reversed_
from bot.handbook.model import UNDO, Applied, Change, Conflict, Gone, NotWritten, Proposal, Unchanged
from bot.handbook.plain import plain, read
from bot.handbook.records import record, with_versions
from bot.knowledge.editing import Edit, edited
from bot.knowledge.loader import Loaded, Sources, build, read_folder, with_changes
from bot.knowledge.problems import KnowledgeError
from bot.messages import message
from bot.storage import ChangeRow, ProposalRow, Storage, Versions

log = logging.getLogger(__name__)

Serve = Callable[[Loaded], Awaitable[None]]


class Handbook:
    """The folder, its history, and what is being changed. `serve` takes a new version into use."""

    def __init__(self, folder: Path, storage: Storage, serve: Serve) -> None:
        self._folder = folder
        self._storage = storage
        self._serve = serve
        self._one_at_a_time = asyncio.Lock()

    async def files(self) -> Mapping[str, bytes]:
        """The folder as it is on the disk, by name within it."""
        return (await self._read()).files

    async def propose(self, edits: Sequence[Edit], by: int | None, what: str, how: str, now: dt.datetime) -> Proposal:
        """Check a change without making it, and keep it. Raises KnowledgeError with the reasons of `check`, Unchanged,
        and StorageError."""
        sources = await self._read()
        files = await asyncio.to_thread(_tried, sources, edits, now)
        data = {"edits": [plain(edit) for edit in edits]}
        number = await self._storage.proposals.add(ProposalRow(0, by, what, how, data, now, files))
        return Proposal(number, what, file_changes(files))

    async def apply(self, proposal_id: int, by: int | None, now: dt.datetime) -> Applied:
        """Write it, take it into use and remember it. Raises Conflict, KnowledgeError, Gone, NotWritten, Unchanged."""
        async with self._one_at_a_time:
            kept = await self._kept(proposal_id)
            sources = await self._read()
            if touched := [name for name, (before, _) in kept.files.items() if sources.files.get(name) != before]:
                raise await self._conflict(kept, sources, touched, now)
            loaded = await asyncio.to_thread(_built, sources, kept.files, now)
            if not await self._storage.proposals.begin(kept.id, by, now):
                raise Gone(message("edit.gone"))
            try:
                return await self._write(replace(kept, author_id=by, begun=now), loaded)
            except disk.TouchedError as name:  # since it was read, a moment ago
                raise await self._conflict(kept, await self._read(), [str(name)], now) from name

    async def drop(self, proposal_id: int) -> bool:
        """Forget a proposal; False when it is gone already."""
        async with self._one_at_a_time:
            return await self._storage.proposals.drop(proposal_id)

    async def changes(self, limit: int, before: int | None = None) -> list[Change]:
        """The history, newest first; only what is older than this change."""
        undoings = await self._storage.changes.undoings()
        return [_change(row, undoings) for row in await self._storage.changes.latest(limit, before)]

    async def change(self, change_id: int) -> Change | None:
        """One change with its lines."""
        row = await self._storage.changes.get(change_id)
        if row is None:
            return None
        return replace(_change(row, await self._storage.changes.undoings()), files=file_changes(row.files))

    async def undo(self, change_id: int, by: int | None, now: dt.datetime) -> Applied:
        """Take one change back; what was changed elsewhere since stays. Raises Conflict with the later change that
        stands in the way, Unchanged when there is nothing left to take back, and what `apply` raises."""
        async with self._one_at_a_time:
            row = await self._storage.changes.get(change_id)
            if row is None:
                raise Gone(message("edit.gone"))
            sources = await self._read()
            files = reversed_(row.files, sources.files)
            if files is None:
                raise Conflict(message("edit.undo_blocked"), later=await self._in_the_way(row))
            if not files:
                raise Unchanged(message("edit.unchanged"))
            loaded = await asyncio.to_thread(_built, sources, files, now)
            new = ProposalRow(0, by, row.what, UNDO, {"undoes": row.id}, now, files, begun=now)
            number = await self._storage.proposals.add(new)
            try:
                return await self._write(replace(new, id=number), loaded)
            except disk.TouchedError as touched:
                raise Conflict(message("edit.undo_blocked")) from touched

    async def recover(self, now: dt.datetime) -> None:
        """Before the folder is read at start: finish what a crash cut short. Of a change of which no file was written
        nothing happened; the others are written to the end, unless somebody has changed them since."""
        async with self._one_at_a_time:
            await asyncio.to_thread(disk.sweep, self._folder)
            for kept in await self._storage.proposals.begun():
                files = (await self._read()).files
                written = {name: pair for name, pair in kept.files.items() if files.get(name) == pair[1]}
                rest = {name: pair for name, pair in kept.files.items() if name not in written}
                if written and await self._finished(rest):
                    written, files = dict(kept.files), with_versions(files, rest, 1)
                if written:
                    await record(self._storage, now, files, replace(kept, files=written))
                else:
                    await self._stop(kept)

    async def seen(self, loaded: Loaded, now: dt.datetime) -> bool:
        """Keep what was changed by hand, now that it can be served; False if the folder is not like that any more."""
        async with self._one_at_a_time:
            if (await self._read()).files != loaded.files:
                return False
            for kept in await self._storage.proposals.begun():  # written by another process, or not yet remembered
                if all(loaded.files.get(name) == after for name, (_, after) in kept.files.items()):
                    await record(self._storage, now, loaded.files, kept)
            await record(self._storage, now, loaded.files)
            return True

    async def _read(self) -> Sources:
        return await asyncio.to_thread(read_folder, self._folder)

    async def _kept(self, proposal_id: int) -> ProposalRow:
        kept = await self._storage.proposals.get(proposal_id)
        if kept is None or kept.begun:
            raise Gone(message("edit.gone"))
        return kept

    async def _write(self, begun: ProposalRow, loaded: Loaded) -> Applied:
        try:
            await asyncio.to_thread(disk.write, self._folder, begun.files)
        except (OSError, disk.TouchedError) as error:
            await self._stop(begun)
            if isinstance(error, disk.TouchedError):
                raise
            raise NotWritten(message("edit.not_written", reason=error.strerror or type(error).__name__)) from error
        await self._serve(loaded)
        number = await record(self._storage, begun.begun or begun.created_at, loaded.files, begun)
        return Applied(number or 0)

    async def _finished(self, rest: Versions) -> bool:
        """Whether the other files of a change could be written as well."""
        try:
            await asyncio.to_thread(disk.write, self._folder, rest)
        except (OSError, disk.TouchedError) as error:
            log.error("a change that was cut short stays in part: %s", error)
            return False
        return True

    async def _stop(self, begun: ProposalRow) -> None:
        """Nothing was written: a proposal waits as before, an undo can be asked for again."""
        if begun.how == UNDO:
            await self._storage.proposals.drop(begun.id)
        else:
            await self._storage.proposals.stop(begun.id)

    async def _conflict(
        self, kept: ProposalRow, sources: Sources, touched: Sequence[str], now: dt.datetime
    ) -> Conflict:
        """The same change made to the files as they are now takes the place of the one that was shown."""
        names = ", ".join(touched)
        try:
            edits = rebased([read(edit) for edit in kept.data["edits"]], kept.files, sources.files)
            files = await asyncio.to_thread(_tried, sources, edits, now)
        except (KnowledgeError, LostError):
            return Conflict(message("edit.conflict_lost", files=names))
        finally:
            await self._storage.proposals.drop(kept.id)
        data = {"edits": [plain(edit) for edit in edits]}
        number = await self._storage.proposals.add(replace(kept, data=data, created_at=now, files=files))
        fresh = Proposal(number, kept.what, file_changes(files))
        return Conflict(message("edit.conflict", files=names), fresh)

    async def _in_the_way(self, row: ChangeRow) -> Change | None:
        """The first change since after which this one could not be taken back any more."""
        for later in await self._storage.changes.later(row.id, list(row.files)):
            both = {name: row.files[name] for name in later.files if name in row.files}
            if reversed_(both, {name: pair[1] for name, pair in later.files.items() if pair[1] is not None}) is None:
                return _change(later, {})
        return None


def _tried(sources: Sources, edits: Sequence[Edit], now: dt.datetime) -> Versions:
    """What the edits change, once `check` has nothing against it."""
    files = {name: (sources.files.get(name), after) for name, after in edited(sources.files, edits).items()}
    if not files:
        raise Unchanged(message("edit.unchanged"))
    _built(sources, files, now)
    return files


def _built(sources: Sources, files: Versions, now: dt.datetime) -> Loaded:
    return build(with_changes(sources, {name: after for name, (_, after) in files.items()}), now=now)


def _change(row: ChangeRow, undoings: Mapping[int, int]) -> Change:
    return Change(row.id, row.at, row.actor_id, row.how, row.what, row.undid, _undone_by(row.id, undoings))


def _undone_by(change_id: int, undoings: Mapping[int, int]) -> int | None:
    """The change that took this one back and was not itself taken back."""
    back = [number for number, undid in undoings.items() if undid == change_id]
    return next((number for number in back if _undone_by(number, undoings) is None), None)
