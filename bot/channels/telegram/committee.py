"""The committee chat: what the bot says there, and takes back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.answering.model import RichText, Span
from bot.answering.rich import say
from bot.channels.telegram.api import Api
from bot.channels.telegram.cards import topic_name
from bot.channels.telegram.faults import kind
from bot.channels.telegram.markup import pages
from bot.channels.telegram.parcels import Parcel, Parcels
from bot.channels.telegram.sender import Sender
from bot.knowledge.model import KnowledgeBase
from bot.storage import Letter, Report

log = logging.getLogger(__name__)


class Committee:
    """`chat` is None where the bot has no committee chat: then nothing is said. `kb` gives the current knowledge."""

    def __init__(self, api: Api, sender: Sender, chat: int | None, kb: Callable[[], KnowledgeBase]) -> None:
        self._api = api
        self._sender = sender
        self._parcels = Parcels(api, sender)
        self._chat = chat
        self._kb = kb

    @property
    def chat(self) -> int | None:
        return self._chat

    async def tell(self, text: str | RichText, keyboard: InlineKeyboardMarkup | None = None) -> int | None:
        """Say something; the id of the (last) message. None when it could not be said, which is logged."""
        if self._chat is None:
            return None
        try:
            *others, last = pages((Span(text),) if isinstance(text, str) else text)
            for page in others:
                await self._sender.say(self._chat, page)
            return await self._sender.say(self._chat, last, keyboard)
        except TelegramError as error:
            log.warning("the committee chat could not be reached: %s", kind(error))
            return None

    async def name(self, person: int | None) -> str | None:
        """What a member is called, as far as Telegram tells."""
        if person is None:
            return None
        unknown = self._kb().thread_wording.member
        if self._chat is None:
            return unknown
        try:
            found = await self._sender.member(self._chat, person)
        except TelegramError:  # an owner who is not in the chat; or Telegram cannot be reached, and a name can wait
            return unknown
        return found.user.full_name if found else unknown

    async def open_topic(self, report: Report) -> int | None:
        """A new topic for a report; None where there are none, or the bot may not open any."""
        if self._chat is None:
            return None
        chat = await self._sender.call(self._chat, self._api.get_chat)
        if not chat or not chat.is_forum:
            return None
        name = topic_name(self._kb(), report)
        try:
            made = await self._sender.call(self._chat, lambda to: self._api.create_forum_topic(to, name))
        except BadRequest as error:
            log.warning("reports get no topics of their own: %s", error.message)
            return None
        return made.message_thread_id if made else None

    async def take_back(self, report: Report, shown: Sequence[Letter]) -> bool:
        """Delete what stands there of a report; whether nothing of it is left.

        Telegram lets a bot delete what is younger than 48 hours, and a whole topic at any time. What it may not delete
        has its words taken out.
        """
        if report.thread_id and await self._delete_topic(report.thread_id):
            return True
        return all([await self._remove(report, letter) for letter in shown])

    async def _delete_topic(self, thread: int) -> bool:
        if self._chat is None:
            return False
        try:
            return bool(await self._sender.call(self._chat, lambda to: self._api.delete_forum_topic(to, thread)))
        except TelegramError as error:
            log.warning("a topic could not be deleted: %s", kind(error))
            return False

    async def _remove(self, report: Report, letter: Letter) -> bool:
        if self._chat is None or letter.sent_id is None:
            return False
        if await self._sender.delete(self._chat, letter.sent_id):
            return True
        media = letter.says.media
        removed = Parcel(say(self._kb().thread_wording.card_removed, ma=report.label), replace(letter.says, html=""))
        try:
            return await self._parcels.edit(self._chat, letter.sent_id, removed) and not media
        except TelegramError as error:
            log.warning("what cannot be deleted could not be emptied: %s", kind(error))
            return False
