"""`/hopthu`: the questions that wait for an answer, most asked first; one of them, and its buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import islice

from telegram import InlineKeyboardButton

from bot.answering.model import Choice, RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.channels.telegram.handlers.questions import mailbox_answer, mailbox_entry, mailbox_new
from bot.channels.telegram.handlers.reports import thread_list
from bot.channels.telegram.keyboards import MAILBOX, Row, button, inline
from bot.channels.telegram.markup import plain, shortened
from bot.channels.telegram.members import Right
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, is_dropped, may_answer
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage.question import Asked, Group

PAGE = 8  # questions in a list
TEXTS = 5  # ways in which a question was asked that its card shows
LABEL, TEXT, ANSWER = 60, 300, 500  # characters of a question on a button, of one and of an answer on the card


async def mailbox(talk: Talk) -> None:
    """`/hopthu`"""
    if await talk.may("reply"):
        text, rows = await _list(talk, 0)
        await talk.say(text, inline(*rows))


async def pressed(talk: Talk) -> None:
    """A button: `what:id`, perhaps `what:id:more`."""
    what, number, more, *_ = [*talk.incoming.text.split(":", 2), "", ""]
    right, act = _ACTS.get(what, ("reply", _unknown))
    if await talk.may(right):
        await act(talk, keyboards.number(number), more)


async def written(talk: Talk, task: Task) -> bool:
    """The words that a member was asked for."""
    right, act = _TASKS[task.what.partition(".")[2]]
    if not await may_answer(talk, task, right):
        return True
    if is_dropped(talk, task.what):
        await talk.say(talk.words.task_cancelled)
        return True
    return await act(talk, int(task.data["id"]), str(task.data.get("of", "")))


async def _list(talk: Talk, start: int) -> tuple[RichText, list[Row]]:
    words = talk.kb.mailbox_wording
    count, people = await talk.storage.questions.waiting()
    reports = await thread_list.overview_button(talk)
    if not count:
        return rich(words.empty), [reports]
    start = min(start, (count - 1) // PAGE * PAGE)
    rows = [[_line(talk, one)] for one in await talk.storage.questions.open(PAGE, start)]
    newer = [button(words.button_newer, MAILBOX, "l", max(0, start - PAGE))] if start else []
    older = [button(words.button_older, MAILBOX, "l", start + PAGE)] if start + PAGE < count else []
    return say(words.head, so=str(count), so_nguoi=str(people)), [*rows, *filter(None, [[*newer, *older]]), reports]


def _line(talk: Talk, one: Group) -> InlineKeyboardButton:
    text = shortened(one.text, LABEL)
    label = fill(talk.kb.mailbox_wording.line, so=one.asked, cho=one.waiting, loi=text)
    return button(label, MAILBOX, "g", one.id)


async def _turn(talk: Talk, start: int, _: str) -> None:
    text, rows = await _list(talk, start)
    await talk.change(text, inline(*rows))


async def _card(talk: Talk, number: int, _: str) -> None:
    """In place of the list, from which one comes back to it."""
    if group := await talk.storage.questions.group(number):
        text, rows = await _of_open(talk, group)
        await talk.change(text, inline(*rows, mailbox_new.home(talk)))
    elif (one := await talk.storage.questions.get(number)) and one.text:
        await _closed(talk, await talk.storage.questions.get(one.group) or one)
    else:
        await talk.toast(talk.kb.mailbox_wording.no_question)


async def _of_open(talk: Talk, group: Group) -> tuple[RichText, list[Row]]:
    words = talk.kb.mailbox_wording
    texts = [text for _, text in await talk.storage.questions.texts(group.id)]
    topic = talk.kb.topics.get(group.topic or "")
    nearest, before = _nearest(talk, group), await _answered_before(talk, group)
    lines = [
        say(words.card, ma=group.label, so=str(group.asked), cho=str(group.waiting)),
        join([say(words.card_text, loi=shortened(text, TEXT)) for text in texts[:TEXTS]]),
        say(words.card_more, so=str(len(texts) - TEXTS)) if len(texts) > TEXTS else (),
        say(words.card_topic, muc=topic.title) if topic else (),
        say(words.card_nearest, muc=nearest.title) if nearest else (),
        say(words.card_before, loi=shortened(plain(before.answer or ""), TEXT)) if before else (),
    ]
    keys = [
        button(words.button_answer, MAILBOX, "a", group.id),
        button(fill(words.button_refer, muc=nearest.title), MAILBOX, "t", group.id, nearest.topic) if nearest else None,
        button(words.button_before, MAILBOX, "r", group.id, before.id) if before else None,
        Entry(talk.kb, "t", topic.code).key(fill(words.button_edit, muc=topic.title), "o") if topic else None,
        button(words.button_drop, MAILBOX, "n", group.id),
        button(words.button_split, MAILBOX, "s", group.id) if len(texts) > 1 else None,
    ]
    return join(lines, "\n\n"), [[key] for key in keys if key]


def _nearest(talk: Talk, group: Group) -> Choice | None:
    """The topic that comes nearest, but for the one that was no help."""
    return next((one for one in talk.answerer.nearest(group.text) if one.topic != group.topic), None)


async def _answered_before(talk: Talk, group: Group) -> Asked | None:
    """The answer to the same question of earlier, if it has not become a topic."""
    reading = talk.answerer.reading(group.text)
    found = talk.answerer.same(reading, await talk.storage.questions.answered())
    one = await talk.storage.questions.get(found) if found else None
    return one if one and one.answer and one.became is None else None


async def _closed(talk: Talk, first: Asked) -> None:
    words = talk.kb.mailbox_wording
    template = words.card_dropped if first.state == "dropped" else words.card_answered
    day = (first.answered_at or first.asked_at).astimezone(LOCAL)
    text = say(template, ma=first.label, ngay=f"{day:%d/%m/%Y}", loi=shortened(plain(first.answer or ""), ANSWER))
    topic = talk.kb.topics.get(first.became or "")
    became = say(words.card_became, muc=topic.title) if topic else ()
    entry = [button(words.button_entry, MAILBOX, "b", first.id)]
    rows = [entry] if first.state == "answered" and first.became is None else []
    await talk.change(join([text, became], "\n\n"), inline(*rows, mailbox_new.home(talk)))


async def _split(talk: Talk, number: int, _: str) -> None:
    """Which of the questions is another one."""
    words, group = talk.kb.mailbox_wording, await talk.storage.questions.group(number)
    if group is None:
        await _card(talk, number, "")
        return
    texts = await talk.storage.questions.texts(group.id)
    rows = [[button(shortened(text, LABEL), MAILBOX, "x", one)] for one, text in islice(texts, 20)]
    await talk.change(words.split_ask, inline(*rows, [button(words.button_back, MAILBOX, "g", group.id)]))


async def _split_off(talk: Talk, number: int, _: str) -> None:
    if await talk.storage.questions.split(number):
        await talk.toast(talk.kb.mailbox_wording.split_done)
    await _card(talk, number, "")


async def _unknown(talk: Talk, _number: int, _more: str) -> None:
    await talk.toast(talk.words.old_button)


Act = Callable[[Talk, int, str], Awaitable[None]]
_ACTS: dict[str, tuple[Right, Act]] = {
    "l": ("reply", _turn),
    "g": ("reply", _card),
    "s": ("reply", _split),
    "x": ("reply", _split_off),
    "a": ("reply", mailbox_answer.ask),
    "n": ("reply", mailbox_answer.ask_reason),
    "r": ("reply", mailbox_answer.repeat),
    "y": ("reply", mailbox_answer.post),
    "t": ("reply", mailbox_answer.show_topic),
    "f": ("reply", mailbox_answer.refer),
    "b": ("edit", mailbox_entry.show),
    "e": ("edit", mailbox_entry.ask),
    "w": ("edit", mailbox_new.add_ways),
    "m": ("edit", mailbox_new.make),
    "p": ("edit", mailbox_new.write),
    "k": ("edit", mailbox_entry.drop),
}
_TASKS: dict[str, tuple[Right, Callable[[Talk, int, str], Awaitable[bool]]]] = {
    "answer": ("reply", mailbox_answer.answered),
    "reason": ("reply", mailbox_answer.dropped),
    "entry": ("edit", mailbox_entry.changed),
}
