"""What is served all the same, but should be looked at by the committee."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.knowledge.model import MILITARY, Contact, Topic
from bot.knowledge.problems import Problem, Report
from bot.knowledge.sections import Draft, Written
from bot.knowledge.values import SAMPLE_PHONE_PREFIX, fold_key
from bot.knowledge.wording import should_hold
from bot.language.folding import fold

ENOUGH_WAYS = 20
ENOUGH_OUT_OF_SCOPE = 50  # with fewer the bot has learnt too little of what it should leave alone


def remarks(draft: Draft, today: dt.date) -> tuple[Problem, ...]:
    """Samples left, facts past their review date or without a source, topics with few ways of asking, and what a
    folder written anew most often lacks."""
    report = Report()
    sourced: list[Written[Any]] = [*draft.contacts, *draft.places, *draft.schedules, *draft.topics]
    for entry in sourced:
        _remark_on_facts(entry, today, report)
    for topic in draft.topics:
        count = len(topic.value.ways)
        if count < ENOUGH_WAYS:
            line = topic.line_of("cách hỏi")
            report.add(topic.file, line, "few_ways", code=topic.value.code, count=count, enough=ENOUGH_WAYS)
    for contact in draft.contacts:
        _remark_on_phones(contact, report)
    _remark_on_elsewhere(draft, report)
    _remark_on_what_is_not_asked(draft, report)
    _remark_on_wording(draft, report)
    return tuple(sorted(report.problems))


def _remark_on_phones(contact: Written[Contact], report: Report) -> None:
    """A number that is real is hidden from residents while `mẫu` names it."""
    if not contact.value.is_sample("điện thoại"):
        return
    for i, phone in enumerate(contact.value.phones):
        if not phone.startswith(SAMPLE_PHONE_PREFIX):
            report.add(contact.file, contact.line_of("điện thoại", i), "real_phone_as_sample", phone=phone)


def _remark_on_elsewhere(draft: Draft, report: Report) -> None:
    """Whoever leaves the own ward among the other places has a bot that refuses to speak of it."""
    for written in draft.neighbourhood:
        ours = re.sub(r"\W+", " ", fold(f" {written.value.area} {written.value.name} "))
        for i, place in enumerate(written.value.elsewhere):
            if f" {fold(place)} " in ours:
                report.add(written.file, written.line_of("nơi khác", i), "elsewhere_is_ours", place=place)


def _remark_on_what_is_not_asked(draft: Draft, report: Report) -> None:
    """Without enough examples of what is not the khu phố's, and of what asks nothing, the bot answers too readily."""
    count = sum(len(entry.value.ways) for entry in draft.out_of_scope)
    if count < ENOUGH_OUT_OF_SCOPE:
        file, line = draft.present.get("out_of_scope", [("", 0)])[0]
        report.add(file, line, "few_out_of_scope", count=count, enough=ENOUGH_OUT_OF_SCOPE)
    if not draft.greetings:
        report.add("", 0, "no_greetings")


def _remark_on_wording(draft: Draft, report: Report) -> None:
    """Words that leave out what the bot would have put into them, or that offer what is not there."""
    wordings: list[Written[Any]] = draft.wordings()
    for wording in wordings:
        for name, info in type(wording.value).model_fields.items():
            text = fold_key(str(getattr(wording.value, name)))
            for lost in should_hold(info):
                if f"{{{fold_key(lost)}}}" not in text:
                    line = wording.line_of(str(info.title))
                    report.add(wording.file, line, "placeholder_lost", key=info.title, lost=f"{{{lost}}}")
    if not any(topic.value.code.startswith(MILITARY) for topic in draft.topics):
        for chat in draft.chat_wording:
            report.add(chat.file, chat.line_of("hỏi về nghĩa vụ"), "no_military", prefix=MILITARY)


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
