"""Questions: typed, pressed, edited, forwarded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Location, Message, Venue

from bot.answering.model import Answer, RichText
from bot.answering.reporting import answered_otherwise
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.foreign import is_foreign, is_foreign_script
from bot.channels.telegram.handlers.questions import questions
from bot.channels.telegram.handlers.reports import report, report_offers
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.memory import TURN_LASTS, State
from bot.channels.telegram.render import as_rich
from bot.channels.telegram.talk import Talk
from bot.feedback.masking import mask
from bot.knowledge.placeholders import fill

READ = 1500  # characters of a message that are read
EDIT_ANSWERED = dt.timedelta(minutes=15)
RELATED = 3
_NO_ANSWER = ("suggest", "unknown", "out_of_scope")

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
    asked, about = await talk.question(text[:READ]), await _announced(talk)
    answer = talk.answerer.answer(replace(asked, last=None) if about else asked)  # "mấy giờ ạ?" is on what just came
    if report_offers.reports(talk, answer):
        await report.begin(talk, question=answered_otherwise(answer))
    elif answer.outcome == "unknown":
        await _not_understood(talk, answer, about)
    else:
        await reply(talk, answer, words.long_text_read if len(text) > READ else "", about)


async def reports(talk: Talk) -> bool:
    """Whether a caption is a report by itself, of what is seen above it."""
    text = talk.incoming.text
    return bool(text) and report_offers.reports(talk, talk.answerer.answer(await talk.question(text[:READ])))


async def topic(talk: Talk) -> None:
    """A topic was pressed."""
    code = talk.incoming.text
    if code in talk.kb.topics:
        await reply(talk, talk.answerer.topic(code, await talk.question()))
    else:
        await talk.say(talk.words.topic_gone)


async def none_of_these(talk: Talk) -> None:
    """None of the offered topics was meant: the committee may be asked, as long as the words are known."""
    if talk.incoming.private and talk.state.asked and talk.state.below == talk.incoming.message_id:
        rows = await questions.offer(talk, talk.state.asked)
        talk.remember(State(talk.state.turn))
        await talk.say(talk.kb.mailbox_wording.none_of_these, keyboards.inline(*rows, keyboards.directory(talk.words)))
    else:
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
    if await report.amended(talk):
        return
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


async def reply(
    talk: Talk, answer: Answer, remark: str | RichText = "", about: int | None = None, more: Sequence[Row] = ()
) -> None:
    """Send an answer of any outcome, then remember and count it. `about`: the announcement it may have been asked on,
    which the committee can tell where the bot cannot. `more` stands above the other buttons."""
    offered, rows = await _ask_committee(talk, about) if answer.outcome in _NO_ANSWER else ((), [])
    begin, said = report_offers.below(talk, answer)
    if answer.outcome in ("suggest", "unknown") and not offered:
        offered, put, answering = await report_offers.to_committee(talk)
        if put:  # it is more likely to be that than anything below
            begin, said, more = begin if said else [], answering, [*put, *more]
    remarked = rich(remark) if isinstance(remark, str) else remark
    text = join([as_rich(answer), remarked, offered], "\n\n")
    sent = await talk.say(text, keyboards.inline(*more, *_with(begin, _rows(talk, answer), answer), *rows))
    if answer.turn or answer.suggestions or said:
        talk.remember(State(answer.turn or talk.state.turn, said, asked=_asked(talk), below=sent or 0))
    talk.notes.counts += [(talk.local.date(), code, answer.outcome) for code in answer.topics or ("",)]


async def _announced(talk: Talk) -> int | None:
    """The announcement that is being talked of: replied to, or come since the last answer. Nothing comes to a group."""
    said = talk.incoming
    if not said.private or said.message is None:
        return None
    replied = said.message.reply_to_message
    last = talk.state.turn.at if talk.state.turn else talk.now - TURN_LASTS
    return await talk.storage.deliveries.spoken_of(talk.chat, last, replied.message_id if replied else None)


async def _ask_committee(talk: Talk, about: int | None) -> tuple[RichText, list[keyboards.Row]]:
    """The words and the button with which the committee is asked about an announcement."""
    one = await talk.storage.announcements.get(about) if about else None
    if one is None:
        return (), []
    words = talk.kb.notice_wording
    asking = keyboards.button(words.button_ask, keyboards.NOTICE, "ask", one.id)
    return say(words.ask_offered, ma=one.label), [[asking]]


async def _not_understood(talk: Talk, answer: Answer, about: int | None) -> None:
    """Say so in the fitting way. What was typed in private is kept, masked, for the committee to answer later."""
    text = talk.incoming.text
    if is_foreign(text):
        await talk.say(talk.words.foreign)
        return
    if len(text) > READ:
        await talk.say(talk.words.long_text)
        if _is_typed(talk):
            await questions.keep(talk, mask(text[: questions.KEPT]))
    else:
        offered, rows = await questions.offered(talk, text) if _is_typed(talk) else ((), [])
        await reply(talk, answer, offered, about, more=rows)


def _is_typed(talk: Talk) -> bool:
    """Whether these are words of who asks, in private: of others, and of people in groups, nothing is kept."""
    return talk.incoming.private and talk.incoming.kind in ("text", "edited")


def _asked(talk: Talk) -> str:
    """The words, masked, that are answered; who pressed a topic that was offered meant the words before."""
    said, state = talk.incoming, talk.state
    if _is_typed(talk):
        return mask(said.text[: questions.KEPT])
    offers = said.name == keyboards.TOPIC and said.markup is not None and keyboards.has(said.markup, keyboards.NONE)
    return state.asked if offers and state.below == said.message_id else ""


def _rows(talk: Talk, answer: Answer) -> list[keyboards.Row]:
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
    return rows


def _with(begin: Row, rows: list[Row], answer: Answer) -> list[Row]:
    """The button that begins a report stands beside the directory, right below the votes, or below what is offered."""
    if not begin:
        return rows
    if answer.outcome == "unknown":
        return [[*rows[0], *begin], *rows[1:]]
    return [*rows[:1], begin, *rows[1:]] if answer.outcome == "answer" else [*rows, begin]


def _edited_soon(message: Message) -> bool:
    return message.edit_date is None or message.edit_date - message.date <= EDIT_ANSWERED


def _called(talk: Talk) -> str:
    return fill(talk.words.group_called, ten_bot=talk.services.me.mention)
