"""Entries -> an XLSX workbook, or a CSV file for each section."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.knowledge.values import fold_key
from bot.sheets import Sheet, workbook
from bot.spreadsheet.columns import FILE, SECTIONS, columns_of, section_title
from bot.spreadsheet.entries import Entry

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED = (*_FORMULAS, "'")


def as_workbook(entries: Iterable[Entry]) -> bytes:
    """A sheet for each section."""
    by_section = _by_section(entries)
    sheets = [Sheet(section_title(section), *_table(section, by_section[section])) for section in SECTIONS]
    return workbook(sheets, only_text=True)


def as_csv(section: str, entries: Iterable[Entry]) -> bytes:
    """One section; with the mark by which Excel knows UTF-8."""
    head, rows = _table(section, [entry for entry in entries if entry.section == section])
    file = io.StringIO()
    writer = csv.writer(file)
    for row in (head, *rows):
        writer.writerow([escaped(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def csv_name(section: str) -> str:
    """`danh-ba.csv`: as the files of the folder are named."""
    return fold_key(section_title(section)).replace("_", "-") + ".csv"


def escaped(text: str) -> str:
    """What a spreadsheet would compute begins with an apostrophe; see `bare_text`."""
    return f"'{text}" if text.startswith(_ESCAPED) else text


def bare_text(text: str) -> str:
    """The text again."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_ESCAPED) else text


def _table(section: str, entries: Sequence[Entry]) -> tuple[Sequence[str], list[list[str]]]:
    titles = [column.title for column in columns_of(section)]
    rows = [[*(entry.cells.get(title, "") for title in titles), entry.file] for entry in entries]
    return [*titles, FILE], rows


def _by_section(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {section: [] for section in SECTIONS}
    for entry in entries:
        found[entry.section].append(entry)
    return found


def write(path: Path, entries: Sequence[Entry]) -> list[Path]:
    """An XLSX file, or a folder with a CSV file for each section. Raises OSError, FileExistsError among them."""
    if path.suffix.lower() == ".xlsx":
        return _save({path: as_workbook(entries)})
    return _save({path / csv_name(section): as_csv(section, entries) for section in SECTIONS})


def _save(files: dict[Path, bytes]) -> list[Path]:
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # what an editor has begun is not overwritten
            file.write(content)
    return list(files)
