"""The history: what was done by buttons, and what it must have been when nobody pressed one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.handbook.lines import file_changes
from bot.handbook.model import HAND, UNDO, FileChange
from bot.storage import Act, ChangeRow, ProposalRow, Storage, Versions

_LOGGED = 1500  # letters of what is logged of a change; all of it is in the history


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Versions:
    """The files that are not the same."""
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def with_versions(files: Mapping[str, bytes], versions: Versions, side: int) -> dict[str, bytes]:
    """The files as they are before (side 0) or after (1) a change."""
    new = {**files, **{name: pair[side] for name, pair in versions.items()}}
    return {name: content for name, content in new.items() if content is not None}


async def record(
    storage: Storage, now: dt.datetime, files: Mapping[str, bytes], done: ProposalRow | None = None
) -> int | None:
    """Bring the history up to the files as they are: what `done` has not done was done by hand. The number of the
    change; None for `done` that is kept already. At the first start there is nothing to compare with."""
    known = await storage.changes.files()
    by_hand = difference(known, with_versions(files, done.files, 0) if done else files) if known else {}
    new = [ChangeRow(0, now, None, HAND, ", ".join(by_hand), None, by_hand)] if by_hand else []
    if done:
        at = done.begun or now
        new.append(ChangeRow(0, at, done.author_id, done.how, done.what, done.data.get("undoes"), done.files))
    if not new and known == files:
        return None
    ids = await storage.changes.keep([(row, _act(row)) for row in new], known, files, done.id if done else None)
    return ids[-1] if ids else None


def _act(change: ChangeRow) -> Act:
    what = "knowledge.undone" if change.how == UNDO else "knowledge.changed"
    files = file_changes(change.files)
    return Act(change.at, change.actor_id, what, change.what, _lines(files, 0), _lines(files, 1))


def _lines(files: tuple[FileChange, ...], side: int) -> str:
    text = "\n".join(line for file in files for hunk in file.hunks for line in (hunk.before, hunk.after)[side])
    return text if len(text) <= _LOGGED else text[: _LOGGED - 1] + "…"
