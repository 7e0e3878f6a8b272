"""What was answered becomes an entry of the handbook: as the bot proposes it, changed by members. How it is written is
in `mailbox_new`."""

from __future__ import annotations

from bot.answering.model import RichText
from bot.answering.rich import first_upper, join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing.edit_show import put
from bot.channels.telegram.handlers.editing.edit_texts import typed_text
from bot.channels.telegram.handlers.questions.mailbox_new import entry, nearest
from bot.channels.telegram.keyboards import MAILBOX, Row, button
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.feedback.mailbox import FIELDS, key_of
from bot.knowledge.placeholders import fill

ORDER = "tclmnx"  # in which members read the fields, see FIELDS


async def show(talk: Talk, number: int, _: str = "") -> None:
    """`📖 Đưa vào sổ tay`"""
    found = await entry(talk, number)
    if found is None:
        return
    first, values = found
    words, near = talk.kb.mailbox_wording, nearest(talk, values)
    lines = [_line(talk, letter, values[letter]) for letter in ORDER]
    near_line = say(words.entry_nearest, muc=near.title) if near else ()
    text = join([say(words.entry_head, ma=first.label), join(lines), near_line], "\n\n")
    rows: list[Row] = [[button(words.button_new, MAILBOX, "m", first.id)]]
    if near:
        rows.insert(0, [button(fill(words.button_ways, muc=near.title), MAILBOX, "w", first.id, near.topic)])
    keys = [button(fill(words.button_change, ten=_name(letter)), MAILBOX, "e", first.id, letter) for letter in ORDER]
    rows += [keys[:3], keys[3:], [button(words.button_back, MAILBOX, "g", first.id)]]
    await put(talk, text, rows)


async def ask(talk: Talk, number: int, letter: str) -> None:
    """`✏️`"""
    words, private = talk.kb.mailbox_wording, talk.incoming.private
    if letter not in FIELDS:
        await talk.toast(talk.words.old_button)
    elif await entry(talk, number):
        if letter == "c":
            text = rich(words.ask_ways if private else words.ask_ways_group)
        else:
            text = say(words.ask_value if private else words.ask_value_group, ten=_name(letter))
        await expect(talk, Task("mailbox.entry", {"id": number, "of": letter}), text)


async def changed(talk: Talk, number: int, letter: str) -> bool:
    """The new value; `check` sees to it when it is proposed."""
    typed, message = talk.incoming.text, talk.incoming.message
    text = typed_text(message, typed) if letter == "l" else typed
    if not text:
        await talk.say(talk.kb.mailbox_wording.words_only)
        return True
    talk.remember(State())
    if found := await entry(talk, number):
        value = [" ".join(line.split()) for line in text.splitlines() if line.strip()] if letter == "c" else text
        await talk.storage.questions.edit_entry(number, {**(found[0].entry or {}), letter: value})
        await show(talk, number)
    return True


async def drop(talk: Talk, number: int, proposal: str) -> None:
    """Back to what can be changed."""
    await talk.services.handbook.drop(keyboards.number(proposal))
    await show(talk, number)


def _name(letter: str) -> str:
    return first_upper(key_of(letter))


def _line(talk: Talk, letter: str, value: object) -> RichText:
    words = talk.kb.mailbox_wording
    if isinstance(value, list):
        ways = [say(words.entry_ways, loi=way) for way in value]
        return join([say(words.entry_line, ten=_name(letter), gia_tri=""), *ways])
    return say(words.entry_line, ten=_name(letter), gia_tri=str(value))
