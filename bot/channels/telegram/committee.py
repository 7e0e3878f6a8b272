"""The committee chat: what the bot says there, and takes back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram.error import TelegramError

from bot.answering.model import RichText, Span
from bot.answering.rich import say
from bot.channels.telegram.faults import kind
from bot.channels.telegram.markup import pages
from bot.channels.telegram.sender import Sender
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.storage import Report

log = logging.getLogger(__name__)


class Committee:
    """`chat` is None where the bot has no committee chat: then nothing is said. `words` gives the current wording."""

    def __init__(self, sender: Sender, chat: int | None, words: Callable[[], ChatWording]) -> None:
        self._sender = sender
        self._chat = chat
        self._words = words

    @property
    def exists(self) -> bool:
        return self._chat is not None

    async def tell(self, text: str | RichText) -> int | None:
        """Say something; the id of the (last) message. None when it could not be said, which is logged."""
        if self._chat is None:
            return None
        sent: int | None = None
        try:
            for page in pages((Span(text),) if isinstance(text, str) else text):
                sent = await self._sender.say(self._chat, page)
        except TelegramError as error:
            log.warning("the committee chat could not be reached: %s", kind(error))
            return None
        return sent

    async def show(self, report: Report, group: int | None) -> int | None:
        """Show a report of somebody in this tổ; the id of the message."""
        return await self.tell(self._card(report, group))

    async def take_back(self, report: Report, group: int | None) -> bool:
        """Delete a report that was shown; whether nothing of it stands there any more.

        Telegram lets a bot delete what is younger than 48 hours. Of a report in several messages only the last one is
        known.
        """
        if self._chat is None or report.committee_message_id is None:
            return False
        deleted = await self._sender.delete(self._chat, report.committee_message_id)
        return deleted and len(pages(self._card(report, group))) == 1

    def _card(self, report: Report, group: int | None) -> RichText:
        words = self._words()
        author = fill(words.report_from_group, to=group) if group else words.report_from_someone
        head = say(words.report_card, ma=report.label, nguoi_gui=author)
        return (*head, Span(f"\n\n{report.text}"))
