"""When an announcement is to be sent, as committee members type it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.folding import strip_diacritics
from bot.language.moments import read_moment
from bot.language.tables import table
from tests.language.strategies import anything

VIETNAM = dt.timezone(dt.timedelta(hours=7))
NOW = "2026-11-18 08:00"  # a Wednesday
WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def moment(said: str, now: str = NOW) -> str | None:
    found = read_moment(said, at(now))
    return f"{found:%Y-%m-%d %H:%M}" if found else None


def shown(moment: dt.datetime) -> str:
    return f"{moment:%H:%M} {WEEKDAYS[moment.weekday()]}, {moment.day}/{moment.month}/{moment.year}"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("20:00 thứ bảy", "2026-11-21 20:00"),
        ("19 giờ thứ 7", "2026-11-21 19:00"),
        ("T7 20h", "2026-11-21 20:00"),
        ("t7 tuần này 20h", "2026-11-21 20:00"),
        ("8 giờ rưỡi sáng chủ nhật", "2026-11-22 08:30"),
        ("cn 6h", "2026-11-22 06:00"),
        ("chiều thứ sáu 3h", "2026-11-20 15:00"),
        ("thứ hai tuần sau 8h", "2026-11-23 08:00"),
        ("7g30 sáng t2", "2026-11-23 07:30"),
        ("mai 7h", "2026-11-19 07:00"),
        ("7 giờ mai", "2026-11-19 07:00"),
        ("7h sáng mai", "2026-11-19 07:00"),
        ("sáng sớm mai 6h", "2026-11-19 06:00"),
        ("tối mai 7 giờ", "2026-11-19 19:00"),
        ("12h trưa mai", "2026-11-19 12:00"),
        ("1h trưa mai", "2026-11-19 13:00"),
        ("ngày kia 9h", "2026-11-20 09:00"),
        ("2 ngày nữa 7h", "2026-11-20 07:00"),
        ("một tuần nữa lúc 7h", "2026-11-25 07:00"),
        ("7h30 tối nay", "2026-11-18 19:30"),
        ("7 rưỡi tối nay", "2026-11-18 19:30"),
        ("7h tối hôm nay", "2026-11-18 19:00"),
        ("chiều tối nay 6h", "2026-11-18 18:00"),
        ("hnay 19h15p", "2026-11-18 19:15"),
        ("Gửi giúp tôi lúc 7h tối mai nhé em", "2026-11-19 19:00"),
        ("gửi cho tôi lúc 7h", "2026-11-19 07:00"),
        ("tôi muốn gửi lúc 7h thứ bảy tuần tới", "2026-11-28 07:00"),
        ("7h tôi mai", "2026-11-19 19:00"),
    ],
)
def test_a_day_near_with_its_hour_is_understood(said: str, meant: str) -> None:
    assert moment(said) == moment(strip_diacritics(said)) == moment(said.upper()) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("22/11 lúc 19h", "2026-11-22 19:00"),
        ("22/11/2026 19:30", "2026-11-22 19:30"),
        ("19h30 ngày 22.11.26", "2026-11-22 19:30"),
        ("ngày 5 tháng 12, 7 giờ tối", "2026-12-05 19:00"),
        ("7h sáng mùng 5 tháng 12 năm 2026", "2026-12-05 07:00"),
        ("ngày 25 lúc 7h", "2026-11-25 07:00"),
        ("7h ngày 5", "2026-12-05 07:00"),
        ("7h ngày 31", "2026-12-31 07:00"),
        ("chủ nhật ngày 22/11 lúc 7h", "2026-11-22 07:00"),
        ("20:00 thứ bảy 12/12", "2026-12-12 20:00"),
        ("sáng mai, 19/11, 7h", "2026-11-19 07:00"),
        ("5/1 7h", "2027-01-05 07:00"),
    ],
)
def test_a_date_with_its_hour_is_understood(said: str, meant: str) -> None:
    assert moment(said) == moment(strip_diacritics(said)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("bảy giờ tối mai", "2026-11-19 19:00"),
        ("tám giờ kém mười lăm", "2026-11-19 07:45"),
        ("lúc 7 giờ kém 15 sáng mai", "2026-11-19 06:45"),
        ("hai mươi giờ tối nay", "2026-11-18 20:00"),
        ("mười một giờ trưa mai", "2026-11-19 11:00"),
        ("thứ hai mười giờ", "2026-11-23 10:00"),
        ("năm giờ chiều thứ năm", "2026-11-19 17:00"),
        ("thứ bảy bảy giờ sáng", "2026-11-21 07:00"),
        ("ba giờ hai mươi phút chiều", "2026-11-18 15:20"),
        ("bốn giờ bốn lăm chiều", "2026-11-18 16:45"),
        ("bảy giờ năm phút tối", "2026-11-18 19:05"),
    ],
)
def test_numbers_in_words_are_understood(said: str, meant: str) -> None:
    assert moment(said) == moment(strip_diacritics(said)) == meant


@pytest.mark.parametrize(
    "said", ["toois mai 7 giowf", "tối mai lúc 7 giờờờ", "7h  TỐI\nmai", "7giờ tối ngmai", "７ｈ tối mai"]
)
def test_it_may_be_typed_in_any_way(said: str) -> None:
    assert moment(said) == "2026-11-19 19:00"


@pytest.mark.parametrize(
    ("said", "now", "meant"),
    [
        ("20h", "2026-11-18 19:59", "2026-11-18 20:00"),
        ("20h", "2026-11-18 20:01", "2026-11-19 20:00"),
        ("7h", "2026-11-18 08:00", "2026-11-19 07:00"),
        ("bảy giờ", "2026-11-18 08:00", "2026-11-19 07:00"),
        ("3h chiều", "2026-11-18 08:00", "2026-11-18 15:00"),
        ("1h sáng", "2026-11-18 20:00", "2026-11-19 01:00"),
        ("0h", "2026-11-18 08:00", "2026-11-19 00:00"),
        ("24h", "2026-11-18 08:00", "2026-11-19 00:00"),
        ("thứ tư 9h", "2026-11-18 08:00", "2026-11-18 09:00"),
        ("thứ tư 7h", "2026-11-18 08:00", "2026-11-25 07:00"),
        ("7h chủ nhật tới", "2026-11-22 06:00", "2026-11-29 07:00"),
        ("5/1 7h", "2026-12-20 08:00", "2027-01-05 07:00"),
        ("ngày 31 7h", "2027-02-01 08:00", "2027-03-31 07:00"),
    ],
)  # fmt: skip
def test_what_is_named_without_its_day_is_still_to_come(said: str, now: str, meant: str) -> None:
    assert moment(said, now) == meant


@pytest.mark.parametrize(
    ("said", "now", "meant"),
    [
        ("12h đêm thứ bảy", "2026-11-18 08:00", "2026-11-22 00:00"),
        ("11h đêm nay", "2026-11-18 08:00", "2026-11-18 23:00"),
        ("12h30 đêm nay", "2026-11-18 22:00", "2026-11-19 00:30"),
        ("1h đêm nay", "2026-11-18 22:00", "2026-11-19 01:00"),
        ("1h đêm nay", "2026-11-19 00:30", "2026-11-19 01:00"),
        ("11h đêm nay", "2026-11-19 00:30", "2026-11-19 23:00"),
    ],
)
def test_a_night_runs_into_the_next_day(said: str, now: str, meant: str) -> None:
    assert moment(said, now) == moment(strip_diacritics(said), now) == meant


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("trong 2 tiếng nữa", 120),
        ("2h nữa", 120),
        ("sau hai tiếng", 120),
        ("2 tiếng rưỡi nữa", 150),
        ("1 tiếng 15 phút nữa", 75),
        ("tiếng rưỡi nữa", 90),
        ("sáu tiếng nữa", 360),
        ("một tiếng nữa gửi nhé", 60),
        ("30 phút nữa", 30),
        ("15p nữa", 15),
        ("nửa tiếng nữa", 30),
        ("trong 2 giờ tới", 120),
    ],
)
def test_a_while_from_now_is_understood_to_the_minute(said: str, minutes: int) -> None:
    now = at(NOW)
    assert read_moment(said, now + dt.timedelta(seconds=42)) == now + dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "said", ["ngay", "Bây giờ", "bay gio", "ngay bây giờ", "gửi ngay đi", "gửi luôn nhé", "lập tức"]
)
def test_now_is_now(said: str) -> None:
    now = at(NOW) + dt.timedelta(seconds=42)
    assert read_moment(said, now) == now


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("7h sáng nay", "2026-11-18 07:00"),
        ("7h tối qua", "2026-11-17 19:00"),
        ("22/10 7h", "2026-10-22 07:00"),
        ("17/11/2026 20:00", "2026-11-17 20:00"),
        ("thứ hai tuần này 7h", "2026-11-16 07:00"),
    ],
)
def test_what_is_over_is_returned_as_it_was_named(said: str, meant: str) -> None:
    assert moment(said) == moment(strip_diacritics(said)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "", "👍", "mai", "thứ bảy", "22/11", "tối nay", "lát nữa", "hôm nào cũng được", "không gửi nữa",
        "25h", "8:75", "24h30", "32/13 7h", "29/2/2027 7h", "ngày 45 7h", "thứ 8 7h", "19h sáng mai", "8h sáng tối mai",
        "thứ bảy 22/11 7h", "thứ bảy chủ nhật 7h", "mai 25/11 7h", "7h hoặc 8h", "từ 7h đến 8h", "trước 7h",
        "sau 7 giờ", "7h rằm tháng giêng", "mùng 1 tết 7h", "7h mỗi tối", "tuần sau 7h", "7h tháng sau",
        "7h hôm họp tổ", "7pm", "22/11/2030 7h", "gọi 0203 382 5113",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_moment_is_none(said: str) -> None:
    assert moment(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("chủ nhật tối 7h", "2026-11-22 19:00"),
        ("chủ nhật tới 7h", "2026-11-22 07:00"),
        ("chu nhat toi 7h", None),
        ("chu nhat toi 20h", "2026-11-22 20:00"),
    ],
)
def test_without_marks_evening_and_coming_are_told_apart_or_asked_again(said: str, meant: str | None) -> None:
    assert moment(said) == meant


nows = st.datetimes(
    dt.datetime.fromisoformat("2024-01-01"), dt.datetime.fromisoformat("2040-12-31"), timezones=st.just(VIETNAM)
)
_scraps = st.sampled_from(
    table("""
7h 7 bảy hai mươi tám giờ rưỡi kém phút tiếng nửa nữa sáng trưa chiều tối toi đêm khuya nay mai kia kìa hôm qua thứ cn
t7 tuần này sau tới ngày mùng 22/11 31/12 29/2 20:00 24h 0h 31 tháng 12 năm 2026 999 trong ngay bây luôn lúc , .
""")
)
said = anything | st.lists(_scraps, max_size=7).map(" ".join)


@given(said, nows)
def test_whatever_is_said_the_moment_is_one_that_can_be_shown(said: str, now: dt.datetime) -> None:
    found = read_moment(said, now)
    if found and found != now:
        assert found.tzinfo is VIETNAM
        assert (found.second, found.microsecond) == (0, 0)
        assert abs(found - now) < dt.timedelta(days=10_000)


@given(nows, st.timedeltas(dt.timedelta(minutes=1), dt.timedelta(days=390)))
def test_what_is_shown_is_read_back(now: dt.datetime, ahead: dt.timedelta) -> None:
    moment = (now + ahead).replace(second=0, microsecond=0)
    assert read_moment(shown(moment), now) == moment


@given(nows, st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", *WEEKDAYS]))
def test_an_hour_without_a_date_is_the_next_one(now: dt.datetime, hour: int, minute: int, day: str) -> None:
    found = read_moment(f"{hour}h{minute:02d} {day}", now)
    assert found is not None
    assert now <= found <= now + dt.timedelta(days=7 if day else 1)
    assert (found.hour, found.minute) == (hour, minute)
    assert not day or WEEKDAYS[found.weekday()] == day
