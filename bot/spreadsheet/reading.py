"""XLSX and CSV files -> the rows that somebody wrote, whatever a spreadsheet made of them."""

from __future__ import annotations

import csv
import io
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.errors import UserError
from bot.messages import message
from bot.spreadsheet.columns import section_called
from bot.spreadsheet.writing import bare_text

MAX_BYTES = 20_000_000
MAX_UNPACKED = 50_000_000  # an XLSX file is packed: a small one may hold much more than fits into the memory
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_MERGED = 100_000  # cells
_FIELD = 1_000_000  # characters of a CSV cell
_DAMAGED = (
    BadZipFile, InvalidFileException, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError,
    RuntimeError, ArithmeticError, EOFError, OSError,
)  # fmt: skip
_RETURN = "_x000D_"  # how Excel keeps the carriage returns of what was pasted


@dataclass(frozen=True)
class Cell:
    """`value`: a text, or what Excel made of it. `format`: how Excel shows a number or a date. `fault`: what cannot be
    read at all, the key of its wording."""

    value: Any
    format: str = ""
    fault: str = ""

    @property
    def empty(self) -> bool:
        return not self.fault and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True)
class Grid:
    """A sheet, or a CSV file, as `name` has it; each row with its number as the spreadsheet shows it."""

    name: str
    section: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read(paths: Sequence[Path]) -> tuple[list[Grid], list[str]]:
    """The sections in these files (a folder: all its CSV files), and the names of sheets that are none. UserError for
    what is no such file."""
    grids: list[Grid] = []
    passed_over: list[str] = []
    for path in chain.from_iterable(sorted(path.glob("*.csv")) if path.is_dir() else [path] for path in paths):
        for name, rows in _tables(path):
            section = section_called(name if path.suffix.lower() == ".xlsx" else path.stem)
            if section is None:
                passed_over.append(name)
            elif any(grid.section == section for grid in grids):
                raise UserError(message("spreadsheet.section_twice", name=name))
            else:
                grids.append(Grid(name, section, tuple(rows)))
    if not grids:
        raise UserError(message("spreadsheet.no_section"))
    return grids, passed_over


def _tables(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, tuple[Cell, ...]]]]]:
    content = _content(path)
    if path.suffix.lower() == ".xlsx":
        yield from _sheets(path, content)
    elif path.suffix.lower() == ".csv":
        yield path.name, _lines(path, content)
    else:
        raise UserError(message("spreadsheet.other_kind", path=path))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(message("spreadsheet.not_read", path=path, reason=error.strerror)) from None
    if len(content) > MAX_BYTES:
        raise UserError(message("spreadsheet.too_large", path=path))
    return content


def _sheets(path: Path, content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, tuple[Cell, ...]]]]]:
    try:
        _refuse_bombs(path, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells, in English, what of Excel's it does without
            book = load_workbook(io.BytesIO(content))
    except _DAMAGED:
        raise UserError(message("spreadsheet.no_workbook", path=path)) from None
    for page in book.worksheets:
        if page.max_row > MAX_ROWS:
            raise UserError(message("spreadsheet.too_many_rows", name=page.title, limit=MAX_ROWS))
        if page.max_column > MAX_COLUMNS:
            raise UserError(message("spreadsheet.too_many_columns", name=page.title, limit=MAX_COLUMNS))
        yield page.title, _rows(page)


def _refuse_bombs(path: Path, content: bytes) -> None:
    """What is small in the file and would fill the memory when it is opened."""
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
            raise UserError(message("spreadsheet.too_large", path=path))
        if sum(_merged(packed, part) for part in packed.namelist()) > MAX_MERGED:
            raise UserError(message("spreadsheet.too_much_merged", path=path))


def _merged(packed: ZipFile, name: str) -> int:
    """How many cells are merged in one part of the file."""
    cells = 0
    try:
        with packed.open(name) as part:
            for _, node in ET.iterparse(part):  # noqa: S314 - expat itself stops what grows by entities
                if node.tag.endswith("mergeCell"):
                    left, top, right, bottom = range_boundaries(node.get("ref", ""))
                    cells += (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
                node.clear()
    except ET.ParseError:  # a picture; or what will not be opened at all
        return cells
    return cells


def _rows(page: Worksheet) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    merged = {(row, column) for area in page.merged_cells.ranges for row, column in area.cells}
    for number, row in enumerate(page.iter_rows(), 1):
        yield number, tuple(_cell(cell, merged=(number, place) in merged) for place, cell in enumerate(row, 1))


def _cell(cell: Any, *, merged: bool) -> Cell:
    if merged:
        return Cell(None, fault="merged")
    if cell.data_type == "f":
        return Cell(None, fault="formula")
    if cell.data_type == "e":
        return Cell(cell.value, fault="error")
    value = cell.value.replace(_RETURN, "") if isinstance(cell.value, str) else cell.value
    return Cell(value, cell.number_format)


def _lines(path: Path, content: bytes) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(message("spreadsheet.not_utf8", path=path)) from None
    csv.field_size_limit(_FIELD)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            yield number, tuple(_line_cell(cell) for cell in row)
    except csv.Error:
        raise UserError(message("spreadsheet.no_table", path=path)) from None


def _line_cell(text: str) -> Cell:
    """What begins with `=` was no text of ours: those have an apostrophe before it."""
    return Cell(None, fault="formula") if text.startswith("=") else Cell(bare_text(text))


def _delimiter(text: str) -> str:
    """The one that stands most often in the heading."""
    head = next((line for line in text.splitlines() if line.strip(" ,;\t") and line.lstrip()[0] not in "#\"'"), "")
    return max((",", ";", "\t"), key=head.count)
