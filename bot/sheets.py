"""Workbooks for Excel and its like. What is text stays text: no cell of ours is ever computed."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 60  # characters
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
TITLE = 31  # characters, Excel's limit
HEAD = PatternFill("solid", fgColor="F1EBDF")

Value = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A heading, and rows below it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def workbook(sheets: Sequence[Sheet], *, only_text: bool = False) -> bytes:
    """An XLSX file. `only_text`: what is typed into its columns stays as it was typed as well: Excel makes no dates of
    it and takes no zeros off it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(_NOT_IN_TITLES.sub(" ", sheet.title)[:TITLE]), sheet, only_text=only_text)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(page: Worksheet, sheet: Sheet, *, only_text: bool) -> None:
    for number, row in enumerate((sheet.head, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            _fill(cast("Cell", page.cell(number, column)), value, only_text=only_text)
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    page.freeze_panes = "B2"
    for column, cells in enumerate(page.columns, 1):
        longest = max(len(line) for cell in cells for line in (str(cell.value or "").splitlines() or [""]))
        about = page.column_dimensions[get_column_letter(column)]
        about.width = min(longest + 2, WIDEST)
        if only_text:
            about.number_format = "@"


def _fill(cell: Cell, value: Value, *, only_text: bool) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"  # also what begins with = or is the name of an error
    cell.quotePrefix = True  # and it is still text after somebody has edited it
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if only_text:
        cell.number_format = "@"
