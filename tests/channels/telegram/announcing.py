"""Announcements in a town, approved without going through the chat of the committee."""

from __future__ import annotations

from typing import Any

from bot.settings import LOCAL
from bot.storage import Announcement, Content
from tests.channels.telegram.town import Person, Town

MEMBER = 1  # nobody in the town


async def draft(place: Town, html: str = "Mai cắt nước", /, **values: Any) -> Announcement:
    """One that is not approved yet."""
    content = values.pop("content", Content(html))
    return await place.storage.announcements.draft(content, place.clock(), MEMBER, **values)


async def announce(place: Town, html: str = "Mai cắt nước", /, **values: Any) -> Announcement:
    """One that is on its way to whoever agreed to announcements."""
    one = await draft(place, html, **values)
    return await approve(place, one)


async def approve(place: Town, one: Announcement) -> Announcement:
    now = place.clock().astimezone(LOCAL)
    approved = await place.storage.announcements.approve(one.id, one.revision, MEMBER, now)
    assert approved is not None
    place.channel._broadcaster.wake()
    return approved


async def subscriber(place: Town, name: str = "Hòa", group: int | None = None) -> Person:
    """Somebody who agreed to announcements."""
    person = await place.person(name)
    await person.ask("xin chào")
    await place.storage.residents.subscribe(person.id, place.clock())
    await place.storage.residents.set_group(person.id, group, place.clock())
    return person
