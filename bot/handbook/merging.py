"""A change made once more, or taken back, in files that have changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.handbook.lines import merged
from bot.knowledge.editing import Edit, ReplaceFile
from bot.storage import Versions


class LostError(Exception):
    """What somebody else changed and this change cannot both be had."""


def rebased(edits: Sequence[Edit], old: Versions, now: Mapping[str, bytes]) -> list[Edit]:
    """The edits as they are to be made to other files: of one that was sent whole, only what it changes counts."""
    return [_rebased(edit, old, now) if isinstance(edit, ReplaceFile) else edit for edit in edits]


def _rebased(edit: ReplaceFile, old: Versions, now: Mapping[str, bytes]) -> ReplaceFile:
    before = old[edit.name][0] if edit.name in old else edit.content
    theirs = now.get(edit.name)
    if before == theirs:
        return edit
    new = None if before is None or theirs is None else merged(before, edit.content, theirs)
    if new is None:
        raise LostError
    return replace(edit, content=new)


def reversed_(files: Versions, now: Mapping[str, bytes]) -> Versions | None:
    """What takes a change back: the very bytes where nothing else has happened, else only its own lines. Empty when
    that is done already, None when these lines were changed since."""
    back: dict[str, tuple[bytes | None, bytes | None]] = {}
    for name, (before, after) in files.items():
        current = now.get(name)
        if current == after:
            new = before
        elif current == before:
            continue
        elif before is None or after is None or current is None:
            return None
        else:
            new = merged(after, before, current)
            if new is None:
                return None
        if new != current:
            back[name] = current, new
    return back
