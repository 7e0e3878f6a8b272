"""An editor at work on a small folder, in a town whose bot answers from what is written there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.knowledge.handbook_wording import HandbookWording
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person
from tests.knowledge_factory import NOW


@dataclass
class Desk:
    """A member who edits, and the files."""

    person: Person
    home: Path
    answerer: FakeAnswerer

    @property
    def kb(self) -> KnowledgeBase:
        """What the bot answers from at this moment."""
        return self.answerer.kb

    @property
    def words(self) -> HandbookWording:
        return self.kb.handbook_wording

    def file(self, name: str) -> str:
        return (self.home / name).read_text(encoding="utf-8")

    def put(self, name: str, old: str, new: str) -> None:
        """Somebody changes the file by hand."""
        assert self.file(name).count(old) == 1
        (self.home / name).write_text(self.file(name).replace(old, new), encoding="utf-8")

    def serve(self) -> None:
        """The bot sees what was changed by hand."""
        self.answerer.kb = load(self.home, now=NOW).kb

    async def open(self, words: str) -> Json:
        """`/sua WORDS`, when only one entry is meant."""
        return await self.person.ask(f"/sua {words}")

    async def card(self, ref: str) -> Json:
        """The card of an entry, opened by a button of an earlier message."""
        shown = await self.person.ask("/sua xyz")
        await self.person.send_data(shown, f"e:o:{ref}")
        return await self.person.sees(shown)

    async def press(self, message: Json, label: str) -> Json:
        """Press a button that changes the message; the message as it is then."""
        await self.person.press(message, label)
        return await self.person.sees(message)

    async def asks(self, message: Json, label: str) -> Json:
        """Press a button that asks something in a new message."""
        await self.person.press(message, label)
        return (await self.person.hears())[0]

    async def field(self, ref: str, short: str, typed: str, **more: Any) -> Json:
        """Press the button of a field and type a value; what the bot says to it."""
        shown = await self.card(ref)
        await self.person.send_data(shown, f"e:f:{ref}:{short}")
        [asked] = await self.person.hears()
        reply = {} if self.person.chat > 0 else {"reply_to_message_id": asked["message_id"]}
        return await self.person.ask(typed, **reply, **more)

    async def write(self, compared: Json) -> Json:
        """Press the button that writes; the card below."""
        return await self.asks(compared, self.words.button_write)

    async def sends(self, name: str, content: str | bytes, caption: str = "", reply_to: Json | None = None) -> None:
        """A file, as somebody attaches it."""
        form = {
            "chat_id": str(self.person.chat),
            "from_id": str(self.person.id),
            "kind": "document",
            "caption": caption,
        }
        form |= {"reply_to_message_id": str(reply_to["message_id"])} if reply_to else {}
        data = content.encode() if isinstance(content, str) else content
        await self.person.town.post("send", files={"file": (name, data)}, form=form)

    async def hears(self) -> Json:
        return (await self.person.hears())[0]

    def label(self, ref: str) -> str:
        letter, _, code = ref.partition(":")
        return Entry(self.kb, letter, code).label
