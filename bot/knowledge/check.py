"""Checks of the folder as a whole: what no entry shows alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.knowledge.check_entries import check_entries
from bot.knowledge.check_texts import check_texts
from bot.knowledge.model import OTHER, KnowledgeFile
from bot.knowledge.problems import Report
from bot.knowledge.sections import Draft, Written, closest_code, title_of
from bot.language.folding import fold

_REQUIRED_ONCE = (
    "neighbourhood",
    "answer_wording",
    "chat_wording",
    "notice_wording",
    "committee_wording",
    "report_wording",
    "thread_wording",
    "mailbox_wording",
    "handbook_wording",
    "office_wording",
)
_REQUIRED = (*_REQUIRED_ONCE, "topics", "report_kinds")
_ONLY_ONCE = (*_REQUIRED_ONCE, "poster_wording")


def check_folder(draft: Draft, report: Report) -> None:
    """Report everything that keeps the folder from being served."""
    check_sections(draft, report)
    check_codes(draft, report)
    check_references(draft, report)
    check_groups(draft, report)
    check_kinds(draft, report)
    check_ways(draft, report)
    check_abbreviations(draft, report)
    check_entries(draft, report)
    check_texts(draft, report)


def check_sections(draft: Draft, report: Report) -> None:
    """The sections without which nothing works are there, and those that are one table are there once."""
    for name in _REQUIRED:
        if name not in draft.present and not draft.partial:
            report.add("", 0, "missing_section", section=title_of(KnowledgeFile, name))
    for name in _ONLY_ONCE:
        first, *others = draft.present.get(name, [("", 0)])
        for file, line in others:
            report.add(file, line, "section_twice", section=title_of(KnowledgeFile, name), other=_place(*first))


def check_codes(draft: Draft, report: Report) -> None:
    """A code names one entry of its section."""
    for name, codes in draft.codes.items():
        for code, (first, *others) in codes.items():
            for file, line in others:
                section = title_of(KnowledgeFile, name)
                report.add(file, line, "duplicate_code", code=code, section=section, other=_place(*first))


def check_references(draft: Draft, report: Report) -> None:
    """Every code that is referred to exists."""
    for entry, path, section, code in _references(draft):
        known = draft.codes.get(section, {})
        if report.full:
            return
        if code not in known and not draft.partial:
            values = {"key": path[0], "code": code, "section": title_of(KnowledgeFile, section)}
            line = entry.line_of(*path)
            if guess := closest_code(code, known):
                report.add(entry.file, line, "unknown_code_guess", guess=guess, **values)
            else:
                report.add(entry.file, line, "unknown_code", **values)


def _references(draft: Draft) -> Iterator[tuple[Written[Any], tuple[str | int, ...], str, str]]:
    for place in draft.neighbourhood:
        yield place, ("hỏi ai",), "contacts", place.value.ask
    for topic in draft.topics:
        for i, code in enumerate(topic.value.related):
            yield topic, ("liên quan", i), "topics", code
    for wording in draft.chat_wording:
        for i, code in enumerate(wording.value.popular):
            yield wording, ("hay hỏi", i), "topics", code
    yield from _references_of_schedules(draft)


def _references_of_schedules(draft: Draft) -> Iterator[tuple[Written[Any], tuple[str | int, ...], str, str]]:
    for schedule in draft.schedules:
        if schedule.value.place:
            yield schedule, ("nơi",), "places", schedule.value.place
        if schedule.value.subject:
            yield schedule, ("chủ đề",), "subjects", schedule.value.subject
        for i, exception in enumerate(schedule.value.exceptions):
            if exception.place:
                yield schedule, ("ngoại lệ", i, "nơi"), "places", exception.place


def check_groups(draft: Draft, report: Report) -> None:
    """Heads are of groups that exist, one a group."""
    heads: dict[int, str] = {}
    limit = draft.neighbourhood[0].value.groups if draft.neighbourhood else None
    for contact in draft.contacts:
        group, line = contact.value.group, contact.line_of("tổ")
        if group is None:
            continue
        if limit is not None and group > limit:
            report.add(contact.file, line, "group_too_large", group=group, limit=limit)
        if group in heads:
            report.add(contact.file, line, "group_two_heads", group=group, other=heads[group])
        heads.setdefault(group, _place(contact.file, line))


def check_kinds(draft: Draft, report: Report) -> None:
    """What is of no kind of report in particular has one as well."""
    for file, line in draft.present.get("report_kinds", [])[:1]:
        if OTHER not in draft.codes.get("report_kinds", {}) and not draft.partial:
            report.add(file, line, "no_other_kind", code=OTHER)


def check_ways(draft: Draft, report: Report) -> None:
    """Everything residents ask about has ways of asking, and no way leads to two entries."""
    owners: dict[str, tuple[Written[Any], str]] = {}
    entries: list[Written[Any]] = [*draft.topics, *draft.out_of_scope, *draft.greetings]
    for entry in entries:
        if not entry.value.ways:
            report.add(entry.file, entry.line, "no_ways", code=entry.value.code)
        for i, way in enumerate(entry.value.ways):
            line, plain = entry.line_of("cách hỏi", i), comparable(way)
            if not plain:
                report.add(entry.file, line, "way_without_words", way=way)
                continue
            owner, place = owners.setdefault(plain, (entry, _place(entry.file, line)))
            if owner is not entry:
                codes = {"code": entry.value.code, "other_code": owner.value.code}
                report.add(entry.file, line, "same_way", way=way, other=place, **codes)


def check_abbreviations(draft: Draft, report: Report) -> None:
    """A short form stands for one thing; with and without marks it is two forms."""
    seen: dict[str, str] = {}
    for entry in draft.dictionary:
        for i, abbreviation in enumerate(entry.value.abbreviations):
            for j, short in enumerate(abbreviation.short):
                line, form = entry.line_of("viết tắt", i, "viết", j), short.casefold()
                if form in seen:
                    report.add(entry.file, line, "short_twice", short=short, other=seen[form])
                seen.setdefault(form, _place(entry.file, line))


def comparable(way: str) -> str:
    """The words of a way of asking without marks, case and punctuation."""
    return " ".join(re.findall(r"\w+", fold(way)))


def _place(file: str, line: int) -> str:
    return f"{file}:{line}"
