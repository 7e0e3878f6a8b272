"""`/sua`: members change the knowledge without seeing a file. This is the entrance, and the table of the buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice

from bot.answering.model import Question
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask, lookup
from bot.channels.telegram.handlers.editing import (
    edit_change,
    edit_file,
    edit_schedule,
    edit_show,
    edit_values,
    edit_ways,
)
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entries, entry
from bot.channels.telegram.handlers.editing.edit_exceptions import planned_day
from bot.channels.telegram.handlers.editing.edit_finding import find
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.memory import State
from bot.channels.telegram.spoken import spoken
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect, is_dropped, may_answer
from bot.knowledge.placeholders import fill

LISTED = 90  # Telegram takes 100 buttons


async def edit(talk: Talk) -> None:
    """`/sua`, `/sua WORDS`, `/sua tệp`, or a file with `/sua` below it."""
    if not await talk.may("edit"):
        return
    words, text = talk.kb.handbook_wording, talk.incoming.text
    if talk.incoming.message and talk.incoming.message.document:
        await edit_file.take(talk, talk.incoming.message.document)
    elif spoken(text) in {spoken(word) for word in words.file_words}:
        await edit_file.choose(talk, [])
    elif text:
        await _found(talk, text)
    else:
        await _menu(talk, [])


async def pressed(talk: Talk) -> None:
    """A button of `/sua`."""
    if not await talk.may("edit"):
        return
    if talk.state.task.startswith("edit."):
        talk.remember(State())
    act, *rest = talk.incoming.text.split(":")
    if whole := _WHOLE.get(act):
        await whole(talk, rest)
    elif handler := _ON_ENTRY.get(rest[0] if rest else "", {}).get(act):
        one = entry(talk.kb, ":".join(rest[:2]))
        await (handler(talk, one, rest[2:]) if one else talk.toast(talk.kb.handbook_wording.toast_gone))
    else:
        await lookup.unknown_button(talk)


async def said(talk: Talk, task: Task) -> bool:
    """What was asked for."""
    text, words = talk.incoming.text, talk.kb.handbook_wording
    step = task.what.partition(".")[2]
    if place := talk.incoming.message and talk.incoming.message.location:
        text = f"{place.latitude}, {place.longitude}" if task.data.get("field") == "lo" else ""
    if not text or not await may_answer(talk, task, "edit"):
        return bool(text)
    talk.remember(State())
    one = entry(talk.kb, str(task.data.get("ref")))
    if is_dropped(talk, task.what):
        await (edit_show.show(talk, one, words.dropped) if one else talk.say(words.dropped))
    elif step == "find":
        await _found(talk, text)
    elif one is None:
        await talk.say(words.gone, keyboards.inline([edit_show.again(words)]))
    elif step == "field":
        await edit_values.take(talk, one, str(task.data.get("field")), text)
    elif step == "way":
        if not await edit_ways.take(talk, one, text):
            await edit_ways.ask(talk, one, [])
    elif planned := planned_day(one, str(task.data.get("day"))):
        await _DATED[step](talk, one, planned, text)
    else:
        await edit_show.show(talk, one, words.gone_day)
    return True


# Finding


async def _menu(talk: Talk, _rest: list[str]) -> None:
    words = talk.kb.handbook_wording
    key = keyboards.button
    due = sum(one.needs_review(talk) for one in entries(talk.kb))
    rows = [
        [key(words.button_contacts, keyboards.EDIT, "l", "c"), key(words.button_schedules, keyboards.EDIT, "l", "s")],
        [key(words.button_places, keyboards.EDIT, "l", "p"), key(words.button_files, keyboards.EDIT, "files")],
        *([[key(fill(words.button_due, so=due), keyboards.EDIT, "l", "due")]] if due else []),
    ]
    if talk.incoming.private:
        await expect(talk, Task("edit.find"), words.ask_what, rows)
    else:  # a field for the reply stands in place of buttons there
        await talk.say(words.choose_what, keyboards.inline(*rows))
        await expect(talk, Task("edit.find"), words.ask_what_group)


async def _found(talk: Talk, text: str) -> None:
    words = talk.kb.handbook_wording
    asked = text[: ask.READ]
    found = find(talk.kb, asked, talk.answerer.answer(Question(asked, talk.local)))
    if len(found) == 1:
        await edit_show.show(talk, found[0])
    elif found:
        rows = [*map(edit_show.opens, found), [edit_show.again(words)]]
        await talk.say(words.found, keyboards.inline(*rows))
    else:
        await talk.say(words.not_found, keyboards.inline([edit_show.again(words)]))


async def _list(talk: Talk, rest: list[str]) -> None:
    """What there is of one kind; of contacts first the sections."""
    words = talk.kb.handbook_wording
    match rest:
        case ["c"]:
            titles = dict.fromkeys(contact.section for contact in talk.kb.contacts.values())
            keys = [keyboards.button(title, keyboards.EDIT, "l", "c", keyboards.section_key(title)) for title in titles]
            rows: list[Row] = edit_show.in_rows(keys, 2)
        case ["c", section]:
            rows = _opening(one for one in entries(talk.kb, "c") if keyboards.section_key(one.value.section) == section)
        case ["s" | "p" as letter]:
            rows = _opening(entries(talk.kb, letter))
        case ["due"]:
            rows = _opening(one for one in entries(talk.kb) if one.needs_review(talk))
        case _:
            return await lookup.unknown_button(talk)
    return await edit_show.put(talk, words.choose, [*rows, [edit_show.again(words)]])


def _opening(found: Iterable[Entry]) -> list[Row]:
    return [edit_show.opens(one) for one in islice(found, LISTED)]


# One entry


async def _open(talk: Talk, one: Entry, _more: list[str]) -> None:
    await edit_show.show(talk, one)


async def _rewrite(talk: Talk, rest: list[str]) -> None:
    if found := await edit_change.rewrite(talk, rest):
        one, field = found
        await (edit_ways.ask(talk, one, []) if field == "wa" else edit_values.field(talk, one, [field]))


_OnEntry = Callable[[Talk, Entry, list[str]], Awaitable[None]]
_WHOLE: dict[str, Callable[[Talk, list[str]], Awaitable[None]]] = {
    "menu": _menu, "l": _list, "ok": edit_change.write, "no": edit_change.drop, "re": _rewrite,
    "files": edit_file.choose, "file": edit_file.send,
}  # fmt: skip
_OF_ANY: dict[str, _OnEntry] = {
    "o": _open, "f": edit_values.field, "v": edit_values.still_right,
    "m": edit_values.samples, "k": edit_values.no_sample,
}  # fmt: skip
_OF_SCHEDULE: dict[str, _OnEntry] = {
    "ps": edit_values.place,
    "n": edit_schedule.skip, "nr": edit_schedule.skip_because, "nx": edit_schedule.ask_reason,
    "d": edit_schedule.move, "dd": edit_schedule.move_to, "dx": edit_schedule.ask_day, "h": edit_schedule.ask_hours,
    "x": edit_schedule.take_back, "b": edit_schedule.tell,
}  # fmt: skip
_OF_TOPIC: dict[str, _OnEntry] = {"w": edit_ways.show, "wa": edit_ways.ask, "wx": edit_ways.remove}
_ON_ENTRY = {"c": _OF_ANY, "p": _OF_ANY, "s": _OF_ANY | _OF_SCHEDULE, "t": _OF_ANY | _OF_TOPIC}
_DATED: dict[str, Callable[[Talk, Entry, dt.date, str], Awaitable[None]]] = {
    "reason": edit_schedule.take_reason, "move": edit_schedule.take_day, "hours": edit_schedule.take_hours,
}  # fmt: skip
