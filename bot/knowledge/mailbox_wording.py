"""Questions sent to the committee, and why an answer was no help: the words, as fields of `knowledge/`."""

from __future__ import annotations

from bot.knowledge.values import Text
from bot.knowledge.wording import Wording, wording


class MailboxWording(Wording):
    """What residents and members read around unanswered questions (`lời hộp thư`)."""

    head: Text = wording("tiêu đề")
