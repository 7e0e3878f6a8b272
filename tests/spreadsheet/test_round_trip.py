"""A spreadsheet says what the files say: out and in again changes no byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.knowledge.values import fold_key
from bot.knowledge.yaml_writing import item, tidy
from bot.spreadsheet import export
from bot.spreadsheet.columns import SECTIONS, columns_of, said_by, section_called, section_title, shown, value_of
from bot.spreadsheet.writing import bare_text, escaped
from tests.knowledge_factory import NOW, SHIPPED, write_knowledge
from tests.spreadsheet.tables import compared, files, imported, rows, save, table

letters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
HOSTILE = st.sampled_from(
    ["=1+1", "+84", "-a", "@b", "'=x", "''", "#N/A", "có: không", "- a", "a\n\nb", "ngày: 1", "“a”", "# a", "1E+09"]
)
said = (st.text(letters, max_size=30) | HOSTILE).filter(lambda text: bool(tidy(text)))


@pytest.mark.parametrize("kind", ["so-tay.xlsx", "so-tay"])
def test_the_shipped_folder_comes_back_byte_for_byte(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, home)
    before = files(home)
    export(home, tmp_path / kind, now=NOW)
    made = imported(home, tmp_path / kind)
    assert not made.files
    assert made.missing == ()
    assert files(home) == before


def test_each_section_is_a_sheet_and_each_key_a_column(home: Path) -> None:
    book = load_workbook(table(home))
    assert book.sheetnames == ["Danh bạ", "Lịch", "Hỏi đáp", "Địa điểm", "Ngoài phạm vi", "Chào hỏi"]
    head, first, *_ = book["Danh bạ"].values
    assert head[:6] == ("mã", "nhóm", "chức vụ", "tên", "tổ", "điện thoại")
    assert head[-1] == "tệp"
    assert first[:6] == ("truong-khu", "Ban khu phố", "Trưởng khu phố", "Nguyễn Văn Thử", None, "0912 345 678")
    assert first[-1] == "danh-ba.yaml"


def test_several_values_stand_one_a_line(home: Path) -> None:
    head, *entries = load_workbook(table(home))["Hỏi đáp"].values
    ways = str(entries[0][head.index("cách hỏi")]).split("\n")
    assert ways[:2] == ["bao giờ dọn", "khi nào dọn"]
    bands = str(entries[1][head.index("theo năm sinh")])
    assert (
        bands.split("\n\n", maxsplit=1)[0]
        == "đến tuổi: 16\ntrả lời: Sinh năm {năm sinh} thì đến năm {năm thứ 17} mới đăng ký."
    )


def test_excel_opens_the_csv_files_as_utf_8(home: Path, tmp_path: Path) -> None:
    written = export(home, tmp_path / "csv", now=NOW)
    assert [path.name for path in written] == [
        "danh-ba.csv", "lich.csv", "hoi-dap.csv", "dia-diem.csv", "ngoai-pham-vi.csv", "chao-hoi.csv",
    ]  # fmt: skip
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in written)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_delimiter_is_understood(home: Path, tmp_path: Path, delimiter: str) -> None:
    for path in export(home, tmp_path / "csv", now=NOW):
        save(path, rows(path), delimiter)
    assert not compared(home, tmp_path / "csv").files


def test_what_an_editor_has_begun_is_not_overwritten(home: Path) -> None:
    table(home)
    with pytest.raises(Exception, match=r"so-tay\.xlsx"):
        table(home)


@given(st.text() | HOSTILE)
def test_an_escaped_text_comes_back_and_is_no_formula(text: str) -> None:
    assert bare_text(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.data(), st.sampled_from(SECTIONS))
@settings(max_examples=200)
def test_what_a_cell_shows_is_what_it_says(data: st.DataObject, section: str) -> None:
    column = data.draw(st.sampled_from(columns_of(section)))
    texts = st.text(letters, min_size=1, max_size=20) | HOSTILE
    if column.tables:
        titles = [str(info.title) for info in column.tables.model_fields.values()]
        tables = st.lists(st.dictionaries(st.sampled_from(titles), texts, min_size=1), min_size=1, max_size=3)
        value: object = data.draw(tables)
    elif column.listed:
        value = data.draw(st.lists(texts, min_size=1, max_size=4))
    else:
        value = data.draw(texts)
    text = shown(value, column)
    if text is not None:
        assert said_by(text, column) == value_of(value, column)


@given(st.lists(st.tuples(said, said, said), min_size=8, max_size=8))
@settings(max_examples=6, deadline=None)
def test_whatever_is_written_in_the_files_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("any")
    source = {"nguồn": "ban khu phố"}
    entries = [
        {"mã": f"x-{number}", "nhóm": group, "chức vụ": role, "ghi chú": note, **source}
        for number, (group, role, note) in enumerate(texts)
    ]
    home = write_knowledge(tmp_path, them="danh bạ:\n" + "\n".join(item(entry, 2) for entry in entries) + "\n")
    before = files(home)
    export(home, tmp_path / "so-tay.xlsx", now=NOW)
    export(home, tmp_path / "csv", now=NOW)
    assert not imported(home, tmp_path / "so-tay.xlsx").files
    assert not imported(home, tmp_path / "csv").files
    assert files(home) == before


@pytest.mark.parametrize("name", ["Danh bạ", "danh-ba", "DANH BA", "danh-ba (1)", "danh_ba2"])
def test_a_sheet_is_known_by_its_name(name: str) -> None:
    assert section_called(name) == "contacts"


@pytest.mark.parametrize("name", ["Sheet1", "", "danh-ba-cu", "lich su", "khu-pho"])
def test_other_sheets_are_none(name: str) -> None:
    assert section_called(name) is None


def test_sections_are_told_apart_by_their_names() -> None:
    assert [section_called(fold_key(section_title(section))) for section in SECTIONS] == list(SECTIONS)
