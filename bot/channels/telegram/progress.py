"""Follows what is being sent: one message edited in place while it is, and a report when it has ended."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.answering.model import RichText
from bot.channels.telegram import keyboards
from bot.channels.telegram.faults import kind, log_failure
from bot.channels.telegram.markup import pages
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.standing import Standing, below_report, controls, progress, report, standing
from bot.knowledge.announcement_wording import CommitteeWording
from bot.storage import Announcement, Message, Storage

FIRST, EVERY = 1.0, 5.0  # seconds until the first edit, and between two: a group takes 20 messages a minute
LOOK, IDLE = 1.0, 2.0  # seconds between two looks at what has changed; while nothing is under way
AFTER_FAULT = 10.0

log = logging.getLogger(__name__)


@dataclass
class _Panel:
    """What a panel says, as far as this process has written it, and when it may be written again."""

    says: str = ""
    next_at: float = 0.0


class Watcher:
    """`committee` is the committee chat, `words` gives the current wording, `clock` local time, `rate` the messages a
    second that announcements are sent at just now.

    Everything is read from the database again at each look: after a restart the same message is edited on. A report
    is marked as given after it was sent: a crash in between gives it twice, never not at all.
    """

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        *,
        committee: int | None,
        words: Callable[[], CommitteeWording],
        clock: Callable[[], dt.datetime],
        rate: Callable[[], float],
    ) -> None:
        self._storage = storage
        self._sender = sender
        self._committee = committee
        self._words = words
        self._clock = clock
        self._rate = rate
        self._panels: dict[int, _Panel] = {}

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self._look()
                pause = LOOK if self._panels else IDLE
            except Exception as error:  # noqa: BLE001 - whatever it was, what is sent later has to be followed as well
                log_failure(log, "announcements could not be followed", error)
                pause = AFTER_FAULT
            await asyncio.sleep(pause)

    async def _look(self) -> None:
        followed = await self._storage.announcements.followed()
        self._panels = {one.id: self._panels.get(one.id) or _new(one) for one in followed}
        for one in followed:
            try:
                await self._follow(one, self._panels[one.id])
            except TelegramError as error:
                log.warning("%s: the committee could not be told: %s", one.label, kind(error))
                self._panels[one.id] = _Panel(next_at=time.monotonic() + AFTER_FAULT)

    async def _follow(self, one: Announcement, panel: _Panel) -> None:
        ended = one.state in ("done", "stopped")
        if time.monotonic() < panel.next_at and not (ended and panel.says):
            return
        now = await standing(self._storage, one, self._clock(), self._rate())
        if one.kind != "reminder":
            await self._show(now, panel)
        panel.next_at = time.monotonic() + EVERY
        if now.ended:
            await self._report(now)

    async def _show(self, now: Standing, panel: _Panel) -> None:
        """Bring the panel up to date; one that is not there yet is sent."""
        text = pages(progress(self._words(), now))[0]
        if text == panel.says:
            return
        buttons = keyboards.inline(*controls(self._words(), now.one))
        if at := now.one.panel:
            await self._sender.edit(at.chat, at.id, text, buttons)
        else:
            await self._send_panel(now.one, progress(self._words(), now), buttons)
        panel.says = text

    async def _send_panel(self, one: Announcement, text: RichText, buttons: InlineKeyboardMarkup | None) -> None:
        chat = self._committee or one.author_id
        if chat and (sent := await self._say(chat, text, buttons)):
            await self._storage.announcements.note(one.id, panel=Message(chat, sent))

    async def _report(self, now: Standing) -> None:
        """To where its progress was shown or, where nobody can be reached any more, to the committee chat."""
        one, words = now.one, self._words()
        groups = await self._storage.deliveries.tally_by_group(one.id)
        reasons = await self._storage.deliveries.reasons(one.id)
        text, buttons = report(words, now, groups, reasons), keyboards.inline(*below_report(words, now))
        chats = [one.panel.chat if one.panel else None, self._committee, one.author_id]
        for chat in dict.fromkeys(filter(None, chats)):
            if await self._say(chat, text, buttons):
                break
        else:
            log.info("%s: there is nobody to report to", one.label)
        await self._storage.announcements.note(one.id, reported_at=self._clock())

    async def _say(self, chat: int, text: RichText, buttons: InlineKeyboardMarkup | None) -> int | None:
        """The id of the (last) message; None when the chat cannot be reached."""
        *others, last = pages(text)
        try:
            for page in others:
                await self._sender.say(chat, page)
            return await self._sender.say(chat, last, buttons)
        except BadRequest as error:
            log.warning("chat %s: %s", chat, error.message)
            return None


def _new(one: Announcement) -> _Panel:
    """A panel that is there shows how things stand: whoever approved it was shown."""
    return _Panel(next_at=time.monotonic() + FIRST if one.panel else 0.0)
