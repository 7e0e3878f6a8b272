"""What a spreadsheet says other than the files: the edits, and every reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.knowledge.editing import AddEntry, Edit, Set
from bot.knowledge.loader import is_knowledge_name
from bot.knowledge.sections import closest
from bot.knowledge.values import bare, fold_key
from bot.messages import message
from bot.spreadsheet.columns import CODE, FILE, Column, columns_of, said_by
from bot.spreadsheet.entries import TOO_MANY_LINES, Entry
from bot.spreadsheet.mending import CellError, text_of
from bot.spreadsheet.reading import Cell, Grid

_COMMENT = "#"


@dataclass(frozen=True)
class Trouble:
    """`sheet` as the spreadsheet names it; `row` counts from 1, 0 for all of it; `column` is a heading, or empty."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        place = [self.sheet]
        if self.row:
            place.append(message("spreadsheet.row", row=self.row))
        if self.column:
            place.append(message("spreadsheet.column", column=self.column))
        return f"{', '.join(place)}: {self.text}"


@dataclass
class Comparison:
    """`edits`, each with sheet, row and column. `rows`: where each entry stands in the spreadsheet. `missing`: entries
    of which no row is left."""

    edits: list[tuple[Edit, tuple[str, int, str]]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    rows: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)


def compare(grids: Sequence[Grid], entries: Sequence[Entry]) -> Comparison:
    """Only sections that are in the spreadsheet, and in them only columns that are there, are looked at."""
    found = Comparison()
    for grid in grids:
        _Sheet(grid, [entry for entry in entries if entry.section == grid.section], found).compare()
    return found


class _Sheet:
    """One section."""

    def __init__(self, grid: Grid, entries: Sequence[Entry], found: Comparison) -> None:
        self._grid, self._found = grid, found
        self._known = {entry.code: entry for entry in entries}
        self._columns: dict[int, Column] = {}
        self._places: dict[str, int] = {}
        self._file = entries[-1].file if entries else ""
        self._files = {entry.file for entry in entries}

    def compare(self) -> None:
        rows = [(number, cells) for number, cells in self._grid.rows if not _passed_over(cells)]
        if not rows or not self._read_head(*rows[0]):
            return
        for number, cells in rows[1:]:
            self._read_row(number, cells)
        spared = {bare(str(cells[0].value).lstrip(_COMMENT)) for _, cells in self._grid.rows if _is_comment(cells)}
        seen = {code for section, code in self._found.rows if section == self._grid.section}
        self._found.missing += [one for code, one in self._known.items() if code not in seen | spared]

    def _read_head(self, number: int, cells: Sequence[Cell]) -> bool:
        titles = {fold_key(title): title for title in (*(c.title for c in columns_of(self._grid.section)), FILE)}
        columns = {column.title: column for column in columns_of(self._grid.section)}
        for place, cell in enumerate(cells):
            if cell.empty:
                continue
            title = titles.get(fold_key(str(cell.value)))
            if title is None:
                guess = closest(str(cell.value), titles.values())
                kind = "unknown_column_guess" if guess else "unknown_column"
                self._complain(number, "", kind, name=cell.value, guess=guess or "", known=", ".join(titles.values()))
            elif title in self._places:
                self._complain(number, title, "column_twice")
            else:
                self._places[title] = place
                if title != FILE:
                    self._columns[place] = columns[title]
        if CODE not in self._places:
            self._complain(number, "", "no_code_column", name=CODE)
        return CODE in self._places

    def _read_row(self, number: int, cells: Sequence[Cell]) -> None:
        code = self._code(number, cells)
        if not code:
            return
        if (self._grid.section, code) in self._found.rows:
            earlier = self._found.rows[self._grid.section, code][1]
            self._complain(number, CODE, "code_twice", code=code, row=earlier)
            return
        self._found.rows[self._grid.section, code] = (self._grid.name, number)
        file = self._cell(cells, FILE)
        if entry := self._known.get(code):
            self._file = entry.file
            if file and file != entry.file:
                self._complain(number, FILE, "moved", file=entry.file)
            self._change(number, cells, entry)
        else:
            self._add(number, cells, code, file)

    def _code(self, number: int, cells: Sequence[Cell]) -> str:
        cell = cells[self._places[CODE]] if self._places[CODE] < len(cells) else Cell(None)
        if not cell.fault and isinstance(cell.value, int) and str(cell.value) in self._known:
            return str(cell.value)
        code = bare(self._text(number, cell, self._columns[self._places[CODE]], "") or "")
        if cell.empty:
            self._complain(number, CODE, "no_code")
        return code

    def _change(self, number: int, cells: Sequence[Cell], entry: Entry) -> None:
        for place, column in self._columns.items():
            old = entry.cells.get(column.title, "")
            cell = cells[place] if place < len(cells) else Cell(None)
            new = self._text(number, cell, column, old)
            if column.title == CODE or new is None or old in (new, TOO_MANY_LINES):
                continue
            if not new or not old or column.meant(new) != column.meant(old):
                self._found.edits.append((_set(entry, column, old, new), (self._grid.name, number, column.title)))

    def _add(self, number: int, cells: Sequence[Cell], code: str, file: str) -> None:
        entry = {CODE: code}
        for place, column in self._columns.items():
            cell = cells[place] if place < len(cells) else Cell(None)
            text = self._text(number, cell, column, "")
            if column.title != CODE and text:
                entry[column.title] = said_by(text, column)
        file = file or self._home(code)
        if not file or not (file in self._files or is_knowledge_name(file)):
            self._complain(number, FILE, "no_file", name=file)
            return
        self._found.edits.append((AddEntry(self._grid.section, entry, file), (self._grid.name, number, "")))

    def _home(self, code: str) -> str:
        """The file in which most of the same family stand, else that of the row above."""
        family = code.partition("/")[0] + "/"
        kin = Counter(entry.file for entry in self._known.values() if entry.code.startswith(family))
        return kin.most_common(1)[0][0] if kin else self._file

    def _cell(self, cells: Sequence[Cell], title: str) -> str:
        place = self._places.get(title, len(cells))
        cell = cells[place] if place < len(cells) else Cell(None)
        return cell.value.strip() if isinstance(cell.value, str) else ""

    def _text(self, number: int, cell: Cell, column: Column, old: str) -> str | None:
        try:
            return text_of(cell, column, old)
        except CellError as error:
            self._complain(number, column.title, error.kind, **error.values)
            return None

    def _complain(self, row: int, column: str, kind: str, /, **values: object) -> None:
        text = message(f"spreadsheet.cell.{kind}", **values)
        self._found.troubles.append(Trouble(self._grid.name, row, column, text))


def _set(entry: Entry, column: Column, old: str, new: str) -> Set:
    """One value in place of one is written as that was, alone or in a list."""
    value = said_by(new, column) if new else None
    if column.listed and old and value and len(value) == len(said_by(old, column)) == 1:
        return Set(entry.section, entry.code, (column.title, 0), value[0])
    return Set(entry.section, entry.code, (column.title,), value)


def _is_comment(cells: Sequence[Cell]) -> bool:
    return bool(cells) and isinstance(cells[0].value, str) and cells[0].value.lstrip().startswith(_COMMENT)


def _passed_over(cells: Sequence[Cell]) -> bool:
    return _is_comment(cells) or all(cell.empty for cell in cells)
