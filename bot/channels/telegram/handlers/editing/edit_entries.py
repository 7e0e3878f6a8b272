"""What members may change by buttons: contacts, schedules, places, topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from telegram import InlineKeyboardButton

from bot.answering.calendar import Calendar
from bot.answering.contacts import People, stale
from bot.answering.model import RichText, Slots
from bot.answering.topics import Circumstances, Topics
from bot.channels.telegram import keyboards
from bot.channels.telegram.render import topic_as_rich
from bot.channels.telegram.talk import Talk
from bot.knowledge.edits import Append, Set, outcome
from bot.knowledge.model import KnowledgeBase, Sourced
from bot.knowledge.placeholders import fill
from bot.knowledge.values import fold_key

_SAMPLES = fold_key("mẫu")
SECTIONS = {"c": "contacts", "s": "schedules", "p": "places", "t": "topics"}  # as buttons carry them


@dataclass(frozen=True)
class Entry:
    """One entry of one version of the knowledge. `letter` is its section in buttons."""

    kb: KnowledgeBase
    letter: str
    code: str

    @property
    def section(self) -> str:
        return SECTIONS[self.letter]

    @property
    def ref(self) -> str:
        """As buttons and tasks carry it."""
        return f"{self.letter}:{self.code}"

    @property
    def value(self) -> Any:
        return getattr(self.kb, self.section)[self.code]

    @property
    def label(self) -> str:
        words, value = self.kb.handbook_wording, self.value
        if self.letter == "c":
            return fill(words.label_contact, chuc_vu=value.role)
        if self.letter == "t":
            return fill(words.label_topic, tieu_de=value.title)
        label, name = (words.label_schedule, "title") if self.letter == "s" else (words.label_place, "name")
        return fill(label, ten=getattr(value, name))

    def key(self, label: str, act: str, *more: object) -> InlineKeyboardButton:
        return keyboards.button(label, keyboards.EDIT, act, self.ref, *more)

    def needs_review(self, talk: Talk) -> bool:
        value: Sourced = self.value
        return bool(value.samples) or stale(value, talk.local.date())

    def with_(self, edits: Iterable[Set | Append]) -> Entry:
        """As it will be after these edits of it. Raises pydantic's ValidationError for what it cannot be."""
        data = _listed(self.value.model_dump(by_alias=True, exclude_none=True))
        for edit in edits:
            data = outcome(data, (), edit)
            key = fold_key(str(edit.path[0]))  # what is written is no sample any more
            data[_SAMPLES] = [title for title in data.get(_SAMPLES, ()) if fold_key(title) != key]
        changed: Any = {
            self.section: {**getattr(self.kb, self.section), self.code: type(self.value).model_validate(data)}
        }
        return Entry(replace(self.kb, **changed), self.letter, self.code)

    def seen(self, talk: Talk) -> RichText:
        """As residents see it."""
        people, now = People(self.kb, samples=talk.services.samples), talk.local
        calendar = Calendar(self.kb, people)
        if self.letter == "c":
            return people.block(self.value, now.date())
        if self.letter == "s":
            return calendar.describe(self.value, None, now)
        if self.letter == "p":
            return people.place(self.value)
        return topic_as_rich(Topics(self.kb, people, calendar).render(self.value, Circumstances(Slots(), (), now)))


def entry(kb: KnowledgeBase, ref: str) -> Entry | None:
    """The entry that a button or a task names, if there is one now."""
    letter, _, code = ref.partition(":")
    there = letter in SECTIONS and code in getattr(kb, SECTIONS[letter])
    return Entry(kb, letter, code) if there else None


def entries(kb: KnowledgeBase, letters: str = "cspt") -> list[Entry]:
    """All of some sections, in the order of the files."""
    return [Entry(kb, letter, code) for letter in letters for code in getattr(kb, SECTIONS[letter])]


def _listed(value: Any) -> Any:
    """With lists, as files are read."""
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, tuple) else value
