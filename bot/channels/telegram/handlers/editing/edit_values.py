"""One value of an entry: asked for, taken, confirmed."""

from __future__ import annotations

import datetime as dt
import re

from bot.answering.rich import first_upper, join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.editing import edit_change, edit_fields, edit_show, edit_texts
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entry
from bot.channels.telegram.handlers.editing.edit_fields import Edit, Field, field_of
from bot.channels.telegram.handlers.editing.edit_times import date
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.edits import Set
from bot.knowledge.placeholders import fill
from bot.knowledge.values import fold_key, parse_date

HALF_A_YEAR = dt.timedelta(days=182)
SHORTEST, LONGEST = dt.timedelta(days=30), dt.timedelta(days=731)  # what a span between two dates can mean


async def field(talk: Talk, one: Entry, more: list[str]) -> None:
    """A button with a field."""
    found = field_of(one, more[0]) if more else None
    if found is None:
        await lookup.unknown_button(talk)
    elif found.kind == "place":
        await _places(talk, one)
    else:
        await ask(talk, one, found)


async def ask(talk: Talk, one: Entry, wanted: Field) -> None:
    """For the value, with what stands there now and how it is written."""
    words, value = one.kb.handbook_wording, edit_fields.present(one, wanted)
    head = say(words.ask_field, muc=one.label, viec=edit_show.field_label(one.kb, wanted))
    now = say(words.ask_now, gia_tri=value) if value else rich(words.ask_none)
    forms = [getattr(words, f"form_{wanted.kind}"), words.ask_empty if wanted.optional else ""]
    how = words.ask_private if talk.incoming.private else words.ask_group
    text = join([head, now, join([rich(form) for form in forms]), rich(how)], "\n\n")
    await expect(talk, Task("edit.field", {"ref": one.ref, "field": wanted.short}), text, [[edit_show.back(one)]])


async def take(talk: Talk, one: Entry, short: str, text: str) -> None:
    """What was typed for a field."""
    words, wanted = one.kb.handbook_wording, field_of(one, short)
    if wanted is None or wanted.kind == "place":
        await edit_show.show(talk, one, words.gone)
        return
    typed = edit_texts.typed_text(talk.incoming.message, text) if wanted.kind == "text" else text
    try:
        edits = edit_fields.edits(one, wanted, typed, talk.local)
    except edit_fields.UnclearError:
        await talk.say(words.unclear)
        await ask(talk, one, wanted)
        return
    remark = _lost(one, edits) if wanted.kind == "text" else ""
    name = edit_show.field_label(one.kb, wanted)
    if not await edit_change.propose(talk, one, edits, name, field=short, remark=remark):
        await ask(talk, one, wanted)


async def place(talk: Talk, one: Entry, more: list[str]) -> None:
    """A place was pressed."""
    wanted = field_of(one, "pl")
    code = next((code for code in one.kb.places if [keyboards.fingerprint(code)] == more), None)
    if wanted is None or code is None:
        await lookup.unknown_button(talk)
    else:
        edits = edit_fields.changed(one, wanted, [code])
        await edit_change.propose(talk, one, edits, edit_show.field_label(one.kb, wanted))


async def still_right(talk: Talk, one: Entry, _more: list[str]) -> None:
    """Confirmed today, and to be looked at again after as long as before."""
    words, today = one.kb.handbook_wording, talk.local.date()
    until = date(today + _span(one))
    edits: list[Edit] = [
        Set(one.section, one.code, ("xác nhận ngày",), date(today)),
        Set(one.section, one.code, ("xem lại trước",), until),
    ]
    if await edit_change.at_once(talk, one, edits, words.what_right):
        now = entry(talk.services.brain().kb, one.ref) or one
        left = ", ".join(edit_fields.samples(now))
        await talk.toast(fill(words.toast_samples_left, cac_muc=left) if left else fill(words.toast_right, ngay=until))
        await edit_show.show(talk, now)


async def samples(talk: Talk, one: Entry, _more: list[str]) -> None:
    """Which of the examples is right as it stands?"""
    words, found = one.kb.handbook_wording, list(edit_fields.samples(one))
    keys = [[one.key(fill(words.button_sample, muc=first_upper(title)), "k", fold_key(title))] for title in found]
    keys += [[one.key(words.button_all_samples, "k", "*")]] if len(found) > 1 else []
    await edit_show.put(talk, say(words.ask_samples, muc=one.label), [*keys, [edit_show.back(one)]])


async def no_sample(talk: Talk, one: Entry, more: list[str]) -> None:
    """It is."""
    words = one.kb.handbook_wording
    titles = [title for title in edit_fields.samples(one) if more in (["*"], [fold_key(title)])]
    if not titles:
        await talk.toast(words.toast_over)
    else:
        what = fill(words.what_sample, cac_muc=", ".join(titles))
        await edit_change.propose(talk, one, edit_fields.no_samples(one, *titles), what)


async def _places(talk: Talk, one: Entry) -> None:
    keys = [[one.key(place.name, "ps", keyboards.fingerprint(code))] for code, place in one.kb.places.items()]
    await edit_show.put(talk, say(one.kb.handbook_wording.ask_place, muc=one.label), [*keys, [edit_show.back(one)]])


def _lost(one: Entry, edits: list[Edit]) -> str:
    """Said before it is written: what the bot has filled in and would no more."""
    after = next((edit.value for edit in edits if isinstance(edit, Set) and isinstance(edit.value, str)), "")
    lost = edit_texts.lost(one.kb, one.value.answer, after)
    return fill(one.kb.handbook_wording.placeholders_lost, cac_cho=", ".join(lost)) if lost else ""


def _span(one: Entry) -> dt.timedelta:
    """From the last confirmation to the review, where both were told at least to the month."""
    confirmed, review = str(one.value.confirmed_on), one.value.review_by
    month = f"1/{confirmed}" if re.fullmatch(r"\d{1,2}/\d{4}", confirmed) else confirmed
    if review is None or not re.search(r"\D", month) or month == "None":
        return HALF_A_YEAR
    span: dt.timedelta = review - parse_date(month)
    return span if SHORTEST <= span <= LONGEST else HALF_A_YEAR
