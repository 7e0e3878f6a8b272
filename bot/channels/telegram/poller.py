"""Fetches updates. An update is confirmed to Telegram only after `accept` has stored it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.faults import kind, seconds_to_wait
from bot.errors import UserError
from bot.messages import message

_R = TypeVar("_R")
Json = dict[str, Any]
Accept = Callable[[Sequence[Json]], Awaitable[None]]  # returns when the updates are stored

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0


class Backoff:
    """How long to wait after an error: longer each time, until something works."""

    def __init__(self, first: float = 1.0) -> None:
        self._first = first
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    def after(self, error: TelegramError) -> float:
        """Seconds to wait; UserError when trying again is useless."""
        if isinstance(error, InvalidToken):
            raise UserError(message("telegram.wrong_token")) from None
        if isinstance(error, RetryAfter):
            return seconds_to_wait(error)
        self._failures += 1
        return min(self._first * 2.0 ** (self._failures - 1), LONGEST_WAIT)


class Poller:
    """Long polling until told to stop."""

    def __init__(self, api: Api, accept: Accept, backoff: Backoff) -> None:
        self._api = api
        self._accept = accept
        self._backoff = backoff

    async def run(self, stop: asyncio.Event) -> None:
        # No offset gives what is not confirmed yet. An offset is only good for confirming the batch before: after a
        # quiet week Telegram starts at a random number, and a remembered offset above it would lose updates.
        offset: int | None = None
        while not stop.is_set():
            batch = await unless_stopped(self._fetch(offset), stop)
            if batch:
                await self._accept(batch)
            if batch is not None:
                offset = batch[-1]["update_id"] + 1 if batch else None

    async def _fetch(self, offset: int | None) -> list[Json] | None:
        """The next updates; None when this try failed, after the wait it asks for."""
        try:
            batch = await self._api.fetch(offset)
        except TelegramError as error:
            wait = self._backoff.after(error)
            log.warning("%s; trying again in %.0f s", _reason(error), wait)
            if isinstance(error, Conflict) and "webhook" in error.message:
                await self._remove_webhook()
            await asyncio.sleep(wait)
            return None
        self._backoff.reset()
        return batch

    async def _remove_webhook(self) -> None:
        try:
            await self._api.delete_webhook()
        except TelegramError as error:
            log.warning("the webhook could not be removed: %s", kind(error))


async def connect(api: Api, backoff: Backoff, stop: asyncio.Event) -> None:
    """Ask Telegram who the bot is until it answers; UserError when it does not know the token."""
    while not stop.is_set():
        try:
            return await api.initialize()
        except TelegramError as error:
            wait = backoff.after(error)
            log.warning("Telegram does not answer (%s); trying again in %.0f s", kind(error), wait)
        await unless_stopped(asyncio.sleep(wait), stop)
    return None


def _reason(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return f"another copy of this bot is running or a webhook is set ({error.message})"
    return f"updates could not be fetched ({error.message if isinstance(error, BadRequest) else kind(error)})"


async def unless_stopped(work: Awaitable[_R], stop: asyncio.Event) -> _R | None:
    """The result, or None when told to stop first; the work is then cancelled."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for pending in (task, stopped):
            pending.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)
