"""What members do with a draft: press its buttons, and see what becomes of it."""

from __future__ import annotations

from typing import Any

from tests.channels.telegram.town import Json, Person, buttons


def private(person: Person) -> Person:
    return person.inside(person.id)


def label(message: Json, beginning: str) -> str:
    """The button that begins so."""
    return next(label for row in buttons(message) for label in row if label.startswith(beginning))


async def press(person: Person, message: Json, beginning: str) -> str:
    return await person.press(message, label(message, beginning))


async def step(person: Person, message: Json, beginning: str) -> Json:
    """Press, and see the message as it is then."""
    await press(person, message, beginning)
    return await person.sees(message)


async def finish(person: Person, message: Json, beginning: str) -> Json:
    """Press what leads to a preview; the new panel below it."""
    await press(person, message, beginning)
    return (await person.hears(2))[1]


async def drafted(person: Person, words: str = "Mai cắt nước") -> Json:
    """The panel of an announcement in one message."""
    await person.say(f"/thongbao {words}")
    return (await person.hears(2))[1]


async def content(person: Person, **sent: Any) -> list[Json]:
    """What comes back for this content, in private."""
    await person.ask("/thongbao")
    await person.say(**sent)
    return await person.hears()


async def chosen(person: Person, panel: Json) -> list[Json]:
    """Everyone, now, ordinary: the preview, and the panel."""
    panel = await step(person, panel, "👥")
    panel = await step(person, panel, "Gửi ngay")
    await press(person, panel, "Thường")
    shown = (await person.town.get("messages", chat_id=person.chat, after=panel["message_id"]))["messages"]
    person.read = shown[-1]["message_id"]
    return list(shown)
