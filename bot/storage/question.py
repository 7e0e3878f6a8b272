"""A question for the committee as it is kept, and those that ask the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# Which of these (id, reading) asks the same as a reading, if any does.
Same = Callable[[str, Iterable[tuple[int, str]]], int | None]
# What somebody is sent about the question they asked, in these words: the HTML of one message or more.
Compose = Callable[[str], Sequence[str]]
Sent = Literal["sent", "already", "closed", "gone"]


def label_of(question: int) -> str:
    """The number as members read it: `CH-0012`."""
    return f"CH-{question:04d}"


@dataclass(frozen=True)
class Asked:
    """One question as it is kept; see the columns of the table."""

    id: int
    text: str | None
    reading: str | None
    asked_at: dt.datetime
    alike: int | None
    topic: str | None
    chat_id: int | None
    sent_at: dt.datetime | None
    state: str
    answer: str | None
    answered_by: int | None
    answered_at: dt.datetime | None
    entry: Mapping[str, Any] | None
    became: str | None

    @property
    def label(self) -> str:
        return label_of(self.id)

    @property
    def group(self) -> int:
        return self.alike or self.id


@dataclass(frozen=True)
class Group:
    """Questions that ask the same: how often it was asked, how many people wait to hear, in the words of one of them.
    `topic`: the answer that was no help."""

    id: int
    text: str
    asked: int
    waiting: int
    topic: str | None = None

    @property
    def label(self) -> str:
        return label_of(self.id)
