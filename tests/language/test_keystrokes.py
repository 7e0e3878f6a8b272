"""Keystrokes of one word."""

from __future__ import annotations

import unicodedata
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.keystrokes import decode_word
from tests.language.keyboards import telex, vni
from tests.language.strategies import marked_syllables


class Typist(Protocol):
    def __call__(self, word: str, *, tone_last: bool) -> str: ...


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("tieengs", "tiếng"), ("tieesng", "tiếng"), ("tiengse", "tiếng"), ("dduwowngf", "đường"), ("duongdwf", "đường"),
        ("ddaauf", "đầu"), ("nhuwngx", "những"), ("nhwngx", "những"), ("tw", "tư"), ("t][ng", "tương"),
        ("quoocs", "quốc"),
        ("ruowuj", "rượu"), ("huow", "huơ"), ("hoawcj", "hoặc"), ("gif", "gì"), ("giuwx", "giữ"), ("ngoeos", "ngoéo"),
        ("thuyr", "thủy"), ("hoaf", "hòa"), ("tieesngf", "tiềng"), ("quys", "quý"),
        ("tie61ng", "tiếng"), ("tieng61", "tiếng"), ("d9ang8", "đăng"), ("duong972", "đường"), ("nghia4", "nghĩa"),
        ("trươngf", "trường"), ("đuwowcj", "được"), ("TRUWOWNGF", "TRƯỜNG"), ("DDaay", "Đây"), ("Uyr", "Ủy"),
        ("sddt", "sđt"), ("d9c", "đc"), ("DDK", "ĐK"),
        ("ass", "as"), ("aaa", "aa"), ("boss", "bos"), ("ddd", "dd"),
    ],
)  # fmt: skip
def test_keys_give_what_a_keyboard_would_have_composed(keys: str, word: str) -> None:
    assert decode_word(keys) == word


@pytest.mark.parametrize(
    "word",
    [
        *(
            "toi",
            "khong",
            "ban",
            "viet",
            "sdt",
            "nvqs",
            "k",
            "ko",
            "z",
            "wc",
            "facebook",
            "netflix",
            "agribank",
            "viettel",
        ),
        *(
            "python",
            "book",
            "samsung",
            "2009",
            "to12",
            "c3",
            "h2o",
            "đường",
            "thuận",
            "",
            "🙂",
            "0912345678",
            "a" * 100,
        ),
    ],
)
def test_keys_of_no_vietnamese_word_give_nothing(word: str) -> None:
    assert decode_word(word) is None


@given(marked_syllables, st.sampled_from([telex, vni]), st.booleans(), st.booleans())
def test_what_a_typist_strikes_decodes_to_what_was_meant(
    word: str, typist: Typist, tone_last: bool, shout: bool
) -> None:
    keys = typist(word, tone_last=tone_last)
    assert decode_word(keys.upper() if shout else keys) == (word.upper() if shout else word)


@given(st.text(max_size=30))
def test_any_keys_are_taken_and_the_result_is_nfc(keys: str) -> None:
    decoded = decode_word(keys)
    assert decoded is None or unicodedata.is_normalized("NFC", decoded)
