"""Feedback on its way: stored and numbered first, then shown to the committee, again until that succeeds."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from bot.storage import Report, Storage

# Shows a report with the tổ of who sent it; returns the id of the message, None when it could not be shown.
Show = Callable[[Report, int | None], Awaitable[int | None]]


class ReportDesk:
    """Takes feedback and forwards it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._waiting = asyncio.Event()
        self._waiting.set()  # some may be left from before the start

    async def take(self, chat: int, text: str, update_id: int, at: dt.datetime) -> Report:
        """Store a report; the same update again gives the same one. It is numbered and safe when this returns."""
        report = await self._storage.reports.add(chat, text, update_id, at)
        self._waiting.set()
        return report

    async def forward(self, show: Show) -> None:
        """Show every report that has not been shown, now and whenever a new one comes. Runs until cancelled."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            await self._show_all(show)

    async def _show_all(self, show: Show) -> None:
        for report in await self._storage.reports.unsent():
            resident = await self._storage.residents.get(report.chat_id)
            message_id = await show(report, resident.group if resident else None)
            if message_id is None:
                return  # the committee cannot be reached: the next report or the next start tries again
            await self._storage.reports.shown(report.number, message_id)
