"""Makes the calls by which announcements reach people, and says truthfully what came of each."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx
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
from bot.channels.telegram.api import Api
from bot.channels.telegram.faults import kind, log_failure, seconds_to_wait
from bot.channels.telegram.notices import Composed, Notices
from bot.channels.telegram.sender import Sender
from bot.storage import Announcement, Due, Result
from bot.storage.ledger import BLOCKED, Outcome

# Telegram deletes what is younger than 48 hours; its clock and ours may differ.
DELETABLE = dt.timedelta(hours=47, minutes=50)
REST = 2.0  # seconds without announcements while Telegram cannot be reached
REFUSED_BY_ALL = 60.0  # seconds, when Telegram does not know the token or another copy of the bot is running

# Errors before anything of the request left this machine.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

# Why a delivery was refused or is uncertain, beside the reasons that storage knows; the words are the committee's.
DEACTIVATED, CHAT_GONE, MESSAGE_GONE, NO_ANSWER, OTHER = (
    "deactivated",
    "chat gone",
    "message gone",
    "no answer",
    "other",
)

log = logging.getLogger(__name__)


class _NothingThereError(Exception):
    """What is to be changed did not reach this person."""


class Courier:
    """Delivers for the Broadcaster. `clock` gives aware UTC."""

    def __init__(
        self, api: Api, sender: Sender, notices: Notices, pacer: Pacer, clock: Callable[[], dt.datetime]
    ) -> None:
        self._api = api
        self._sender = sender
        self._notices = notices
        self._pacer = pacer
        self._clock = clock
        self._last: tuple[object, Composed] | None = None

    def turn(self, item: Due) -> AbstractAsyncContextManager[None]:
        """Waits until it may be delivered."""
        messages = 1 if item.target else max(1, len(item.announcement.shown.media))
        return self._pacer.turn(item.chat_id, messages, bulk=True)

    async def deliver(self, item: Due) -> Result:
        """One call, and what came of it: `again` only where nothing can have arrived, `unknown` where it may have."""
        try:
            ids = await self._call(item)
        except Exception as error:  # noqa: BLE001 - every delivery has to end in one of the states
            return await self._failed(item, error)
        return Result(item, "sent", self._clock(), ids)

    async def _call(self, item: Due) -> tuple[int, ...]:
        """The ids of what is new in the chat."""
        if item.announcement.kind == "recall":
            return await self._recall(item)
        composed = self._composed(item.announcement)
        if item.target and item.target.state not in ("sent", "unknown"):
            raise _NothingThereError
        if item.target and item.target.ids:
            await self._notices.replace(item.chat_id, item.target.ids, composed)
            return ()
        return await self._notices.send(item.chat_id, composed, silent=item.silent)

    def _composed(self, one: Announcement) -> Composed:
        """The same for all who get it."""
        made_of = one.id, one.revision, self._notices.wording
        if self._last is None or self._last[0] != made_of:
            self._last = made_of, self._notices.compose(one, self._clock())
        return self._last[1]

    async def _recall(self, item: Due) -> tuple[int, ...]:
        target, chat = item.target, item.chat_id
        if not target or not target.ids or not target.at:
            raise _NothingThereError
        if self._clock() - target.at < DELETABLE:
            try:
                await self._api.delete_messages(chat, target.ids)
            except BadRequest as error:
                if "can't be deleted" not in error.message:
                    raise
            else:
                return ()
        return (await self._notices.revoke(chat, target.ids, item.announcement),)

    async def _failed(self, item: Due, error: Exception) -> Result:
        outcome: Outcome = "again"
        reason = ""
        match error:
            case _NothingThereError():
                outcome, reason = "refused", MESSAGE_GONE
            case ChatMigrated():
                await self._sender.moved(item.chat_id, error.new_chat_id)
            case RetryAfter():
                self._pacer.hold(item.chat_id, seconds_to_wait(error))
            case InvalidToken() | Conflict():
                log.error("announcements cannot be sent: %s", kind(error))
                self._pacer.rest(REFUSED_BY_ALL)
            case Forbidden():
                await self._sender.unreachable(item.chat_id)
                outcome, reason = "refused", DEACTIVATED if "deactivated" in error.message else BLOCKED
            case BadRequest():
                outcome, reason = _refused(item, error)
            case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
                self._pacer.rest(REST)
            case TelegramError():
                outcome, reason = "unknown", NO_ANSWER
            case _:
                log_failure(log, f"{item.announcement.label}: a delivery failed", error)
                outcome, reason = "unknown", NO_ANSWER
        return Result(item, outcome, self._clock(), reason=reason)


def _refused(item: Due, error: BadRequest) -> tuple[Outcome, str]:
    told = error.message.lower()
    if "not modified" in told or (item.announcement.kind == "recall" and "to delete not found" in told):
        return "sent", ""
    log.info("%s: refused: %s", item.announcement.label, error.message)
    gone = "to edit not found" in told or "message_id_invalid" in told
    return "refused", MESSAGE_GONE if gone else CHAT_GONE if "chat not found" in told else OTHER
