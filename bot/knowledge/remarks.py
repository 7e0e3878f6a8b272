"""What is served all the same, but should be looked at by the committee."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.knowledge.model import Contact, Topic
from bot.knowledge.problems import Problem, Report
from bot.knowledge.sections import Draft, Written

ENOUGH_WAYS = 20


def remarks(draft: Draft, today: dt.date) -> tuple[Problem, ...]:
    """Samples left, facts past their review date or without a source, topics with few ways of asking."""
    report = Report()
    sourced: list[Written[Any]] = [*draft.contacts, *draft.places, *draft.schedules, *draft.topics]
    for entry in sourced:
        _remark_on_facts(entry, today, report)
    for topic in draft.topics:
        count = len(topic.value.ways)
        if count < ENOUGH_WAYS:
            line = topic.line_of("cách hỏi")
            report.add(topic.file, line, "few_ways", code=topic.value.code, count=count, enough=ENOUGH_WAYS)
    return tuple(sorted(report.problems))


def _remark_on_facts(entry: Written[Any], today: dt.date, report: Report) -> None:
    value = entry.value
    if value.samples:
        report.add(entry.file, entry.line_of("mẫu"), "samples_left", code=value.code, keys=", ".join(value.samples))
    elif value.source is None and _states_facts(value):
        report.add(entry.file, entry.line, "no_source", code=value.code)
    if value.review_by and value.review_by < today:
        date = f"{value.review_by:%d/%m/%Y}"
        report.add(entry.file, entry.line_of("xem lại trước"), "review_due", code=value.code, date=date)


def _states_facts(value: Any) -> bool:
    """An answer put together from contacts, schedules and places has their sources; an office without a number or
    address says nothing that could be wrong."""
    if isinstance(value, Topic):
        return "{" not in value.answer
    return not isinstance(value, Contact) or bool(value.phones or value.name or value.address or value.hours)
