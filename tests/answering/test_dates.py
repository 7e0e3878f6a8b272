from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.dates import hours, next_occurrence, occurrences, touching
from bot.knowledge.model import Schedule, ScheduleException
from bot.knowledge.recurrence import falls_on
from bot.language.days import HORIZON
from tests.answering.small import VIETNAM, at

SUNDAYS = {"lap": "hằng tuần", "thu": "chủ nhật", "tu_gio": "06:30", "den_gio": "08:00"}
EXCEPTIONS = [
    {"ngay": "29/11/2026", "nghi": "có"},
    {"ngay": "13/12/2026", "doi_sang": "12/12/2026"},
    {"ngay": "20/12/2026", "doi_sang": "23/12/2026", "den_gio": "09:00"},
    {"ngay": "27/12/2026", "tu_gio": "15:00", "den_gio": "16:00"},
]


def schedule(*exceptions: dict[str, Any], **rule: Any) -> Schedule:
    return Schedule.model_validate({"ma": "x", "ten": "x", "ngoai_le": list(exceptions), **rule})


def next_day(schedule: Schedule, now: str) -> str | None:
    following = next_occurrence(schedule, at(now))
    return following.date.isoformat() if following else None


@pytest.mark.parametrize(
    ("rule", "now", "day"),
    [
        (SUNDAYS, "2026-11-18 08:00", "2026-11-22"),
        (SUNDAYS, "2026-11-22 06:00", "2026-11-22"),
        (SUNDAYS, "2026-11-22 08:00", "2026-11-22"),
        (SUNDAYS, "2026-11-22 08:01", "2026-11-29"),
        (SUNDAYS, "2026-12-28 08:00", "2027-01-03"),
        ({**SUNDAYS, "den_gio": None}, "2026-11-22 06:31", "2026-11-29"),
        ({"lap": "hằng tuần", "thu": "chủ nhật"}, "2026-11-22 23:59", "2026-11-22"),
        ({"lap": "hằng tuần", "thu": ["thứ hai", "thứ năm"]}, "2026-11-18 08:00", "2026-11-19"),
        ({"lap": "hằng tháng", "ngay_trong_thang": "3"}, "2026-12-04 08:00", "2027-01-03"),
        ({"lap": "hằng tháng", "ngay_trong_thang": "31"}, "2026-11-01 08:00", "2026-12-31"),
        ({"lap": "hằng tháng", "ngay_trong_thang": "31"}, "2027-02-01 08:00", "2027-03-31"),
        ({"lap": "hằng tháng", "ngay_trong_thang": "29"}, "2027-02-01 08:00", "2027-03-29"),
        ({"lap": "hằng tháng", "ngay_trong_thang": "29"}, "2028-02-01 08:00", "2028-02-29"),
        ({"lap": "hằng tháng", "thu": "thứ bảy", "tuan_thu": "2"}, "2026-11-18 08:00", "2026-12-12"),
        ({"lap": "hằng tháng", "thu": "thứ bảy", "tuan_thu": "5"}, "2026-11-18 08:00", "2026-11-28"),
        ({"lap": "hằng tháng", "thu": "thứ sáu", "tuan_thu": "5"}, "2026-12-26 08:00", "2027-01-29"),
        ({"lap": "theo ngày", "cac_ngay": ["29/2/2028", "1/3/2027"]}, "2026-11-18 08:00", "2027-03-01"),
        ({"lap": "theo ngày", "cac_ngay": ["29/2/2028", "1/3/2027"]}, "2027-03-02 08:00", "2028-02-29"),
        ({"lap": "theo ngày", "cac_ngay": "1/3/2026"}, "2026-11-18 08:00", None),
        ({**SUNDAYS, "bat_dau": "1/1/2027"}, "2026-11-18 08:00", "2027-01-03"),
        ({**SUNDAYS, "ket_thuc": "22/11/2026"}, "2026-11-18 08:00", "2026-11-22"),
        ({**SUNDAYS, "ket_thuc": "22/11/2026"}, "2026-11-22 09:00", None),
    ],
)
def test_the_next_day_follows_from_the_rule(rule: dict[str, Any], now: str, day: str | None) -> None:
    assert next_day(schedule(**rule), now) == day


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-23 08:00", "2026-12-06"),  # the 29th is cancelled
        ("2026-12-07 08:00", "2026-12-12"),  # a day earlier
        ("2026-12-12 09:00", "2026-12-23"),  # the 13th has been, the 20th is later
        ("2026-12-21 08:00", "2026-12-23"),  # planned before now, still to come
        ("2026-12-23 08:30", "2026-12-23"),  # ends later than usually
        ("2026-12-27 12:00", "2026-12-27"),  # in the afternoon this time
        ("2026-12-27 16:01", "2027-01-03"),
    ],
)
def test_exceptions_are_kept(now: str, day: str) -> None:
    assert next_day(schedule(*EXCEPTIONS, **SUNDAYS), now) == day


def test_one_that_was_moved_by_months_is_not_forgotten() -> None:
    moved = schedule({"ngay": "3/11/2026", "doi_sang": "20/1/2027"}, lap="theo ngày", cac_ngay="3/11/2026")
    assert next_day(moved, "2027-01-10 08:00") == "2027-01-20"
    assert [o.planned for o in touching(moved, dt.date(2027, 1, 20))] == [dt.date(2026, 11, 3)]


def test_a_day_is_touched_by_what_is_planned_for_it_and_by_what_is_moved_to_it() -> None:
    both = schedule({"ngay": "22/11/2026", "doi_sang": "29/11/2026"}, **SUNDAYS)
    planned = [o.planned.day for o in touching(both, dt.date(2026, 11, 29))]
    assert planned == [22, 29]
    assert touching(both, dt.date(2026, 11, 28)) == []


@pytest.mark.parametrize(
    ("exception", "start", "end"),
    [
        ({}, "06:30", "08:00"),
        ({"tu_gio": "07:00"}, "07:00", "08:00"),
        ({"den_gio": "09:00"}, "06:30", "09:00"),
        ({"tu_gio": "15:00", "den_gio": "16:00"}, "15:00", "16:00"),
    ],
)
def test_an_exception_takes_over_the_hours_it_does_not_name(exception: dict[str, str], start: str, end: str) -> None:
    usual = schedule({"ngay": "22/11/2026", **exception}, **SUNDAYS)
    (occurrence,) = touching(usual, dt.date(2026, 11, 22))
    assert hours(usual, occurrence) == (dt.time.fromisoformat(start), dt.time.fromisoformat(end))


days = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
rules = st.one_of(
    st.fixed_dictionaries({"repeat": st.just("hằng tuần"), "weekdays": st.sets(st.integers(0, 6), min_size=1)}),
    st.fixed_dictionaries({"repeat": st.just("hằng tháng"), "month_days": st.sets(st.integers(1, 31), min_size=1)}),
    st.fixed_dictionaries(
        {
            "repeat": st.just("hằng tháng"),
            "weekdays": st.sets(st.integers(0, 6), min_size=1),
            "month_weeks": st.sets(st.integers(1, 5), min_size=1),
        }
    ),
    st.fixed_dictionaries({"repeat": st.just("theo ngày"), "dates": st.sets(days, min_size=1, max_size=5)}),
)


def changes(date: dt.date) -> st.SearchStrategy[ScheduleException]:
    cancelled = st.just(ScheduleException.model_construct(date=date, cancelled=True))
    moved = st.integers(-10, 60).map(lambda days: date + dt.timedelta(days=days))
    return cancelled | moved.map(lambda to: ScheduleException.model_construct(date=date, moved_to=to))


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Schedule, dt.datetime]:
    """A schedule with some exceptions near a moment, and the moment."""
    drawn: dict[str, Any] = draw(rules)
    rule: dict[str, Any] = {name: tuple(value) if isinstance(value, set) else value for name, value in drawn.items()}
    start, end = draw(st.sampled_from([(None, None), (dt.time(6), None), (dt.time(6), dt.time(8))]))
    now = dt.datetime.combine(draw(days), draw(st.times()), VIETNAM)
    plain = Schedule.model_construct(code="x", title="x", start=start, end=end, **rule)
    near = [o.planned for o in occurrences(plain, now.date() - dt.timedelta(days=40), 80)]
    changed = draw(st.sets(st.sampled_from(near), max_size=4)) if near else set()
    exceptions = tuple(draw(changes(date)) for date in sorted(changed))
    return plain.model_copy(update={"exceptions": exceptions}), now


@given(schedules())
def test_the_next_one_is_never_over_nor_cancelled_and_is_by_the_rule_or_moved(
    case: tuple[Schedule, dt.datetime],
) -> None:
    schedule, now = case
    following = next_occurrence(schedule, now)
    if following is None:
        return
    assert following.date >= now.date()
    assert not following.cancelled
    assert falls_on(schedule, following.planned)
    moved = {e.date: e.moved_to for e in schedule.exceptions if e.moved_to}
    assert following.date == moved.get(following.planned, following.planned)
    ends = schedule.end or schedule.start or dt.time.max
    assert (following.date, ends) >= (now.date(), now.time())


@given(schedules())
def test_nothing_that_takes_place_is_sooner_than_the_next_one(case: tuple[Schedule, dt.datetime]) -> None:
    schedule, now = case
    following = next_occurrence(schedule, now)
    day = now.date() + dt.timedelta(days=1)
    last = following.date if following else day + dt.timedelta(days=HORIZON - 60)
    while day < last:
        assert all(o.cancelled or o.date != day for o in touching(schedule, day))
        day += dt.timedelta(days=1)
