"""One message: words with a file or a place, sent where it belongs, and brought up to date later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.answering.model import RichText
from bot.channels.telegram.api import Api
from bot.channels.telegram.markup import PAGE, pages, plain, units
from bot.channels.telegram.notices import CAPTION
from bot.channels.telegram.sender import NO_PREVIEW, Sender
from bot.storage import Content


@dataclass(frozen=True)
class Parcel:
    """`head` are words of the bot above what somebody wrote."""

    head: RichText
    content: Content = field(default_factory=Content)
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def html(self) -> str:
        return "\n".join(filter(None, [*pages(self.head), self.content.html]))

    @property
    def fits(self) -> bool:
        """Whether all of it is one message."""
        limit = CAPTION if self.content.media else 0 if self.content.place else PAGE
        return units(plain(self.html)) <= limit


@dataclass(frozen=True)
class Address:
    """Where a message goes: a chat, a topic of it, below another message."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None


class Parcels:
    """Sends them."""

    def __init__(self, api: Api, sender: Sender) -> None:
        self._api = api
        self._sender = sender

    async def send(self, to: Address, parcel: Parcel) -> int | None:
        """The id of the (main) message; None when the chat cannot be reached."""
        if parcel.fits:
            return await self._send(to, parcel.html, parcel.content, parcel.keyboard)
        alone = parcel.html if parcel.content.media or parcel.content.place else "".join(pages(parcel.head))
        if alone and await self._send_in_parts(to, alone) is None:
            return None
        bare = Content("" if parcel.content.media else parcel.content.html, parcel.content.media, parcel.content.place)
        return await self._send(to, bare.html, bare, parcel.keyboard)

    async def edit(self, chat: int, message_id: int, parcel: Parcel) -> bool:
        """Put other words into a message; False when that cannot be: it is gone, or has no room for them."""
        if not parcel.fits or parcel.content.place:
            return False
        try:
            await self._sender.call(chat, lambda to: self._edit(to, message_id, parcel))
        except BadRequest as error:
            return "not modified" in error.message.lower()
        return True

    async def _edit(self, chat: int, message_id: int, parcel: Parcel) -> None:
        html: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": parcel.keyboard}
        if parcel.content.media:
            await self._api.edit_message_caption(chat, message_id, caption=parcel.html, **html)
        else:
            await self._api.edit_message_text(parcel.html, chat, message_id, link_preview_options=NO_PREVIEW, **html)

    async def _send_in_parts(self, to: Address, html: str) -> int | None:
        """Words too long for what they belong to stand above it."""
        if units(plain(html)) <= PAGE:
            return await self._send(to, html, Content(html), None)
        head, _, rest = html.partition("\n")
        if await self._send(to, head, Content(head), None) is None:
            return None
        return await self._send(to, rest, Content(rest), None)

    async def _send(
        self, to: Address, html: str, content: Content, keyboard: InlineKeyboardMarkup | None
    ) -> int | None:
        reply = ReplyParameters(to.reply_to, allow_sending_without_reply=True) if to.reply_to else None
        more: dict[str, Any] = {"message_thread_id": to.thread, "reply_parameters": reply, "reply_markup": keyboard}

        async def send(chat: int) -> int:
            if content.place:
                latitude, longitude = content.place
                return (await self._api.send_location(chat, latitude, longitude, **more)).message_id
            if not content.media:
                return await self._api.say(chat, html, keyboard, reply, thread=to.thread)
            [media] = content.media
            method = getattr(self._api, f"send_{media.kind}")
            sent = await method(chat, media.file_id, caption=html or None, parse_mode=ParseMode.HTML, **more)
            return int(sent.message_id)

        return await self._sender.call(to.chat, send, messages=1)
