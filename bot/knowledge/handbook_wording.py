"""Changing the knowledge by buttons, its history: the words, as fields of `knowledge/`; see `wording`."""

from __future__ import annotations

from bot.knowledge.values import Text
from bot.knowledge.wording import Wording, wording


class HandbookWording(Wording):
    """What members read while they change the knowledge (`lời sổ tay`)."""

    head: Text = wording("tiêu đề")
