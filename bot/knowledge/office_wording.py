"""Roles, the log of acts, figures: the words, as fields of `knowledge/`; see `wording`."""

from __future__ import annotations

from bot.knowledge.values import Text
from bot.knowledge.wording import Wording, wording


class OfficeWording(Wording):
    """What members read around roles, the log and figures (`lời quản trị`)."""

    head: Text = wording("tiêu đề")
