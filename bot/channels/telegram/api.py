"""The Bot API client, set up for this bot."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import Bot, ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.config import ChannelConfig
from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.lines import Lines

POLL_SECONDS = 30
# 30 messages a second, which is Telegram's limit, at 300 ms each need 9: that for announcements, and a few for
# residents who ask meanwhile; more only cost time.
CONNECTIONS = 14
READ_SECONDS = 15.0

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply


class Api(Bot):
    """python-telegram-bot's client, and updates as Telegram wrote them.

    The library's own get_updates fails on a whole batch, for ever, when it cannot read one update of it, and then
    logs what residents wrote. Here each update is stored as it came and read on its own.
    """

    async def fetch(self, offset: int | None) -> list[dict[str, Any]]:
        """Long poll for the next updates. TelegramError also for an answer that is none of Telegram's."""
        data: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            data["offset"] = offset
        try:
            result: Any = await self._post("getUpdates", data, read_timeout=POLL_SECONDS + READ_SECONDS)
        except (LookupError, AttributeError, TypeError, ValueError, RecursionError):  # not what the library expects
            raise TelegramError("unreadable answer") from None
        if not isinstance(result, list) or not all(map(_is_update, result)):
            raise TelegramError("unreadable answer")
        return result

    async def say(
        self,
        chat_id: int,
        html: str,
        keyboard: Keyboard | str | None,
        reply: ReplyParameters | None,
        *,
        silent: bool = False,
        thread: int | None = None,
    ) -> int:
        """Send one message; returns its id. `keyboard` may be JSON already.

        The library's send_message also reads all of what was sent back.
        """
        sent: Any = await self._post(
            "sendMessage",
            {
                "chat_id": chat_id,
                "message_thread_id": thread,
                "text": html,
                "parse_mode": ParseMode.HTML,
                "reply_markup": keyboard,
                "reply_parameters": reply,
                "link_preview_options": {"is_disabled": True},
                "disable_notification": silent or None,
            },
        )
        return int(sent["message_id"])

    def parse(self, update: dict[str, Any]) -> Update:
        """Raises whatever the library raises for an update that it cannot read."""
        return Update.de_json(update, self)


def _is_update(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def make_api(config: ChannelConfig) -> Api:
    """A client for the configured server; it connects when first used."""
    # Have RetryAfter give a timedelta: the other form warns each time that it will go away.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # httpcore asks for sniffio at every lock. Where it is not installed, have that known instead of searched for anew.
    if find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    options = _http_options(config.api_url)
    return Api(
        config.token,
        base_url=f"{config.api_url}/bot",
        base_file_url=f"{config.api_url}/file/bot",
        request=Lines(CONNECTIONS, lambda: _request(config, options)),
        get_updates_request=_request(config, options),
    )


def _http_options(api_url: str) -> dict[str, Any]:
    """All clients share the certificates, which take long to load. For this very machine neither they nor a proxy
    from the environment are of use."""
    local = urlsplit(api_url).scheme == "http" and urlsplit(api_url).hostname in ("127.0.0.1", "::1", "localhost")
    return {"trust_env": not local, "verify": False if local else httpx.create_ssl_context()}


def _request(config: ChannelConfig, options: dict[str, Any]) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=1,
        read_timeout=READ_SECONDS,
        pool_timeout=READ_SECONDS,
        proxy=config.proxy,
        httpx_kwargs=options,
    )
