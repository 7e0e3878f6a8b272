"""A knowledge folder and its spreadsheet, changed as an editor would."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.spreadsheet import Plan, apply, export, plan
from bot.spreadsheet.entries import entries_of
from tests.knowledge_factory import NOW

Files = dict[str, bytes]


def files(home: Path) -> Files:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*.yaml"))}


def cells_of(home: Path) -> dict[tuple[str, str, str], str]:
    """All that the files say, by section, code and title."""
    found = entries_of(files(home))
    return {(one.section, one.code, title): text for one in found for title, text in one.cells.items()}


def table(home: Path) -> Path:
    """The folder as a workbook."""
    (written,) = export(home, home.parent / "so-tay.xlsx", now=NOW)
    return written


def compared(home: Path, *paths: Path, delete: bool = False) -> Plan:
    return plan(home, paths, delete=delete, now=NOW)


def imported(home: Path, *paths: Path, delete: bool = False) -> Plan:
    made = compared(home, *paths, delete=delete)
    apply(made)
    return made


def edited(home: Path, change: Callable[[Workbook], object]) -> Path:
    """The workbook of the folder after somebody has worked in it."""
    path = table(home)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def row_of(page: Worksheet, code: str) -> int:
    return next(number for number, row in enumerate(page.values, 1) if row[0] == code)


def column_of(page: Worksheet, title: str) -> int:
    return next(number for number, value in enumerate(next(page.values), 1) if value == title)


def put(book: Workbook, place: str, value: Any, number_format: str = "@") -> None:
    """Write into a cell (`Danh bạ/truong-khu/tổ`) as Excel would keep it."""
    sheet, _, rest = place.partition("/")
    code, _, title = rest.rpartition("/")
    page = book[sheet]
    cell: Any = page.cell(row_of(page, code), column_of(page, title))
    cell.value, cell.number_format = value, number_format


def add(book: Workbook, sheet: str, **values: Any) -> int:
    """One more row at the end; its number."""
    page = book[sheet]
    number = page.max_row + 1
    for title, value in values.items():
        page.cell(number, column_of(page, title.replace("_", " "))).value = value
    return number


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def save(path: Path, content: list[list[str]], delimiter: str = ",") -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(content)
    path.write_text(file.getvalue(), encoding="utf-8-sig", newline="")
