from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.model import Slots
from bot.answering.slots import read_slots
from bot.language.days import HORIZON
from bot.language.folding import strip_diacritics
from bot.language.reading import Reader

READER = Reader({"cn": "chủ nhật"})
WEDNESDAY = dt.date(2026, 11, 18)
SUNDAY = dt.date(2026, 11, 22)


def slots(text: str, today: dt.date = WEDNESDAY) -> Slots:
    return read_slots(READER.read(text), today)


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("tổ trưởng tổ 7 là ai", 7),
        ("to truong to 12", 12),
        ("tổ7", 7),
        ("Tổ 07", 7),
        ("tổ số 3", 3),
        ("tổ dân 4", 4),
        ("tổ dân phố số 5", 5),
        ("tổ 13", 13),
        ("tổ bảy", 7),
        ("to bay", 7),
        ("tổ tư ở đâu", 4),
        ("tổ năm", 5),
        ("tổ mười", 10),
        ("tổ mười một", 11),
        ("to muoi hai", 12),
        ("tổ dân phố số hai", 2),
    ],
)
def test_a_group_is_understood(said: str, group: int) -> None:
    assert slots(said).group == group


def test_several_groups_and_numbers_that_no_group_has_are_read_as_said() -> None:
    found = slots("tổ trưởng tổ 3 và tổ 5 là ai")
    assert (found.group, found.more_groups) == (3, (5,))
    assert slots("tổ 100").group == 100
    assert slots("tổ 0").group == 0


@pytest.mark.parametrize(
    ("said", "first", "days"),
    [
        ("tuần sau có dọn không", dt.date(2026, 11, 23), 7),
        ("thế tuần tới", dt.date(2026, 11, 23), 7),
        ("tuần này dọn hôm nào", WEDNESDAY, 5),
        ("cuối tuần có dọn không", dt.date(2026, 11, 21), 2),
        ("cuối tuần sau có dọn không", dt.date(2026, 11, 28), 2),
        ("hôm qua có dọn không", dt.date(2026, 11, 17), 1),
        ("mấy hôm nay đau chân", None, 1),
    ],
)
def test_weeks_and_days_near_are_understood(said: str, first: dt.date | None, days: int) -> None:
    found = slots(said)
    assert (found.date, found.days) == (first, days)


@pytest.mark.parametrize(
    "said",
    [
        "tổ quốc", "tổ trưởng là ai", "tổ tự quản", "to tu quan", "tổ chức lúc 7 giờ", "từ 7 giờ",
        "tổ tư vấn", "tổ một cửa", "tổ năm nay bầu ai", "gọi 0203 382 5113", "12 tổ", "tổ 7/12",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_group_is_none(said: str) -> None:
    assert slots(said).group is None


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("cháu sinh năm 2009 có phải đăng ký không", 2009),
        ("chau sn 2009", 2009),
        ("nam sinh 2009", 2009),
        ("cháu 2k9 đi chưa", 2009),
        ("con em 2009 thì sao", 2009),
        ("thế 2008 thì sao", 2008),
        ("sinh năm 09", 2009),
        ("sinh 98", 1998),
        ("sn98", 1998),
        ("học sinh sinh năm 2010", 2010),
        ("sinh viên 2005", 2005),
        ("sinh ngày 12/5/2009", 2009),
        ("sinh ngày 12 tháng 5 năm 2009", 2009),
        ("sinh 5/2009", 2009),
        ("sinh cuối năm 2026", 2026),
        ("cháu 17 tuổi", 2009),
        ("chau 17 tuoi roi", 2009),
        ("cụ 100 tuổi", 1926),
        ("bà sinh năm 1950", 1950),
        ("luật mới thì cháu 2009 có phải đi không", 2009),
    ],
)
def test_a_year_of_birth_is_understood(said: str, born: int) -> None:
    assert slots(said).birth_year == born


@pytest.mark.parametrize(
    "said",
    [
        "nghị định 13/2016", "Nghị định 220/2025", "nghị định 2025", "luật nghĩa vụ quân sự 2015", "luật 78/2015/QH13",
        "thông tư năm 2018", "Luật trẻ em 2016", "độ tuổi nhập ngũ năm 2026", "tổng vệ sinh năm 2026",
        "sinh hoạt hè 2026", "tổng vệ sinh 29/11", "vệ sinh 15 ngày một lần", "gọi 0912 2009 12", "gọi 0912200912",
        "đóng 2000 đồng", "từ 18 đến 25 tuổi", "18-25 tuổi", "tôi xuất ngũ năm 2015", "kết nạp từ năm 2017",
        "sinh năm 2030", "sinh 20/11", "mấy tuổi thì đi", "năm 2026", "150 tuổi",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_year_of_birth_is_none(said: str) -> None:
    assert slots(said).birth_year is None


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("hôm nay có dọn không", "2026-11-18"),
        ("tối nay họp không", "2026-11-18"),
        ("ngày mai", "2026-11-19"),
        ("sang mai don a", "2026-11-19"),
        ("tối mai", "2026-11-19"),
        ("mai có dọn không", "2026-11-19"),
        ("thế mai khu mình nghỉ à", "2026-11-19"),
        ("ngày kia", "2026-11-20"),
        ("ngày kìa", "2026-11-21"),
        ("chủ nhật này", "2026-11-22"),
        ("cn", "2026-11-22"),
        ("chu nhat tuan nay", "2026-11-22"),
        ("thứ tư có dọn không", "2026-11-18"),
        ("thu tu", "2026-11-18"),
        ("thứ 7 tuần sau", "2026-11-28"),
        ("thứ hai tuần sau", "2026-11-23"),
        ("thứ hai tuần này", "2026-11-16"),
        ("thứ bảy", "2026-11-21"),
        ("chủ nhật sau", "2026-11-29"),
        ("chủ nhật tới", "2026-11-22"),
        ("chủ nhật sau khi dọn xong", "2026-11-22"),
        ("29/11", "2026-11-29"),
        ("29/11/2026", "2026-11-29"),
        ("29-11-2026", "2026-11-29"),
        ("29.11.26", "2026-11-29"),
        ("ngày 29 tháng 11", "2026-11-29"),
        ("29 thang 11 nam 2026", "2026-11-29"),
        ("1/1", "2027-01-01"),
        ("17/11", "2027-11-17"),
        ("24/7/2027", "2027-07-24"),
        ("ngày 24/7", "2027-07-24"),
        ("15/11/2026", "2026-11-15"),
        ("trực 24/24 cả chủ nhật", "2026-11-22"),
        ("phòng 24/7 cả chủ nhật", "2026-11-22"),
    ],
)
def test_a_day_is_understood(said: str, date: str) -> None:
    assert slots(said).date == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    ("said", "ahead"),
    [("chủ nhật này", 0), ("chủ nhật", 0), ("chủ nhật tới", 7), ("chủ nhật tuần sau", 7), ("thứ hai", 1), ("thứ 7", 6)],
)
def test_on_a_sunday_this_sunday_is_today(said: str, ahead: int) -> None:
    assert slots(said, SUNDAY).date == SUNDAY + dt.timedelta(days=ahead)


@pytest.mark.parametrize(
    "said",
    [
        "thứ tự ưu tiên", "an ninh trật tự", "thủ tục", "tổ quốc", "31/2", "ngày 30 tháng 2", "0/5", "12/13",
        "ngõ 3/12", "số nhà 12/5", "nghị định 13/2016", "luật 78/2015", "7:30", "1 tháng 1 lần", "mỗi tháng 2 lần",
        "500.000 đồng", "thu 5 nghìn", "quỹ thu năm nay", "gọi 0203.382.5113", "cô Mai", "sinh ngày 12/5/2009",
        "1/1/0001", "31/12/9999", "trực 24/7", "bảy giờ", "ba người",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_day_is_none(said: str) -> None:
    assert slots(said).date is None


def test_the_29th_of_february_is_found_in_leap_years_only() -> None:
    assert slots("29/2", dt.date(2027, 11, 1)).date == dt.date(2028, 2, 29)
    assert slots("29/2", dt.date(2028, 2, 1)).date == dt.date(2028, 2, 29)
    assert slots("29/2", dt.date(2028, 3, 5)).date is None


def test_one_question_may_name_everything() -> None:
    said = "tổ 7 hỏi cháu sinh năm 2009 chủ nhật này đi đăng ký được không"
    assert slots(said) == slots(strip_diacritics(said)) == Slots(7, 2009, SUNDAY)


days = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))


@given(st.text() | st.text("0123456789/.- tổngàysinhtuổi", max_size=40), days)
def test_whatever_is_said_the_slots_are_possible(said: str, today: dt.date) -> None:
    found = slots(said, today)
    assert found.group is None or 0 <= found.group <= 999
    assert found.birth_year is None or 0 <= today.year - found.birth_year <= 120
    assert found.date is None or abs((found.date - today).days) <= HORIZON


@given(days, st.integers(0, 99))
@example(dt.date(2026, 7, 24), 0)
@example(dt.date(2028, 2, 28), 1)
def test_a_day_written_without_its_year_is_the_coming_one(today: dt.date, ahead: int) -> None:
    day = today + dt.timedelta(days=ahead)
    assert slots(f"ngày {day.day}/{day.month} có dọn không", today).date == day
