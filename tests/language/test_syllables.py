"""Which words are Vietnamese syllables, and where their tone stands."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.language.syllables import is_plain_syllable, is_syllable, place_tone, split_tone, with_tone
from tests.language.strategies import syllables


@pytest.mark.parametrize(
    "word",
    [
        *("phường", "khuỷu", "quốc", "giếng", "gì", "gìn", "giữ", "giễu", "nghiêng", "yết", "ghềnh", "xoong", "huỳnh"),
        *("khuya", "thuở", "rượu", "đẵng", "quýt", "uỷ", "ủy", "hoà", "hòa", "a", "ý"),
    ],
)
def test_a_syllable_of_the_spelling_is_recognised(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["viêt", "tốp̀", "hk", "fường", "kà", "ngề", "câ", "tổp", "wifi", "zậy", "", "7", "đđi"]
)
def test_what_the_spelling_forbids_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["toi", "nghiep", "duong", "viet"])
def test_a_syllable_without_marks_is_plain(word: str) -> None:
    assert is_plain_syllable(word)


@pytest.mark.parametrize("word", ["tooi", "facebook", "sdt", "việt", "ddi", "ok"])
def test_other_words_are_not_plain_syllables(word: str) -> None:
    assert not is_plain_syllable(word)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("già", "già"),
        ("xyz", "xyz"),
    ],
)
def test_both_placements_of_a_tone_become_one(newer: str, older: str) -> None:
    assert place_tone(newer) == older


@given(syllables)
def test_taking_a_tone_off_and_putting_it_back_changes_nothing(word: str) -> None:
    assert with_tone(*split_tone(word)) == word
    assert is_syllable(word)
    assert place_tone(word) == word
