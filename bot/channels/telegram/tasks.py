"""What the bot has asked for: the next message in private, in a group the reply to its question. Kept in the database,
so that a restart in between loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import ForceReply

from bot.answering.model import RichText, Span
from bot.answering.rich import rich
from bot.channels.telegram import keyboards
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.members import Right
from bot.channels.telegram.memory import State
from bot.channels.telegram.spoken import spoken
from bot.channels.telegram.talk import Talk
from bot.storage import Message


@dataclass(frozen=True)
class Task:
    """`what` names the handler (the part before `.`) and its step; `data` is small JSON that the step needs."""

    what: str
    data: Mapping[str, Any] = field(default_factory=dict)


async def expect(talk: Talk, task: Task, text: str | RichText, rows: Sequence[Row] = ()) -> None:
    """Ask; the answer goes to the task. In a group Telegram shows a field for the reply in place of buttons."""
    if talk.incoming.private:
        await talk.say(text, keyboards.inline(*rows))
        talk.remember(State(task=task.what, data=task.data))
    elif sent := await talk.say(_addressed(talk, text), ForceReply(selective=True)):
        await talk.storage.prompts.put(Message(talk.chat, sent), task.what, task.data, talk.now)


def _addressed(talk: Talk, text: str | RichText) -> RichText:
    """Telegram opens the field for who is answered or named: after a press, which is no message, for who is named."""
    query = talk.incoming.query
    named = (Span(query.from_user.full_name, "link", f"tg://user?id={query.from_user.id}"), Span(": ")) if query else ()
    return (*named, *(rich(text) if isinstance(text, str) else text))


def is_dropped(talk: Talk, what: str) -> bool:
    """Whether the whole message says not to go on with this task."""
    answering = what.startswith("mailbox.")  # "không" may be an answer there
    stops = talk.kb.mailbox_wording.stop_words if answering else talk.words.report_cancel_words
    if what == "report.where" and says(talk, talk.kb.report_wording.skip_words):
        return False
    return says(talk, stops)


def says(talk: Talk, phrases: Sequence[str]) -> bool:
    """Whether the whole message is one of these, however it is typed."""
    text = talk.incoming.text
    return not {spoken(text), spoken(text, talk.kb.dictionary.fillers)}.isdisjoint(map(spoken, phrases))


async def awaited(talk: Talk) -> Task | None:
    """The task that this message answers, if any. A prompt in a group is used up by it."""
    if talk.incoming.private:
        return Task(talk.state.task, talk.state.data) if talk.state.task else None
    message = talk.incoming.message
    prompt = message.reply_to_message if message else None
    found = await talk.storage.prompts.take(Message(talk.chat, prompt.message_id)) if prompt else None
    return Task(*found) if found else None


async def may_answer(talk: Talk, task: Task, right: Right) -> bool:
    """Whether who answers may do so still. If not, in private nothing is waited for any more, and in a group another
    member may answer."""
    if await talk.may(right):
        return True
    message = talk.incoming.message
    if talk.incoming.private:
        talk.remember(State())
    elif message and message.reply_to_message:
        prompt = Message(talk.chat, message.reply_to_message.message_id)
        await talk.storage.prompts.put(prompt, task.what, task.data, talk.now)
    return False
