"""Puts a draft before the member: the next question, the preview, the panel. All of it can be done again at any time:
what was chosen is in the draft, and what the next message means is in the draft's `awaiting`."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import replace

from telegram import ForceReply
from telegram.error import BadRequest

from bot.answering.model import RichText
from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.announcing.draft_panel import Panel, Shown
from bot.channels.telegram.keyboards import MANAGE, Row, button
from bot.channels.telegram.markup import pages
from bot.channels.telegram.memory import State
from bot.channels.telegram.overview import in_list
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage import Announcement, Audience, Awaiting, Message, Occasion, Reach

RECENT = 8  # announcements in the list

log = logging.getLogger(__name__)


def no_draft(talk: Talk, one: Announcement | None) -> str:
    """What became of a draft that is none any more."""
    words = talk.kb.committee_wording
    return fill(words.toast_approved, ma=one.label) if one else words.toast_gone


def refusal(talk: Talk, one: Announcement | None, revision: int) -> str:
    """Why a button has no effect any more; empty when it has."""
    words = talk.kb.committee_wording
    if one is None or one.state != "draft":
        return no_draft(talk, one)
    if one.revision != revision:
        return words.toast_changed
    theirs = talk.incoming.private and one.author_id != talk.incoming.person
    return words.toast_not_yours if theirs and one.proposed_at is None else ""


async def too_late(talk: Talk, one: Announcement) -> None:
    """Somebody else was faster; what a change is about may have been recalled."""
    words = talk.kb.committee_wording
    recalled = fill(words.no_longer, ma=one.label, trang_thai=words.state_recalled)
    refused = refusal(talk, await talk.storage.announcements.get(one.id), one.revision)
    await talk.toast(refused or (words.toast_changed if one.about is None else recalled))


async def reach(talk: Talk, one: Announcement) -> Reach:
    """How many people would get it."""
    if one.about is not None:
        tally = await talk.storage.deliveries.tally(one.about)
        return Reach(tally.sent + tally.sending + (tally.unknown if one.kind == "correction" else 0))
    at = (one.send_at or talk.now).astimezone(LOCAL)
    occasion = Occasion(at, one.urgent, at + dt.timedelta(days=one.days))
    return await talk.storage.announcements.reach(one.audience, occasion)


async def recent_rows(talk: Talk) -> list[Row]:
    """A button for each of the newest that were approved; it opens the card."""
    words = talk.kb.committee_wording
    found = await talk.storage.announcements.latest(RECENT)
    return [[button(in_list(words, one, LOCAL), MANAGE, "card", one.id)] for one in found]


async def panel(talk: Talk, one: Announcement, *, first: bool = False) -> Panel:
    """To draw the draft with."""
    return Panel(
        talk.kb, one, talk.local, await reach(talk, one), talk.services.rate(), talk.incoming.private, first=first
    )


async def ask(talk: Talk, one: Announcement, what: str, text: str | RichText, rows: Sequence[Row] = ()) -> None:
    """The next message (in a group: the reply to this one) will be this part of the draft."""
    private = talk.incoming.private
    sent = await talk.say(text, keyboards.inline(*rows) if private else ForceReply(selective=True))
    prompt = None if private or sent is None else Message(talk.chat, sent)
    await await_(talk, one, Awaiting(what, prompt))


async def await_(talk: Talk, one: Announcement, awaiting: Awaiting | None) -> None:
    """Keep what the next message will be; None: nothing of the draft, which `/huy` drops all the same."""
    await talk.storage.announcements.note(one.id, awaiting=awaiting)
    talk.remember(State(writing=one.id))


async def ask_content(talk: Talk, one: Announcement, *, new: bool = False) -> None:
    """For other words in a draft; `new`: it has none so far."""
    words, private = talk.kb.committee_wording, talk.incoming.private
    if one.kind == "correction":
        what, template = "words", words.ask_correction if private else words.ask_correction_group
    else:
        what, template = "content", words.ask_content if private else words.ask_content_group
    text, drawn = say(template, ma=one.label), await panel(talk, one)
    if private:
        key = drawn.key(words.button_drop, "drop") if new else drawn.back("panel")
        await put(talk, one, (text, [[key]]), Awaiting(what), below=new)
    else:
        await ask(talk, one, what, text)


async def ask_audience(talk: Talk, one: Announcement, *, first: bool, awaiting: Awaiting | None = None) -> None:
    everyone = await reach(talk, replace(one, audience=Audience()))
    await put(talk, one, (await panel(talk, one, first=first)).audience(everyone.people), awaiting)


async def ask_groups(talk: Talk, one: Announcement, *, first: bool) -> None:
    count = {}
    for group in range(1, talk.kb.neighbourhood.groups + 1):
        count[group] = (await reach(talk, replace(one, audience=Audience((group,))))).people
    await put(talk, one, (await panel(talk, one, first=first)).groups(count))


async def ask_subject(talk: Talk, one: Announcement, *, first: bool) -> None:
    count = {}
    for code in talk.kb.subjects:
        count[code] = (await reach(talk, replace(one, audience=Audience(subject=code)))).people
    await put(talk, one, (await panel(talk, one, first=first)).subjects(count))


async def ask_when(talk: Talk, one: Announcement, *, first: bool) -> None:
    """By button, or in words."""
    await put(talk, one, (await panel(talk, one, first=first)).when(), Awaiting("when+" if first else "when"))


async def preview(talk: Talk, one: Announcement) -> None:
    """What residents will see, exactly, and the panel below it."""
    if one.kind != "recall":
        try:
            if excess := talk.services.notices.too_long(one, talk.now):  # the head line of an urgent one is longer
                await talk.say(fill(talk.kb.committee_wording.too_long, so=excess))
                await ask_content(talk, one)
                return
            await talk.services.notices.show(talk.chat, one, talk.now)
        except BadRequest as error:
            log.info("%s: Telegram refuses what was written: %s", one.label, error.message)
            await talk.say(talk.kb.committee_wording.refused)
            await ask_content(talk, one)
            return
    await show_panel(talk, one, below=True)


async def show_panel(talk: Talk, one: Announcement, *, below: bool = False) -> None:
    await put(talk, one, (await panel(talk, one)).whole(), below=below)


async def put(
    talk: Talk, one: Announcement, shown: Shown, awaiting: Awaiting | None = None, *, below: bool = False
) -> None:
    """Show it in place of what was pressed or, where nothing was, or `below`, at the end of the chat; then the panel
    before goes. A reply to it counts as what is awaited."""
    (text, rows), pressed = shown, talk.incoming.message_id
    if talk.incoming.kind == "button" and pressed and not below:
        await talk.change(text, keyboards.inline(*rows))
        place: Message | None = Message(talk.chat, pressed)
    else:
        said = None if talk.incoming.kind == "button" else talk.reply_to  # what was pressed will be gone
        sent = await talk.services.sender.say(talk.chat, pages(text)[0], keyboards.inline(*rows), said)
        place = Message(talk.chat, sent) if sent else None
        if one.panel:
            await talk.services.sender.delete(one.panel.chat, one.panel.id)
    await talk.storage.announcements.note(one.id, panel=place)
    if awaiting and awaiting.prompt is None and not talk.incoming.private:
        awaiting = replace(awaiting, prompt=place)
    await await_(talk, one, awaiting)


def for_time(*, first: bool) -> Awaiting:
    return Awaiting("when+" if first else "when")


async def after_audience(talk: Talk, one: Announcement, *, first: bool) -> None:
    await (ask_when(talk, one, first=True) if first else show_panel(talk, one))


async def after_time(talk: Talk, one: Announcement, *, first: bool) -> None:
    if first:
        await put(talk, one, (await panel(talk, one, first=True)).urgency())
    elif talk.incoming.kind == "button":
        await show_panel(talk, one)
    else:  # the question and the answer stand between the preview and what comes now
        await preview(talk, one)
