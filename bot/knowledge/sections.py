"""Tree -> models: each entry is validated alone, so that one mistake hides no other, and every complaint finds its
way back to the line it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.knowledge import model as m
from bot.knowledge.announcement_wording import CommitteeWording, NoticeWording
from bot.knowledge.handbook_wording import HandbookWording
from bot.knowledge.mailbox_wording import MailboxWording
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.problems import Report
from bot.knowledge.report_wording import ReportWording
from bot.knowledge.thread_wording import ThreadWording
from bot.knowledge.values import bare, fold_key
from bot.knowledge.wording import AnswerWording, ChatWording, PosterWording
from bot.knowledge.yaml_text import MAX_KEY, Entry, Items, Node, Scalar, Table, is_empty

# Errors of pydantic and of `values` that have a wording of their own.
EXPLAINED = {
    "string_too_long", "string_pattern_mismatch", "int_parsing", "float_parsing", "greater_than_equal",
    "less_than_equal", "string_type", "model_type", "tuple_type", "missing", "too_long",
    "date_form", "date_year", "date_impossible", "clock_form", "clock_impossible", "weekday_form", "flag_form",
    "phone_form", "choice",
}  # fmt: skip

_ALIKE = 65  # of 100

_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class Written(Generic[_M]):
    """An entry as a model, and where it was written."""

    value: _M
    file: str
    node: Table

    @property
    def line(self) -> int:
        return self.node.line

    def line_of(self, *path: str | int) -> int:
        """The line of the value under a path of Vietnamese keys and positions."""
        return self._find(path)[1]

    def body_of(self, *path: str | int) -> int:
        """The line of the first word of a text that was written line by line, 0 for any other value."""
        node, _ = self._find(path)
        if not isinstance(node, Scalar) or not node.body:
            return 0
        return node.body + len(node.text) - len(node.text.lstrip("\n"))

    def _find(self, path: Iterable[str | int]) -> tuple[Node, int]:
        return find(self.node, [part if isinstance(part, int) else fold_key(part) for part in path])


@dataclass
class Draft:
    """What could be read of the folder, by section (named as in `KnowledgeFile`), before it is checked as a whole.

    `present` has the sections that somebody wrote, `codes` every code written in a section, with its place, even
    when the entry has a mistake: what refers to it should not be reported as well. `partial`: a file could not be
    read at all, so nothing can be called missing.
    """

    neighbourhood: list[Written[m.Neighbourhood]] = field(default_factory=list)
    places: list[Written[m.Place]] = field(default_factory=list)
    contacts: list[Written[m.Contact]] = field(default_factory=list)
    schedules: list[Written[m.Schedule]] = field(default_factory=list)
    topics: list[Written[m.Topic]] = field(default_factory=list)
    out_of_scope: list[Written[m.OutOfScope]] = field(default_factory=list)
    greetings: list[Written[m.Greeting]] = field(default_factory=list)
    subjects: list[Written[m.Subject]] = field(default_factory=list)
    report_kinds: list[Written[m.ReportKind]] = field(default_factory=list)
    dictionary: list[Written[m.Dictionary]] = field(default_factory=list)
    answer_wording: list[Written[AnswerWording]] = field(default_factory=list)
    chat_wording: list[Written[ChatWording]] = field(default_factory=list)
    notice_wording: list[Written[NoticeWording]] = field(default_factory=list)
    committee_wording: list[Written[CommitteeWording]] = field(default_factory=list)
    report_wording: list[Written[ReportWording]] = field(default_factory=list)
    thread_wording: list[Written[ThreadWording]] = field(default_factory=list)
    mailbox_wording: list[Written[MailboxWording]] = field(default_factory=list)
    handbook_wording: list[Written[HandbookWording]] = field(default_factory=list)
    office_wording: list[Written[OfficeWording]] = field(default_factory=list)
    poster_wording: list[Written[PosterWording]] = field(default_factory=list)
    partial: bool = False
    present: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    codes: dict[str, dict[str, list[tuple[str, int]]]] = field(default_factory=dict)

    def wordings(self) -> list[Written[Any]]:
        """All that the bot says in words of its own."""
        return [written for name in ONCE if name.endswith("_wording") for written in getattr(self, name)]


# Sections that are one table; the others are lists of entries.
ONCE = (
    "neighbourhood", "dictionary", "answer_wording", "chat_wording", "notice_wording", "committee_wording",
    "report_wording", "thread_wording", "mailbox_wording", "handbook_wording", "office_wording", "poster_wording",
)  # fmt: skip


def read_sections(tree: Node, file: str, draft: Draft, report: Report) -> None:
    """Add the entries of one file to the draft."""
    _Sections(file, draft, report).read(tree)


class _Sections:
    """Reads one file."""

    def __init__(self, file: str, draft: Draft, report: Report) -> None:
        self._file = file
        self._draft = draft
        self._report = report

    def read(self, tree: Node) -> None:
        if not isinstance(tree, Table):
            self._report.add(self._file, tree.line, "file_not_table")
            return
        for folded, entry in tree.entries.items():
            if name := fields_by_key(m.KnowledgeFile).get(folded):
                self._read_section(name, entry)
            else:
                self._unknown_key(m.KnowledgeFile, entry.key, entry.line)

    def _read_section(self, name: str, entry: Entry) -> None:
        self._draft.present.setdefault(name, []).append((self._file, entry.line))
        if isinstance(entry.value, Table):  # one table, or a list of one without its dash
            self._read_entry(name, replace(entry.value, line=entry.line))
            return
        for node in entry.value.items if isinstance(entry.value, Items) and name not in ONCE else (entry.value,):
            if isinstance(node, Table):
                self._read_entry(name, node)
            elif not is_empty(node):  # that has been reported while parsing
                self._report.add(self._file, node.line, "entry_not_table", section=title_of(m.KnowledgeFile, name))

    def _read_entry(self, name: str, node: Table) -> None:
        code = node.entries.get("ma")
        if code and isinstance(code.value, Scalar):
            places = self._draft.codes.setdefault(name, {}).setdefault(bare(code.value.text), [])
            places.append((self._file, code.line))
        kind = submodel(m.KnowledgeFile, name)
        try:
            value = kind.model_validate(_data(node))
        except ValidationError as errors:
            for error in errors.errors(include_url=False, include_input=False):
                self._complain(error, kind, node)
        else:
            getattr(self._draft, name).append(Written(value, self._file, node))

    def _complain(self, error: ErrorDetails, kind: type[BaseModel], entry: Table) -> None:
        path = list(error["loc"])
        value, line = find(entry, path)
        owner, node, key = _owner(kind, entry, path)
        written = node.entries.get(key) if isinstance(node, Table) else None
        if error["type"] == "extra_forbidden":
            self._unknown_key(owner, written.key if written else key, line)
        elif error["type"] != "missing" or isinstance(path[-1], int):
            reason = error["type"] if error["type"] in EXPLAINED else "other"
            text = value.text if isinstance(value, Scalar) else ""
            values = {"key": _title(owner, key), "value": text, **error.get("ctx", {})}
            self._report.add(self._file, line, f"value.{reason}", **values)
        elif written is None:  # else it was left empty, which has been reported
            self._report.add(self._file, line, "missing_key", key=_title(owner, key))

    def _unknown_key(self, kind: type[BaseModel], key: str, line: int) -> None:
        titles = titles_of(kind)
        if guess := closest(key, titles):
            self._report.add(self._file, line, "unknown_key_guess", key=key, guess=guess)
        else:
            self._report.add(self._file, line, "unknown_key", key=key, known=", ".join(titles))


def _data(node: Node) -> Any:
    """The tree as pydantic takes it. What was left empty is as good as not written; it has been reported."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_data(item) for item in node.items]
    return {key: _data(entry.value) for key, entry in node.entries.items() if not is_empty(entry.value)}


def find(node: Node, path: Iterable[str | int]) -> tuple[Node, int]:
    """The node at the end of a path, or the last one there is, and its line (for a keyed value the line of its key).

    A value written alone where a list belongs has no positions: they are passed over.
    """
    line = node.line
    for part in path:
        if isinstance(node, Table) and isinstance(part, str) and part in node.entries:
            line, node = node.entries[part].line, node.entries[part].value
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            line = node.line
    return node, line


def _owner(kind: type[BaseModel], entry: Table, path: list[str | int]) -> tuple[type[BaseModel], Node, str]:
    """The model and the node in which the last key of a path stands, and that key, folded."""
    keys = [position for position, part in enumerate(path) if isinstance(part, str)]
    for position in keys[:-1]:
        kind = submodel(kind, fields_by_key(kind)[str(path[position])])
    return kind, find(entry, path[: keys[-1]])[0], str(path[keys[-1]])


def closest(title: str, known: Iterable[str]) -> str | None:
    """The known title that somebody who wrote `title` most likely meant: `dời` is the beginning of `dời sang`."""
    known = list(known)
    beginning = fold_key(title[:MAX_KEY]) + "_"
    if begun := [other for other in known if fold_key(other).startswith(beginning)]:
        return min(begun, key=len)
    found = process.extractOne(title[:MAX_KEY], known, processor=fold_key, score_cutoff=_ALIKE, scorer=fuzz.ratio)
    return str(found[0]) if found else None


def closest_code(code: str, known: Iterable[str]) -> str | None:
    """The same for codes, which are compared as they are."""
    found = process.extractOne(code[:MAX_KEY], list(known), score_cutoff=_ALIKE, scorer=fuzz.ratio)
    return str(found[0]) if found else None


def title_of(kind: type[BaseModel], name: str) -> str:
    return str(kind.model_fields[name].title)


def titles_of(kind: type[BaseModel]) -> list[str]:
    return [title_of(kind, name) for name in kind.model_fields]


def _title(kind: type[BaseModel], folded: str) -> str:
    return title_of(kind, fields_by_key(kind)[folded])


@cache
def fields_by_key(kind: type[BaseModel]) -> dict[str, str]:
    """Folded key -> field name."""
    return {str(info.alias): name for name, info in kind.model_fields.items()}


@cache
def submodel(kind: type[BaseModel], name: str) -> type[BaseModel]:
    """The model inside a field, however it is wrapped (`X | None`, a list of X)."""
    return next(found for found in _models_in(kind.model_fields[name].annotation))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
