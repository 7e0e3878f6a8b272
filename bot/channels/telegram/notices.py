"""Announcements as residents see them: from what a member sent, to messages of Telegram."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from telegram import (
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.api import Api
from bot.channels.telegram.markup import PAGE, pages, units
from bot.channels.telegram.sender import NO_PREVIEW, Sender
from bot.knowledge.model import KnowledgeBase
from bot.storage import Announcement, Content, Media

CAPTION = 1024  # UTF-16 units below a file, where a message of words has `PAGE`
ALBUM_KINDS = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
_FILES = ("animation", "document", "video", "audio", "voice")  # an animation is a document, too
_TAG = re.compile(r"<[^>]+>")  # all tags are Telegram's: what people typed is escaped
_BOT_CANNOT_SEND = re.compile(r"</?tg-emoji[^>]*>")  # the plain emoji inside stays
_PERSON = re.compile(r'<a href="tg://user\?id=\d+">(.*?)</a>', re.DOTALL)  # the name stays; /xoa must leave no id


@dataclass(frozen=True)
class Composed:
    """One message (or album), ready to be sent."""

    html: str
    media: tuple[Media, ...]
    keyboard: InlineKeyboardMarkup | None

    @cached_property
    def buttons(self) -> str | None:
        """The keyboard as Telegram takes it, made once for all who get it."""
        return self.keyboard.to_json() if self.keyboard else None


def content_of(message: Message) -> Content | None:
    """What a message would announce; None for kinds that cannot be announced (stickers, polls, contacts, ...)."""
    if message.text:
        return Content(_sendable(message.text_html))
    words = _sendable(message.caption_html) if message.caption else ""
    if message.photo:
        return Content(words, (Media("photo", message.photo[-1].file_id),))
    for kind in _FILES:
        if file := getattr(message, kind):
            return Content(words, (Media(kind, file.file_id),))
    if message.location:
        return Content(place=(message.location.latitude, message.location.longitude))
    return None


def _sendable(html: str) -> str:
    return _PERSON.sub(r"\1", _BOT_CANNOT_SEND.sub("", html))


def length(composed: Composed) -> int:
    """What Telegram counts of the words, in UTF-16 units."""
    return units(html.unescape(_TAG.sub("", composed.html)))


class Notices:
    """Composes and sends announcements in the current wording. `kb` gives the current knowledge."""

    def __init__(self, api: Api, sender: Sender, kb: Callable[[], KnowledgeBase], zone: dt.tzinfo) -> None:
        self._api = api
        self._sender = sender
        self._kb = kb
        self._zone = zone

    @property
    def wording(self) -> str:
        """Changes whenever announcements may look otherwise."""
        return self._kb().version

    def compose(self, announcement: Announcement, now: dt.datetime) -> Composed:
        """The announcement as residents get it."""
        content = announcement.shown
        lines = [self._head(announcement, now), content.html]
        if len(content.media) > 1:
            lines.append(self._html(self._kb().notice_wording.below_album))
        keyboard = None if len(content.media) > 1 else self._keyboard(announcement)
        return Composed("\n\n".join(filter(None, lines)), content.media, keyboard)

    def too_long(self, announcement: Announcement, now: dt.datetime) -> int:
        """By how many UTF-16 units it does not fit into one message; 0 when it fits."""
        composed = self.compose(announcement, now)
        return max(0, length(composed) - (CAPTION if composed.media else PAGE))

    async def show(self, chat: int, announcement: Announcement, now: dt.datetime) -> tuple[int, ...] | None:
        """Send it to somebody who asked for it, or has to judge it; the ids of its messages.

        None when the chat cannot be reached. Raises BadRequest when Telegram refuses it.
        """
        composed = self.compose(announcement, now)
        messages = max(1, len(composed.media))
        return await self._sender.call(chat, lambda to: self.send(to, composed, silent=False), messages)

    async def send(self, chat: int, composed: Composed, *, silent: bool) -> tuple[int, ...]:
        """One call; the ids of what it made."""
        if len(composed.media) > 1:
            return await self._send_album(chat, composed, silent=silent)
        if not composed.media:
            sent = await self._api.say(chat, composed.html, composed.buttons, None, silent=silent)
            return (sent,)
        [media] = composed.media
        method = getattr(self._api, f"send_{media.kind}")
        message = await method(
            chat,
            media.file_id,
            caption=composed.html,
            parse_mode=ParseMode.HTML,
            reply_markup=composed.keyboard,
            disable_notification=silent,
        )
        return (message.message_id,)

    async def replace(self, chat: int, ids: Sequence[int], composed: Composed) -> None:
        """Put other words into a message that was sent; files cannot change."""
        if composed.media:
            await self._api.edit_message_caption(
                chat, ids[0], caption=composed.html, parse_mode=ParseMode.HTML, reply_markup=composed.keyboard
            )
        else:
            await self._api.edit_message_text(
                composed.html,
                chat,
                ids[0],
                parse_mode=ParseMode.HTML,
                reply_markup=composed.keyboard,
                link_preview_options=NO_PREVIEW,
            )

    async def revoke(self, chat: int, ids: Sequence[int], announcement: Announcement) -> int:
        """Say, below a message that cannot be deleted any more, that it does not hold; the id of what is said."""
        kb = self._kb()
        told = say(kb.notice_wording.recalled, ma=announcement.label, khu_pho=kb.neighbourhood.name)
        reply = ReplyParameters(ids[0], allow_sending_without_reply=True)
        return await self._api.say(chat, pages(told)[0], None, reply)

    async def _send_album(self, chat: int, composed: Composed, *, silent: bool) -> tuple[int, ...]:
        first, *others = composed.media
        caption = {"caption": composed.html, "parse_mode": ParseMode.HTML}
        album = [ALBUM_KINDS[first.kind](first.file_id, **caption)]
        album += [ALBUM_KINDS[media.kind](media.file_id) for media in others]
        sent = await self._api.send_media_group(chat, album, disable_notification=silent)
        return tuple(message.message_id for message in sent)

    def _head(self, announcement: Announcement, now: dt.datetime) -> str:
        kb = self._kb()
        words = kb.notice_wording
        head = words.head_reminder if announcement.kind == "reminder" else words.head
        head = words.head_urgent if announcement.urgent else head
        lines = [pages(say(head, ma=announcement.label, khu_pho=kb.neighbourhood.name))[0]]
        if announcement.kind == "correction":
            at = (announcement.approved_at or now).astimezone(self._zone)
            lines.append(self._html(words.corrected, luc=f"{at:%H:%M %d/%m}"))
        return "\n".join(lines)

    def _keyboard(self, announcement: Announcement) -> InlineKeyboardMarkup | None:
        words, number = self._kb().notice_wording, announcement.about or announcement.id
        rows = []
        if announcement.shown.place:
            rows.append([keyboards.button(words.button_place, keyboards.NOTICE, "place", number)])
        if announcement.asks_seen:
            rows.append([keyboards.button(words.button_seen, keyboards.NOTICE, "seen", number)])
        ask = keyboards.button(words.button_ask, keyboards.NOTICE, "ask", number)
        stop = keyboards.button(words.button_stop, keyboards.NOTICE, "stop", number)
        return keyboards.inline(*rows, [ask, stop])

    def _html(self, template: str, **values: str) -> str:
        return pages(say(template, **values))[0]
