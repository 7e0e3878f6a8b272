"""Shares are what they say, and ties never help."""

from __future__ import annotations

import pytest

from benchmarks._asked import OUTSIDE, Asked
from benchmarks._measures import outcomes, quality, replies
from benchmarks._methods import Reply, Verdict

ASKED = [Asked("a", "x"), Asked("b", "x"), Asked("c", "y"), Asked("d", "y"), *[Asked("e", OUTSIDE)] * 50]


def verdicts(*outside: float) -> list[Verdict]:
    """Two right ones of .9 and .5, one right only by its second place, one right but taken for outside."""
    told = [
        Verdict(("x", "y"), 0.9),
        Verdict(("x", "y"), 0.5),
        Verdict(("x", "y"), 0.8),
        Verdict(("y", "x"), 0.99, outside=True),
    ]
    return [*told, *(Verdict(("x",), score) for score in outside), *[Verdict(("x",), 0.1)] * (50 - len(outside))]


def test_the_right_topic_counts_where_it_is_first_and_where_it_is_among_four() -> None:
    found = quality(ASKED, verdicts())
    assert (found.top_1, found.top_4) == (0.75, 1.0)


def test_two_percent_lets_one_of_fifty_pass_and_five_two() -> None:
    found = quality(ASKED, verdicts(0.95, 0.6, 0.4))
    assert (found.right_at_2, found.right_at_5) == (0.25, 0.5)


def test_what_ties_with_the_bar_is_not_answered() -> None:
    assert quality(ASKED, verdicts(0.9, 0.9)).right_at_2 == 0


def test_what_is_taken_for_outside_is_never_answered() -> None:
    assert quality(ASKED[:4], verdicts()[:4]).right_at_2 == 0.5


def test_a_peer_answers_and_offers_as_its_thresholds_let_it() -> None:
    given = replies(ASKED, verdicts(0.95, 0.6, 0.4), answered=0.02, offered=0.02)
    assert given[:4] == [Reply(topics=("x",)), Reply(offered=("x", "y")), Reply(topics=("x",)), Reply()]
    seen = outcomes(ASKED, given)
    assert (seen.right, seen.right_or_offered, seen.wrong) == (0.25, 0.5, 0.25)
    assert (seen.outside_answered, seen.outside_offered) == pytest.approx((0.02, 0.02))


def test_without_texts_that_must_not_be_answered_nothing_keeps_from_answering() -> None:
    assert quality(ASKED[:2], verdicts()[:2]).right_at_2 == 1
