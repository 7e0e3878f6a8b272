"""One date of a schedule: off, on another day, at another hour, as usual again; and residents told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.answering.dates import Occurrence
from bot.answering.model import RichText
from bot.answering.rich import first_upper, join, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.announcing import drafting
from bot.channels.telegram.handlers.editing import edit_change, edit_show
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entry
from bot.channels.telegram.handlers.editing.edit_exceptions import (
    EXCEPTIONS,
    day_meant,
    edits,
    exception_on,
    hours,
    marked,
    notice,
    planned_day,
    position,
    split,
)
from bot.channels.telegram.handlers.editing.edit_fields import Edit
from bot.channels.telegram.handlers.editing.edit_times import date, read_hours
from bot.channels.telegram.markup import pages
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.edits import Set
from bot.knowledge.placeholders import fill
from bot.language.moments import read_moment
from bot.storage import Audience, Content

DAYS_OFFERED = 8


async def skip(talk: Talk, one: Entry, _more: list[str]) -> None:
    """`⛔ Nghỉ buổi tới`: why?"""
    words = one.kb.handbook_wording
    if coming := await _coming(talk, one):
        mark = f"{coming.planned:%y%m%d}"
        keys = [
            one.key(fill(words.button_because, ly_do=reason), "nr", mark, keyboards.fingerprint(reason))
            for reason in words.skip_reasons
        ]
        rows = [*edit_show.in_rows(keys, 2), [one.key(words.button_other_reason, "nx", mark)], [edit_show.back(one)]]
        asked = say(words.ask_reason, ten=one.value.title, ngay=_day(talk, one, coming.date))
        await edit_show.put(talk, asked, rows)


async def skip_because(talk: Talk, one: Entry, more: list[str]) -> None:
    """A reason was pressed: the date is off from now on."""
    known = {keyboards.fingerprint(reason): reason for reason in one.kb.handbook_wording.skip_reasons}
    planned = _planned(talk, one, more)
    if planned is None or more[1:] == [] or more[1] not in known:
        await lookup.unknown_button(talk)
    else:
        await _off(talk, one, planned, known[more[1]])


async def ask_reason(talk: Talk, one: Entry, more: list[str]) -> None:
    await _ask(talk, one, more, "reason", one.kb.handbook_wording.ask_other_reason)


async def take_reason(talk: Talk, one: Entry, planned: dt.date, typed: str) -> None:
    await _off(talk, one, planned, split(typed)[1].get("lý do") or " ".join(typed.split()))


async def move(talk: Talk, one: Entry, _more: list[str]) -> None:
    """`Dời buổi tới`: to which day?"""
    words = one.kb.handbook_wording
    if coming := await _coming(talk, one):
        mark = f"{coming.planned:%y%m%d}"
        first = max(talk.local.date(), coming.date - dt.timedelta(days=DAYS_OFFERED // 2))
        days = [first + dt.timedelta(days=ahead) for ahead in range(DAYS_OFFERED + 1)]
        keys = [one.key(_short(one, day), "dd", mark, f"{day:%y%m%d}") for day in days if day != coming.date]
        rows = [*edit_show.in_rows(keys, 2), [one.key(words.button_other_day, "dx", mark)], [edit_show.back(one)]]
        asked = say(words.ask_day, ten=one.value.title, ngay=_day(talk, one, coming.date))
        await edit_show.put(talk, asked, rows)


async def move_to(talk: Talk, one: Entry, more: list[str]) -> None:
    """A day was pressed."""
    planned, day = _planned(talk, one, more), marked(more[1]) if len(more) > 1 else None
    if planned is None or day is None or day < talk.local.date():
        await lookup.unknown_button(talk)
    else:
        await _propose(talk, one, planned, {"dời sang": date(day)})


async def ask_day(talk: Talk, one: Entry, more: list[str]) -> None:
    await _ask(talk, one, more, "move", one.kb.handbook_wording.ask_other_day)


async def take_day(talk: Talk, one: Entry, planned: dt.date, typed: str) -> None:
    """`thứ bảy`, `thứ bảy 6h vì mưa`"""
    told, because = split(typed)
    moment = read_moment(told, talk.local)
    day = day_meant(told, moment, planned, talk.local)
    if day is None:
        await _ask(talk, one, [f"{planned:%y%m%d}"], "move", one.kb.handbook_wording.day_unclear)
        return
    values: dict[str, Any] = {} if day == planned else {"dời sang": date(day)}
    if moment and moment.time() != one.value.start:
        values |= hours(one.value, moment.time(), None)
    await _propose(talk, one, planned, values | because)


async def ask_hours(talk: Talk, one: Entry, _more: list[str]) -> None:
    """`Đổi giờ buổi tới`"""
    if coming := await _coming(talk, one):
        await _ask(talk, one, [f"{coming.planned:%y%m%d}"], "hours", one.kb.handbook_wording.ask_hours)


async def take_hours(talk: Talk, one: Entry, planned: dt.date, typed: str) -> None:
    """`7h`, `7h đến 9h vì mưa`; a beginning alone moves the whole."""
    told, because = split(typed)
    try:
        start, end = read_hours(told, talk.local)
    except ValueError:
        await _ask(talk, one, [f"{planned:%y%m%d}"], "hours", one.kb.handbook_wording.hours_unclear)
    else:
        moved = {"dời sang": date(old.moved_to)} if (old := exception_on(one, planned)) and old.moved_to else {}
        await _propose(talk, one, planned, moved | hours(one.value, start, end) | because)


async def take_back(talk: Talk, one: Entry, more: list[str]) -> None:
    """The date is as usual again."""
    words, planned = one.kb.handbook_wording, _planned(talk, one, more)
    at = position(one, planned) if planned else None
    if planned is None or at is None:
        await talk.toast(words.toast_over)
    else:
        back: list[Edit] = [Set(one.section, one.code, (EXCEPTIONS, at), None)]
        await edit_change.propose(talk, one, back, _what(words.what_back, planned))


async def tell(talk: Talk, one: Entry, more: list[str]) -> None:
    """`📢`: an announcement of what is different, to be looked at before anything is sent."""
    if not await talk.may("announce"):
        return
    planned = _planned(talk, one, more)
    exception = exception_on(one, planned) if planned else None
    if exception is None:
        await talk.toast(one.kb.handbook_wording.toast_over)
        return
    audience = Audience(subject=one.value.subject) if one.value.subject else Audience()
    await drafting.begin(talk, Content(pages(notice(talk, one, exception))[0]), audience)


async def _off(talk: Talk, one: Entry, planned: dt.date, reason: str) -> None:
    words = one.kb.handbook_wording
    if (old := exception_on(one, planned)) and old.cancelled:
        await talk.toast(words.toast_off_already)
        return
    what = _what(words.what_off, planned)
    made = edits(one, planned, {"nghỉ": "có", "lý do": reason})
    if await edit_change.at_once(talk, one, made, what) is None:
        return
    await talk.toast(words.toast_written)
    fresh = entry(talk.services.brain().kb, one.ref) or one
    mark, day = f"{planned:%y%m%d}", _day(talk, one, planned)
    rows = [
        [fresh.key(words.button_tell_now, "b", mark)],
        [fresh.key(words.button_undo, "x", mark)],
        [edit_show.back(fresh)],
    ]
    told = say(words.written_off, ten=one.value.title, ngay=day, ly_do=reason)
    await edit_show.put(talk, join([told, _hidden(talk, fresh)], "\n\n"), rows)


def _hidden(talk: Talk, one: Entry) -> RichText:
    """Residents are told nothing of a schedule whose days are only an example."""
    hidden = edit_show.calendar(talk, one).tellable(one.value) is None
    return say(one.kb.handbook_wording.still_samples, cac_muc=", ".join(one.value.samples)) if hidden else ()


async def _propose(talk: Talk, one: Entry, planned: dt.date, values: dict[str, Any]) -> None:
    words = one.kb.handbook_wording
    what = words.what_move if "dời sang" in values else words.what_hours
    await edit_change.propose(talk, one, edits(one, planned, values), _what(what, planned))


async def _coming(talk: Talk, one: Entry) -> Occurrence | None:
    found = edit_show.coming(talk, one)
    if found is None:
        await talk.toast(one.kb.handbook_wording.no_coming)
    return found


async def _ask(talk: Talk, one: Entry, more: list[str], step: str, template: str) -> None:
    planned = _planned(talk, one, more)
    if planned is None:
        await lookup.unknown_button(talk)
        return
    text = say(template, ten=one.value.title, ngay=_day(talk, one, planned))
    data = {"ref": one.ref, "day": f"{planned:%y%m%d}"}
    await expect(talk, Task(f"edit.{step}", data), text, [[edit_show.back(one)]])


def _planned(talk: Talk, one: Entry, more: list[str]) -> dt.date | None:
    """The same, if it is not long over."""
    day = planned_day(one, more[0]) if more else None
    return day if day and day >= talk.local.date() - dt.timedelta(days=60) else None


def _day(talk: Talk, one: Entry, day: dt.date) -> str:
    return edit_show.calendar(talk, one).day(day, talk.local)


def _short(one: Entry, day: dt.date) -> str:
    return f"{first_upper(one.kb.answer_wording.weekdays[day.weekday()])} {day.day}/{day.month}"


def _what(template: str, planned: dt.date) -> str:
    return fill(template, ngay=date(planned))
