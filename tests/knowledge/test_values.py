from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.knowledge import values as v
from bot.knowledge.sections import EXPLAINED


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("113", "113"), ("1022", "1022"), ("0203 382 5113", "02033825113"), ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"), ("(0203) 3825-113", "02033825113"), ("1800 1234", "18001234"),
        ("1900 123456", "1900123456"), ("000 123 4567", "0001234567"),
    ],
)  # fmt: skip
def test_phone_numbers_in_any_spacing(written: str, digits: str) -> None:
    assert v.parse_phone(written) == digits


@pytest.mark.parametrize(
    "written", ["0203113113", "12", "091234567", "09123456789", "33 11 22", "không có", "٠٩١٢٣٤٥٦٧٨"]
)
def test_bad_phone_numbers(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        v.parse_phone(written)


@pytest.mark.parametrize("written", ["22/11/2026", "2026-11-22", " 22/11/2026 "])
def test_dates(written: str) -> None:
    assert v.parse_date(written) == dt.date(2026, 11, 22)


@pytest.mark.parametrize("written", ["31/02/2026", "22/11/26", "22-11-2026", "22/11/0001", "20261122", "1/13/2026", ""])
def test_bad_dates(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        v.parse_date(written)


@pytest.mark.parametrize(
    ("written", "hour", "minute"), [("06:30", 6, 30), ("6h30", 6, 30), ("6H", 6, 0), ("22:30", 22, 30)]
)
def test_clocks(written: str, hour: int, minute: int) -> None:
    assert v.parse_clock(written) == dt.time(hour, minute)


@pytest.mark.parametrize("written", ["24:00", "6:60", "630", "6:", "6:3", "sáng", "6h30 sáng"])
def test_bad_clocks(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        v.parse_clock(written)


@pytest.mark.parametrize(("written", "day"), [("chủ nhật", 6), ("CN", 6), ("Thứ  Hai", 0), ("thu 7", 5), ("thứ tư", 2)])
def test_weekdays(written: str, day: int) -> None:
    assert v.parse_weekday(written) == day


@pytest.mark.parametrize("written", ["2026", "11/2026", "22/11/2026"])
def test_a_date_of_confirmation_may_be_rough(written: str) -> None:
    assert v.check_confirmed(written) == written


def test_a_choice_is_found_whatever_its_spelling() -> None:
    find = v.choice("hằng tuần", "hằng tháng")
    assert find("Hang_tuan") == "hằng tuần"
    with pytest.raises(PydanticCustomError):
        find("hằng")


PARSERS = [v.parse_date, v.check_confirmed, v.parse_clock, v.parse_weekday, v.parse_flag, v.parse_phone, v.choice("a")]


@pytest.mark.parametrize("parser", PARSERS)
@given(written=st.text(max_size=30) | st.from_regex(r"[0-9]{0,4}[/:h. +-]?[0-9]{0,4}[/-]?[0-9]{0,5}"))
def test_any_text_is_a_value_or_an_explained_refusal(parser: Callable[[str], object], written: str) -> None:
    assert refusal(parser, written) in {None, *EXPLAINED}


def refusal(parser: Callable[[str], object], written: str) -> str | None:
    try:
        parser(written)
    except PydanticCustomError as error:
        return error.type
    return None
