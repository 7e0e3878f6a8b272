"""Reports on their way: asked for, sent, answered, closed: the words, as fields of `knowledge/`; see `wording`."""

from __future__ import annotations

from bot.knowledge.values import Text
from bot.knowledge.wording import Wording, wording


class ReportWording(Wording):
    """What residents and members read around reports (`lời phản ánh`)."""

    head: Text = wording("tiêu đề trong menu")
