"""What is different on one date of a schedule: found, written, told."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.answering.dates import Occurrence
from bot.answering.model import RichText
from bot.answering.rich import join, say
from bot.channels.telegram.handlers.editing import edit_show
from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.channels.telegram.handlers.editing.edit_fields import Edit
from bot.channels.telegram.handlers.editing.edit_times import by_weekday, clock, date, later, length, read_day
from bot.channels.telegram.talk import Talk
from bot.knowledge.edits import Append, Set
from bot.knowledge.model import Schedule, ScheduleException
from bot.knowledge.recurrence import falls_on

EXCEPTIONS = "ngoại lệ"
_BECAUSE = re.compile(r"(?:^|\s)(?:vì|vi)\s+", re.IGNORECASE)


def planned_day(one: Entry, mark: str) -> dt.date | None:
    """The date of the schedule that a button or a task names."""
    day = marked(mark)
    return day if day and one.letter == "s" and falls_on(one.value, day) else None


def marked(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%y%m%d").date() if len(text) == 6 else None  # noqa: DTZ007 - a date only
    except ValueError:
        return None


def position(one: Entry, planned: dt.date) -> int | None:
    return next((at for at, found in enumerate(one.value.exceptions) if found.date == planned), None)


def exception_on(one: Entry, planned: dt.date) -> ScheduleException | None:
    at = position(one, planned)
    return None if at is None else one.value.exceptions[at]


def edits(one: Entry, planned: dt.date, values: dict[str, Any]) -> list[Edit]:
    """Write the exception of a date. Those that were only examples make way for it: they would be told otherwise."""
    item = {"ngày": date(planned), **values}
    if one.value.is_sample(EXCEPTIONS):
        return [Set(one.section, one.code, (EXCEPTIONS,), [item])]
    at = position(one, planned)
    if at is None:
        return [Append(one.section, one.code, (EXCEPTIONS,), item)]
    return [Set(one.section, one.code, (EXCEPTIONS, at), item)]


def hours(schedule: Schedule, start: dt.time, end: dt.time | None) -> dict[str, str]:
    lasts = length(schedule)
    end = end or (later(start, lasts) if lasts else None)
    return {"từ giờ": clock(start), **({"đến giờ": clock(end)} if end else {})}


def split(typed: str) -> tuple[str, dict[str, str]]:
    """`thứ bảy 6h vì mưa` -> when, and the reason as the file has it."""
    told, *reason = _BECAUSE.split(typed, maxsplit=1)
    return told, {"lý do": " ".join(reason[0].split())} if reason and reason[0].strip() else {}


def day_meant(told: str, moment: dt.datetime | None, planned: dt.date, now: dt.datetime) -> dt.date | None:
    """A weekday is that next to the date; None for what is over, or is no day."""
    try:
        day = moment.date() if moment else read_day(told, now)
    except ValueError:
        return None
    if by_weekday(told, now):
        weeks = (day + dt.timedelta(days=7 * number) for number in range(-9, 10))
        day = min((one for one in weeks if one >= now.date()), key=lambda one: abs(one - planned))
    return day if day >= now.date() else None


def notice(talk: Talk, one: Entry, exception: ScheduleException) -> RichText:
    words, answers, drawn = one.kb.handbook_wording, one.kb.answer_wording, edit_show.calendar(talk, one)
    reason = say(answers.reason, ly_do=exception.reason) if exception.reason else ()
    day = drawn.day(exception.date)
    if exception.cancelled:
        return say(words.notice_off, ten=one.value.title, ngay=day, ly_do=reason)
    template = words.notice_moved if exception.moved_to else words.notice_changed
    event = drawn.reminder(template, one.value, Occurrence(exception.date, exception), talk.local)
    return event if exception.moved_to or not reason else join([event, say(words.notice_reason, ly_do=reason)])
