"""Slips of the finger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.answering.slips import Slips

KNOWN = ["khong", "khong", "khoan", "dien", "thoai", "truong", "wifi", "nha", "7h30"]
SLIPS = Slips(KNOWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khogn", "khong"),
        ("thoaij", "thoai"),
        ("thoi", "thoi"),
        ("trruong", "truong"),
        ("wfii", "wifi"),
        ("nhaa", "nha"),
    ],
)
def test_a_word_that_is_no_syllable_becomes_the_known_word_one_stroke_away(typed: str, meant: str) -> None:
    assert SLIPS.mend(typed) == meant


@pytest.mark.parametrize("word", ["xyz", "doan", "facebook", "7h3", "8h30", "q" * 4000, "", "khogm"])
def test_other_words_stay(word: str) -> None:
    assert SLIPS.mend(word) == word


def test_of_several_neighbours_the_most_frequent_is_meant() -> None:
    assert Slips(["phuogn", "phuonh", "phuonh"]).mend("phuohn") == "phuonh"


@given(st.text("abcdeghiklmnoqrtuwz", max_size=9), st.lists(st.text("abcdeghiklmnoqrtuwz", min_size=3, max_size=9)))
def test_nothing_is_mended_further_than_one_stroke(word: str, known: list[str]) -> None:
    assert OSA.distance(word, Slips(known).mend(word)) <= 1
