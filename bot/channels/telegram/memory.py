"""Where a conversation stands, as the database keeps it: the last turn, or what the next message is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.answering.model import Slots, Turn
from bot.storage import Dialogue

TURN_LASTS = dt.timedelta(minutes=15)
OFFER_LASTS = dt.timedelta(minutes=30)
WRITING_LASTS = dt.timedelta(hours=3)


@dataclass(frozen=True)
class State:
    """`turn` is what a follow-up refers to; `said` are words that a button below the answer offers to send to the
    committee; `asked` are, masked, those that the message `below` answers or offers topics for; `writing` is the id of
    the announcement that a member's next message is a part of. `task`, with its `data`, is what the next message
    answers, see `tasks`. Only private chats have a state."""

    turn: Turn | None = None
    said: str = ""
    writing: int = 0
    task: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    below: int = 0

    @property
    def awaits(self) -> bool:
        """Whether the next message is for something, so that "thôi" ends it."""
        return bool(self.writing or self.task)


def to_keep(chat: int, state: State, now: dt.datetime) -> Dialogue:
    """A state as the database keeps it."""
    turn = state.turn and _plain(state.turn)
    kept: dict[str, Any] = {"turn": turn, "said": state.said, "writing": state.writing}
    kept |= {"task": state.task, "data": dict(state.data), "asked": state.asked, "below": state.below}
    lasts = WRITING_LASTS if state.awaits else OFFER_LASTS if state.said else TURN_LASTS
    return Dialogue(chat, {name: value for name, value in kept.items() if value}, now + lasts)


def in_force(kept: Dialogue | None, now: dt.datetime) -> State:
    """What still counts of what was kept."""
    if kept is None or kept.expires_at <= now:
        return State()
    turn, said, writing = kept.state.get("turn"), kept.state.get("said", ""), int(kept.state.get("writing", 0))
    task, data = kept.state.get("task", ""), kept.state.get("data", {})
    asked, below = kept.state.get("asked", ""), int(kept.state.get("below", 0))
    return State(_turn(turn) if turn else None, said, writing, task, data, asked, below)


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
