"""The buttons of a draft: one table. Each carries the draft and its revision, so that what is done is what was seen."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.announcing import draft_decisions, draft_steps, draft_time
from bot.channels.telegram.handlers.announcing.draft_panel import DAYS_OF_FORCE
from bot.channels.telegram.talk import Talk
from bot.storage import Announcement, Audience, Message

_PRESSED = re.compile(r"([a-z]+)(\+?):(\d{1,9}):(\d{1,9})(?::(.*))?")


@dataclass(frozen=True)
class Pressed:
    """A button of a draft. `first`: the next question follows; `more` is what the button says beyond its name; `again`:
    what it says was kept already, and only what follows from it has to be shown."""

    one: Announcement
    first: bool
    more: str
    again: bool


async def pressed(talk: Talk) -> None:
    """Do what a button says, if it is a member's to press and the draft is still what it was."""
    if not await talk.may("announce"):
        return
    found = _PRESSED.fullmatch(talk.incoming.text)
    act = _ACTS.get(found[1]) if found else None
    if found is None or act is None:
        await lookup.unknown_button(talk)
        return
    one = await talk.storage.announcements.get(int(found[3]))
    revision = int(found[4])
    again = one is not None and found[1] in _CHOICES and _was_kept(talk, one, revision)
    if refusal := draft_steps.refusal(talk, one, revision + again):
        await talk.toast(refusal)
    elif one and (one.about is None or found[1] in _OF_CHANGES):
        await act(talk, Pressed(one, bool(found[2]), found[5] or "", again))
    else:
        await lookup.unknown_button(talk)


def _was_kept(talk: Talk, one: Announcement, revision: int) -> bool:
    """Whether a choice changed the draft and then a crash, or a second tap, came before the panel was changed: else
    nobody could go on with it."""
    return one.revision == revision + 1 and one.panel == Message(talk.chat, talk.incoming.message_id or 0)


async def _set(talk: Talk, press: Pressed, **values: Any) -> Announcement | None:
    """The changed draft; None, and told, when somebody else was faster. Who changes it is its author from then on:
    with a second approval, nobody approves what they wrote themselves."""
    by, one = talk.incoming.person, press.one
    if press.again:
        return one
    changed = await talk.storage.announcements.change(one.id, one.revision, author_id=by, **values)
    if changed is None:
        await draft_steps.too_late(talk, one)
    return changed


# To whom


async def _audience(talk: Talk, press: Pressed) -> None:
    await draft_steps.ask_audience(talk, press.one, first=press.first)


async def _everyone(talk: Talk, press: Pressed) -> None:
    await _to(talk, press, Audience())


async def _groups(talk: Talk, press: Pressed) -> None:
    await draft_steps.ask_groups(talk, press.one, first=press.first)


async def _group(talk: Talk, press: Pressed) -> None:
    """A tổ more or less; the last one stays, since none would be everyone."""
    chosen, group = set(press.one.audience.groups), int(press.more) if press.more.isdecimal() else 0
    if not 1 <= group <= talk.kb.neighbourhood.groups:
        await lookup.unknown_button(talk)
    elif chosen == {group} and not press.again:
        await talk.toast(talk.kb.committee_wording.toast_groups)
    elif changed := await _set(talk, press, audience=Audience(tuple(sorted(chosen ^ {group})))):
        await draft_steps.ask_groups(talk, changed, first=press.first)


async def _grouped(talk: Talk, press: Pressed) -> None:
    if press.one.audience.groups:
        await draft_steps.after_audience(talk, press.one, first=press.first)
    else:
        await talk.toast(talk.kb.committee_wording.toast_groups)


async def _subjects(talk: Talk, press: Pressed) -> None:
    await draft_steps.ask_subject(talk, press.one, first=press.first)


async def _subject(talk: Talk, press: Pressed) -> None:
    if press.more in talk.kb.subjects:
        await _to(talk, press, Audience(subject=press.more))
    else:
        await lookup.unknown_button(talk)


async def _to(talk: Talk, press: Pressed, audience: Audience) -> None:
    if changed := await _set(talk, press, audience=audience):
        await draft_steps.after_audience(talk, changed, first=press.first)


# When


async def _when(talk: Talk, press: Pressed) -> None:
    await draft_steps.ask_when(talk, press.one, first=press.first)


async def _now(talk: Talk, press: Pressed) -> None:
    if changed := await _set(talk, press, send_at=None):
        await draft_steps.after_time(talk, changed, first=press.first)


async def _pick(talk: Talk, press: Pressed) -> None:
    drawn = await draft_steps.panel(talk, press.one, first=press.first)
    await draft_steps.put(talk, press.one, drawn.pick_day(), draft_steps.for_time(first=press.first))


async def _hours(talk: Talk, press: Pressed) -> None:
    if day := draft_time.picked_day(press.more, talk.local):
        drawn = await draft_steps.panel(talk, press.one, first=press.first)
        await draft_steps.put(talk, press.one, drawn.pick_hour(day), draft_steps.for_time(first=press.first))
    else:
        await _over(talk, press)


async def _at(talk: Talk, press: Pressed) -> None:
    at = draft_time.picked_hour(press.more, talk.local)
    if at is None or at <= talk.local:
        await _over(talk, press)
    elif changed := await _set(talk, press, send_at=at):
        await draft_steps.after_time(talk, changed, first=press.first)


async def _over(talk: Talk, press: Pressed) -> None:
    """The hour came while the buttons stood there."""
    await draft_steps.ask_when(talk, press.one, first=press.first)
    await talk.toast(talk.kb.committee_wording.toast_over)


# How, and all else that can be mended


async def _urgency(talk: Talk, press: Pressed) -> None:
    await draft_steps.put(talk, press.one, (await draft_steps.panel(talk, press.one, first=press.first)).urgency())


async def _ordinary(talk: Talk, press: Pressed) -> None:
    if changed := await _set(talk, press, urgent=False):
        await draft_steps.preview(talk, changed)


async def _urgent(talk: Talk, press: Pressed) -> None:
    if changed := await _set(talk, press, urgent=True):
        await draft_steps.preview(talk, changed)


async def _keeping(talk: Talk, press: Pressed) -> None:
    await draft_steps.put(talk, press.one, (await draft_steps.panel(talk, press.one)).keeping())


async def _keep(talk: Talk, press: Pressed) -> None:
    days = next((days for days in DAYS_OF_FORCE if str(days) == press.more), None)
    if days is None:
        await lookup.unknown_button(talk)
    elif changed := await _set(talk, press, days=days):
        await draft_steps.show_panel(talk, changed)


async def _seen(talk: Talk, press: Pressed) -> None:
    if changed := await _set(talk, press, asks_seen=not press.one.asks_seen):
        await draft_steps.preview(talk, changed)


async def _menu(talk: Talk, press: Pressed) -> None:
    await draft_steps.put(talk, press.one, (await draft_steps.panel(talk, press.one)).menu())


async def _content(talk: Talk, press: Pressed) -> None:
    await draft_steps.ask_content(talk, press.one)


async def _panel(talk: Talk, press: Pressed) -> None:
    await draft_steps.show_panel(talk, press.one)


async def _preview(talk: Talk, press: Pressed) -> None:
    await draft_steps.preview(talk, press.one)


# The end


async def _test(talk: Talk, press: Pressed) -> None:
    await draft_decisions.test(talk, press.one)


async def _drop(talk: Talk, press: Pressed) -> None:
    await draft_decisions.drop(talk, press.one)


async def _send(talk: Talk, press: Pressed) -> None:
    if press.one.send_at and press.one.send_at <= talk.now:
        await _over(talk, press)
    else:
        await draft_decisions.send(talk, press.one)


_Act = Callable[[Talk, Pressed], Awaitable[None]]
_ACTS: dict[str, _Act] = {
    "audience": _audience, "all": _everyone, "groups": _groups, "group": _group, "grouped": _grouped,
    "subjects": _subjects, "on": _subject,  # short: a code has up to 40 characters
    "when": _when, "now": _now, "pick": _pick, "hours": _hours, "at": _at,
    "urgency": _urgency, "ordinary": _ordinary, "urgent": _urgent, "keeping": _keeping, "keep": _keep, "seen": _seen,
    "menu": _menu, "content": _content, "panel": _panel, "preview": _preview,
    "test": _test, "drop": _drop, "send": _send,
}  # fmt: skip
_CHOICES = ("all", "group", "on", "now", "at", "ordinary", "urgent", "keep", "seen")  # those that change the draft
_OF_CHANGES = ("content", "panel", "preview", "test", "drop", "send")  # for corrections and recalls
