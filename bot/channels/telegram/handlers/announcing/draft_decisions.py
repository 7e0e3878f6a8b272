"""What ends a draft: sent, once enough members agree, or dropped. And a look at it on one's own phone."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.faults import kind
from bot.channels.telegram.handlers.announcing import announcements, draft_steps
from bot.channels.telegram.markup import pages
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.storage import Announcement, Message

log = logging.getLogger(__name__)


async def test(talk: Talk, one: Announcement) -> None:
    """To the member's own private chat."""
    words = talk.kb.committee_wording
    try:
        sent = await talk.services.notices.show(talk.incoming.person, one, talk.now)
    except BadRequest:  # Telegram shows bots nobody who has not begun to talk with them
        sent = None
    not_started = fill(words.toast_not_started, ten_bot=talk.services.me.mention)
    await talk.toast(words.toast_tested if sent else not_started)


async def drop(talk: Talk, one: Announcement) -> None:
    if await talk.storage.announcements.discard(one.id):
        talk.remember(State())
        await talk.change(say(talk.kb.committee_wording.dropped, ma=one.label))
    else:
        await draft_steps.too_late(talk, one)


async def send(talk: Talk, one: Announcement) -> None:
    """Approve; with a second approval, the author asks for it and another member gives it."""
    if one.about is None and not (await draft_steps.reach(talk, one)).people:
        await draft_steps.show_panel(talk, one)
    elif one.kind != "recall" and talk.services.notices.too_long(one, talk.now):
        await draft_steps.preview(talk, one)  # which says so
    elif talk.services.members.second_approval and not await _may_agree(talk, one):
        pass
    elif approved := await talk.storage.announcements.approve(one.id, one.revision, talk.incoming.person, talk.local):
        talk.remember(State())
        await announcements.started(talk, approved)
        await _tell_author(talk, approved)
    else:
        await draft_steps.too_late(talk, one)


async def _may_agree(talk: Talk, one: Announcement) -> bool:
    """Whether this is the second member. The author's first press asks the others."""
    words, proposed = talk.kb.committee_wording, one.proposed_at is not None
    if proposed and one.author_id not in (None, talk.incoming.person):
        return True
    if proposed or one.author_id != talk.incoming.person:
        await talk.toast(words.toast_own if proposed else words.toast_not_asked)
    else:
        await _propose(talk, one)
    return False


async def _propose(talk: Talk, one: Announcement) -> None:
    """Show the others what they have to judge, then keep that they were asked: a crash in between asks them twice."""
    waiting = replace(one, proposed_at=talk.now)
    text, rows = (await draft_steps.panel(talk, waiting)).whole()
    if talk.incoming.private:
        keyboard = keyboards.inline(*rows)
        for chat in await talk.services.members.others(talk.incoming.person):
            await _show_to(talk, chat, waiting, pages(text)[0], keyboard)
    if await talk.storage.announcements.propose(one.id, one.revision, talk.now):
        talk.remember(State())
        await talk.change(text, keyboards.inline(*rows))
        await talk.toast(talk.kb.committee_wording.second_asked)
    else:
        await draft_steps.too_late(talk, one)


async def _show_to(talk: Talk, chat: int, one: Announcement, panel: str, keyboard: InlineKeyboardMarkup | None) -> None:
    try:
        if one.kind != "recall":
            await talk.services.notices.show(chat, one, talk.now)
        if sent := await talk.services.sender.say(chat, panel, keyboard):
            await talk.storage.announcements.note(one.id, panel=Message(chat, sent))
    except TelegramError as error:
        log.warning("%s: a member could not be asked: %s", one.label, kind(error))


async def _tell_author(talk: Talk, one: Announcement) -> None:
    """Who wrote in private hears there that another member agreed."""
    author = one.author_id
    if talk.incoming.private and author and author > 0 and author != talk.incoming.person:
        await talk.services.sender.say(author, pages(say(talk.kb.committee_wording.second_agreed, ma=one.label))[0])
