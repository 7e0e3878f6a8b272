"""Checks of the placeholders in answers and in the bot's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.knowledge import placeholders as p
from bot.knowledge.model import KnowledgeFile
from bot.knowledge.placeholders import Placeholder, PlaceholderError
from bot.knowledge.problems import Report
from bot.knowledge.sections import Draft, Written, closest, closest_code, title_of
from bot.knowledge.values import fold_key
from bot.knowledge.wording import may_hold

_SECTIONS = {p.CONTACT: "contacts", p.SCHEDULE: "schedules", p.PLACE: "places"}
_IN_ANSWERS = ("liên hệ", "lịch", "nơi", "tổ trưởng", "số tổ", "khu phố", "địa bàn")
_IN_BANDS = (*_IN_ANSWERS, "năm sinh", "tuổi", "năm thứ")
_IN_REMINDERS = ("tên", "ngày", "giờ", "nơi")
_OF_CONTACTS = ("tên", "chức vụ", "điện thoại", "giờ", "địa chỉ", "ghi chú")


@dataclass(frozen=True)
class _Text:
    """A text, where it stands, and the names of the placeholders it may hold. `body` is the line of its first word
    when it was written line by line, else 0."""

    file: str
    line: int
    text: str
    allowed: tuple[str, ...]
    body: int

    @classmethod
    def of(cls, entry: Written[Any], text: str, allowed: tuple[str, ...], *path: str | int) -> _Text:
        return cls(entry.file, entry.line_of(*path), text, allowed, entry.body_of(*path))

    def line_at(self, position: int) -> int:
        """The line of a position in the text, as far as it is known."""
        return self.body + self.text.count("\n", 0, max(0, position)) if self.body else self.line

    def line_with(self, words: str) -> int:
        return self.line_at(self.text.find(words))


def check_texts(draft: Draft, report: Report) -> None:
    """Every placeholder may stand where it stands and names something that exists."""
    for text in _answers(draft):
        _check_bold(text, report)
        for found in _placeholders(text, report):
            check_answer_placeholder(found, text, draft, report)
    for text in _wordings(draft):
        _check_bold(text, report)
        for found in _placeholders(text, report):
            if fold_key(found.text.strip("{}")) not in map(fold_key, text.allowed):
                _report_unknown(found, text, report)


def _answers(draft: Draft) -> Iterator[_Text]:
    for topic in draft.topics:
        yield _Text.of(topic, topic.value.answer, _IN_ANSWERS, "trả lời")
        for i, band in enumerate(topic.value.by_birth_year):
            yield _Text.of(topic, band.answer, _IN_BANDS, "theo năm sinh", i, "trả lời")


def _wordings(draft: Draft) -> Iterator[_Text]:
    for schedule in draft.schedules:
        if schedule.value.reminder:
            yield _Text.of(schedule, schedule.value.reminder, _IN_REMINDERS, "lời nhắc")
    wordings: list[Written[Any]] = draft.wordings()
    for wording in wordings:
        for name, info in type(wording.value).model_fields.items():
            value = getattr(wording.value, name)
            for text in [value] if isinstance(value, str) else value if isinstance(value, tuple) else ():  # or an hour
                yield _Text.of(wording, text, may_hold(info), str(info.title))


def check_answer_placeholder(found: Placeholder, text: _Text, draft: Draft, report: Report) -> None:
    section = _SECTIONS.get(found.kind)
    numbered = found.kind == p.YEAR_TURNING
    bare = not found.field and not found.code
    if found.kind not in map(fold_key, text.allowed) or (numbered and not found.code.isdigit()):
        _report_unknown(found, text, report)
    elif section:
        _check_target(found, section, text, draft, report)
    elif not bare and not numbered:
        _report_unknown(found, text, report)


def _check_target(found: Placeholder, section: str, text: _Text, draft: Draft, report: Report) -> None:
    known = draft.codes.get(section, {})
    if found.code not in known and not draft.partial:
        line = text.line_with(found.text)
        values = {"key": found.text, "code": found.code, "section": title_of(KnowledgeFile, section)}
        if guess := closest_code(found.code, known):
            report.add(text.file, line, "unknown_code_guess", guess=guess, **values)
        else:
            report.add(text.file, line, "unknown_code", **values)
    fields = _OF_CONTACTS if found.kind == p.CONTACT else ()
    if found.field and found.field not in map(fold_key, fields):
        known_fields = ", ".join(fields) or "—"
        report.add(text.file, text.line_with(found.text), "placeholder_field", text=found.text, known=known_fields)


def _placeholders(text: _Text, report: Report) -> list[Placeholder]:
    if report.full:
        return []
    try:
        return [part for part in p.parse(text.text) if isinstance(part, Placeholder)]
    except PlaceholderError as error:
        report.add(text.file, text.line_at(error.position), "stray_brace", fragment=error.fragment)
        return []


def _check_bold(text: _Text, report: Report) -> None:
    if text.text.count("**") % 2:
        odd = next(line for line in text.text.split("\n") if line.count("**") % 2)
        report.add(text.file, text.line_with(odd), "stray_bold")


def _report_unknown(found: Placeholder, text: _Text, report: Report) -> None:
    line, inner = text.line_with(found.text), found.text.strip("{}")
    if guess := _without_colon(inner, text.allowed) or closest(inner, text.allowed):
        report.add(text.file, line, "unknown_placeholder_guess", text=found.text, guess=f"{{{guess}}}")
    else:
        known = ", ".join(f"{{{name}}}" for name in text.allowed) or "—"
        report.add(text.file, line, "unknown_placeholder", text=found.text, known=known)


def _without_colon(inner: str, allowed: tuple[str, ...]) -> str | None:
    """`liên hệ y-te` -> `liên hệ:y-te`"""
    for name in allowed:
        words = inner.split()
        count = len(name.split())
        begun = fold_key(" ".join(words[:count])) == fold_key(name)
        if begun and fold_key(name) in _SECTIONS and len(words) > count:
            return f"{name}:{' '.join(words[count:])}"
    return None
