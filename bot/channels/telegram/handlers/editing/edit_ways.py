"""The ways in which residents ask for a topic: one more, one less."""

from __future__ import annotations

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing import edit_change, edit_show
from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.channels.telegram.handlers.editing.edit_fields import Edit
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.edits import Append, Set
from bot.knowledge.placeholders import fill
from bot.language.folding import fold

WAYS = "cách hỏi"
PAGE = 8


async def show(talk: Talk, one: Entry, more: list[str]) -> None:
    """A page of them; pressing one takes it out."""
    words, ways = one.kb.handbook_wording, _ways(one)
    at = int(more[0]) if more and more[0].isascii() and more[0].isdecimal() and len(more[0]) < 4 else 0
    page = ways[at * PAGE : (at + 1) * PAGE]
    keys = [
        [one.key(fill(words.button_way, cach=shortened(way, edit_show.LABEL)), "wx", keyboards.fingerprint(way))]
        for way in page
    ]
    turn = [one.key(words.button_before, "w", at - 1)] if at else []
    turn += [one.key(words.button_after, "w", at + 1)] if (at + 1) * PAGE < len(ways) else []
    rows = [[one.key(words.button_add_way, "wa")], *keys, *([turn] if turn else []), [edit_show.back(one)]]
    await edit_show.put(talk, say(words.ways_head, muc=one.label, so=str(len(ways))), rows)


async def ask(talk: Talk, one: Entry, _more: list[str]) -> None:
    text = say(one.kb.handbook_wording.ask_way, muc=one.label)
    await expect(talk, Task("edit.way", {"ref": one.ref}), text, [[edit_show.back(one)]])


async def take(talk: Talk, one: Entry, typed: str) -> bool:
    """Each line is one; False when it has to be asked again."""
    words, known = one.kb.handbook_wording, {fold(way) for way in _ways(one)}
    ways = {fold(way): way for line in typed.splitlines() if (way := " ".join(line.split()))}
    for key, way in ways.items():
        if other := _other(one, key):
            told = say(words.way_elsewhere, cach=way, muc=other.label)
            await talk.say(told, keyboards.inline(edit_show.opens(other), [edit_show.back(one)]))
            return True
    edits: list[Edit] = [Append(one.section, one.code, (WAYS,), way) for key, way in ways.items() if key not in known]
    return await edit_change.propose(talk, one, edits, words.what_way, field="wa")


def _other(one: Entry, folded: str) -> Entry | None:
    """The other topic that is asked for in this way."""
    others = (code for code in one.kb.topics if code != one.code)
    return next((Entry(one.kb, "t", c) for c in others if folded in map(fold, one.kb.topics[c].ways)), None)


async def remove(talk: Talk, one: Entry, more: list[str]) -> None:
    ways, words = _ways(one), one.kb.handbook_wording
    at = next((at for at, way in enumerate(ways) if [keyboards.fingerprint(way)] == more), None)
    if at is None:
        await talk.toast(words.toast_over)
    else:
        edits: list[Edit] = [Set(one.section, one.code, (WAYS, at), None)]
        await edit_change.propose(talk, one, edits, words.what_no_way)


def _ways(one: Entry) -> tuple[str, ...]:
    return one.value.ways if one.letter == "t" else ()
