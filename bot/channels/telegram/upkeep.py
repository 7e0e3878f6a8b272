"""The reminder of each month: what of the handbook wants looking at, with buttons that open it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardMarkup

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing.edit_entries import SECTIONS, Entry
from bot.channels.telegram.handlers.editing.edit_show import opens
from bot.handbook.upkeep import Place, upkeep
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.storage import Storage

NAMED = 3  # of a kind

_LETTERS = {section: letter for letter, section in SECTIONS.items()}


async def monthly_reminder(
    storage: Storage, kb: KnowledgeBase, now: dt.datetime
) -> tuple[RichText, InlineKeyboardMarkup | None]:
    """Short: the first of each kind by name. Empty when all is well."""
    words, found = kb.handbook_wording, await upkeep(storage, kb, now)
    titles = {code: topic.title for code, topic in kb.topics.items()}
    due, samples = _entries(kb, found.due), _entries(kb, found.samples)
    parts = [
        _part(kb, words.upkeep_due, [say(words.upkeep_item, muc=one.label) for one in due]),
        _part(kb, words.upkeep_samples, [say(words.upkeep_item, muc=one.label) for one in samples]),
        _part(
            kb,
            words.upkeep_disliked,
            [say(words.upkeep_votes, muc=titles[code], so=str(number)) for code, number in found.disliked],
        ),
        _part(
            kb,
            words.upkeep_misread,
            [
                say(words.upkeep_reading, muc=titles[topic], dung_ra=titles[meant], so=str(number))
                for topic, meant, number in found.misread
            ],
        ),
    ]
    if not any(parts):
        return (), None
    disliked = _entries(kb, [("topics", code) for code, _ in found.disliked])
    named = dict.fromkeys(one.ref for group in (due, samples, disliked) for one in group[:NAMED])
    rows = [opens(Entry(kb, *ref.split(":", 1))) for ref in named]
    if count := len(dict.fromkeys([*found.due, *found.samples])):
        rows.append([keyboards.button(fill(words.button_due, so=count), keyboards.EDIT, "l", "due")])
    return join([rich(words.upkeep_head), *parts, rich(words.upkeep_foot)], "\n\n"), keyboards.inline(*rows)


def _entries(kb: KnowledgeBase, places: Iterable[Place]) -> list[Entry]:
    return [Entry(kb, _LETTERS[section], code) for section, code in places]


def _part(kb: KnowledgeBase, head: str, lines: Sequence[RichText]) -> RichText:
    if not lines:
        return ()
    more = len(lines) - NAMED
    rest = say(kb.handbook_wording.upkeep_more, so=str(more)) if more > 0 else ()
    return join([say(head, so=str(len(lines))), *lines[:NAMED], rest])
