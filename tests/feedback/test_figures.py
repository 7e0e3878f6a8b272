"""What is told of people is told of five and more, and fewer cannot be worked out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feedback.figures import FEW, Homes, Listed, listed, neighbours, reckon
from bot.feedback.periods import month, month_before, period_of, week
from bot.storage.figures import Counted

TODAY = dt.date(2026, 11, 23)  # a Monday
MOST = 20

topics = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 40))
homes = st.dictionaries(st.none() | st.integers(1, 15), st.integers(1, 30))


def counted(**values: object) -> Counted:
    empty: dict[str, object] = {name: {} for name in Counted.__dataclass_fields__}
    return Counted(**empty | {"closed": (), "passed_on": 0, "answered": 0, "became": 0} | values)  # type: ignore[arg-type]


def test_every_figure_is_what_a_hand_computes() -> None:
    monday, sunday = dt.date(2026, 11, 23), dt.date(2026, 11, 22)
    found = reckon(
        week(TODAY),
        counted(
            asked={(monday, "answer"): 6, (monday, "greeting"): 9, (sunday, "unknown"): 2, (sunday, "suggest"): 1},
            topics={"rac": 12, "to": 7, "chi-bo": 3, "xac-nhan": 2},
            votes={1: 7, -1: 2},
            reasons={"cu": 2},
            reports={"new": 1, "done": 5},
            closed=tuple(dt.timedelta(days=days) for days in (1, 2, 3.04, 9, 30)),
            passed_on=4,
            answered=3,
            became=1,
            groups={1: 8, 2: 1, 3: 4, 4: 6, None: 2},
        ),
        groups=5,
    )
    assert found.days[-2:] == ((sunday, (0, 1, 0, 2)), (monday, (6, 0, 0, 0)))
    assert found.outcomes == (6, 1, 0, 2)
    assert found.questions == 9
    assert found.topics == Listed((("rac", 12), ("to", 7)), 5)
    assert found.right_first == 78
    assert found.reasons == Listed()
    assert found.days_to_close == 3.0
    assert found.subscribers == 21
    assert found.homes == (Homes((1,), False, 8), Homes((2, 3), False, 5), Homes((4, 5), True, 8))


def test_few_votes_closed_reports_or_subscribers_say_nothing() -> None:
    found = reckon(week(TODAY), counted(votes={1: 4}, closed=(dt.timedelta(1),) * 4, groups={1: 4}), groups=12)
    assert (found.right_first, found.days_to_close, found.subscribers, found.homes) == (None, None, None, ())


def test_no_subscribers_at_all_can_be_said() -> None:
    assert reckon(week(TODAY), counted(), groups=12).subscribers == 0


@given(topics, st.integers(1, 8))
def test_neither_a_topic_nor_the_rest_is_few(counts: dict[str, int], limit: int) -> None:
    found = listed(counts, limit)
    assert all(count >= FEW for _, count in found.most)
    assert found.rest == 0 or found.rest >= FEW
    left = sum(counts.values()) - sum(count for _, count in found.most)
    assert found.rest == left or (left < FEW and not found.most)


@given(homes, st.integers(1, 12))
def test_no_group_of_homes_is_few_and_nobody_is_left_out(people: dict[int | None, int], groups: int) -> None:
    found = neighbours(people, groups)
    assert all(one.people >= FEW for one in found)
    total = sum(people.values())
    assert sum(one.people for one in found) == (total if total >= FEW else 0)
    if found:
        assert [group for one in found for group in one.groups] == list(range(1, groups + 1))


def unmasked(places: int, publish: Callable[[tuple[int, ...]], Hashable]) -> Iterator[tuple[int, ...]]:
    """All the cases in which somebody who knows whatever is published, the sum as well, and how it is made, is left
    with only one possible number for a place, and it is few."""
    published = defaultdict(list)
    for case in product(range(MOST + 1), repeat=places):
        if FEW <= sum(case) <= MOST:  # all cases of a sum, so that none seems the only one
            published[publish(case), sum(case)].append(case)
    for alike in published.values():
        for place in range(places):
            if len({case[place] for case in alike}) == 1 and 0 < alike[0][place] < FEW:
                yield alike[0]


@pytest.mark.parametrize("places", [2, 3, 4])
def test_few_questions_on_a_topic_cannot_be_worked_out_from_the_others(places: int) -> None:
    def publish(case: tuple[int, ...]) -> Hashable:
        return listed({name: count for name, count in zip("abcd", case, strict=False) if count}, 4)

    assert list(unmasked(places, publish)) == []


@pytest.mark.parametrize("places", [2, 3, 4])
def test_a_small_group_of_homes_cannot_be_worked_out_from_the_others(places: int) -> None:
    def publish(case: tuple[int, ...]) -> Hashable:
        return neighbours(dict(enumerate(case, 1)), len(case))

    assert list(unmasked(places, publish)) == []


def test_a_week_ends_today_and_a_month_is_a_whole_one() -> None:
    assert (week(TODAY).first, week(TODAY).last, len(week(TODAY).days)) == (dt.date(2026, 11, 17), TODAY, 7)
    assert (month(TODAY).first, month(TODAY).last) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert month_before(week(TODAY)) == month(dt.date(2026, 10, 5))
    assert month_before(month(dt.date(2026, 1, 9))).first == dt.date(2025, 12, 1)


def test_days_begin_at_midnight_here() -> None:
    assert week(TODAY).since == dt.datetime(2026, 11, 16, 17, tzinfo=dt.UTC)
    assert week(TODAY).until == dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC)


@given(st.dates(dt.date(2020, 2, 1), TODAY))
def test_a_key_stands_for_its_period(day: dt.date) -> None:
    for period in (week(day), month(day)):
        assert period_of(period.key, TODAY) == period


@given(st.text() | st.from_regex(r"[wm]\d{6,8}"))
def test_a_key_that_is_made_up_is_none_or_a_period_of_the_past(key: str) -> None:
    found = period_of(key, TODAY)
    assert found is None or found.first <= TODAY
