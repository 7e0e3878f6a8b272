"""Feedback: asked for, awaited, stored, thanked for."""

from __future__ import annotations

from dataclasses import replace

from telegram import InlineKeyboardMarkup

from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill

# Topics that tell how to report: a question that leads there is the report itself.
ABOUT_REPORTS = ("gop-y/", "an-ninh/")
CERTAIN = 0.9


async def report(talk: Talk) -> None:
    """`/gopy WORDS`, or `/gopy` and then the next message."""
    if talk.incoming.text:
        await _take(talk, talk.incoming.text)
    else:
        talk.remember(State(report=True))
        await talk.say(talk.words.report_ask, _cancel(talk))


async def written(talk: Talk) -> None:
    """The message after `/gopy`: its words, or those under a photo."""
    text, about = talk.incoming.text, talk.state.about
    if text and about:
        await _take(talk, text, about)
        talk.remember(State())
    elif text and await _is_question(talk, text):
        talk.remember(State(draft=text))
        await talk.say(talk.words.report_or_question, keyboards.inline(*keyboards.drafts(talk.words, text)))
    elif text:
        await _take(talk, text)
        talk.remember(State())
    elif talk.is_first_of_album():
        await talk.say(talk.words.report_words_only, _cancel(talk))


async def decided(talk: Talk) -> None:
    """The resident says whether the words are feedback or a question."""
    draft = talk.state.draft
    what, _, text = talk.incoming.text.partition(":")
    await talk.rebutton(keyboards.DRAFT)
    if not draft or text != keyboards.fingerprint(draft):
        await talk.say(talk.words.report_draft_gone)
    elif what == "report":
        await _take(talk, draft)
        talk.remember(State())
    else:
        talk.remember(State())
        talk.incoming = replace(talk.incoming, text=draft)
        await ask.question(talk)


async def cancel(talk: Talk) -> None:
    """`/huy`, or the button. (That a command ends the waiting is seen to before.)"""
    words = talk.words
    cancelled = talk.kb.notice_wording.ask_cancelled if talk.state.about else words.report_cancelled
    await talk.say(cancelled if talk.state.report or talk.state.draft else words.nothing_to_cancel)


async def _is_question(talk: Talk, text: str) -> bool:
    """Whether the bot could answer what was written as feedback: then it may have been a question after all."""
    if len(text) > ask.READ:
        return False
    answer = talk.answerer.answer(await talk.question(text))
    asked = text.rstrip().endswith("?") or answer.score >= CERTAIN
    return answer.outcome == "answer" and asked and not any(code.startswith(ABOUT_REPORTS) for code in answer.topics)


async def _take(talk: Talk, text: str, about: str = "") -> None:
    """Store it, then thank for it; `about` is the number of the announcement that is asked about."""
    text = f"{about}: {text}" if about else text
    taken = await talk.services.desk.take(talk.chat, text, talk.incoming.update_id, talk.now)
    if about:
        await talk.say(fill(talk.kb.notice_wording.asked, thong_bao=about, ma=taken.label))
    else:
        await talk.say(fill(talk.words.report_thanks, ma=taken.label))


def _cancel(talk: Talk) -> InlineKeyboardMarkup | None:
    return keyboards.inline([keyboards.button(talk.words.button_cancel, keyboards.COMMAND, "huy")])
