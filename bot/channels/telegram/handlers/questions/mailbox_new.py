"""An answered question goes into the handbook: a new topic, or ways of asking of one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.answering.model import Choice, RichText, Span
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing.edit_change import lines, reasons
from bot.channels.telegram.handlers.editing.edit_show import put
from bot.channels.telegram.keyboards import MAILBOX, Row, button, inline
from bot.channels.telegram.talk import Talk
from bot.errors import UserError
from bot.feedback.mailbox import FILE, as_entry, entry_of, new_ways
from bot.handbook import Conflict, Gone, Proposal
from bot.handbook.model import BUTTON
from bot.knowledge.editing import AddEntry, Append, Edit
from bot.knowledge.placeholders import fill
from bot.knowledge.problems import KnowledgeError
from bot.storage.question import Asked

WAYS = "cách hỏi"


async def entry(talk: Talk, number: int) -> tuple[Asked, dict[str, Any]] | None:
    """An answered question, and the entry proposed for it; None, and told, when it is no such question (any more)."""
    words, first = talk.kb.mailbox_wording, await talk.storage.questions.get(number)
    topic = talk.kb.topics.get(first.became or "") if first else None
    if first is None or first.state != "answered" or not first.answer or first.became:
        text = fill(words.ways_written, muc=topic.title) if topic else words.no_question
        await (talk.toast(text.replace("*", "")) if talk.incoming.query else talk.say(text))
        return None
    texts = [text for _, text in await talk.storage.questions.texts(number)]
    return first, entry_of(talk.kb, first, texts, talk.local.date())


def nearest(talk: Talk, values: Mapping[str, Any]) -> Choice | None:
    """The topic that comes nearest to what was asked."""
    return next(iter(talk.answerer.nearest(next(iter(values["c"]), ""))), None)


async def make(talk: Talk, number: int, _: str) -> None:
    """`➕ Tạo mục mới`"""
    if found := await entry(talk, number):
        words, (first, values) = talk.kb.mailbox_wording, found
        edits = [AddEntry("topics", as_entry(values), FILE)]
        named = fill(words.history_new, muc=values["t"]), say(words.entry_checked, muc=values["t"])
        await _propose(talk, first, edits, named, values["m"])


async def add_ways(talk: Talk, number: int, topic: str) -> None:
    """`📌 Phải ý này`"""
    words = talk.kb.mailbox_wording
    if topic not in talk.kb.topics:
        await talk.toast(talk.words.topic_gone)
    elif found := await entry(talk, number):
        first, values = found
        ways, title = new_ways(talk.kb, values["c"]), talk.kb.topics[topic].title
        if not ways:
            await talk.toast(words.no_new_ways)
            return
        named = fill(words.history_ways, muc=title), say(words.ways_checked, muc=title)
        await _propose(talk, first, _appended(topic, ways), named, topic)


async def add_at_once(talk: Talk, topic: str, ways: Sequence[str]) -> None:
    """Without asking: it was shown before. What is refused is told."""
    words, title = talk.kb.mailbox_wording, talk.kb.topics[topic].title
    by, handbook, what = talk.incoming.person, talk.services.handbook, fill(words.history_ways, muc=title)
    try:
        proposal = await handbook.propose(_appended(topic, ways), by, what, BUTTON, talk.now)
        await handbook.apply(proposal.id, by, talk.now)
    except UserError as error:
        await talk.say(_told(talk, error))
    else:
        await talk.say(say(words.ways_written, muc=title))


async def write(talk: Talk, number: int, more: str) -> None:
    """`✅ Ghi vào sổ tay`: `proposal:code`."""
    words, (proposal, _, code) = talk.kb.mailbox_wording, more.partition(":")
    by, first = talk.incoming.person, await talk.storage.questions.get(number)
    if first is None:
        await talk.toast(words.no_question)
        return
    is_new = code not in talk.kb.topics
    try:
        await talk.services.handbook.apply(keyboards.number(proposal), by, talk.now)
    except Conflict as conflict:
        if conflict.fresh:
            await _decide(talk, first, conflict.fresh, rich(words.changed_meanwhile), code)
        else:
            await talk.say(_told(talk, conflict))
    except Gone:
        await talk.toast(words.proposal_gone)
        await talk.rebutton(MAILBOX)
    except UserError as error:
        await talk.say(_told(talk, error))
    else:
        await talk.storage.questions.became(number, code, by, talk.now)
        now = talk.services.brain().kb.topics.get(code)
        template = words.written if is_new else words.ways_written
        await talk.rebutton(MAILBOX)
        await talk.say(say(template, muc=now.title if now else code), inline(home(talk)))


async def _propose(talk: Talk, first: Asked, edits: Sequence[Edit], named: tuple[str, RichText], code: str) -> None:
    """`named`: what the change is called in the history, and what is said above its lines."""
    what, head = named
    try:
        proposal = await talk.services.handbook.propose(edits, talk.incoming.person, what, BUTTON, talk.now)
    except UserError as error:
        await talk.say(_told(talk, error))
    else:
        await _decide(talk, first, proposal, head, code)


async def _decide(talk: Talk, first: Asked, proposal: Proposal, head: RichText, code: str) -> None:
    words = talk.kb.mailbox_wording
    rows: list[Row] = [
        [button(words.button_write, MAILBOX, "p", first.id, proposal.id, code)],
        [button(words.button_back, MAILBOX, "k", first.id, proposal.id)],
    ]
    await put(talk, join([head, lines(talk, proposal.files)], "\n\n"), rows)


def _appended(topic: str, ways: Sequence[str]) -> list[Edit]:
    return [Append("topics", topic, (WAYS,), way) for way in ways]


def _told(talk: Talk, error: UserError) -> RichText:
    return reasons(talk, error) if isinstance(error, KnowledgeError) else (Span(str(error)),)


def home(talk: Talk) -> Row:
    """To the list."""
    return [button(talk.kb.mailbox_wording.button_list, MAILBOX, "l", 0)]
