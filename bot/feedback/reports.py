"""Feedback on its way: stored and numbered first, then shown to the committee, again until that succeeds."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.storage import Report, Storage, StorageError

# Shows a report with the tổ of who sent it; returns the id of the message, None when it could not be shown.
Show = Callable[[Report, int | None], Awaitable[int | None]]
# Takes a shown report back; returns whether nothing of it is left there.
TakeBack = Callable[[Report, int | None], Awaitable[bool]]

AGAIN = 60.0  # seconds until a report that could not be shown is tried again

log = logging.getLogger(__name__)


class ReportDesk:
    """Takes feedback and forwards it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._waiting = asyncio.Event()
        self._showing = asyncio.Lock()  # nobody is forgotten while a report of theirs is on its way

    async def take(self, chat: int, text: str, update_id: int, at: dt.datetime) -> Report:
        """Store a report; the same update again gives the same one. It is numbered and safe when this returns."""
        report = await self._storage.reports.add(chat, text, update_id, at)
        self._waiting.set()
        return report

    async def forget(self, chat: int, take_back: TakeBack) -> dict[Report, bool]:
        """Take a person's reports back from the committee as far as possible, then delete everything held on them.

        Returns the reports that the committee had been shown, each with whether nothing of it is left there.
        """
        async with self._showing:
            shown = [report for report in await self._storage.reports.by(chat) if report.committee_message_id]
            group = await self._group(chat)
            taken = {report: await take_back(report, group) for report in shown}
            await self._storage.residents.forget(chat)
        return taken

    async def forward(self, show: Show, again: float = AGAIN) -> None:
        """Show every report that has not been shown, now, whenever a new one comes, and `again` seconds after a try
        that failed. Runs until cancelled."""
        while True:
            self._waiting.clear()
            pause = None if await self._show_all(show) else again
            with suppress(TimeoutError):
                await asyncio.wait_for(self._waiting.wait(), pause)

    async def _show_all(self, show: Show) -> bool:
        """Whether none is left."""
        try:
            return await self._show_each(show)
        except StorageError as error:
            log.error("reports cannot be shown to the committee: %s", error)
            return False

    async def _show_each(self, show: Show) -> bool:
        while True:
            async with self._showing:
                waiting = await self._storage.reports.unsent()
                if not waiting:
                    return True
                message_id = await show(waiting[0], await self._group(waiting[0].chat_id))
                if message_id is None:
                    return False  # the committee cannot be reached
                await self._storage.reports.shown(waiting[0].number, message_id)

    async def _group(self, chat: int) -> int | None:
        resident = await self._storage.residents.get(chat)
        return resident.group if resident else None
