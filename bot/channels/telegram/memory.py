"""Where a conversation stands, as the database keeps it: the last turn, or what is going on with feedback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.answering.model import Slots, Turn
from bot.storage.dialogues import Dialogues

TURN_LASTS = dt.timedelta(minutes=15)
REPORT_AWAITED = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class State:
    """`turn` is what a follow-up refers to; `report` says that the next message is feedback; `draft` are words of
    which the resident has to say whether they are feedback."""

    turn: Turn | None = None
    report: bool = False
    draft: str = ""


class Memory:
    """The state of each private chat. Groups have none."""

    def __init__(self, dialogues: Dialogues, clock: Callable[[], dt.datetime]) -> None:
        self._dialogues = dialogues
        self._clock = clock

    async def load(self, chat: int, update_id: int) -> State:
        """What is still in force for an update: feedback that it made counts as awaited still, so that an update
        handled again after a crash makes no question of it."""
        kept = await self._dialogues.load(chat)
        if kept is None or kept.expires_at <= self._clock():
            return State()
        turn, report = kept.state.get("turn"), kept.state.get("report")
        return State(_turn(turn) if turn else None, report is True or report == update_id, kept.state.get("draft", ""))

    async def remember(self, chat: int, turn: Turn) -> None:
        await self._dialogues.save(chat, {"turn": _plain(turn)}, self._clock() + TURN_LASTS)

    async def await_report(self, chat: int) -> None:
        await self._dialogues.save(chat, {"report": True}, self._clock() + REPORT_AWAITED)

    async def took_report(self, chat: int, update_id: int) -> None:
        await self._dialogues.save(chat, {"report": update_id}, self._clock() + REPORT_AWAITED)

    async def keep_draft(self, chat: int, text: str) -> None:
        await self._dialogues.save(chat, {"draft": text}, self._clock() + REPORT_AWAITED)

    async def clear(self, chat: int) -> None:
        await self._dialogues.clear(chat)


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
