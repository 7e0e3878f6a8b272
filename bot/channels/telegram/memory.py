"""Where a conversation stands, as the database keeps it: the last turn, or what is going on with feedback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.answering.model import Slots, Turn
from bot.storage import Dialogue

TURN_LASTS = dt.timedelta(minutes=15)
REPORT_AWAITED = dt.timedelta(minutes=30)
WRITING_LASTS = dt.timedelta(hours=3)


@dataclass(frozen=True)
class State:
    """`turn` is what a follow-up refers to; `report` says that the next message is feedback, `about` on which
    announcement (`TB-014`); `draft` are words of which the resident has to say whether they are feedback; `writing` is
    the id of the announcement that a member's next message is a part of. `task`, with its `data`, is what the next
    message answers, see `tasks`. Only private chats have a state."""

    turn: Turn | None = None
    report: bool = False
    about: str = ""
    draft: str = ""
    writing: int = 0
    task: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def awaits(self) -> bool:
        """Whether the next message is for something, so that "thôi" ends it."""
        return bool(self.report or self.draft or self.writing or self.task)


def to_keep(chat: int, state: State, now: dt.datetime) -> Dialogue:
    """A state as the database keeps it."""
    turn = state.turn and _plain(state.turn)
    kept: dict[str, Any] = {"turn": turn, "report": state.report, "about": state.about, "draft": state.draft}
    kept |= {"writing": state.writing, "task": state.task, "data": dict(state.data)}
    lasts = TURN_LASTS if state.turn else WRITING_LASTS if state.writing or state.task else REPORT_AWAITED
    return Dialogue(chat, {name: value for name, value in kept.items() if value}, now + lasts)


def in_force(kept: Dialogue | None, now: dt.datetime) -> State:
    """What still counts of what was kept."""
    if kept is None or kept.expires_at <= now:
        return State()
    turn = kept.state.get("turn")
    about, draft = kept.state.get("about", ""), kept.state.get("draft", "")
    report, writing = bool(kept.state.get("report")), int(kept.state.get("writing", 0))
    task, data = kept.state.get("task", ""), kept.state.get("data", {})
    return State(_turn(turn) if turn else None, report, about, draft, writing, task, data)


def _plain(turn: Turn) -> dict[str, Any]:
    slots = turn.slots
    return {
        "topics": list(turn.topics),
        "at": turn.at.isoformat(),
        "group": slots.group,
        "born": slots.birth_year,
        "date": slots.date.isoformat() if slots.date else None,
        "days": slots.days,
        "more": list(slots.more_groups),
    }


def _turn(kept: dict[str, Any]) -> Turn:
    date = dt.date.fromisoformat(kept["date"]) if kept["date"] else None
    slots = Slots(kept["group"], kept["born"], date, kept.get("days", 1), tuple(kept.get("more", ())))
    return Turn(tuple(kept["topics"]), slots, dt.datetime.fromisoformat(kept["at"]))
