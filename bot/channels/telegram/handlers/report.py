"""Feedback: asked for, awaited, stored, thanked for."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.channels.telegram import keyboards
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill


async def report(talk: Talk) -> None:
    """`/gopy WORDS`, or `/gopy` and then the next message."""
    if talk.incoming.text:
        await _take(talk)
    else:
        await talk.services.memory.await_report(talk.chat)
        await talk.say(talk.words.report_ask, _cancel(talk))


async def written(talk: Talk) -> None:
    """The message after `/gopy`: its words, or those under a photo."""
    if talk.incoming.text:
        await _take(talk)
        await talk.services.memory.clear(talk.chat)
    elif talk.is_first_of_album():
        await talk.say(talk.words.report_words_only, _cancel(talk))


async def cancel(talk: Talk) -> None:
    """`/huy`, or the button. (That a command ends the waiting is seen to before.)"""
    await talk.say(talk.words.report_cancelled if talk.state.report else talk.words.nothing_to_cancel)


async def _take(talk: Talk) -> None:
    taken = await talk.services.desk.take(talk.chat, talk.incoming.text, talk.incoming.update_id, talk.now)
    await talk.say(fill(talk.words.report_thanks, ma=taken.label))


def _cancel(talk: Talk) -> InlineKeyboardMarkup | None:
    return keyboards.inline([keyboards.button(talk.words.button_cancel, keyboards.COMMAND, "huy")])
