"""`khupho export` and `khupho import`: the knowledge as tables for who likes a spreadsheet better than YAML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UserError
from bot.knowledge.editing import edited
from bot.knowledge.loader import Sources, build, read_folder, with_changes
from bot.knowledge.problems import KnowledgeError, Problem, shorten
from bot.messages import message
from bot.spreadsheet.columns import columns_of, section_title
from bot.spreadsheet.comparing import Comparison, Trouble, compare
from bot.spreadsheet.entries import Entry, entries_of
from bot.spreadsheet.reading import read
from bot.spreadsheet.removing import without
from bot.spreadsheet.writing import write

SHOWN, AROUND = 60, 30  # characters of a cell, and of them before what differs


class TroubleError(UserError):
    """The spreadsheet cannot be taken over: each line says sheet, row, column and why."""


@dataclass(frozen=True)
class Plan:
    """What an import would do. `files`: each file that changes, before and after. `lines` tell what changes, `missing`
    which entries have no row any more and stay all the same."""

    folder: Path
    files: Mapping[str, tuple[bytes | None, bytes | None]]
    lines: tuple[str, ...]
    missing: tuple[str, ...]
    passed_over: tuple[str, ...]

    @property
    def names(self) -> str:
        """Of the files that change."""
        return ", ".join(self.files)

    def told(self) -> list[str]:
        """All of it, for people to read."""
        told = [message("spreadsheet.passed_over", name=name) for name in self.passed_over]
        told += self.lines
        if self.missing:
            told.append(message("spreadsheet.missing", entries=", ".join(self.missing)))
        if self.files:
            counts = {"count": len(self.lines), "files": len(self.files)}
            told.append(message("spreadsheet.summary", names=self.names, **counts))
        elif not self.missing:
            told.append(message("spreadsheet.unchanged"))
        return told


def export(folder: Path, path: Path, *, now: dt.datetime) -> list[Path]:
    """Write all that can be edited as a table; the files that were made. UserError for what the caller can mend."""
    if path.suffix.lower() not in ("", ".xlsx"):
        raise UserError(message("spreadsheet.other_target", path=path))
    sources = read_folder(folder)
    build(sources, now=now)
    try:
        return write(path, list(entries_of(sources.files)))
    except FileExistsError as error:
        raise UserError(message("spreadsheet.exists", path=error.filename)) from None
    except OSError as error:
        raise UserError(message("spreadsheet.not_written", path=path, reason=error.strerror)) from None


def plan(folder: Path, paths: Sequence[Path], *, delete: bool, now: dt.datetime) -> Plan:
    """Compare spreadsheets with the folder. `delete`: entries without a row are to go.

    Raises TroubleError with everything that is wrong, and UserError for files that cannot be read.
    """
    grids, passed_over = read(paths)
    sources = read_folder(folder)
    build(sources, now=now)
    before = list(entries_of(sources.files))
    found = compare(grids, before)
    if found.troubles:
        raise _refused(found.troubles)
    files = _changed(sources, found, delete=delete)
    after = list(entries_of({**sources.files, **files}))
    try:
        build(with_changes(sources, dict(files)), now=now)
    except KnowledgeError as error:
        raise _refused([_trouble(problem, after, found) for problem in error.problems]) from None
    missing = () if delete else tuple(map(_title, found.missing))
    versions = {name: (sources.files.get(name), content) for name, content in files.items()}
    return Plan(folder, versions, tuple(_lines(before, after, found)), missing, tuple(passed_over))


def apply(made: Plan) -> None:
    """Write the files, all or none. UserError when that fails, or one was changed meanwhile."""
    from bot.handbook import disk

    try:
        disk.write(made.folder, made.files)
    except disk.TouchedError as error:
        raise UserError(message("spreadsheet.touched", file=error)) from None
    except OSError as error:
        raise UserError(message("spreadsheet.not_written", path=made.folder, reason=error.strerror)) from None


def _changed(sources: Sources, found: Comparison, *, delete: bool) -> dict[str, bytes]:
    try:
        files = edited(sources.files, [edit for edit, _ in found.edits])
    except KnowledgeError:
        raise _refused(list(_without_place(sources, found))) from None
    for entry in found.missing if delete else ():
        content = without(files.get(entry.file, sources.files[entry.file]), entry.section, entry.code)
        if content is None:
            raise UserError(message("spreadsheet.not_removed", entry=_title(entry), file=entry.file))
        files[entry.file] = content
    return files


def _without_place(sources: Sources, found: Comparison) -> Iterator[Trouble]:
    """The edits that cannot be made: the file is written in a way of its own there."""
    for edit, place in found.edits:
        try:
            edited(sources.files, [edit])
        except KnowledgeError as error:
            yield Trouble(*place, "; ".join(problem.text for problem in error.problems))


def _refused(troubles: Sequence[Trouble]) -> TroubleError:
    lines = [str(trouble) for trouble in troubles]
    return TroubleError("\n".join([*lines, message("spreadsheet.refused", count=len(lines))]))


def _trouble(problem: Problem, after: Sequence[Entry], found: Comparison) -> Trouble:
    """Where in the spreadsheet a problem of the files comes from, if it comes from there."""
    inside = [entry for entry in after if entry.file == problem.file and entry.node.line <= problem.line]
    entry = max(inside, key=lambda one: one.node.line, default=None)
    place = found.rows.get((entry.section, entry.code)) if entry else None
    if entry is None or place is None:
        return Trouble(problem.file, 0, "", problem.text)
    keys = [(one.line, key) for key, one in entry.node.entries.items() if one.line <= problem.line]
    titles = {column.key: column.title for column in columns_of(entry.section)}
    return Trouble(*place, titles.get(max(keys, default=(0, ""))[1], ""), problem.text)


def _lines(before: Sequence[Entry], after: Sequence[Entry], found: Comparison) -> Iterator[str]:
    """What changes, cell by cell, as the files will say it."""
    old = {(entry.section, entry.code): entry for entry in before}
    new = {(entry.section, entry.code): entry for entry in after}
    for key, entry in new.items():
        if key not in old:
            yield message("spreadsheet.added", place=_place(entry, found), entry=_title(entry), file=entry.file)
            continue
        for title in dict.fromkeys((*old[key].cells, *entry.cells)):
            pair = old[key].cells.get(title, ""), entry.cells.get(title, "")
            if pair[0] != pair[1]:
                shown = dict(zip(("before", "after"), map(_shown, _apart(*pair)), strict=True))
                yield message(
                    "spreadsheet.changed", place=_place(entry, found), entry=_title(entry), key=title, **shown
                )
    for key, entry in old.items():
        if key not in new:
            yield message("spreadsheet.removed", entry=_title(entry), file=entry.file)


def _apart(before: str, after: str) -> tuple[str, str]:
    """Of two long texts what tells them apart: their own lines, from a little before the first letter that differs."""
    lines = before.split("\n"), after.split("\n")
    own = [" / ".join(line for line in mine if line not in others) for mine, others in (lines, lines[::-1])]
    if not any(own):  # the same lines in another order
        return before, after
    alike = next((i for i, (a, b) in enumerate(zip(*own, strict=False)) if a != b), min(map(len, own)))
    start = alike - AROUND
    cut = max(map(len, own)) > SHOWN and start > 0
    return (f"…{own[0][start:]}", f"…{own[1][start:]}") if cut else (own[0], own[1])


def _shown(text: str) -> str:
    return f"“{shorten(text, SHOWN)}”" if text else message("spreadsheet.nothing")


def _place(entry: Entry, found: Comparison) -> str:
    name, row = found.rows.get((entry.section, entry.code), ("", 0))
    return f"{name}, {message('spreadsheet.row', row=row)}" if name else entry.file


def _title(entry: Entry) -> str:
    return f"{section_title(entry.section)} › {entry.code}"
