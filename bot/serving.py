"""The knowledge in use: loaded, followed while the committee changes it, learned from."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.messages import message

# The rest is imported when needed: updates are asked for before the knowledge, and what reads it, is loaded.
if TYPE_CHECKING:
    from bot.answering.answerer import Answerer
    from bot.handbook import Handbook
    from bot.knowledge.loader import Loaded
    from bot.knowledge.model import KnowledgeBase
    from bot.knowledge.problems import KnowledgeError

_T = TypeVar("_T")
Clock = Callable[[], dt.datetime]
Tell = Callable[[str], Awaitable[object]]

log = logging.getLogger(__name__)


class Knowledge:
    """The answers in use: those of the last good version of the folder."""

    def __init__(self, folder: Path, *, samples: bool, clock: Clock) -> None:
        self.ready = asyncio.Event()
        self._folder = folder
        self._samples = samples
        self._clock = clock
        self._answerer: Answerer | None = None
        self._newest: KnowledgeBase | None = None
        self._learning = asyncio.Lock()
        self._refused = ""
        self._telling: set[asyncio.Future[object]] = set()

    def answerer(self) -> Answerer:
        """Only once `ready` is set."""
        if self._answerer is None:
            raise RuntimeError("the knowledge is not loaded yet")
        return self._answerer

    async def serve(self, tell: Tell, handbook: Handbook) -> None:
        """Load the folder, then follow its changes until cancelled; the handbook remembers them. Raises KnowledgeError
        when it cannot be used at start; later `tell` hears of it and the version before stays in use."""
        await _remembering(handbook.recover(self._clock()))
        first = await asyncio.to_thread(self._load)
        await _remembering(handbook.seen(first, self._clock()))
        await self.use(first)
        self.ready.set()
        for problem in first.warnings:
            log.info("%s", problem)

        from bot.knowledge.watch import watch

        async def on_change(news: Loaded | KnowledgeError) -> None:
            await self._change(news, tell, handbook)

        try:
            await watch(self._folder, on_change, clock=self._clock, served=first.kb.version)
        finally:
            for task in self._telling:
                task.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    def _load(self) -> Loaded:
        from bot.knowledge.loader import load

        return load(self._folder, now=self._clock())

    async def use(self, loaded: Loaded) -> None:
        """Answer from this version when this returns. New facts are told at once; new ways of asking, known by heart
        already, are learned from in the meantime."""
        self._newest = loaded.kb
        hasty = await asyncio.to_thread(self._answerer.hastily, loaded.kb) if self._answerer else None
        if hasty and self._newest is loaded.kb:
            self._answerer = hasty
        learning = asyncio.ensure_future(self._learn(loaded))
        if hasty:
            self._aside(learning)
        else:
            await learning

    async def _learn(self, loaded: Loaded) -> None:
        async with self._learning:
            if self._newest is not loaded.kb:  # there is a newer one by now
                return
            learned = await asyncio.to_thread(self._build, loaded)
            if self._newest is loaded.kb:
                self._answerer = learned
                settle()
                log.info("knowledge %s: %d topics", loaded.kb.version, len(loaded.kb.topics))

    def _build(self, loaded: Loaded) -> Answerer:
        from bot.answering.answerer import Answerer

        return Answerer(loaded.kb, samples=self._samples)

    async def _change(self, news: Loaded | KnowledgeError, tell: Tell, handbook: Handbook) -> None:
        if isinstance(news, Exception):
            log.warning("changed knowledge refused: %s", news)
            if str(news) != self._refused:
                self._refused = str(news)
                self._aside(tell(message("app.knowledge_refused", problems=news)))
            return
        if await _remembering(handbook.seen(news, self._clock())) is False:
            return  # the folder is another one by now, and will be told of
        if self._newest is None or self._newest.version != news.kb.version:
            await self.use(news)
        if self._refused:
            self._refused = ""
            self._aside(tell(message("app.knowledge_mended")))

    def _aside(self, work: Awaitable[object]) -> None:
        """Do it without waiting: the committee's chat may be slow, learning is, and the next change must not be."""
        task = asyncio.ensure_future(work)
        self._telling.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[object]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("what a change of the knowledge brings with it failed", exc_info=error)


async def _remembering(work: Awaitable[_T]) -> _T | None:
    """The history is made up for later when the database cannot be written; residents are answered all the same."""
    from bot.storage import StorageError

    try:
        return await work
    except StorageError as error:
        log.error("the history of the knowledge cannot be kept: %s", error)
        return None


def settle() -> None:
    """Leave what has just been learned out of every later garbage collection: it stays, and looking through its half
    million objects again and again made one answer in a hundred wait for 30 ms."""
    gc.unfreeze()  # what the last version has left
    gc.collect()
    gc.freeze()
