"""What members do with announcements that were approved: follow, pause, stop, correct, recall, see who got them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram.error import BadRequest

from bot.answering.model import RichText
from bot.answering.rich import join, say
from bot.channels.telegram.handlers.announcing import draft_steps, draft_time, drafting
from bot.channels.telegram.keyboards import MANAGE, Row, button, inline
from bot.channels.telegram.overview import actions, audience_words, can, card, state_words
from bot.channels.telegram.standing import by_group, controls, counts, left, named, progress, standing
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage import Announcement, Message, Occasion

_ID_DIGITS = 9


async def started(talk: Talk, one: Announcement) -> None:
    """It was approved just now: the message whose button was pressed shows how far it is, or when it will be sent."""
    if one.state == "scheduled":
        await talk.storage.announcements.note(one.id, panel=None)  # its progress will be a new message
        await _show_scheduled(talk, one)
        return
    try:
        if talk.incoming.message_id:
            await talk.storage.announcements.note(one.id, panel=Message(talk.chat, talk.incoming.message_id))
        await _show_progress(talk, one)
    finally:  # only now: the panel must not say "just begun" when all of it is over
        talk.services.broadcaster.wake()


async def pressed(talk: Talk) -> None:
    """A button of what was approved: `what:id`, perhaps `what:id:more`. All members may look."""
    what, number, more, *_ = [*talk.incoming.text.split(":"), "", ""]
    if not await (talk.is_member() if what in _READING else talk.may("announce")):
        return
    known = number.isdecimal() and len(number) <= _ID_DIGITS
    one = await talk.storage.announcements.get(int(number)) if known else None
    if one and what in _STEERING:
        await _STEERING[what](talk, one, more)
    elif one and what in _LOOKING:
        await _look(talk, one, what)
    else:
        await talk.toast(talk.words.old_button)


async def _pause(talk: Talk, one: Announcement, _more: str) -> None:
    done = await talk.storage.announcements.pause(one.id, talk.now, talk.incoming.person)
    await _steered(talk, one, talk.kb.committee_wording.paused if done else "")


async def _resume(talk: Talk, one: Announcement, _more: str) -> None:
    done = await talk.storage.announcements.resume(one.id, talk.local, talk.incoming.person)
    try:
        await _steered(talk, one, talk.kb.committee_wording.resumed if done else "")
    finally:
        talk.services.broadcaster.wake()


async def _stop(talk: Talk, one: Announcement, more: str) -> None:
    """Asked once more, in a message of its own: the panel is written anew every few seconds."""
    words = talk.kb.committee_wording
    if more == "no":
        await talk.change(named(words.not_ended, words, one))
    elif more == "yes":
        done = await talk.storage.announcements.stop(one.id, talk.now, talk.incoming.person)
        await talk.change(named(words.ended, words, one) if done else await _no_longer(talk, one))
    elif one.state in ("sending", "paused"):
        now = await standing(talk.storage, one, talk.local, talk.services.rate())
        yes = button(words.button_end_yes, MANAGE, "stop", one.id, "yes")
        no = button(words.button_end_no, MANAGE, "stop", one.id, "no")
        await talk.say(named(words.end_ask, words, one, so=str(now.waiting)), inline([yes], [no]))
    else:
        await _steered(talk, one, "")


async def _again(talk: Talk, one: Announcement, more: str) -> None:
    """From the card, or from the report, which then has done its work."""
    ended = (await standing(talk.storage, one, talk.local, talk.services.rate())).ended
    by = talk.incoming.person
    count = await talk.storage.announcements.again(one.id, talk.local, by) if ended else 0
    said = fill(talk.kb.committee_wording.again_begun, so=count) if count else ""
    try:
        if more:
            await talk.toast(said or await _no_longer(talk, one))
            await talk.rebutton(MANAGE)
        else:
            await _steered(talk, one, said)
    finally:
        talk.services.broadcaster.wake()


async def _unschedule(talk: Talk, one: Announcement, _more: str) -> None:
    words = talk.kb.committee_wording
    if await talk.storage.announcements.unschedule(one.id, talk.now, talk.incoming.person):
        reopen = button(words.button_reopen, MANAGE, "edit", one.id)
        await talk.change(say(words.unscheduled, ma=one.label), inline([reopen]))
    else:
        await _steered(talk, one, "")


async def _edit(talk: Talk, one: Announcement, _more: str) -> None:
    """A scheduled one becomes a draft again; what has become one already is shown again, below."""
    await talk.storage.announcements.unschedule(one.id, talk.now, talk.incoming.person)
    draft = await talk.storage.announcements.get(one.id)
    if draft and (refusal := draft_steps.refusal(talk, draft, draft.revision)) and draft.state == "draft":
        await talk.toast(refusal)
    elif draft and draft.state == "draft":
        await talk.change(say(talk.kb.committee_wording.rescheduling, ma=one.label))
        await drafting.reopen(talk, draft)
    else:
        await _steered(talk, one, "")


async def _look(talk: Talk, one: Announcement, what: str) -> None:
    """What is only looked at, or begins a draft: as far as it makes sense with this announcement."""
    now = await standing(talk.storage, one, talk.local, talk.services.rate())
    if what in can(now):
        await _LOOKING[what](talk, one)
    else:
        await _steered(talk, one, "")


async def _card(talk: Talk, one: Announcement, more: str) -> None:
    """A new message below the list, or back in place of what stands there."""
    if one.about is not None or one.state == "draft":
        await talk.toast(talk.words.old_button)
        return
    text, rows = await _drawn(talk, one)
    await (talk.change if more else talk.say)(text, inline(*rows))


async def _who(talk: Talk, one: Announcement) -> None:
    words = talk.kb.committee_wording
    now = await standing(talk.storage, one, talk.local)
    groups = await talk.storage.deliveries.tally_by_group(one.id)
    head = join([say(words.who_head, ma=one.label), *counts(words, now), *left(words, now)])
    back = button(words.button_card, MANAGE, "card", one.id, "back")
    await talk.change(join([head, by_group(words, one, groups)], "\n\n"), inline([back]))


async def _show(talk: Talk, one: Announcement) -> None:
    try:
        await talk.services.notices.show(talk.chat, one, talk.now)
    except BadRequest:
        await talk.toast(talk.kb.committee_wording.cannot_show)


async def _correct(talk: Talk, one: Announcement) -> None:
    await drafting.correct(talk, one)


async def _recall(talk: Talk, one: Announcement) -> None:
    await drafting.recall(talk, one)


async def _steered(talk: Talk, one: Announcement, said: str) -> None:
    """Say what was done, or why it was not (`said` is empty), and show how things stand."""
    await talk.toast(said or await _no_longer(talk, one))
    fresh = await talk.storage.announcements.get(one.id) or one
    here = talk.incoming.message_id and Message(talk.chat, talk.incoming.message_id)
    if fresh.about is not None or here == fresh.panel:
        await _show_progress(talk, fresh)
    elif fresh.state != "draft":  # else it says so already, and how to open the draft
        text, rows = await _drawn(talk, fresh)
        await talk.change(text, inline(*rows))


async def _no_longer(talk: Talk, one: Announcement) -> str:
    words = talk.kb.committee_wording
    fresh = await talk.storage.announcements.get(one.id) or one
    return fill(words.no_longer, ma=one.label, trang_thai=state_words(words, fresh))


async def _show_progress(talk: Talk, one: Announcement) -> None:
    words = talk.kb.committee_wording
    now = await standing(talk.storage, one, talk.local, talk.services.rate())
    await talk.change(progress(words, now), inline(*controls(words, one)))


async def _show_scheduled(talk: Talk, one: Announcement) -> None:
    words, at = talk.kb.committee_wording, (one.send_at or talk.now).astimezone(LOCAL)
    reach = await talk.storage.announcements.reach(one.audience, Occasion(talk.local, one.urgent, one.expires_at))
    when, to = draft_time.in_words(talk.kb, at, talk.local), audience_words(words, one.audience, talk.kb.subjects)
    text = say(words.scheduled, ma=one.label, luc=when, ai=to, so=str(reach.people))
    edit = button(words.button_reschedule, MANAGE, "edit", one.id)
    cancel = button(words.button_unschedule, MANAGE, "unschedule", one.id)
    await talk.change(text, inline([edit, cancel]))


async def _drawn(talk: Talk, one: Announcement) -> tuple[RichText, list[Row]]:
    words = talk.kb.committee_wording
    now = await standing(talk.storage, one, talk.local, talk.services.rate())
    now = replace(now, reactions=await talk.storage.deliveries.reactions(one.id))
    return card(words, now, LOCAL, talk.kb.subjects), actions(words, now)


_STEERING: dict[str, Callable[[Talk, Announcement, str], Awaitable[None]]] = {
    "card": _card,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "again": _again,
    "unschedule": _unschedule,
    "edit": _edit,
}
_READING = ("card", "who", "show")
_LOOKING: dict[str, Callable[[Talk, Announcement], Awaitable[None]]] = {
    "who": _who,
    "show": _show,
    "correct": _correct,
    "recall": _recall,
}
