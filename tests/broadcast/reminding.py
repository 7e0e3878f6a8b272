"""The small knowledge of the answering room, where residents are reminded of "Dọn ngõ" (Sundays 06:30-08:00) at 19:00
the evening before. Cancelled on 29/11, moved from 13/12 to 12/12, later and elsewhere on 20/12."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from bot.knowledge.model import KnowledgeBase
from tests.answering.small import knowledge


def reminding(**fields: Any) -> KnowledgeBase:
    """With these fields of the schedule changed."""
    kb = knowledge()
    reminded = {"remind_days": 1, "remind_at": dt.time(19), "subject": "ve-sinh", **fields}
    return replace(kb, schedules={"don": kb.schedules["don"].model_copy(update=reminded)})
