"""Notices that the knowledge folder changed. Polling, because it works the same on every system, over network mounts
and with editors that replace files; a look costs one `stat` a file."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.knowledge.loader import Loaded, Sources, build, knowledge_files, read_folder
from bot.knowledge.problems import KnowledgeError

LOOK_EVERY = 0.5
SETTLED_AFTER = 0.3

OnChange = Callable[[Loaded | KnowledgeError], Awaitable[None]]

_log = logging.getLogger(__name__)
_Look = tuple[tuple[str, int, int, int], ...]


async def watch(folder: Path, on_change: OnChange, *, clock: Callable[[], dt.datetime], served: str = "") -> None:
    """Call `on_change` with each new state of the folder, good or not, within two seconds; runs until cancelled.

    `served` is the version that is in use already (without it: whatever is there at the first look). A state is told
    once: neither a touched file nor a rewrite of the same words counts as a change.
    """
    told = served
    while True:
        sources, seen = await _read_settled(folder)
        if told and sources.version != told:
            await _tell(on_change, sources, clock())
        told = sources.version
        while await asyncio.to_thread(_look, folder) == seen:  # noqa: ASYNC110  # a folder has no event to wait for
            await asyncio.sleep(LOOK_EVERY)


async def _read_settled(folder: Path) -> tuple[Sources, _Look]:
    """Contents that nobody wrote to while they were read, and what they looked like."""
    while True:
        look = await _settled(folder)
        sources = await asyncio.to_thread(read_folder, folder)
        if await asyncio.to_thread(_look, folder) == look:
            return sources, look


async def _settled(folder: Path) -> _Look:
    """The looks of the folder once they have stayed the same for a moment: a save takes several writes."""
    look = await asyncio.to_thread(_look, folder)
    while True:
        await asyncio.sleep(SETTLED_AFTER)
        before, look = look, await asyncio.to_thread(_look, folder)
        if look == before:
            return look


async def _tell(on_change: OnChange, sources: Sources, now: dt.datetime) -> None:
    try:
        news: Loaded | KnowledgeError = await asyncio.to_thread(build, sources, now=now)
    except KnowledgeError as error:
        news = error
    try:
        await on_change(news)
    except Exception:  # noqa: BLE001  # what goes wrong there must not end the watching here
        _log.exception("telling about changed knowledge failed; watching goes on")


def _look(folder: Path) -> _Look:
    """Name, size and times of every file; nothing of what is in them."""
    found = []
    for path in knowledge_files(folder):
        try:
            status = path.stat()
        except OSError:  # gone meanwhile
            continue
        found.append((str(path), status.st_size, status.st_mtime_ns, status.st_ino))
    return tuple(found)
