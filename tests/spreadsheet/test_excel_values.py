"""What Excel makes of values by itself: made undone when there is only one way, else refused and explained."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.knowledge.loader import load
from bot.messages import message
from bot.spreadsheet import TroubleError, export
from bot.spreadsheet.columns import columns_of
from bot.spreadsheet.mending import CellError, text_of
from bot.spreadsheet.reading import Cell
from tests.knowledge_factory import NOW, edit
from tests.spreadsheet.tables import compared, edited, imported, put, rows, save

COLUMNS = {column.title: column for section in ("schedules", "places", "contacts") for column in columns_of(section)}
PHONE, CLOCK = COLUMNS["điện thoại"], COLUMNS["từ giờ"]


OLD = {
    "điện thoại": "0912 345 678", "tổ": "7", "xem lại trước": "31/12/2027", "xác nhận ngày": "11/2026", "tên": "Mẫu",
    "từ giờ": "06:30", "đến giờ": "08:00", "vĩ độ": "20.95",
}  # fmt: skip


def day(year: int, month: int, number: int) -> dt.datetime:
    """As Excel keeps a date."""
    return dt.datetime.combine(dt.date(year, month, number), dt.time())


def mended(title: str, value: Any, number_format: str = "General") -> str:
    return text_of(Cell(value, number_format), COLUMNS[title], OLD.get(title, ""))


@pytest.mark.parametrize(
    ("title", "value", "number_format"),
    [
        ("điện thoại", 912345678, "General"),  # its zero is gone
        ("điện thoại", 912345678.0, "0.00E+00"),
        ("tổ", 7, "General"),
        ("xem lại trước", day(2027, 12, 31), "dd/mm/yyyy"),
        ("xác nhận ngày", day(2026, 11, 1), "mmm-yy"),  # 11/2026
        ("từ giờ", dt.time(6, 30), "h:mm"),
        ("từ giờ", dt.timedelta(hours=6, minutes=30), "[h]:mm"),
        ("từ giờ", "6:30:00", "@"),
        ("từ giờ", "6:30 AM", "@"),
        ("đến giờ", "8:00:00 AM", "@"),
        ("vĩ độ", 20.95, "General"),
    ],
)
def test_a_value_that_excel_took_for_another_kind_is_still_the_same(title: str, value: Any, number_format: str) -> None:
    column = COLUMNS[title]
    assert column.meant(mended(title, value, number_format)) == column.meant(OLD[title])


def test_a_code_that_became_a_number_is_known(home: Path) -> None:
    edit(home, "danh-ba.yaml", "mã: to-truong-7", 'mã: "113"')
    path = edited(home, lambda book: book["Danh bạ"].__setitem__("A3", 113))
    made = compared(home, path)
    assert not made.files
    assert made.missing == ()


@pytest.mark.parametrize(
    ("title", "value", "number_format", "after"),
    [
        ("điện thoại", 115, "General", "115"),
        ("tổ", 8.0, "General", "8"),
        ("xem lại trước", day(2028, 1, 22), "m/d/yy", "22/01/2028"),
        ("xem lại trước", day(2028, 6, 6), "m/d/yy", "06/06/2028"),
        ("xác nhận ngày", day(2026, 10, 1), "mmm-yy", "10/2026"),
        ("xác nhận ngày", 2026, "General", "2026"),
        ("từ giờ", dt.time(7, 0), "h:mm", "07:00"),
        ("từ giờ", "7:15:00", "@", "07:15"),
        ("đến giờ", "7:15 PM", "@", "19:15"),
    ],
)
def test_what_can_mean_one_thing_only_is_taken(title: str, value: Any, number_format: str, after: str) -> None:
    assert mended(title, value, number_format) == after


@pytest.mark.parametrize(
    ("title", "value", "number_format", "told"),
    [
        ("điện thoại", 987654321, "General", "mất số 0"),
        ("điện thoại", 2033825114, "General", "mất số 0"),
        ("điện thoại", "987654321", "@", "mất số 0"),
        ("điện thoại", "9.88E+08", "@", "không còn đủ chữ số"),
        ("ghi chú", "1E+09", "@", "không còn đủ chữ số"),
        ("ghi chú", 7, "General", "coi đây là con số 7"),
        ("giờ", dt.time(8, 0), "h:mm", "hiểu thành giờ"),
        ("tên", day(2026, 5, 4), "d-mmm", "hiểu thành ngày"),
        ("tên", True, "General", "đã đổi thành"),
        ("xem lại trước", day(2028, 6, 5), "m/d/yy", "05/06/2028 hoặc 06/05/2028"),
        ("xem lại trước", day(2028, 1, 22) + dt.timedelta(hours=7), "General", "ngày giờ"),
        ("xem lại trước", 47000, "General", "con số 47000"),
        ("từ giờ", 0.2708, "General", "con số 0.2708"),
        ("từ giờ", dt.time(6, 30, 15), "h:mm:ss", "hiểu thành giờ"),
        ("từ giờ", dt.timedelta(days=2), "[h]:mm", "hiểu thành giờ"),
    ],
)
def test_what_can_mean_more_than_one_thing_is_refused(title: str, value: Any, number_format: str, told: str) -> None:
    with pytest.raises(CellError) as caught:
        mended(title, value, number_format)
    assert told in message(f"spreadsheet.cell.{caught.value.kind}", **caught.value.values)


def test_a_refused_value_is_told_with_its_place_and_nothing_is_written(home: Path) -> None:
    path = edited(home, lambda book: put(book, "Danh bạ/truong-khu/điện thoại", 987654321, "General"))
    with pytest.raises(TroubleError, match="Danh bạ, dòng 2, cột “điện thoại”: số 987654321 có lẽ mất số 0"):
        compared(home, path)


def test_values_that_excel_took_for_others_change_nothing(home: Path) -> None:
    def change(book: Workbook) -> None:
        put(book, "Danh bạ/truong-khu/điện thoại", 912345678, "General")
        put(book, "Danh bạ/truong-khu/xem lại trước", day(2027, 12, 31), "m/d/yy")
        put(book, "Danh bạ/truong-khu/xác nhận ngày", day(2026, 11, 1), "mmm-yy")
        put(book, "Lịch/tong-ve-sinh/từ giờ", dt.time(6, 30), "h:mm")
        put(book, "Địa điểm/nha-van-hoa/vĩ độ", 20.95, "General")

    assert not compared(home, edited(home, change)).files


def test_an_error_of_excel_is_refused(home: Path) -> None:
    path = edited(home, lambda book: put(book, "Danh bạ/truong-khu/tên", "#N/A", "General"))
    with pytest.raises(TroubleError, match="ô báo lỗi #N/A"):
        compared(home, path)


def test_a_csv_that_excel_has_saved_again_changes_nothing(home: Path, tmp_path: Path) -> None:
    """Without zeros before phones, days and hours, and with seconds."""
    edit(home, "danh-ba.yaml", "0203 382 5113", '"02033825113"')
    export(home, tmp_path / "csv", now=NOW)
    made_of = {"02033825113": "2033825113", "06:30": "6:30:00", "08:00": "8:00:00"}
    for path in (tmp_path / "csv").iterdir():
        save(path, [[made_of.get(cell, cell) for cell in row] for row in rows(path)], ";")
    assert not compared(home, tmp_path / "csv").files


def test_a_new_phone_keeps_its_zero(home: Path) -> None:
    imported(home, edited(home, lambda book: put(book, "Danh bạ/truong-khu/điện thoại", "0987654321\n115")))
    assert load(home, now=NOW).kb.contacts["truong-khu"].phones == ("0987654321", "115")


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.dates(),
)


@given(values, st.sampled_from(["contacts", "schedules", "topics"]), st.text(max_size=20), st.data())
def test_whatever_a_cell_holds_it_is_a_text_or_refused(value: Any, section: str, old: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(columns_of(section)))
    with suppress(CellError):
        assert isinstance(text_of(Cell(value), column, old), str)


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_phone_never_loses_its_zero_in_silence(phone: str) -> None:
    assert text_of(Cell(int(phone)), PHONE, phone) == phone
    assert text_of(Cell(phone), PHONE, "") == phone
    with pytest.raises(CellError):
        text_of(Cell(int(phone)), PHONE, "115")


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_every_hour_comes_back_from_excel(time: dt.time) -> None:
    assert text_of(Cell(time), CLOCK, "") == f"{time:%H:%M}"
    assert text_of(Cell(f"{time:%H:%M:%S}"), CLOCK, "") == f"{time:%H:%M}"
    assert text_of(Cell(f"{time:%I:%M:%S %p}"), CLOCK, "") == f"{time:%H:%M}"


@given(st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_is_the_same_date_or_refused(day: dt.date) -> None:
    column = COLUMNS["xem lại trước"]
    moment = dt.datetime.combine(day, dt.time())
    assert text_of(Cell(moment, "m/d/yy"), column, f"{day:%d/%m/%Y}") == f"{day:%d/%m/%Y}"
    try:
        assert column.meant(text_of(Cell(moment, "m/d/yy"), column, "")) == day
    except CellError:
        assert day.day <= 12
