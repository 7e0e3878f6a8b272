"""What a change of the knowledge is made of, and how it may fail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.errors import UserError

# How a change came about.
BUTTON, FILE, HAND, UNDO = "button", "file", "hand", "undo"


@dataclass(frozen=True)
class Hunk:
    """Lines that took the place of others; `line` is where they stood, counted from 1. Either may be none."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class FileChange:
    """What changes in one file."""

    name: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True)
class Proposal:
    """A change that `check` has nothing against, kept until it is applied or dropped. `what` names it in the history
    (`Danh bạ: điện thoại trưởng khu`)."""

    id: int
    what: str
    files: tuple[FileChange, ...]


@dataclass(frozen=True)
class Applied:
    """A change that is written and served; `change` is its number in the history."""

    change: int


@dataclass(frozen=True)
class Change:
    """A line of the history. `actor` is None for a change by hand, and once a member is forgotten; `undid` is the
    change that it took back, `undone_by` the one that took it back. `files` is filled by `Handbook.change` only."""

    id: int
    at: dt.datetime
    actor: int | None
    how: str
    what: str
    undid: int | None = None
    undone_by: int | None = None
    files: tuple[FileChange, ...] = ()


class Unchanged(UserError):  # noqa: N818
    """Everything is as wanted already."""


class Gone(UserError):  # noqa: N818
    """Somebody has applied or dropped it meanwhile."""


class NotWritten(UserError):  # noqa: N818
    """The disk refused; the files are as before."""


class Conflict(UserError):  # noqa: N818
    """A file changed meanwhile. `fresh`: the same change compared with the file as it is now, to be looked at and
    applied; None when it does not fit any more. `later`: the change of the history that stands in the way."""

    def __init__(self, text: str, fresh: Proposal | None = None, later: Change | None = None) -> None:
        super().__init__(text)
        self.fresh = fresh
        self.later = later
