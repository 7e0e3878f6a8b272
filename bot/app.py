"""The only place where the parts are joined: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import ctypes
import datetime as dt
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.messages import message
from bot.serving import Clock, Knowledge
from bot.settings import Settings, unknown_settings

# The rest is imported when needed: updates are asked for before the knowledge, and what reads it, is loaded.
if TYPE_CHECKING:
    from bot.channels.telegram import Channel
    from bot.handbook import Handbook
    from bot.storage import Storage


HANDLED_IDS_KEPT = dt.timedelta(days=7)  # Telegram delivers again within a day at most
REPORTS_KEPT = dt.timedelta(days=730)  # after they ended
QUESTIONS_KEPT = dt.timedelta(days=90)
MISREADINGS_KEPT = dt.timedelta(days=365)
DELIVERIES_KEPT = dt.timedelta(days=365)
DRAFTS_KEPT = dt.timedelta(days=7)
CLEANING_EVERY = dt.timedelta(days=1)
KEPT_BLOCK = 1 << 22  # bytes

log = logging.getLogger(__name__)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class App:
    """The parts, joined."""

    storage: Storage
    knowledge: Knowledge
    handbook: Handbook
    channel: Channel
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Answer residents until told to stop; raises what ends the bot before that."""
        await until_one_ends(
            self.channel.run(stop),
            self.knowledge.serve(self.channel.tell_committee, self.handbook),
            clean_daily(self.storage, self.clock),
        )


@asynccontextmanager
async def open_app(settings: Settings, *, samples: bool = False, clock: Clock = utc_now) -> AsyncIterator[App]:
    """The bot, ready to run. `samples`: show sample values, tagged, as the demo does."""
    from bot.broadcast.pacing import Rates
    from bot.channels.telegram import ChannelConfig, open_channel
    from bot.handbook import Handbook
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
        reports_per_day=settings.reports_per_day,
        samples=samples,
        rates=Rates(
            settings.messages_per_second, settings.chat_messages_per_second, settings.group_messages_per_minute
        ),
    )
    async with open_storage(settings.database_url.get_secret_value()) as storage:
        handbook = Handbook(settings.knowledge_folder, storage, knowledge.use)
        async with open_channel(
            config, storage, knowledge.answerer, clock, ready=knowledge.ready, handbook=handbook
        ) as channel:
            yield App(storage, knowledge, handbook, channel, clock)


def give_back_memory() -> None:
    """Learning needs much memory for a second. Have glibc return every large block at once: left to itself it soon
    keeps blocks of up to 32 MB for the process (mallopt(3), M_MMAP_THRESHOLD and M_TRIM_THRESHOLD). What a question
    needs, a megabyte or two, stays: to fetch it anew each time takes longer than the answer."""
    with suppress(OSError, AttributeError):  # another C library, or another system
        mallopt = ctypes.CDLL("libc.so.6").mallopt
        mallopt(-3, KEPT_BLOCK)
        mallopt(-1, KEPT_BLOCK)


async def clean_daily(storage: Storage, clock: Clock) -> None:
    """Delete what has been kept long enough, now and once a day."""
    from bot.storage import StorageError

    while True:
        now = clock()
        try:
            await storage.inbox.purge(now - HANDLED_IDS_KEPT)
            await storage.reports.purge(now - REPORTS_KEPT)
            await storage.questions.purge(now - QUESTIONS_KEPT)
            await storage.misreadings.purge(now - MISREADINGS_KEPT)
            await storage.dialogues.purge(now)
            await storage.prompts.purge(now - DRAFTS_KEPT)
            await storage.proposals.purge(now - DRAFTS_KEPT)
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


def run_bot(settings: Settings, announce: Callable[[str], None]) -> None:
    """`khupho run`: blocks until SIGTERM or Ctrl-C. `announce` prints what is for the operator and not for the log."""
    from bot.logs import configure_logging

    configure_logging(settings.log, settings.secrets())
    settings.required_token()
    for line in unknown_settings():
        log.warning("%s", line)
    asyncio.run(_run(settings, announce))


async def _run(settings: Settings, announce: Callable[[str], None]) -> None:
    stop = stop_on_signals()
    async with open_app(settings) as app:
        if code := await app.channel.offer_ownership():
            announce(message("app.one_time_code", code=code))
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
