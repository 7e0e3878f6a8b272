"""The one way out: every call to Telegram that a handler makes goes through here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import TypeVar

from telegram import (
    ChatMember,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    LinkPreviewOptions,
    ReplyParameters,
    Venue,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.broadcast.pacing import Pacer
from bot.channels.telegram.api import Api, Keyboard
from bot.channels.telegram.faults import kind, seconds_to_wait

_T = TypeVar("_T")

log = logging.getLogger(__name__)

TRIES = 4
CAPTION = 1024  # characters, Telegram's limit
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
INLINE_CACHE_SECONDS = 30


class Sender:
    """Sends, at Telegram's pace, waits when Telegram says so, follows groups that moved, and notes who has blocked
    the bot.

    Methods return None when the chat cannot be reached. `blocked` is told the id of a person who blocked the bot,
    `moved_on` the old and the new id of a group.
    """

    def __init__(
        self,
        api: Api,
        pacer: Pacer,
        blocked: Callable[[int], Awaitable[None]],
        moved_on: Callable[[int, int], Awaitable[None]],
        backoff: float = 0.5,
    ) -> None:
        self._api = api
        self._pacer = pacer
        self._blocked = blocked
        self._moved_on = moved_on
        self._backoff = backoff
        self._moved: dict[int, int] = {}  # groups that became supergroups

    def current(self, chat_id: int | None) -> int | None:
        """The id a chat has now."""
        return None if chat_id is None else self._moved.get(chat_id, chat_id)

    def remember(self, moved: Mapping[int, int]) -> None:
        """Groups that moved before the last start: old id -> new id."""
        self._moved.update(moved)

    async def moved(self, old: int, new: int) -> None:
        """A group has a new id."""
        log.warning("group %s became %s: write the new id into the settings where the old one stands", old, new)
        self._moved[old] = new
        await self._moved_on(old, new)

    async def unreachable(self, chat_id: int) -> None:
        """Somebody blocked the bot, or a group threw it out."""
        log.log(logging.WARNING if chat_id < 0 else logging.INFO, "chat %s cannot be reached any more", chat_id)
        await self._blocked(chat_id)

    async def say(
        self, chat_id: int, html: str, keyboard: Keyboard | None = None, reply_to: int | None = None
    ) -> int | None:
        """Send one message; returns its id. A reply lands in the thread of what it replies to."""
        reply = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
        return await self.call(chat_id, lambda to: self._api.say(to, html, keyboard, reply), messages=1)

    async def edit(self, chat_id: int, message_id: int, html: str, keyboard: InlineKeyboardMarkup | None) -> None:
        """Replace a message; nothing happens when it is gone or says so already."""
        await self._try(
            chat_id,
            lambda to: self._api.edit_message_text(
                html,
                to,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
            ),
        )

    async def edit_keyboard(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
        """Replace the buttons under a message; nothing happens when it is gone."""
        await self._try(chat_id, lambda to: self._api.edit_message_reply_markup(to, message_id, reply_markup=keyboard))

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Take a message away; whether it is not there any more."""
        try:
            return bool(await self.call(chat_id, lambda to: self._api.delete_message(to, message_id)))
        except BadRequest as error:
            return "not found" in error.message
        except TelegramError as error:
            log.warning("a message could not be deleted: %s", kind(error))
            return False

    async def member(self, chat_id: int, person: int) -> ChatMember | None:
        """What somebody is in a group at this moment. Raises BadRequest when Telegram knows no such person there."""
        return await self.call(chat_id, lambda to: self._api.get_chat_member(to, person))

    async def toast(self, chat_id: int, query_id: str, text: str) -> None:
        """Answer a pressed button; nothing happens when that was too long ago."""
        await self._try(chat_id, lambda _: self._api.answer_callback_query(query_id, text[:200]))

    async def inline(
        self, person: int, query_id: str, results: Sequence[InlineQueryResultArticle], button: InlineQueryResultsButton
    ) -> None:
        """Answer an inline query; nothing happens when that was too long ago."""
        await self._try(
            person,
            lambda _: self._api.answer_inline_query(
                query_id, results, cache_time=INLINE_CACHE_SECONDS, is_personal=False, button=button
            ),
        )

    async def venue(self, chat_id: int, venue: Venue, reply_to: int | None = None) -> None:
        """Send a place on the map."""
        reply = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
        await self.call(chat_id, lambda to: self._api.send_venue(to, venue=venue, reply_parameters=reply), messages=1)

    async def photo(
        self, chat_id: int, content: bytes, caption: str, keyboard: InlineKeyboardMarkup | None, reply_to: int | None
    ) -> None:
        """Send a picture with a few words, which are no markup."""
        reply = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
        await self.call(
            chat_id,
            lambda to: self._api.send_photo(
                to, content, caption=caption[:CAPTION], reply_markup=keyboard, reply_parameters=reply
            ),
            messages=1,
        )

    async def file(self, chat_id: int, content: bytes, name: str) -> None:
        """Send a file."""
        await self.call(chat_id, lambda to: self._api.send_document(to, content, filename=name), messages=1)

    async def download(self, chat_id: int, file_id: str, limit: int) -> bytes | None:
        """What somebody sent; None when it is larger than so many bytes, or cannot be had."""
        try:
            found = await self.call(chat_id, lambda _: self._api.get_file(file_id))
            if found is None or not found.file_size or found.file_size > limit:
                return None
            content = await self.call(chat_id, lambda _: found.download_as_bytearray())
        except BadRequest as error:
            log.info("a file cannot be had: %s", error.message)
            return None
        return bytes(content) if content is not None and len(content) <= limit else None

    async def _try(self, chat_id: int, action: Callable[[int], Awaitable[object]]) -> None:
        """A call whose refusal hurts nobody."""
        try:
            await self.call(chat_id, action)
        except BadRequest as error:
            log.info("not done: %s", error.message)

    async def call(self, chat_id: int, action: Callable[[int], Awaitable[_T]], messages: int = 0) -> _T | None:
        """Make a call that makes so many messages; None when the chat cannot be reached.

        Made again after a 429, a move of the group or a network error. Only this chat waits.
        A network error may hide a message that did arrive: an answer sent twice is better than none.
        """
        for attempt in range(TRIES):
            to = self._moved.get(chat_id, chat_id)
            try:
                async with self._pacer.turn(to, messages) if messages else nullcontext():
                    return await action(to)
            except ChatMigrated as error:
                await self.moved(chat_id, error.new_chat_id)
            except Forbidden:
                await self.unreachable(chat_id)
                return None
            except (BadRequest, InvalidToken, Conflict):
                raise
            except (RetryAfter, NetworkError) as error:
                if attempt + 1 == TRIES:
                    raise
                await self._wait(to, error, attempt)
        return None

    async def _wait(self, chat_id: int, error: NetworkError | RetryAfter, attempt: int) -> None:
        if isinstance(error, RetryAfter):
            self._pacer.hold(chat_id, seconds_to_wait(error))
        await asyncio.sleep(seconds_to_wait(error) if isinstance(error, RetryAfter) else self._backoff * 2**attempt)
