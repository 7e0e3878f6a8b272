"""Reports and letters on their way between residents and the committee. All of it is in the database first; what is
there and not delivered is tried until it is. A crash in the moment of sending may send twice, never not at all."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol
from weakref import WeakValueDictionary

from bot.storage import Content, Letter, NewLetter, NewReport, Report, Storage, StorageError
from bot.storage import letters as mail

AGAIN = 60.0  # seconds until what could not be delivered is tried again
LOOK_AGAIN = 300.0  # seconds, when nothing wakes it
AT_ONCE = 8  # letters under way
STOPPING = 5.0  # seconds that what is under way may take when the bot is told to stop

log = logging.getLogger(__name__)


class UndeliverableError(Exception):
    """It will never arrive; the argument is why, in one word."""


class Postman(Protocol):
    """The channel, as far as letters go through it."""

    async def deliver(self, letter: Letter) -> int | None:
        """Send it or, where it was sent already, bring it up to date; the id of the message. None when nobody can be
        reached just now; UndeliverableError when it never will."""


# Takes everything of a report back from the committee; returns whether nothing of it is left there.
TakeBack = Callable[[Report, Sequence[Letter]], Awaitable[bool]]


class ReportDesk:
    """Takes reports, has letters delivered. `secret` keys the digests of who is blocked; `clock` gives aware UTC."""

    def __init__(self, storage: Storage, secret: str, clock: Callable[[], dt.datetime], again: float = AGAIN) -> None:
        self._storage = storage
        self._secret = secret.encode()
        self._clock = clock
        self._again = again
        self._woken = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._lanes: dict[int | None, asyncio.Task[None]] = {}
        self._sending: set[asyncio.Task[None] | None] = set()
        self._stopping = False
        # When those reports were sent that somebody had erased: for a day and in memory only, by their digest.
        self._erased: dict[str, list[dt.datetime]] = {}
        # Nobody is forgotten while a letter from or to them is on its way.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def wake(self) -> None:
        """There may be letters."""
        self._woken.set()

    async def take(self, new: NewReport, update_id: int, at: dt.datetime) -> Report:
        """Store a report; the same update again gives the same one. It is numbered and safe when this returns."""
        report = await self._storage.reports.add(new, update_id, at)
        self.wake()
        return report

    async def corrected(self, chat: int, source_id: int, content: Content, words: str) -> bool:
        """A resident has edited a message; whether it is one that went to the committee. `words` are its bare ones. Of
        who is blocked, the committee keeps what it has."""
        letter = await self._storage.letters.by_source(source_id, resident=chat)
        if letter is None:
            return False
        if await self.has_blocked(chat):
            return True
        if letter.what == mail.CARD and letter.report:
            await self._storage.reports.reword(letter.report, chat, words, self._clock())
        else:
            await self._storage.letters.edited(letter, content, self._clock())
        self.wake()
        return True

    def digest(self, chat: int) -> str:
        """Stands for somebody in the list of who is blocked."""
        return hmac.new(self._secret, str(chat).encode(), hashlib.sha256).hexdigest()[:32]

    async def has_blocked(self, chat: int) -> bool:
        """Whether the committee takes no reports of somebody."""
        return await self._storage.blocks.has(self.digest(chat))

    async def count_since(self, chat: int, since: dt.datetime) -> int:
        """How many reports somebody has sent since then: being forgotten gives nobody more of them."""
        erased = [at for at in self._erased.get(self.digest(chat), ()) if at >= since]
        return await self._storage.reports.count_since(chat, since) + len(erased)

    async def forget(self, chat: int, take_back: TakeBack) -> dict[Report, bool]:
        """Take a person's reports back from the committee as far as possible, then delete everything held on them.

        Returns the reports that the committee had been shown, each with whether nothing of it is left there.
        """
        async with self._lock(chat):
            reports = await self._storage.reports.by(chat)
            shown = defaultdict(list)
            for letter in await self._storage.letters.shown(chat):
                shown[letter.report].append(letter)
            taken = {one: await take_back(one, shown[one.number]) for one in reports if shown[one.number]}
            await self._storage.residents.forget(chat)
        self._count_erased(chat, reports)
        return taken

    def _count_erased(self, chat: int, reports: Sequence[Report]) -> None:
        day = self._clock() - dt.timedelta(days=1)
        mine = self.digest(chat)
        times = {**self._erased, mine: [*self._erased.get(mine, ()), *(one.created_at for one in reports)]}
        recent = {digest: [at for at in sent if at > day] for digest, sent in times.items()}
        self._erased = {digest: sent for digest, sent in recent.items() if sent}

    async def run(self, postman: Postman) -> None:
        """Deliver until cancelled; what is under way then is finished."""
        self._stopping = False
        try:
            while True:
                self._woken.clear()
                pause = await self._begin(postman)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):  # `wait_for` may lose a cancellation before Python 3.12
                        await self._woken.wait()
        finally:
            await self._stop()

    async def _begin(self, postman: Postman) -> float:
        """Start a lane for each chat that has letters waiting: one chat that cannot be reached holds up no other. The
        seconds until the next look."""
        try:
            waiting = await self._storage.letters.pending()
        except StorageError as error:
            log.error("letters have to wait: %s", error)
            return self._again
        lanes = defaultdict(list)
        for letter in waiting:
            lanes[None if letter.to_committee else letter.chat_id].append(letter)
        for chat, letters in lanes.items():
            if chat not in self._lanes:
                self._lanes[chat] = asyncio.create_task(self._lane(chat, letters, postman))
        return LOOK_AGAIN

    async def _lane(self, chat: int | None, letters: Sequence[Letter], postman: Postman) -> None:
        """One chat, in order; then rest if some of it is left."""
        try:
            if not await self._deliver_each(letters, postman) and not self._stopping:
                await asyncio.sleep(self._again)
        finally:
            del self._lanes[chat]
            self.wake()

    async def _deliver_each(self, letters: Sequence[Letter], postman: Postman) -> bool:
        """Whether all are delivered. What fails by a fault of ours holds up only its own report."""
        stuck: set[int | None] = set()
        for letter in letters:
            if letter.report in stuck:
                continue
            if self._stopping:
                return False
            try:
                async with self._room, self._lock(letter.chat_id):
                    if not await self._deliver(letter.id, postman):
                        return False
            except StorageError as error:
                log.error("letters have to wait: %s", error)
                return False
            except Exception as error:  # noqa: BLE001 - one letter must not keep back all others
                log.error("letter %s failed: %s", letter.id, type(error).__name__)  # no text: it may quote a resident
                stuck.add(letter.report)
        return not stuck

    async def _deliver(self, letter_id: int, postman: Postman) -> bool:
        """Whether it is done with."""
        letter = await self._storage.letters.get(letter_id)
        if letter is None:  # its author was forgotten meanwhile
            return True
        task = asyncio.current_task()
        self._sending.add(task)
        try:
            sent_id = await postman.deliver(letter)
            if sent_id is not None:
                await self._storage.letters.delivered(letter, sent_id, self._clock())
        except UndeliverableError as error:
            await self._fail(letter, str(error))
            return True
        finally:
            self._sending.discard(task)
        return sent_id is not None

    async def _fail(self, letter: Letter, why: str) -> None:
        """Give it up, and tell the committee where it waits for an answer."""
        log.info("letter %s: %s", letter.id, why)
        report = await self._storage.reports.get(letter.report) if letter.report else None
        told = None
        if report and not letter.to_committee and report.chat_id == letter.chat_id:
            event = {"event": "undelivered", "what": letter.what, "why": why, "to": letter.source_id}
            told = NewLetter(letter.chat_id, True, mail.EVENT, event, letter.report)
        await self._storage.letters.failed(letter, why, told, self._clock())

    def _lock(self, chat: int) -> asyncio.Lock:
        return self._locks.setdefault(chat, asyncio.Lock())

    async def _stop(self) -> None:
        self._stopping = True
        tasks = list(self._lanes.values())
        for task in tasks:
            if task not in self._sending:
                task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOPPING)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
