"""Tables for Excel: text is text, whatever it looks like."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.sheets import Sheet, workbook

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "#REF!",
    "'=1",
    "{=1}",
    "1E+09",
    "=",
)


def cells(content: bytes) -> list[list[Any]]:
    (page,) = load_workbook(io.BytesIO(content))
    return [list(row) for row in page.iter_rows()]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    head, row = cells(workbook([Sheet("a", (text,), [(text,)])]))
    for cell in (*head, *row):
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert cell.value.strip() == text.strip()


@given(st.lists(st.tuples(texts, texts), max_size=5))
@settings(max_examples=40)
def test_every_text_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    _, *found = cells(workbook([Sheet("a", ("x", "y"), rows)]))
    assert [tuple(cell.value or "" for cell in row) for row in found] == rows
    assert not any(cell.data_type in "fe" for row in found for cell in row)


def test_what_excel_takes_in_no_file_is_left_out() -> None:
    _, row = cells(workbook([Sheet("a", ("x",), [("a\x00b\x0bc",)])]))
    assert row[0].value == "abc"


def test_numbers_are_numbers() -> None:
    _, row = cells(workbook([Sheet("a", ("x",), [(7,)])]))
    assert row[0].value == 7


def test_titles_that_excel_refuses_are_made_to_fit() -> None:
    book = load_workbook(io.BytesIO(workbook([Sheet("a/b:c" + "x" * 40, ("x",), []), Sheet("y", ("x",), [])])))
    assert book.sheetnames == ["a b c" + "x" * 26, "y"]


def test_columns_for_text_keep_what_is_typed_into_them() -> None:
    (page,) = load_workbook(io.BytesIO(workbook([Sheet("a", ("điện thoại",), [("0912",)])], only_text=True)))
    assert page["A2"].number_format == "@"
    assert page.column_dimensions["A"].number_format == "@"
