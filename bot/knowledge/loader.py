"""The knowledge folder -> a knowledge base, whole and checked, or every reason why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from bot.knowledge.check import check_folder
from bot.knowledge.model import Dictionary, KnowledgeBase
from bot.knowledge.problems import KnowledgeError, Problem, Report
from bot.knowledge.remarks import remarks
from bot.knowledge.sections import Draft, Written, read_sections
from bot.knowledge.yaml_text import Budget, Node, read_tree

MAX_FILE_BYTES = 1_000_000
MAX_TOTAL_BYTES = 5_000_000
MAX_FILES = 200
MAX_VALUES = 40_000  # ten times what a large khu phố has

_SUFFIXES = (".yaml", ".yml")
# What office programs and Notepad make of a file that was meant to be read.
_MISTAKEN_SUFFIXES = (".txt", ".doc", ".docx", ".rtf", ".odt", ".xls", ".xlsx", ".ods")
_BEGINNINGS = {
    b"PK\x03\x04": "word_file", b"{\\rtf": "word_file", b"\xd0\xcf\x11\xe0": "word_file",
    b"\xff\xfe": "utf16", b"\xfe\xff": "utf16",
}  # fmt: skip
_M = TypeVar("_M")


@dataclass(frozen=True)
class Sources:
    """The files as they were at one moment (path relative to the folder -> bytes), and a version that names them.
    `passed_over` tells of files beside them that somebody may believe to be read."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    version: str
    passed_over: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """A knowledge base that may be served, and what the committee should still look at. `places`: file and line of
    every text that the bot learns from. `files`: what it was built from."""

    kb: KnowledgeBase
    warnings: tuple[Problem, ...]
    places: Mapping[str, tuple[str, int]]
    files: Mapping[str, bytes]


def load(folder: Path, *, now: dt.datetime) -> Loaded:
    """Read, check and build; raises KnowledgeError with every problem of every file. `now` dates the warnings."""
    return build(read_folder(folder), now=now)


def read_folder(folder: Path) -> Sources:
    """Read the files within their bounds, without looking into them."""
    report = Report()
    files: dict[str, bytes] = {}
    total = 0
    for path in knowledge_files(folder):
        name = _name(path, folder)
        if len(files) >= MAX_FILES:
            report.add("", 0, "too_many_files", limit=MAX_FILES)
            break
        contents = _read(path, name, report)
        if contents is None:
            continue
        total += len(contents)
        if total > MAX_TOTAL_BYTES:
            report.add("", 0, "folder_too_large", limit=MAX_TOTAL_BYTES // 1_000_000)
            break
        files[name] = contents
    if not files and not report.problems:
        report.add("", 0, "no_files" if folder.is_dir() else "no_folder", folder=folder)
    return Sources(files, tuple(report.problems), _version(files, report.problems), _passed_over(folder))


def with_changes(sources: Sources, changes: Mapping[str, bytes | None]) -> Sources:
    """The folder as it will be read once these files are written (None: gone)."""
    all_files = {**sources.files, **changes}
    files = {
        name: all_files[name] or b"" for name in sorted(all_files, key=_reading_order) if all_files[name] is not None
    }
    report = Report(problem for problem in sources.problems if problem.file not in changes)
    for name, contents in files.items():
        if len(contents) > MAX_FILE_BYTES:
            report.add(name, 0, "file_too_large", limit=MAX_FILE_BYTES // 1_000_000)
    if len(files) > MAX_FILES:
        report.add("", 0, "too_many_files", limit=MAX_FILES)
    if sum(map(len, files.values())) > MAX_TOTAL_BYTES:
        report.add("", 0, "folder_too_large", limit=MAX_TOTAL_BYTES // 1_000_000)
    if not files:
        report.add("", 0, "no_files", folder="")
    return Sources(files, tuple(report.problems), _version(files, report.problems), sources.passed_over)


def is_knowledge_name(name: str) -> bool:
    """Whether a file of this name (relative to the folder) would be read, and is within the folder."""
    parts = name.split("/")
    plain = all(part and not part.startswith(".") and part.isprintable() and "\\" not in part for part in parts)
    return plain and _is_read(parts[-1], _SUFFIXES)


def _reading_order(name: str) -> list[tuple[bool, str]]:
    """As the folder is walked: the files of a folder before its folders."""
    *folders, last = name.split("/")
    return [*((True, folder) for folder in folders), (False, last)]


def build(sources: Sources, *, now: dt.datetime) -> Loaded:
    """Parse and check what was read."""
    report, draft, budget = Report(sources.problems), Draft(partial=bool(sources.problems)), Budget(MAX_VALUES)
    for name, contents in sources.files.items():
        tree = _tree(name, contents, budget, report)
        if tree is not None:
            read_sections(tree, name, draft, report)
        draft.partial |= tree is None
        if budget.spent:
            break  # said once is enough; no other file is to blame
    if sources.files:
        check_folder(draft, report)
    if report.problems:
        raise KnowledgeError([*report.problems, *sources.passed_over], sources.version)
    warnings = (*sources.passed_over, *remarks(draft, now.date()))
    return Loaded(_assemble(draft, sources.version, now), warnings, dict(_places(draft)), sources.files)


def _places(draft: Draft) -> Iterator[tuple[str, tuple[str, int]]]:
    for topic in draft.topics:
        yield topic.value.title, (topic.file, topic.line_of("tiêu đề"))
    for other in draft.out_of_scope:
        yield other.value.subject, (other.file, other.line_of("việc"))
    entries: list[Written[Any]] = [*draft.topics, *draft.out_of_scope, *draft.greetings]
    for entry in entries:
        for i, way in enumerate(entry.value.ways):
            yield way, (entry.file, entry.line_of("cách hỏi", i))


def knowledge_files(folder: Path) -> Iterator[Path]:
    """The YAML files under a folder, in a fixed order. Hidden ones, links that lead out of the folder and whatever is
    not a plain file are passed over."""
    return _files(folder, _SUFFIXES)


def _passed_over(folder: Path) -> tuple[Problem, ...]:
    report = Report()
    for path in _files(folder, _MISTAKEN_SUFFIXES):
        report.add(_name(path, folder), 0, "file_not_read")
    return tuple(report.problems)


def _name(path: Path, folder: Path) -> str:
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    try:
        home = folder.resolve()
    except RuntimeError:  # a link to itself
        return
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if _is_read(name, suffixes) and _is_ours(path, home):
                yield path


def _is_read(name: str, suffixes: tuple[str, ...]) -> bool:
    return name.lower().endswith(suffixes) and not name.startswith((".", "~$", "README"))


def _is_ours(path: Path, home: Path) -> bool:
    try:
        real = path.resolve(strict=True)
        return real.is_relative_to(home) and stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError):  # gone meanwhile, or a link to itself
        return False


def _read(path: Path, name: str, report: Report) -> bytes | None:
    try:
        with path.open("rb") as handle:
            contents = handle.read(MAX_FILE_BYTES + 1)
    except OSError:
        report.add(name, 0, "unreadable_file")
        return None
    if len(contents) > MAX_FILE_BYTES:
        report.add(name, 0, "file_too_large", limit=MAX_FILE_BYTES // 1_000_000)
        return None
    return contents


def _version(files: Mapping[str, bytes], problems: list[Problem]) -> str:
    digest = hashlib.sha256()
    for name, contents in files.items():
        digest.update(f"{name}\0{len(contents)}\0".encode() + contents)
    for problem in problems:
        digest.update(str(problem).encode())
    return digest.hexdigest()[:12]


def _tree(name: str, contents: bytes, budget: Budget, report: Report) -> Node | None:
    def note(line: int, kind: str, /, **values: object) -> None:
        report.add(name, line, kind, **values)

    if kind := next((kind for start, kind in _BEGINNINGS.items() if contents.startswith(start)), None):
        note(1, kind)
        return None
    try:
        return read_tree(contents.decode("utf-8-sig"), budget, note)
    except UnicodeDecodeError as error:
        note(contents.count(b"\n", 0, error.start) + 1, "not_utf8")
        return None


def _assemble(draft: Draft, version: str, now: dt.datetime) -> KnowledgeBase:
    return KnowledgeBase(
        neighbourhood=draft.neighbourhood[0].value,
        places=_by_code(draft.places),
        contacts=_by_code(draft.contacts),
        schedules=_by_code(draft.schedules),
        topics=_by_code(draft.topics),
        out_of_scope=_by_code(draft.out_of_scope),
        greetings=_by_code(draft.greetings),
        subjects=_by_code(draft.subjects),
        report_kinds=_by_code(draft.report_kinds),
        dictionary=_joined([written.value for written in draft.dictionary]),
        answer_wording=draft.answer_wording[0].value,
        chat_wording=draft.chat_wording[0].value,
        notice_wording=draft.notice_wording[0].value,
        committee_wording=draft.committee_wording[0].value,
        report_wording=draft.report_wording[0].value,
        thread_wording=draft.thread_wording[0].value,
        mailbox_wording=draft.mailbox_wording[0].value,
        handbook_wording=draft.handbook_wording[0].value,
        office_wording=draft.office_wording[0].value,
        poster_wording=draft.poster_wording[0].value if draft.poster_wording else None,
        version=version,
        loaded_at=now,
    )


def _by_code(entries: list[Written[Any]]) -> Mapping[str, Any]:
    return MappingProxyType({written.value.code: written.value for written in entries})


def _joined(dictionaries: list[Dictionary]) -> Dictionary:
    """One dictionary of those in several files."""
    fields: dict[str, Any] = {
        name: tuple(item for part in dictionaries for item in getattr(part, name)) for name in Dictionary.model_fields
    }
    return Dictionary.model_construct(**fields)
