"""What is looked up by a command or a button of the menu."""

from __future__ import annotations

import logging

from bot.answering.model import Slots, Turn
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.memory import State
from bot.channels.telegram.profile import committee_commands
from bot.channels.telegram.talk import Talk
from bot.knowledge.model import MILITARY

log = logging.getLogger(__name__)


async def directory(talk: Talk) -> None:
    """`/danhba`: what must be at hand, and the other sections as buttons."""
    first = keyboards.section_key(talk.words.directory_first)
    await _show(talk, _section(talk, first) or talk.answerer.sections()[0])


async def section(talk: Talk) -> None:
    """A section of the directory was pressed."""
    if found := _section(talk, talk.incoming.text):
        await _show(talk, found)
    else:
        await talk.say(talk.words.topic_gone, keyboards.inline(keyboards.directory(talk.words)))


async def calendar(talk: Talk) -> None:
    """`/lich`; a follow-up then is about what it shows."""
    await talk.say(talk.answerer.calendar(talk.local))
    if code := talk.answerer.calendar_topic():
        talk.remember(State(Turn((code,), Slots(), talk.local)))


async def military(talk: Talk) -> None:
    """`/nghiavu`: the topics on military service as buttons."""
    rows = keyboards.topics(talk.answerer.choices(MILITARY))
    await talk.say(talk.words.military, keyboards.inline(*rows))


async def help_(talk: Talk) -> None:
    """`/trogiup`, with what is asked often as buttons; in the committee chat, what members can do there."""
    if not talk.incoming.private and talk.chat == talk.services.members.chat:
        words = talk.kb.office_wording
        lines = [rich(f"/{name} – {about}") for name, about in committee_commands(words)]
        await talk.say(say(words.help, cac_lenh=join(lines)))
        return
    rows = keyboards.topics_of(talk.kb, talk.words.popular)
    await talk.say(say(talk.words.help, khu_pho=talk.kb.neighbourhood.name), keyboards.inline(*rows))


async def unknown_command(talk: Talk) -> None:
    """A command that nobody defined."""
    await talk.say(talk.words.unknown_command)


async def unknown_button(talk: Talk) -> None:
    """A button of an earlier version, or made up."""
    log.warning("update %s: a button that nobody knows", talk.incoming.update_id)
    await talk.toast(talk.words.old_button)


def _section(talk: Talk, key: str) -> str | None:
    """The section with this key, if the directory still has it."""
    return next((title for title in talk.answerer.sections() if keyboards.section_key(title) == key), None)


async def _show(talk: Talk, shown: str) -> None:
    rows = keyboards.sections(title for title in talk.answerer.sections() if title != shown)
    hint = rich(talk.words.directory_choose) if rows else ()
    await talk.say(join([talk.answerer.directory(talk.local, shown), hint], "\n\n"), keyboards.inline(*rows))
