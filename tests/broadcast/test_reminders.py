"""Which reminders are due between two moments, and what they say."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.model import Span, plain
from bot.broadcast.reminders import LOOK_BACK, Reminder, due
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase, ScheduleException
from tests.answering.small import at, knowledge
from tests.broadcast.reminding import reminding
from tests.knowledge_factory import NOW, SHIPPED

HEAD = "Bà con nhớ nhé: Dọn ngõ vào "
USUAL = ", 06:30-08:00, tại Nhà văn hóa (đầu ngõ 1)."


def found(since: str, now: str, kb: KnowledgeBase | None = None, *, samples: bool = False) -> list[Reminder]:
    return due(kb or reminding(), at(since), at(now), samples=samples)


def said(since: str, now: str, kb: KnowledgeBase | None = None, *, samples: bool = False) -> list[str]:
    return [plain(one.text) for one in found(since, now, kb, samples=samples)]


@pytest.mark.parametrize(
    ("since", "now", "told"),
    [
        ("2026-11-21 18:59", "2026-11-21 19:00", [HEAD + "chủ nhật 22/11/2026" + USUAL]),
        ("2026-11-21 18:50", "2026-11-21 18:59", []),
        ("2026-11-21 19:00", "2026-11-21 19:01", []),  # it was due at the end of the time before
        ("2026-11-16 08:00", "2026-11-20 23:00", []),
        ("2026-11-28 12:00", "2026-11-29 12:00", []),  # cancelled
        ("2026-12-12 12:00", "2026-12-13 12:00", []),  # moved away
        (
            "2026-12-11 12:00",
            "2026-12-12 12:00",
            [
                HEAD + "thứ bảy 12/12/2026" + USUAL + "\nchủ nhật 13/12/2026 dời sang thứ bảy 12/12/2026.",
            ],
        ),
        ("2026-12-19 12:00", "2026-12-20 12:00", [HEAD + "chủ nhật 20/12/2026, 07:00-08:00, tại Sân kho."]),
        (
            "2026-11-21 12:00",
            "2026-12-05 20:00",
            [HEAD + "chủ nhật 22/11/2026" + USUAL, HEAD + "chủ nhật 6/12/2026" + USUAL],
        ),
    ],
)
def test_a_reminder_is_due_once_its_hour_has_come(since: str, now: str, told: list[str]) -> None:
    assert said(since, now) == told


def test_a_reminder_knows_what_it_is_about() -> None:
    (one,) = found("2026-11-21 12:00", "2026-11-21 20:00")
    assert (one.occasion, one.schedule, one.subject) == ("don:2026-11-22", "don", "ve-sinh")
    assert one.label == "Dọn ngõ: chủ nhật 22/11/2026"
    assert one.due_at == at("2026-11-21 19:00")
    assert one.starts_at == at("2026-11-22 06:30")


@pytest.mark.parametrize(
    ("days", "hour", "due_at"),
    [(0, 5, "2026-11-22 05:00"), (1, 19, "2026-11-21 19:00"), (3, 0, "2026-11-19 00:00")],
)
def test_the_committee_chooses_how_long_before(days: int, hour: int, due_at: str) -> None:
    kb = reminding(remind_days=days, remind_at=dt.time(hour))
    (one,) = found("2026-11-18 08:00", "2026-11-22 23:00", kb)
    assert one.due_at == at(due_at)
    assert one.starts_at == at("2026-11-22 06:30")


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ({"repeat": "hằng tháng", "month_days": (31,)}, ["2026-12-31"]),
        ({"repeat": "hằng tháng", "month_weeks": (5,)}, ["2026-11-29", "2026-12-27"]),
        ({"repeat": "theo ngày", "dates": (dt.date(2026, 12, 24),)}, ["2026-12-24"]),
        ({"last": dt.date(2026, 11, 15)}, ["2026-11-08", "2026-11-15"]),
    ],
)
def test_every_rule_of_the_calendar_is_reminded_of(rule: dict[str, Any], dates: list[str]) -> None:
    kb = reminding(exceptions=(), **rule)
    assert [one.occasion for one in found("2026-11-02 00:00", "2026-12-31 23:00", kb)] == [f"don:{d}" for d in dates]


def test_one_moved_to_the_day_of_the_next_makes_one_reminder_of_both() -> None:
    moved = ScheduleException.model_validate(
        {"ngay": "29/11/2026", "doi_sang": "6/12/2026", "tu_gio": "14h", "den_gio": "16h"}
    )
    (one,) = found("2026-12-05 12:00", "2026-12-05 20:00", reminding(exceptions=(moved,)))
    assert plain(one.text).split("\n") == [
        HEAD + "chủ nhật 6/12/2026, 14:00-16:00, tại Nhà văn hóa (đầu ngõ 1).",
        "chủ nhật 29/11/2026 dời sang chủ nhật 6/12/2026.",
        HEAD + "chủ nhật 6/12/2026" + USUAL,
    ]
    assert one.starts_at == at("2026-12-06 14:00")


def test_an_event_without_an_hour_is_worth_a_reminder_all_day() -> None:
    (one,) = found("2026-11-21 12:00", "2026-11-21 20:00", reminding(start=None, end=None))
    assert one.starts_at == at("2026-11-23 00:00")
    (one,) = found("2026-11-21 12:00", "2026-11-21 20:00", reminding(end=None))
    assert one.starts_at == at("2026-11-22 06:30")


def test_the_schedule_may_have_words_of_its_own() -> None:
    kb = reminding(reminder="**{tên}**{giờ} nhé!", note="mang chổi")
    (one,) = found("2026-11-21 12:00", "2026-11-21 20:00", kb)
    assert one.text[0] == Span("Dọn ngõ", "bold")
    assert plain(one.text) == "Dọn ngõ, 06:30-08:00 nhé!\nGhi chú mang chổi"


def test_a_schedule_past_its_review_date_says_so() -> None:
    kb = reminding(review_by=dt.date(2026, 11, 17))
    assert said("2026-11-21 12:00", "2026-11-21 20:00", kb) == [HEAD + "chủ nhật 22/11/2026" + USUAL + " (cũ)"]


def test_without_reminder_lines_nobody_is_reminded() -> None:
    assert found("2026-11-01 12:00", "2026-12-31 20:00", knowledge()) == []


@pytest.mark.parametrize(
    "key", ["lặp", "thứ", "bắt đầu", "từ giờ", "đến giờ", "nhắc trước", "nhắc lúc", "chủ đề", "lời nhắc"]
)
def test_of_samples_residents_are_not_reminded_but_the_demo_is(key: str) -> None:
    kb = reminding(samples=(key,))
    assert found("2026-11-21 12:00", "2026-11-21 20:00", kb) == []
    tagged = [HEAD + "chủ nhật 22/11/2026" + USUAL + " (mẫu)"]
    assert said("2026-11-21 12:00", "2026-11-21 20:00", kb, samples=True) == tagged


def test_a_sampled_place_is_left_out() -> None:
    kb = reminding(samples=("nơi",))
    told = HEAD + "chủ nhật 22/11/2026"
    assert said("2026-11-21 12:00", "2026-11-21 20:00", kb) == [told + ", 06:30-08:00."]
    assert said("2026-11-21 12:00", "2026-11-21 20:00", kb, samples=True) == [told + USUAL + " (mẫu)"]


def test_a_sampled_exception_does_not_count() -> None:
    kb = reminding(samples=("ngoại lệ",))
    assert said("2026-11-28 12:00", "2026-11-28 20:00", kb) == [HEAD + "chủ nhật 29/11/2026" + USUAL]
    assert found("2026-11-28 12:00", "2026-11-28 20:00", kb, samples=True) == []


def test_what_the_shipped_knowledge_reminds_of_is_a_sample() -> None:
    shipped = load(SHIPPED, now=NOW).kb
    assert said("2026-11-21 12:00", "2026-11-21 20:00", shipped) == []
    (told,) = said("2026-11-21 12:00", "2026-11-21 20:00", shipped, samples=True)
    assert "Vì một Hạ Long xanh" in told
    assert told.endswith("(số liệu mẫu)")


def test_what_was_due_long_ago_is_forgotten() -> None:
    assert len(found("2016-11-21 12:00", "2026-12-21 20:00")) == 8


moments = st.integers(0, 90 * 24 * 60).map(lambda minutes: at("2026-11-01 00:00") + dt.timedelta(minutes=minutes))


@given(st.lists(moments, min_size=3, max_size=8).map(sorted), st.integers(0, 9), st.times(dt.time(0), dt.time(6)))
def test_looking_often_or_seldom_finds_the_same(times: list[dt.datetime], days: int, hour: dt.time) -> None:
    kb = reminding(remind_days=days, remind_at=hour)
    often = [one for start, end in pairwise(times) for one in due(kb, start, end, samples=False)]
    seldom = due(kb, times[0], times[-1], samples=False)
    recent = [one for one in often if one.due_at > times[-1] - LOOK_BACK]
    assert [one.occasion for one in recent] == [one.occasion for one in seldom]
    assert len({one.occasion for one in often}) == len(often)
    assert all(one.due_at <= one.starts_at for one in often)
