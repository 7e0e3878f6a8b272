"""The only place where the parts are joined: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import ctypes
import datetime as dt
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.messages import message
from bot.settings import Settings, unknown_settings

# The rest is imported when needed: updates are asked for before the knowledge, and what reads it, is loaded.
if TYPE_CHECKING:
    from bot.answering.answerer import Answerer
    from bot.channels.telegram import Channel
    from bot.knowledge.loader import Loaded
    from bot.knowledge.problems import KnowledgeError
    from bot.storage import Storage

Clock = Callable[[], dt.datetime]
Tell = Callable[[str], Awaitable[object]]

HANDLED_IDS_KEPT = dt.timedelta(days=7)  # Telegram delivers again within a day at most
QUESTIONS_KEPT = dt.timedelta(days=90)
DELIVERIES_KEPT = dt.timedelta(days=365)
DRAFTS_KEPT = dt.timedelta(days=7)
CLEANING_EVERY = dt.timedelta(days=1)
KEPT_BLOCK = 1 << 22  # bytes

log = logging.getLogger(__name__)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Knowledge:
    """The answers in use: those of the last good version of the folder."""

    def __init__(self, folder: Path, *, samples: bool, clock: Clock) -> None:
        self.ready = asyncio.Event()
        self._folder = folder
        self._samples = samples
        self._clock = clock
        self._answerer: Answerer | None = None
        self._refused = ""
        self._telling: set[asyncio.Future[object]] = set()

    def answerer(self) -> Answerer:
        """Only once `ready` is set."""
        if self._answerer is None:
            raise RuntimeError("the knowledge is not loaded yet")
        return self._answerer

    async def serve(self, tell: Tell) -> None:
        """Load the folder, then follow its changes until cancelled. Raises KnowledgeError when it cannot be used at
        start; later `tell` hears of it and the version before stays in use."""
        first = await asyncio.to_thread(self._load)
        await self._use(first)
        self.ready.set()
        for problem in first.warnings:
            log.info("%s", problem)

        from bot.knowledge.watch import watch

        async def on_change(news: Loaded | KnowledgeError) -> None:
            await self._change(news, tell)

        try:
            await watch(self._folder, on_change, clock=self._clock, served=first.kb.version)
        finally:
            for task in self._telling:
                task.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    def _load(self) -> Loaded:
        from bot.knowledge.loader import load

        return load(self._folder, now=self._clock())

    async def _use(self, loaded: Loaded) -> None:
        if self._answerer:  # new facts are told at once, while new ways of asking are being learned
            self._answerer = await asyncio.to_thread(self._answerer.hastily, loaded.kb) or self._answerer
        self._answerer = await asyncio.to_thread(self._build, loaded)
        settle()
        log.info("knowledge %s: %d topics", loaded.kb.version, len(loaded.kb.topics))

    def _build(self, loaded: Loaded) -> Answerer:
        from bot.answering.answerer import Answerer

        return Answerer(loaded.kb, samples=self._samples)

    async def _change(self, news: Loaded | KnowledgeError, tell: Tell) -> None:
        if isinstance(news, Exception):
            log.warning("changed knowledge refused: %s", news)
            if str(news) != self._refused:
                self._refused = str(news)
                self._report(tell(message("app.knowledge_refused", problems=news)))
            return
        await self._use(news)
        if self._refused:
            self._refused = ""
            self._report(tell(message("app.knowledge_mended")))

    def _report(self, telling: Awaitable[object]) -> None:
        """Tell the committee without waiting: its chat may be slow, and the next change must not."""
        task = asyncio.ensure_future(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


@dataclass(frozen=True)
class App:
    """The parts, joined."""

    storage: Storage
    knowledge: Knowledge
    channel: Channel
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Answer residents until told to stop; raises what ends the bot before that."""
        await until_one_ends(
            self.channel.run(stop),
            self.knowledge.serve(self.channel.tell_committee),
            clean_daily(self.storage, self.clock),
        )


@asynccontextmanager
async def open_app(settings: Settings, *, samples: bool = False, clock: Clock = utc_now) -> AsyncIterator[App]:
    """The bot, ready to run. `samples`: show sample values, tagged, as the demo does."""
    from bot.broadcast.pacing import Rates
    from bot.channels.telegram import ChannelConfig, open_channel
    from bot.storage import open_storage

    give_back_memory()
    knowledge = Knowledge(settings.knowledge_folder, samples=samples, clock=clock)
    config = ChannelConfig(
        token=settings.required_token(),
        api_url=settings.api_url,
        proxy=settings.proxy.get_secret_value() if settings.proxy else None,
        committee_chat=settings.committee_chat,
        owners=settings.owners,
        second_approval=settings.second_approval,
        samples=samples,
        rates=Rates(
            settings.messages_per_second, settings.chat_messages_per_second, settings.group_messages_per_minute
        ),
    )
    async with (
        open_storage(settings.database_url.get_secret_value()) as storage,
        open_channel(config, storage, knowledge.answerer, clock, knowledge.ready) as channel,
    ):
        yield App(storage, knowledge, channel, clock)


def give_back_memory() -> None:
    """Learning needs much memory for a second. Have glibc return every large block at once: left to itself it soon
    keeps blocks of up to 32 MB for the process (mallopt(3), M_MMAP_THRESHOLD and M_TRIM_THRESHOLD). What a question
    needs, a megabyte or two, stays: to fetch it anew each time takes longer than the answer."""
    with suppress(OSError, AttributeError):  # another C library, or another system
        mallopt = ctypes.CDLL("libc.so.6").mallopt
        mallopt(-3, KEPT_BLOCK)
        mallopt(-1, KEPT_BLOCK)


def settle() -> None:
    """Leave what has just been learned out of every later garbage collection: it stays, and looking through its half
    million objects again and again made one answer in a hundred wait for 30 ms."""
    gc.unfreeze()  # what the last version has left
    gc.collect()
    gc.freeze()


async def clean_daily(storage: Storage, clock: Clock) -> None:
    """Delete what has been kept long enough, now and once a day."""
    from bot.storage import StorageError

    while True:
        now = clock()
        try:
            await storage.inbox.purge(now - HANDLED_IDS_KEPT)
            await storage.questions.purge(now - QUESTIONS_KEPT)
            await storage.dialogues.purge(now)
            await storage.prompts.purge(now - DRAFTS_KEPT)
            await storage.announcements.purge_drafts(now - DRAFTS_KEPT)
            await storage.deliveries.purge(now - DELIVERIES_KEPT)
        except StorageError as error:  # residents are answered all the same
            log.error("the daily cleaning failed: %s", error)
        await asyncio.sleep(CLEANING_EVERY.total_seconds())


async def until_one_ends(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until the first has ended, then cancel the others; raises what the first raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def run_bot(settings: Settings) -> None:
    """`khupho run`: blocks until SIGTERM or Ctrl-C."""
    from bot.logs import configure_logging

    configure_logging(settings.log, settings.secrets())
    settings.required_token()
    for line in unknown_settings():
        log.warning("%s", line)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = stop_on_signals()
    async with open_app(settings) as app:
        log.info("started")
        await app.run(stop)
    log.info("stopped")


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM or Ctrl-C sets."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            with suppress(ValueError):
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop
