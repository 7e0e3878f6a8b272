"""What comes in and what goes out: plain data, the same for every channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answer", "suggest", "unknown", "out_of_scope", "greeting"]


@dataclass(frozen=True)
class Slots:
    """What a question names besides its topic."""

    group: int | None = None  # tổ
    birth_year: int | None = None
    date: dt.date | None = None
    days: int = 1  # from `date` on: 7 for `tuần sau`
    more_groups: tuple[int, ...] = ()  # further tổ named in the same question


@dataclass(frozen=True)
class Turn:
    """What is remembered of the last answer, for follow-ups; no text of the resident's."""

    topics: tuple[str, ...]
    slots: Slots
    at: dt.datetime


@dataclass(frozen=True)
class Question:
    """One message of a resident. `now` is aware, in Asia/Ho_Chi_Minh; `home_group` is the tổ the resident chose."""

    text: str
    now: dt.datetime
    last: Turn | None = None
    home_group: int | None = None


@dataclass(frozen=True)
class Span:
    """A run of text in one style. `link` holds the address of a link, the digits of a phone. `missing` is the words
    that something is not published (shown like italics)."""

    text: str
    style: Literal["plain", "bold", "italic", "link", "phone", "missing"] = "plain"
    link: str = ""


RichText = tuple[Span, ...]


@dataclass(frozen=True)
class TopicAnswer:
    """The answer on one topic."""

    topic: str
    title: str
    body: RichText
    source: RichText  # source, date of confirmation, "cần xác nhận lại" when past review; may be empty
    related: tuple[Choice, ...] = ()
    places: tuple[str, ...] = ()  # codes of places with coordinates that the answer names


@dataclass(frozen=True)
class Choice:
    """A topic offered as a button."""

    topic: str
    title: str


@dataclass(frozen=True)
class Answer:
    """The reply to one question. `answers` is filled for outcome `answer` (one or two), `suggestions` for `suggest`
    (2-4), `message` for the other outcomes and as the lead-in of `suggest`. `score` (0..1): how sure it is that
    a topic was asked about."""

    outcome: Outcome
    score: float
    answers: tuple[TopicAnswer, ...] = ()
    suggestions: tuple[Choice, ...] = ()
    message: RichText = ()
    turn: Turn | None = None  # what to remember; None keeps what was remembered before

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(a.topic for a in self.answers)


def plain(text: RichText) -> str:
    """Rich text without its styles."""
    return "".join(span.text for span in text)
