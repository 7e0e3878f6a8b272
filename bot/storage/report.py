"""One report: what it says and where it stands, as an object and as a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from sqlalchemy import Row

from bot.storage.announcement import Media

State = Literal["new", "taken", "working", "done", "impossible", "duplicate", "referred", "closed"]

ON_CARD = 1500  # characters of its words that its card has room for; of longer ones all follow in a letter

OPEN: tuple[State, ...] = ("new", "taken", "working")  # in the order in which it goes
ENDED: tuple[State, ...] = ("done", "impossible", "duplicate", "referred", "closed")


@dataclass(frozen=True)
class NewReport:
    """What a resident reports. `map` is latitude and longitude; `kind` is a code of `loại phản ánh`; `name` is what
    Telegram calls them, for the card of the committee, and is not kept of who stays anonymous; `source_id` is the
    message in which it was written, whose edits change it."""

    chat_id: int
    text: str
    place: str | None = None
    map: tuple[float, float] | None = None
    media: tuple[Media, ...] = ()
    kind: str | None = None
    anonymous: bool = False
    public: bool = False
    home_group: int | None = None
    due_on: dt.date | None = None
    name: str = ""
    source_id: int | None = None


@dataclass(frozen=True)
class Report:
    """A report with its number. `handler_id` took it on; `asked_at`: its author was asked whether it is really done;
    `thread_id` is its topic in a forum, `committee_message_id` its card, None until the committee was shown it."""

    number: int
    chat_id: int
    text: str
    created_at: dt.datetime
    changed_at: dt.datetime
    state: State = "new"
    place: str | None = None
    map: tuple[float, float] | None = None
    media: tuple[Media, ...] = ()
    kind: str | None = None
    anonymous: bool = False
    public: bool = False
    home_group: int | None = None
    due_on: dt.date | None = None
    handler_id: int | None = None
    reason: str | None = None
    duplicate_of: int | None = None
    done_at: dt.datetime | None = None
    asked_at: dt.datetime | None = None
    thread_id: int | None = None
    committee_message_id: int | None = None

    @property
    def label(self) -> str:
        """The number as people read it: `PA-0001`."""
        return label(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_long(self) -> bool:
        return len(self.text) > ON_CARD

    def overdue(self, today: dt.date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today


def label(number: int) -> str:
    return f"PA-{number:04d}"


def as_row(new: NewReport) -> dict[str, Any]:
    """The columns that a new report fills."""
    kept = {one.name: getattr(new, one.name) for one in fields(NewReport) if one.name not in ("name", "source_id")}
    kept["media"] = [asdict(one) for one in new.media] or None
    kept["map"] = list(new.map) if new.map else None
    return kept | {"state": "new"}


def read(row: Row[Any]) -> Report:
    """A whole row of `reports` whose author is not forgotten."""
    kept = row._asdict()
    kept["media"] = tuple(Media(**one) for one in kept["media"] or ())
    kept["map"] = tuple(kept["map"]) if kept["map"] else None
    return Report(**{one.name: kept[one.name] for one in fields(Report)})
