"""Checks of single entries that go beyond the type of each value."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from bot.knowledge.model import MONTHLY, ON_DATES, WEEKLY, AgeBand, Schedule
from bot.knowledge.problems import Report
from bot.knowledge.recurrence import falls_on
from bot.knowledge.sections import Draft, Written, closest, fields_by_key, title_of
from bot.knowledge.values import SAMPLE_PHONE_PREFIX, fold_key

# What each rule does not use: written there, it would be silently without effect.
_WITHOUT_EFFECT = {
    WEEKLY: ("month_days", "month_weeks", "dates"),
    MONTHLY: ("dates",),
    ON_DATES: ("weekdays", "month_days", "month_weeks"),
}
# Keys whose value cannot be "only a sample".
_NEVER_SAMPLES = {
    "code", "samples", "source", "confirmed_on", "review_by", "ways", "related",
    "section", "group", "title",  # shown whatever `mẫu` says
}  # fmt: skip
# Nobody moves a meeting further; a date that far is a slip in the year.
_FURTHEST_MOVE = dt.timedelta(days=60)


def check_entries(draft: Draft, report: Report) -> None:
    sourced: list[Written[Any]] = [*draft.places, *draft.contacts, *draft.schedules, *draft.topics]
    for entry in sourced:
        check_samples(entry, report)
    for place in draft.places:
        if (place.value.latitude is None) != (place.value.longitude is None):
            report.add(place.file, place.line, "half_coordinates", code=place.value.code)
    for contact in draft.contacts:
        marked = contact.value.is_sample("điện thoại")
        for i, phone in enumerate(contact.value.phones):
            if phone.startswith(SAMPLE_PHONE_PREFIX) and not marked:
                report.add(contact.file, contact.line_of("điện thoại", i), "sample_phone", phone=phone)
    for schedule in draft.schedules:
        check_rule(schedule, report)
        check_hours(schedule, report)
        check_exceptions(schedule, report)
        check_reminder(schedule, report)
    for topic in draft.topics:
        check_bands(topic.value.by_birth_year, topic, report)


def check_samples(entry: Written[Any], report: Report) -> None:
    """What `mẫu` names are keys of this kind of entry."""
    kind: type[BaseModel] = type(entry.value)
    fields = fields_by_key(kind)
    titles = [title_of(kind, name) for name in fields.values() if name not in _NEVER_SAMPLES]
    known = {fold_key(title) for title in titles}
    for i, title in enumerate(entry.value.samples):
        if fold_key(title) in known:
            continue
        line = entry.line_of("mẫu", i)
        if guess := closest(title, titles):
            report.add(entry.file, line, "sample_key_guess", key=title, guess=guess)
        else:
            report.add(entry.file, line, "sample_key", key=title, known=", ".join(titles))


def check_rule(entry: Written[Schedule], report: Report) -> None:
    """The rule has all it needs and nothing that has no effect."""
    schedule = entry.value
    for name in _WITHOUT_EFFECT[schedule.repeat]:
        if getattr(schedule, name):
            title = title_of(Schedule, name)
            report.add(entry.file, entry.line_of(title), "rule_unused", key=title, repeat=schedule.repeat)
    if schedule.repeat == WEEKLY and not schedule.weekdays:
        report.add(entry.file, entry.line_of("lặp"), "rule_weekly")
    if schedule.repeat == ON_DATES and not schedule.dates:
        report.add(entry.file, entry.line_of("lặp"), "rule_dates")
    by_week = bool(schedule.weekdays and schedule.month_weeks)
    halves = bool(schedule.weekdays or schedule.month_weeks)
    if schedule.repeat == MONTHLY and (halves if schedule.month_days else not by_week):
        report.add(entry.file, entry.line_of("lặp"), "rule_monthly")
    if schedule.first and schedule.last and schedule.last < schedule.first:
        report.add(entry.file, entry.line_of("kết thúc"), "last_before_first")


def check_hours(entry: Written[Schedule], report: Report) -> None:
    """Beginning and end, of the schedule and of each exception with what it takes over from the schedule."""
    schedule = entry.value
    _check_span(entry, schedule.start, schedule.end, ("đến giờ",), report)
    for i, exception in enumerate(schedule.exceptions):
        if exception.start or exception.end:
            start, end = exception.start or schedule.start, exception.end or schedule.end
            key = "đến giờ" if exception.end else "từ giờ"
            _check_span(entry, start, end, ("ngoại lệ", i, key), report)


def _check_span(
    entry: Written[Schedule], start: dt.time | None, end: dt.time | None, path: tuple[str | int, ...], report: Report
) -> None:
    if end and not start:
        report.add(entry.file, entry.line_of(*path), "end_without_start")
    elif start and end and end <= start:
        report.add(entry.file, entry.line_of(*path), "end_before_start", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def check_exceptions(entry: Written[Schedule], report: Report) -> None:
    """Each is about a day of the schedule, once, and says what is different on it."""
    seen: dict[dt.date, int] = {}
    for i, exception in enumerate(entry.value.exceptions):
        line, date = entry.line_of("ngoại lệ", i, "ngày"), f"{exception.date:%d/%m/%Y}"
        if not falls_on(entry.value, exception.date):
            report.add(entry.file, line, "exception_elsewhere", date=date, code=entry.value.code)
        if exception.date in seen:
            report.add(entry.file, line, "exception_twice", date=date, line=seen[exception.date])
        seen.setdefault(exception.date, line)
        differs = (exception.cancelled, exception.moved_to, exception.start, exception.end, exception.place)
        if not any(differs):
            report.add(entry.file, line, "exception_says_nothing", date=date)
        if exception.cancelled and any(differs[1:]):
            report.add(entry.file, line, "exception_contradicts", date=date)
        if exception.moved_to:
            _check_move(entry, i, exception.date, exception.moved_to, report)


def _check_move(entry: Written[Schedule], i: int, day: dt.date, moved_to: dt.date, report: Report) -> None:
    line, date = entry.line_of("ngoại lệ", i, "dời sang"), f"{moved_to:%d/%m/%Y}"
    if moved_to == day:
        report.add(entry.file, line, "exception_moved_nowhere", date=date)
    elif abs(moved_to - day) > _FURTHEST_MOVE:
        report.add(entry.file, line, "exception_moved_far", date=date, day=f"{day:%d/%m/%Y}")


def check_reminder(entry: Written[Schedule], report: Report) -> None:
    """A reminder has all it needs, and comes before the beginning."""
    schedule = entry.value
    needed = {"nhắc trước": schedule.remind_days, "nhắc lúc": schedule.remind_at, "chủ đề": schedule.subject}
    missing = [title for title, value in needed.items() if value is None]
    written = [title for title, value in {**needed, "lời nhắc": schedule.reminder}.items() if value is not None]
    if missing and written:
        listed = ", ".join(f"“{title}”" for title in missing)
        report.add(entry.file, entry.line_of(written[0]), "reminder_incomplete", missing=listed)
    if missing or schedule.remind_days:
        return
    _check_before(entry, schedule.start, ("nhắc lúc",), report)
    for i, exception in enumerate(schedule.exceptions):
        _check_before(entry, exception.start, ("ngoại lệ", i, "từ giờ"), report)


def _check_before(entry: Written[Schedule], start: dt.time | None, path: tuple[str | int, ...], report: Report) -> None:
    at = entry.value.remind_at
    if at and start and at >= start:
        report.add(entry.file, entry.line_of(*path), "reminder_too_late", at=f"{at:%H:%M}", start=f"{start:%H:%M}")


def check_bands(bands: tuple[AgeBand, ...], entry: Written[Any], report: Report) -> None:
    """No age belongs to two bands."""
    before: list[AgeBand] = []
    for i, band in enumerate(bands):
        line = entry.line_of("theo năm sinh", i)
        if band.from_age > band.to_age:
            report.add(entry.file, line, "band_reversed", first=band.from_age, last=band.to_age)
        if any(band.from_age <= other.to_age and other.from_age <= band.to_age for other in before):
            report.add(entry.file, line, "band_overlaps", first=band.from_age, last=band.to_age)
        before.append(band)
