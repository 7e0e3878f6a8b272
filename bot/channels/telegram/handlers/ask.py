"""Questions: typed, pressed, edited, forwarded."""

from __future__ import annotations

import datetime as dt
import re

from telegram import InlineKeyboardMarkup, Location, Message, Venue

from bot.answering.model import Answer
from bot.answering.rich import join, rich
from bot.channels.telegram import keyboards
from bot.channels.telegram.foreign import is_foreign, is_foreign_script
from bot.channels.telegram.memory import State
from bot.channels.telegram.render import as_rich
from bot.channels.telegram.talk import Talk
from bot.feedback.masking import mask
from bot.knowledge.placeholders import fill

READ = 1500  # characters of a message that are read
KEPT = 500  # characters of a question that are kept when it was not understood
EDIT_ANSWERED = dt.timedelta(minutes=15)
RELATED = 3

_WORD = re.compile(r"[^\W_]")


async def question(talk: Talk) -> None:
    """Any text that is nothing else."""
    text, words = talk.incoming.text, talk.words
    if not _WORD.search(text):
        await talk.say(words.no_words if talk.incoming.private else _called(talk))
        return
    if is_foreign_script(text):
        await talk.say(words.foreign)
        return
    answer = talk.answerer.answer(await talk.question(text[:READ]))
    if answer.outcome == "unknown":
        await _not_understood(talk, answer)
    else:
        await reply(talk, answer, words.long_text_read if len(text) > READ else "")


async def topic(talk: Talk) -> None:
    """A topic was pressed."""
    code = talk.incoming.text
    if code in talk.kb.topics:
        await reply(talk, talk.answerer.topic(code, await talk.question()))
    else:
        await talk.say(talk.words.topic_gone)


async def none_of_these(talk: Talk) -> None:
    """None of the offered topics was meant."""
    await talk.say(talk.words.none_of_these, keyboards.inline(keyboards.directory(talk.words)))


async def place(talk: Talk) -> None:
    """A place on the map was pressed."""
    found = talk.answerer.place(talk.incoming.text)
    if found and found.latitude is not None and found.longitude is not None:
        address = found.address or talk.kb.neighbourhood.area
        venue = Venue(Location(found.longitude, found.latitude), found.name, address)
        await talk.services.sender.venue(talk.chat, venue, talk.reply_to)
    else:
        await talk.say(talk.words.topic_gone)


async def edited(talk: Talk) -> None:
    """A question mended soon is answered again; anything else is asked for as a new message."""
    message = talk.incoming.message
    if message and not talk.incoming.name and _edited_soon(message):
        await question(talk)
    else:
        await talk.say(talk.words.edited_late)


async def forwarded(talk: Talk) -> None:
    """Somebody else's words: answered when they are a question the bot is sure of, never kept."""
    answer = talk.answerer.answer(await talk.question(talk.incoming.text[:READ]))
    if answer.outcome == "answer":
        await reply(talk, answer)
    else:
        await talk.say(talk.words.forwarded)


async def reply(talk: Talk, answer: Answer, remark: str = "") -> None:
    """Send an answer of any outcome, then remember and count it."""
    text = join([as_rich(answer), rich(remark)], "\n\n")
    await talk.say(text, _keyboard(talk, answer))
    if answer.turn:
        talk.remember(State(answer.turn))
    talk.notes.counts += [(talk.local.date(), code, answer.outcome) for code in answer.topics or ("",)]


async def _not_understood(talk: Talk, answer: Answer) -> None:
    """Say so in the fitting way. What was typed in private is kept, masked, for the committee to answer later."""
    text = talk.incoming.text
    if is_foreign(text):
        await talk.say(talk.words.foreign)
        return
    if len(text) > READ:
        await talk.say(talk.words.long_text)
    else:
        await reply(talk, answer)
    if talk.incoming.private and talk.incoming.kind == "text":
        talk.notes.unanswered.append(mask(text[:KEPT]))


def _keyboard(talk: Talk, answer: Answer) -> InlineKeyboardMarkup | None:
    words = talk.words
    rows: list[keyboards.Row] = []
    if answer.outcome == "unknown":
        rows = [keyboards.directory(words)]
    if answer.suggestions:
        rows = [*keyboards.topics(answer.suggestions), [keyboards.button(words.button_none, keyboards.NONE)]]
    if answer.answers:
        if talk.incoming.private:  # a vote belongs to a person, and nothing is kept of people in groups
            rows.append(keyboards.votes(words, answer.topics[0]))
        related = {choice.topic: choice for found in answer.answers for choice in found.related}
        fresh = [choice for code, choice in related.items() if code not in answer.topics]
        rows += keyboards.places(talk.kb, dict.fromkeys(code for found in answer.answers for code in found.places))
        rows += keyboards.topics(fresh[:RELATED])
    return keyboards.inline(*rows)


def _edited_soon(message: Message) -> bool:
    return message.edit_date is None or message.edit_date - message.date <= EDIT_ANSWERED


def _called(talk: Talk) -> str:
    return fill(talk.words.group_called, ten_bot=talk.services.me.mention)
