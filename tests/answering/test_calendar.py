"""What is said of the weekly "Dọn ngõ" of the small knowledge: Sundays 06:30-08:00, cancelled on 29/11, moved from
13/12 to 12/12, later and elsewhere on 20/12."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Question, plain
from tests.answering.small import WEDNESDAY, at, knowledge, schedule_text

USUAL = "06:30-08:00, tại Nhà văn hóa (đầu ngõ 1)."
CANCELLED = "chủ nhật 29/11/2026 nghỉ, vì mưa bão."
NO_HOUR = "Từ giờ: chưa công bố"


def says(now: str, asked: str | None = None) -> list[str]:
    return schedule_text(knowledge(), at(now), dt.date.fromisoformat(asked) if asked else None).split("\n")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-16 08:00", ["Buổi tới: chủ nhật 22/11/2026, " + USUAL]),
        ("2026-11-21 08:00", ["Buổi tới: chủ nhật 22/11/2026 (ngày mai), " + USUAL]),
        ("2026-11-22 06:00", ["Buổi tới: chủ nhật 22/11/2026 (hôm nay), " + USUAL]),
        ("2026-11-22 07:59", ["Buổi tới: chủ nhật 22/11/2026 (hôm nay), " + USUAL]),
        ("2026-11-22 08:01", ["Buổi tới: chủ nhật 6/12/2026, " + USUAL]),
        ("2026-11-29 06:00", ["Buổi tới: chủ nhật 6/12/2026, " + USUAL]),
        ("2026-12-14 08:00", ["Buổi tới: chủ nhật 20/12/2026, 07:00-08:00, tại Sân kho."]),
        ("2026-12-30 08:00", ["Buổi tới: chủ nhật 3/1/2027, " + USUAL]),
    ],
)
def test_the_next_time_is_told_with_hour_and_place(now: str, told: list[str]) -> None:
    assert says(now)[-1:] == told


def test_what_is_over_is_said_to_be_over() -> None:
    assert says("2026-11-22 08:01", "2026-11-22")[0].endswith("đã qua.")


def test_a_change_within_two_weeks_is_told_unasked() -> None:
    assert says("2026-11-16 08:00") == [CANCELLED, "Buổi tới: chủ nhật 22/11/2026, " + USUAL]
    assert says("2026-11-15 09:00") == ["Buổi tới: chủ nhật 22/11/2026, " + USUAL]
    assert says("2026-12-06 09:00") == [
        "chủ nhật 13/12/2026 dời sang thứ bảy 12/12/2026.",
        "Buổi tới: thứ bảy 12/12/2026, " + USUAL,
    ]


@pytest.mark.parametrize(
    ("now", "asked", "told"),
    [
        ("2026-11-18 08:00", "2026-11-22", ["Có: chủ nhật 22/11/2026, " + USUAL]),
        ("2026-11-22 07:00", "2026-11-22", ["Có: chủ nhật 22/11/2026 (hôm nay), " + USUAL]),
        (
            "2026-11-18 08:00",
            "2026-11-19",
            ["Ngày thứ năm 19/11/2026 (ngày mai) không có Dọn ngõ.", "Buổi tới: chủ nhật 22/11/2026, " + USUAL],
        ),
        ("2026-11-18 08:00", "2026-11-29", [CANCELLED, "Buổi tới: chủ nhật 22/11/2026, " + USUAL]),
        ("2026-11-25 08:00", "2026-11-29", [CANCELLED, "Buổi tới: chủ nhật 6/12/2026, " + USUAL]),
        (
            "2026-12-07 08:00",
            "2026-12-13",
            ["chủ nhật 13/12/2026 dời sang thứ bảy 12/12/2026.", "Buổi tới: thứ bảy 12/12/2026, " + USUAL],
        ),
        ("2026-12-07 08:00", "2026-12-12", ["Có: thứ bảy 12/12/2026, " + USUAL]),
        (
            "2026-11-18 08:00",
            "2026-12-06",
            ["Có: chủ nhật 6/12/2026, " + USUAL, "Buổi tới: chủ nhật 22/11/2026, " + USUAL],
        ),
    ],
)
def test_the_day_asked_about_is_answered_first(now: str, asked: str, told: list[str]) -> None:
    assert says(now, asked) == told


@pytest.mark.parametrize("weekday", range(7))
def test_this_sunday_is_the_coming_one_on_every_weekday(weekday: int) -> None:
    now = at("2026-11-16 08:00") + dt.timedelta(days=weekday)  # on Sunday at eight it is just ending
    (answer,) = Answerer(knowledge()).answer(Question("chủ nhật này có dọn ngõ không", now)).answers
    assert plain(answer.body).startswith("Có: chủ nhật 22/11/2026")


def test_a_day_named_in_the_question_is_the_day_answered() -> None:
    answerer = Answerer(knowledge())
    told = plain(answerer.answer(Question("29/11 có tổng vệ sinh không", WEDNESDAY)).answers[0].body)
    assert told.startswith(CANCELLED)


def test_a_schedule_that_is_over_says_so() -> None:
    over = knowledge(("    thứ: chủ nhật\n", "    thứ: chủ nhật\n    kết thúc: 20/12/2026\n"))
    assert schedule_text(over, at("2026-12-21 08:00")) == "Dọn ngõ: hết."


def test_without_an_end_only_the_beginning_is_told() -> None:
    open_end = knowledge(("    đến giờ: 08:00\n    nơi", "    nơi"))
    assert "22/11/2026, lúc 06:30, tại" in schedule_text(open_end, WEDNESDAY)


def test_a_note_and_the_review_tag_are_told() -> None:
    noted = knowledge(
        ("    tên: Dọn ngõ\n", "    tên: Dọn ngõ\n    ghi chú: mang chổi\n    xem lại trước: 17/11/2026\n")
    )
    assert schedule_text(noted, WEDNESDAY).endswith(f"{USUAL} (cũ)\nGhi chú mang chổi")


def with_samples(keys: str) -> tuple[str, str]:
    return "    tên: Dọn ngõ\n", f"    tên: Dọn ngõ\n    ghi chú: mang chổi\n    mẫu: [{keys}]\n"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("thứ, từ giờ, đến giờ, nơi", "Dọn ngõ: hằng tuần.\nNgày, giờ, nơi: chưa công bố\nGhi chú mang chổi"),
        ("lặp, thứ", "Dọn ngõ\nNgày, giờ, nơi: chưa công bố\nGhi chú mang chổi"),
        (
            "từ giờ, đến giờ",
            f"{CANCELLED}\nBuổi tới: chủ nhật 22/11/2026, tại Nhà văn hóa (đầu ngõ 1).\n{NO_HOUR}\nGhi chú mang chổi",
        ),
        (
            "đến giờ",
            f"{CANCELLED}\nBuổi tới: chủ nhật 22/11/2026, lúc 06:30, tại Nhà văn hóa (đầu ngõ 1).\nGhi chú mang chổi",
        ),
        ("nơi", f"{CANCELLED}\nBuổi tới: chủ nhật 22/11/2026, 06:30-08:00.\nNơi: chưa công bố\nGhi chú mang chổi"),
        ("ngoại lệ", f"Buổi tới: chủ nhật 22/11/2026, {USUAL}\nGhi chú mang chổi"),
        ("ghi chú", f"{CANCELLED}\nBuổi tới: chủ nhật 22/11/2026, {USUAL}"),
    ],
)
def test_samples_are_not_told_to_residents(keys: str, told: str) -> None:
    assert schedule_text(knowledge(with_samples(keys)), WEDNESDAY) == told


@pytest.mark.parametrize(
    ("keys", "tagged"),
    [
        ("thứ", f"Buổi tới: chủ nhật 22/11/2026, {USUAL} (mẫu)"),
        ("đến giờ", f"Buổi tới: chủ nhật 22/11/2026, {USUAL} (mẫu)"),
        ("ngoại lệ", f"{CANCELLED} (mẫu)"),
        ("ghi chú", "Ghi chú mang chổi (mẫu)"),
    ],
)
def test_the_demo_shows_samples_with_their_tag(keys: str, tagged: str) -> None:
    lines = schedule_text(knowledge(with_samples(keys)), WEDNESDAY, samples=True).split("\n")
    assert tagged in lines
    assert sum("(mẫu)" in line for line in lines) == 1


def test_a_place_whose_name_is_a_sample_is_not_told_even_for_one_day() -> None:
    kb = knowledge(("    tên: Sân kho\n", "    tên: Sân kho\n    mẫu: [tên]\n"))
    assert "tại" not in schedule_text(kb, at("2026-12-14 08:00"))
    assert "tại Sân kho. (mẫu)" in schedule_text(kb, at("2026-12-14 08:00"), samples=True)


@pytest.mark.parametrize(
    ("repeat", "hidden", "told"),
    [
        ("hằng tuần", "từ giờ", "chủ nhật 29/11/2026 nghỉ, vì mưa bão."),
        ("hằng tuần", "bắt đầu", "Dọn ngõ: hằng tuần, chủ nhật."),
        ("hằng tháng", "tuần thứ", "Dọn ngõ: hằng tháng."),
        ("theo ngày", "các ngày", "Dọn ngõ: theo ngày."),
        ("theo ngày", "lặp", "Dọn ngõ"),
    ],
)
def test_of_a_rule_that_is_partly_a_sample_the_rest_is_told(repeat: str, hidden: str, told: str) -> None:
    kb = knowledge()
    partly = kb.schedules["don"].model_copy(update={"repeat": repeat, "samples": (hidden,)})
    assert schedule_text(replace(kb, schedules={"don": partly}), WEDNESDAY).split("\n")[0] == told
