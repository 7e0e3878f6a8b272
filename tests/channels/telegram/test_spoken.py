from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.spoken import spoken


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("📇 Danh bạ", "danh ba"),
        ("  HUỶ   bỏ!! ", "huy bo"),
        ("Dạ thôi bot ơi, ạ", "thoi"),
        ("ạ", "a"),
        ("🙏", "🙏"),
    ],
)
def test_only_the_words_that_mean_something_are_left(text: str, words: str) -> None:
    assert spoken(text, ("ạ", "dạ", "ơi", "bot ơi")) == words


@given(st.text())
def test_any_text_is_read_and_read_again_the_same(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)
