"""The card of an entry: what stands there now, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import InlineKeyboardButton

from bot.answering.calendar import Calendar
from bot.answering.contacts import People, stale
from bot.answering.dates import Occurrence, next_occurrence
from bot.answering.model import RichText, Span
from bot.answering.rich import first_upper, join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.channels.telegram.handlers.editing.edit_fields import Field, fields, present, samples
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.markup import pages, shortened
from bot.channels.telegram.talk import Talk
from bot.knowledge.handbook_wording import HandbookWording
from bot.knowledge.model import KnowledgeBase, ScheduleException
from bot.knowledge.placeholders import fill

LABEL = 60  # characters that a button shows of a name
EXCEPTIONS = 3  # of a schedule that have buttons


async def put(talk: Talk, text: str | RichText, rows: list[Row]) -> None:
    """In place of what was pressed, where it fits into one message; else at the end of the chat."""
    keyboard = keyboards.inline(*rows)
    shown = rich(text) if isinstance(text, str) else text
    if talk.incoming.kind == "button" and len(pages(shown)) == 1:
        await talk.change(shown, keyboard)
    else:
        await talk.say(shown, keyboard)


async def show(talk: Talk, one: Entry, above: str = "") -> None:
    """The card; what was done stands `above` it, in a message of its own so that what was shown before stays."""
    if above:
        await talk.say(join([rich(above), card(talk, one)], "\n\n"), keyboards.inline(*rows(talk, one)))
    else:
        await put(talk, card(talk, one), rows(talk, one))


def card(talk: Talk, one: Entry) -> RichText:
    words = one.kb.handbook_wording
    found = fields(one)
    long = [_told(one, field) for field in found if field.kind == "text"]
    short = join([_told(one, field) for field in found if field.kind != "text"])
    coming = _coming(talk, one) if one.letter == "s" else ()
    return join([say(words.card_head, muc=one.label), *long, short, coming, _warnings(talk, one)], "\n\n")


def rows(talk: Talk, one: Entry) -> list[Row]:
    words = one.kb.handbook_wording
    labels = {field.short: field_label(one.kb, field) for field in fields(one)}
    keys = [one.key(fill(words.button_field, muc=label), "f", short) for short, label in labels.items()]
    if one.letter == "t":
        keys.insert(1, one.key(fill(words.button_ways, so=len(one.value.ways)), "w", 0))
    found = [[one.key(words.button_still_right, "v")]]
    found += _of_schedule(talk, one) if one.letter == "s" else []
    found += in_rows(keys, 2)
    found += [[one.key(words.button_samples, "m")]] if one.value.samples else []
    return [*found, [again(words)]]


def again(words: HandbookWording) -> InlineKeyboardButton:
    """To another entry."""
    return keyboards.button(words.button_find, keyboards.EDIT, "menu")


def back(one: Entry) -> InlineKeyboardButton:
    """To the card."""
    return one.key(one.kb.handbook_wording.button_back, "o")


def opens(one: Entry) -> Row:
    """A button with the entry's name."""
    return [one.key(shortened(one.label, LABEL), "o")]


def field_label(kb: KnowledgeBase, field: Field) -> str:
    words = kb.handbook_wording
    special = {"st": words.field_hours, "lo": words.field_map, "an": words.field_answer}
    return special.get(field.short) or first_upper(field.title)


def calendar(talk: Talk, one: Entry) -> Calendar:
    return Calendar(one.kb, People(one.kb, samples=talk.services.samples))


def coming(talk: Talk, one: Entry) -> Occurrence | None:
    """The schedule's next date, samples included: members see what the file has."""
    return next_occurrence(one.value, talk.local)


def exceptions(talk: Talk, one: Entry) -> list[ScheduleException]:
    """Those that are not over, the nearest first."""
    today = talk.local.date()
    found = [each for each in one.value.exceptions if max(each.date, each.moved_to or each.date) >= today]
    return sorted(found, key=lambda each: each.date)


def exception_words(talk: Talk, one: Entry, exception: ScheduleException) -> RichText:
    """What is different on that day, and why."""
    words, answers = one.kb.handbook_wording, one.kb.answer_wording
    day = calendar(talk, one).day(exception.date, talk.local)
    start, end = exception.start, exception.end
    gio = " – ".join(f"{at:%H:%M}" for at in (start, end) if at)
    parts = [
        rich(words.exception_off) if exception.cancelled else (),
        say(words.exception_moved, ngay=calendar(talk, one).day(exception.moved_to)) if exception.moved_to else (),
        say(words.exception_hours, gio=gio) if gio else (),
        say(words.exception_place, noi=one.kb.places[exception.place].name) if exception.place else (),
    ]
    reason = say(answers.reason, ly_do=exception.reason) if exception.reason else ()
    return say(words.exception, ngay=day, khac=(*join(parts, ", "), *reason))


def in_rows(keys: Iterable[InlineKeyboardButton], a_row: int) -> list[Row]:
    found = list(keys)
    return [found[start : start + a_row] for start in range(0, len(found), a_row)]


def _told(one: Entry, field: Field) -> RichText:
    words, value = one.kb.handbook_wording, present(one, field)
    name = field_label(one.kb, field)
    if not value:
        return say(words.value_none, muc=name)
    template = words.value_long if field.kind == "text" else words.value
    sample = any(map(one.value.is_sample, field.titles))
    tag: RichText = (Span(f" {one.kb.answer_wording.sample_tag}", "italic"),) if sample else ()
    return (*say(template, muc=name, gia_tri=value), *tag)


def _coming(talk: Talk, one: Entry) -> RichText:
    words, following = one.kb.handbook_wording, coming(talk, one)
    day = calendar(talk, one).day(following.date, talk.local) if following else ""
    lines = [say(words.coming, ngay=day) if day else rich(words.no_coming)]
    return join([*lines, *(exception_words(talk, one, exception) for exception in exceptions(talk, one))])


def _warnings(talk: Talk, one: Entry) -> RichText:
    words = one.kb.handbook_wording
    confirmed = say(words.confirmed, ngay=one.value.confirmed_on) if one.value.confirmed_on else ()
    old = rich(words.past_review) if stale(one.value, talk.local.date()) else ()
    example = say(words.samples_there, cac_muc=", ".join(samples(one))) if one.value.samples else ()
    return join([confirmed, old, example])


def _of_schedule(talk: Talk, one: Entry) -> list[Row]:
    words = one.kb.handbook_wording
    found: list[Row] = []
    if coming(talk, one):
        found.append([one.key(words.button_skip, "n")])
        found.append([one.key(words.button_move, "d"), one.key(words.button_hours, "h")])
    real = [] if one.value.is_sample("ngoại lệ") else exceptions(talk, one)
    for exception in real[:EXCEPTIONS]:
        day = f"{exception.date.day}/{exception.date.month}"
        tell, undo = fill(words.button_tell, ngay=day), fill(words.button_take_back, ngay=day)
        mark = f"{exception.date:%y%m%d}"
        found.append([one.key(tell, "b", mark), one.key(undo, "x", mark)])
    return found
