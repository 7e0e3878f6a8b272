"""What is looked up by a command or a button of the menu."""

from __future__ import annotations

import logging

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.talk import Talk

log = logging.getLogger(__name__)


async def directory(talk: Talk) -> None:
    """`/danhba`"""
    await talk.say(talk.answerer.directory(talk.local))


async def calendar(talk: Talk) -> None:
    """`/lich`"""
    await talk.say(talk.answerer.calendar(talk.local))


async def military(talk: Talk) -> None:
    """`/nghiavu`: the topics on military service as buttons."""
    rows = keyboards.topics(talk.answerer.choices("nvqs/"))
    await talk.say(talk.words.military, keyboards.inline(*rows))


async def help_(talk: Talk) -> None:
    """`/trogiup`, with what is asked often as buttons."""
    rows = keyboards.topics_of(talk.kb, talk.words.popular)
    await talk.say(say(talk.words.help, khu_pho=talk.kb.neighbourhood.name), keyboards.inline(*rows))


async def unknown_command(talk: Talk) -> None:
    """A command that nobody defined."""
    await talk.say(talk.words.unknown_command)


async def unknown_button(talk: Talk) -> None:
    """A button of an earlier version, or made up."""
    log.warning("update %s: a button that nobody knows", talk.incoming.update_id)
    await talk.toast(talk.words.old_button)
