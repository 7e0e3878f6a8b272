"""Residents and announcements for tests of the ledger. Times are local ones, as the bot gives them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.storage import Announcement, Content, Due, Result, Storage

HERE = dt.timezone(dt.timedelta(hours=7))
MORNING = dt.datetime(2026, 11, 22, 9, tzinfo=HERE)
NIGHT = MORNING.replace(hour=23)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

OWNER = 99
WORDS = Content("Mai cúp nước từ 8 giờ")
OTHER_WORDS = Content("Mai cúp nước từ 9 giờ")


async def subscribe(storage: Storage, *chats: int, group: int | None = None) -> None:
    for chat in chats:
        await storage.residents.subscribe(chat, MORNING)
        if group:
            await storage.residents.set_group(chat, group, MORNING)


async def approved(storage: Storage, now: dt.datetime = MORNING, **values: Any) -> Announcement:
    """An announcement on its way (or scheduled)."""
    draft = await storage.announcements.draft(WORDS, now, OWNER, **values)
    announcement = await storage.announcements.approve(draft.id, draft.revision, OWNER, now)
    assert announcement
    return announcement


async def changed(storage: Storage, original: Announcement, kind: Any, now: dt.datetime = MORNING) -> Announcement:
    """A correction or recall on its way."""
    draft = await storage.announcements.draft_about(original, kind, OTHER_WORDS, now, OWNER)
    announcement = await storage.announcements.approve(draft.id, draft.revision, OWNER, now)
    assert announcement
    return announcement


async def due(storage: Storage, now: dt.datetime = MORNING) -> list[Due]:
    return await storage.deliveries.due(now, 1000)


async def deliver(storage: Storage, now: dt.datetime = MORNING, outcome: Any = "sent", **values: Any) -> list[int]:
    """Let all that is due end so; the chats, in order."""
    items = await due(storage, now)
    for item in items:
        assert await storage.deliveries.claim(item, now)
        ids = {"ids": (item.chat_id * 10,)} if outcome == "sent" else {}
        await storage.deliveries.record(Result(item, outcome, now, **{**ids, **values}))
    return [item.chat_id for item in items]


async def end(
    storage: Storage, ends: Iterable[tuple[Due, Any]], now: dt.datetime = MORNING, *, claimed: bool = False
) -> None:
    """Let each of these end in its own way."""
    for item, outcome in ends:
        assert claimed or await storage.deliveries.claim(item, now)
        ids = (item.chat_id * 10,) if outcome == "sent" else ()
        await storage.deliveries.record(Result(item, outcome, now, ids))


async def rows(storage: Storage, announcement: Announcement, *chats: int) -> dict[int, dict[str, Any]]:
    """The deliveries of an announcement by chat."""
    held = {chat: (await storage.residents.export(chat)).get("deliveries", []) for chat in chats}
    return {chat: row for chat, rows in held.items() for row in rows if row["announcement_id"] == announcement.id}


async def states(storage: Storage, announcement: Announcement, *chats: int) -> dict[int, str]:
    return {chat: row["state"] for chat, row in (await rows(storage, announcement, *chats)).items()}


async def counted(storage: Storage, announcement: Announcement) -> Counter[str]:
    """The states that occur."""
    tally = await storage.deliveries.tally(announcement.id)
    names = ("pending", "sending", "sent", "refused", "unknown", "recalled")
    return +Counter({name: getattr(tally, name) for name in names})


async def now_is(storage: Storage, announcement: Announcement) -> Announcement:
    found = await storage.announcements.get(announcement.id)
    assert found
    return found
