"""What was changed in a spreadsheet is shown, checked and written: these cells and nothing else, or nothing at all."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.errors import UserError
from bot.knowledge.loader import load
from bot.knowledge.yaml_writing import tidy
from bot.spreadsheet import TroubleError, apply, export
from bot.spreadsheet.columns import section_called
from bot.spreadsheet.reading import MAX_UNPACKED
from tests.knowledge_factory import NOW, edit
from tests.spreadsheet.tables import (
    add,
    cells_of,
    column_of,
    compared,
    edited,
    files,
    imported,
    put,
    row_of,
    rows,
    save,
    table,
)


def refused(home: Path, change: Callable[[Workbook], object], *, delete: bool = False) -> list[str]:
    """The lines with which a changed table is refused; the files are as they were."""
    before, path = files(home), edited(home, change)
    with pytest.raises(TroubleError) as caught:
        compared(home, path, delete=delete)
    assert files(home) == before
    *lines, last = str(caught.value).splitlines()
    assert last == f"Chưa ghi gì: {len(lines)} chỗ cần sửa trong bảng tính."
    return lines


def test_one_cell_changes_one_line(home: Path) -> None:
    edit(home, "danh-ba.yaml", "    giờ: 8:00-17:00\n", "    giờ: 8:00-17:00   # trừ thứ bảy\n")
    before = files(home)
    made = imported(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/điện thoại", "0987 654 321")))
    assert list(made.files) == ["danh-ba.yaml"]
    after = files(home)
    assert after["danh-ba.yaml"] == before["danh-ba.yaml"].replace(b"0912 345 678", b"0987 654 321")
    assert {name: text for name, text in after.items() if name != "danh-ba.yaml"} == {
        name: text for name, text in before.items() if name != "danh-ba.yaml"
    }
    assert made.lines == ("Danh bạ, dòng 2 (Danh bạ › truong-khu), điện thoại: “0912 345 678” → “0987 654 321”",)
    assert load(home, now=NOW).kb.contacts["truong-khu"].phones == ("0987654321",)


def test_nothing_is_written_before_it_is_wanted(home: Path) -> None:
    before = files(home)
    made = compared(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/tên", "Lê Thị Thử")))
    assert made.files
    assert files(home) == before


def test_long_texts_lists_and_tables_change(home: Path) -> None:
    def change(book: Workbook) -> None:
        put(book, "Hỏi đáp/ve-sinh/lich/trả lời", "Dòng một.\n\n• Dòng hai.")
        put(book, "Ngoài phạm vi/cat-dien/cách hỏi", "bao giờ có điện lại\nmất điện rồi\nlịch cắt điện")
        put(book, "Lịch/tong-ve-sinh/ngoại lệ", "ngày: 29/11/2026\ndời sang: 05/12/2026\n\nngày: 6/12/2026\nnghỉ: có")

    imported(home, edited(home, change))
    kb = load(home, now=NOW).kb
    assert kb.topics["ve-sinh/lich"].answer == "Dòng một.\n\n• Dòng hai."
    assert kb.out_of_scope["cat-dien"].ways == ("bao giờ có điện lại", "mất điện rồi", "lịch cắt điện")
    assert [str(one.date) for one in kb.schedules["tong-ve-sinh"].exceptions] == ["2026-11-29", "2026-12-06"]
    assert not imported(home, edited_again(home)).files


def edited_again(home: Path) -> Path:
    """The table of the folder as it is now."""
    (home.parent / "so-tay.xlsx").unlink()
    return table(home)


def test_of_a_long_cell_only_what_differs_is_shown(home: Path) -> None:
    def change(book: Workbook) -> None:
        page = book["Hỏi đáp"]
        cell = page.cell(row_of(page, "ve-sinh/lich"), column_of(page, "cách hỏi"))
        cell.value = str(cell.value).replace("lịch lao động công ích", "khi nào lao động công ích\nlao động ngày nào")
        cell = page.cell(row_of(page, "ve-sinh/lich"), column_of(page, "trả lời"))
        cell.value = str(cell.value).replace("điện thoại", "tên")

    answer, ways = compared(home, edited(home, change)).lines
    assert ways.endswith(": “lịch lao động công ích” → “khi nào lao động công ích / lao động ngày nào”")
    assert "liên hệ:truong-khu.điện thoại}.” → “" in answer
    assert answer.endswith("liên hệ:truong-khu.tên}.”")


def test_an_emptied_cell_takes_the_value_away(home: Path) -> None:
    before = files(home)
    imported(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/giờ", None)))
    assert files(home)["danh-ba.yaml"] == before["danh-ba.yaml"].replace("    giờ: 8:00-17:00\n".encode(), b"")


@pytest.mark.parametrize("value", ["0912345678", "0912.345.678", " 0912 345 678 ", "0912 345 678\n"])
def test_what_means_the_same_is_no_change(home: Path, value: str) -> None:
    assert not compared(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/điện thoại", value))).files


def test_a_real_value_in_place_of_a_sample_is_none_any_more(home: Path) -> None:
    edit(home, "danh-ba.yaml", "0912 345 678\n", "0000 000 101\n    mẫu: [điện thoại, giờ]\n")
    made = imported(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/điện thoại", "0987 654 321")))
    assert load(home, now=NOW).kb.contacts["truong-khu"].samples == ("giờ",)
    assert len(made.lines) == 2  # and that is told


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cf"]), min_size=1, max_size=30)
notes = texts | st.sampled_from(
    ["=1+1", "- a", "# a", "a: b", "có", "{a", "'a'", '"', "0912", "a\n\n b", "07:30", "null"]
)
CELLS = (
    "Danh bạ/truong-khu/ghi chú",
    "Danh bạ/to-truong-7/tên",
    "Lịch/tong-ve-sinh/ghi chú",
    "Địa điểm/nha-van-hoa/địa chỉ",
)


@given(st.dictionaries(st.sampled_from(CELLS), notes, min_size=1))
@settings(max_examples=12, deadline=None)
def test_whatever_is_written_into_cells_arrives_and_nothing_else_changes(
    tiny: Path, tmp_path_factory: pytest.TempPathFactory, cells: dict[str, str]
) -> None:
    home = Path(shutil.copytree(tiny, tmp_path_factory.mktemp("cells") / "knowledge"))

    def change(book: Workbook) -> None:
        for place, text in cells.items():
            put(book, place, text)
            section, code, title = place.split("/")
            cell = book[section].cell(row_of(book[section], code), column_of(book[section], title))
            cell.data_type = "s"

    before = cells_of(home)
    path = edited(home, change)
    wanted = before | {_place(place): tidy(text) for place, text in cells.items()}
    try:
        imported(home, path)
    except TroubleError:  # `check` has something against it, like a bracket that is not closed
        wanted = before
    assert cells_of(home) == {place: text for place, text in wanted.items() if text}


def _place(place: str) -> tuple[str, str, str]:
    sheet, code, title = place.split("/")
    return section_called(sheet) or "", code, title


def test_a_new_row_is_a_new_entry_at_the_end_of_the_file(home: Path) -> None:
    before = files(home)
    path = edited(
        home,
        lambda book: add(book, "Danh bạ", mã="y-te", nhóm="Y tế", chức_vụ="Trạm y tế", điện_thoại="115", nguồn="ban"),
    )
    made = imported(home, path)
    assert made.lines == ("Danh bạ, dòng 4: thêm Danh bạ › y-te vào danh-ba.yaml",)
    after = files(home)["danh-ba.yaml"]
    assert after.startswith(before["danh-ba.yaml"])
    assert load(home, now=NOW).kb.contacts["y-te"].phones == ("115",)


def test_a_new_row_goes_where_its_family_is_or_where_its_row_says(home: Path) -> None:
    (home / "hoi-dap" / "khac.yaml").write_text(
        "hỏi đáp:\n  - mã: khac/a\n    tiêu đề: A\n    trả lời: A.\n    nguồn: ban\n    cách hỏi: [hỏi chuyện a]\n",
        encoding="utf-8",
    )
    said = {"trả_lời": "B.", "nguồn": "ban"}

    def change(book: Workbook) -> None:
        add(book, "Hỏi đáp", mã="nvqs/b", tiêu_đề="B", cách_hỏi="chuyện bê bê", **said)
        add(book, "Hỏi đáp", mã="khac/c", tiêu_đề="C", cách_hỏi="chuyện xê xê", **said)
        add(book, "Hỏi đáp", mã="moi/d", tiêu_đề="D", cách_hỏi="chuyện dê dê", tệp="hoi-dap/moi.yaml", **said)

    made = imported(home, edited(home, change))
    assert set(made.files) == {"hoi-dap/chung.yaml", "hoi-dap/khac.yaml", "hoi-dap/moi.yaml"}
    assert {"nvqs/b", "khac/c", "moi/d"} < set(load(home, now=NOW).kb.topics)


def test_a_row_that_is_gone_is_told_and_kept(home: Path) -> None:
    path = edited(home, lambda book: book["Danh bạ"].delete_rows(row_of(book["Danh bạ"], "to-truong-7")))
    made = compared(home, path)
    assert not made.files
    assert made.missing == ("Danh bạ › to-truong-7",)
    assert "--delete" in "\n".join(made.told())


def test_with_delete_it_is_removed_and_nothing_else(home: Path) -> None:
    edit(home, "danh-ba.yaml", "  - mã: to-truong-7", "  # Tổ trưởng\n  - mã: to-truong-7")
    before = files(home)
    path = edited(home, lambda book: book["Danh bạ"].delete_rows(row_of(book["Danh bạ"], "to-truong-7")))
    imported(home, path, delete=True)
    after = files(home)["danh-ba.yaml"].decode()
    assert after == before["danh-ba.yaml"].decode().partition("  - mã: to-truong-7")[0]


def test_comments_of_the_next_entry_stay_when_one_is_removed(home: Path) -> None:
    edit(home, "hoi-dap/chung.yaml", "  - mã: nvqs/dang-ky", "\n  # Nghĩa vụ\n  - mã: nvqs/dang-ky")
    edit(home, "loi.yaml", '"ve-sinh/lich", ', "")
    path = edited(home, lambda book: book["Hỏi đáp"].delete_rows(row_of(book["Hỏi đáp"], "ve-sinh/lich")))
    imported(home, path, delete=True)
    assert files(home)["hoi-dap/chung.yaml"].decode().startswith("hỏi đáp:\n  # Nghĩa vụ\n  - mã: nvqs/dang-ky\n")


def test_what_others_refer_to_cannot_be_removed(home: Path) -> None:
    def remove(book: Workbook) -> None:
        book["Danh bạ"].delete_rows(row_of(book["Danh bạ"], "truong-khu"))

    lines = refused(home, remove, delete=True)
    assert any("truong-khu" in line for line in lines)


def test_the_last_entry_of_a_section_is_not_removed(home: Path) -> None:
    path = edited(home, lambda book: book["Chào hỏi"].delete_rows(2))
    with pytest.raises(UserError, match="chao"):
        compared(home, path, delete=True)


def test_rows_that_begin_with_a_hash_are_passed_over(home: Path) -> None:
    def change(book: Workbook) -> None:
        add(book, "Danh bạ", mã="# việc còn phải hỏi", nhóm="…")
        book["Danh bạ"].cell(row_of(book["Danh bạ"], "to-truong-7"), 1).value = "# to-truong-7"

    made = compared(home, edited(home, change))
    assert not made.files
    assert made.missing == ()


def test_sheets_and_columns_that_are_gone_change_nothing(home: Path) -> None:
    def change(book: Workbook) -> None:
        del book["Lịch"]
        book["Danh bạ"].delete_cols(3, 4)
        book.create_sheet("Nháp")["A1"] = "của tôi"

    made = compared(home, edited(home, change))
    assert not made.files
    assert made.passed_over == ("Nháp",)


def test_what_check_refuses_is_told_with_sheet_row_and_column(home: Path) -> None:
    def change(book: Workbook) -> None:
        put(book, "Danh bạ/to-truong-7/tổ", "99")
        put(book, "Lịch/tong-ve-sinh/thứ", "thứ chín")
        put(book, "Danh bạ/truong-khu/nhóm", "")

    lines = refused(home, change)
    assert len(lines) == 3
    assert any(line.startswith("Danh bạ, dòng 3, cột “tổ”: ") for line in lines)
    assert any(line.startswith("Lịch, dòng 2, cột “thứ”: ") for line in lines)
    assert any(line.startswith("Danh bạ, dòng 2") and "nhóm" in line for line in lines)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda book: add(book, "Danh bạ", nhóm="Y tế"), "Danh bạ, dòng 4, cột “mã”: dòng này chưa có mã"),
        (lambda book: add(book, "Danh bạ", mã="truong-khu"), "dòng 4, cột “mã”: mã “truong-khu” đã có ở dòng 2"),
        (lambda book: put(book, "Danh bạ/truong-khu/tệp", "khac.yaml"), "dòng 2, cột “tệp”: mục này đang ở tệp"),
        (lambda book: book["Danh bạ"].__setitem__("F1", "số máy"), "Danh bạ, dòng 1: không có cột “số máy”"),
        (lambda book: book["Danh bạ"].__setitem__("F1", "điện thọi"), "có phải ý bạn là “điện thoại”?"),
        (lambda book: book["Danh bạ"].__setitem__("E1", "điện thoại"), "cột “điện thoại”: cột này có hai lần"),
        (lambda book: book["Danh bạ"].__setitem__("A1", None), "Danh bạ, dòng 1: thiếu cột “mã”"),
        (lambda book: add(book, "Danh bạ", mã="a", tệp="../a.yaml"), "cột “tệp”: chưa biết ghi mục mới"),
        (lambda book: book["Danh bạ"].__setitem__("D2", "=1+1"), "Danh bạ, dòng 2, cột “tên”: ô này là công thức"),
        (lambda book: book["Danh bạ"].merge_cells("D2:D3"), "Danh bạ, dòng 2, cột “tên”: ô bị gộp"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(home: Path, change: Callable[[Workbook], object], told: str) -> None:
    assert any(told in line for line in refused(home, change))


def test_what_the_file_has_no_place_for_is_told_with_its_row(home: Path) -> None:
    edit(home, "khac.yaml", "  - mã: chao\n    trả lời: Kính chào bà con!\n    cách hỏi: [xin chào, chào bot]\n", "")
    edit(home, "khac.yaml", "chào hỏi:\n", "chào hỏi: [{mã: chao, trả lời: Kính chào!, cách hỏi: [xin chào]}]\n")
    (line,) = refused(home, lambda book: add(book, "Chào hỏi", mã="tam-biet", trả_lời="Chào ạ!", cách_hỏi="tạm biệt"))
    assert line.startswith("Chào hỏi, dòng 3: ")


def test_carriage_returns_of_pasted_text_are_no_change(home: Path) -> None:
    def change(book: Workbook) -> None:
        cell = book["Hỏi đáp"].cell(2, column_of(book["Hỏi đáp"], "cách hỏi"))
        cell.value = str(cell.value).replace("\n", "_x000D_\n")

    assert not compared(home, edited(home, change)).files


def test_several_faults_are_told_together(home: Path) -> None:
    def change(book: Workbook) -> None:
        book["Danh bạ"]["D2"] = "=1+1"
        book["Lịch"]["B2"] = "=A1"

    assert len(refused(home, change)) == 2


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(home: Path) -> None:
    made = compared(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/tên", "Lê Thị Thử")))
    edit(home, "danh-ba.yaml", "0912 345 678", "0987 654 321")
    theirs = files(home)
    with pytest.raises(UserError, match=r"danh-ba\.yaml"):
        apply(made)
    assert files(home) == theirs


def test_csv_changes_what_differs(home: Path, tmp_path: Path) -> None:
    export(home, tmp_path / "csv", now=NOW)
    path = tmp_path / "csv" / "danh-ba.csv"
    head, first, *rest = rows(path)
    first[head.index("tên")] = "'=Nguyễn"
    save(path, [head, first, *rest], ";")
    imported(home, path)
    assert load(home, now=NOW).kb.contacts["truong-khu"].name == "=Nguyễn"


def test_a_formula_in_csv_is_refused(home: Path, tmp_path: Path) -> None:
    export(home, tmp_path / "csv", now=NOW)
    path = tmp_path / "csv" / "danh-ba.csv"
    save(path, [[cell.replace("Nguyễn Văn Thử", '=HYPERLINK("x")') for cell in row] for row in rows(path)])
    with pytest.raises(TroubleError, match=r"danh-ba\.csv, dòng 2, cột “tên”: ô này là công thức"):
        compared(home, path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", b"PK\x03\x04", "không phải là bảng tính"),
        ("a.xlsx", b"", "không phải là bảng tính"),
        ("danh-ba.csv", "mã".encode("utf-16"), "UTF-8"),
        ("danh-ba.xls", b"", ".xlsx"),
        ("a.csv", b"x", "Không thấy trang nào"),
    ],
)
def test_files_that_are_no_such_table_are_told(home: Path, name: str, content: bytes, told: str) -> None:
    path = home.parent / name
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        compared(home, path)
    assert told in str(caught.value)


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """One part of a workbook as nobody's spreadsheet would write it."""
    with ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for one, content in parts.items():
            packed.writestr(one, change(content) if one == name else content)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (b"</sheetData>" + b" " * MAX_UNPACKED, "quá lớn"),
        (b'<row r="19999"><c r="XFD19999"><v>1</v></c></row></sheetData>', "quá 100 cột"),
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>', "quá 20000 dòng"),
        (b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "ô gộp quá lớn"),
        (b'<row><c t="inlineStr"><is><t>&x;</t></is></c></row></sheetData>', "không phải là bảng tính"),
    ],
)
def test_a_small_file_that_would_fill_the_memory_is_refused(home: Path, inside: bytes, told: str) -> None:
    path = table(home)
    with_part(path, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", inside))
    with pytest.raises(UserError, match=told):
        compared(home, path)


def test_a_workbook_with_a_password_is_told(home: Path) -> None:
    path = table(home)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="đặt mật khẩu"):
        compared(home, path)


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_workbook_is_told_or_read(home: Path, seed: int) -> None:
    path, chance = table(home), random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    with suppress(UserError):
        compared(home, path)


def test_a_file_that_is_not_there_is_told(home: Path) -> None:
    with pytest.raises(UserError, match="khong-co"):
        compared(home, home.parent / "khong-co.xlsx")


def test_a_folder_with_a_fault_is_mended_first(home: Path) -> None:
    path = table(home)
    edit(home, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
    with pytest.raises(UserError, match=r"lich\.yaml"):
        compared(home, path)
