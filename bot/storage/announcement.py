"""One announcement: what it says and where it stands, as an object and as a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from sqlalchemy import Row

from bot.storage.audience import Audience

Kind = Literal["notice", "reminder", "correction", "recall"]
State = Literal["draft", "scheduled", "sending", "paused", "stopped", "done"]

DAYS = 7  # an announcement is in force, when nobody says otherwise
UNDER_WAY: tuple[State, ...] = ("sending", "paused")
STOPPED = "stopped"  # the reason why somebody is not to get it any more


@dataclass(frozen=True)
class Media:
    """A file that Telegram has; `kind` as its method is named: photo, document, video, ..."""

    kind: str
    file_id: str


@dataclass(frozen=True)
class Content:
    """What is announced: words (Telegram's HTML), with files (several are an album) or a place on the map."""

    html: str = ""
    media: tuple[Media, ...] = ()
    place: tuple[float, float] | None = None  # latitude, longitude


@dataclass(frozen=True)
class Message:
    """A message in a chat."""

    chat: int
    id: int


@dataclass(frozen=True)
class Awaiting:
    """The next message of the author is this part of the draft. `prompt` is what it has to reply to in a group;
    `album` is the album whose other photos still come in."""

    what: str
    prompt: Message | None = None
    album: str = ""


@dataclass(frozen=True)
class Announcement:
    """`about` is the announcement that a correction or recall changes; `days` is how long it stays in force;
    `panel` is the message with its buttons and progress."""

    id: int
    number: int
    kind: Kind
    state: State
    revision: int
    content: Content
    created_at: dt.datetime
    about: int | None = None
    corrected: Content | None = None
    audience: Audience = field(default_factory=Audience)
    urgent: bool = False
    asks_seen: bool = False
    days: int = DAYS
    send_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    recalled_at: dt.datetime | None = None
    author_id: int | None = None
    proposed_at: dt.datetime | None = None
    approver_id: int | None = None
    approved_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    reported_at: dt.datetime | None = None
    occasion: str | None = None
    awaiting: Awaiting | None = None
    panel: Message | None = None

    @property
    def label(self) -> str:
        """The number as people read it: `TB-014`."""
        return f"TB-{self.number:03d}"

    @property
    def shown(self) -> Content:
        """What it says by now."""
        return self.corrected or self.content


_AS_JSON = (Content, Audience, Awaiting, Message)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values of an announcement as its row holds them."""
    return {name: asdict(value) if isinstance(value, _AS_JSON) else value for name, value in values.items()}


def read(row: Row[Any]) -> Announcement:
    """A whole row of `announcements`."""
    kept = row._asdict()
    for name, read in _READERS.items():
        kept[name] = read(kept[name]) if kept[name] is not None else None
    return Announcement(**{one.name: kept[one.name] for one in fields(Announcement)})


def _content(kept: dict[str, Any]) -> Content:
    media = tuple(Media(**one) for one in kept["media"])
    return Content(kept["html"], media, tuple(kept["place"]) if kept["place"] else None)


def _awaiting(kept: dict[str, Any]) -> Awaiting:
    return Awaiting(kept["what"], kept["prompt"] and Message(**kept["prompt"]), kept["album"])


_READERS: dict[str, Any] = {
    "content": _content,
    "corrected": _content,
    "audience": lambda kept: Audience(tuple(kept["groups"]), kept["subject"]),
    "awaiting": _awaiting,
    "panel": lambda kept: Message(**kept),
}
