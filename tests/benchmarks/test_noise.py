"""Typed noise: the same in every run; slips, and keys that an input method would have turned into letters."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._noise import NOISES, telex, typos, vni
from bot.language.reading import Reader

Noise = Callable[[str, random.Random], str]
SENTENCES = (
    "Chủ nhật này có dọn vệ sinh không ạ?",
    "Đăng ký nghĩa vụ quân sự ở đâu, cần giấy tờ gì",
    "Trưởng khu là ai",
)


class Always(random.Random):
    """Tones at the end of every word."""

    def random(self) -> float:
        return 0.0


def test_telex_and_vni_are_the_bare_keys() -> None:
    assert telex("Đường điện, nước tốt.", Always()) == "Dduwowngf ddieenj, nuwowcs toots."
    assert vni("Đường điện, nước tốt.", Always()) == "D9u7o7ng2 d9ie6n5, nu7o7c1 to6t1."


@pytest.mark.parametrize("encode", [telex, vni])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_our_reader_turns_the_keys_back_into_letters(encode: Noise, sentence: str) -> None:
    reader = Reader({})
    assert reader.read(encode(sentence, random.Random(1))).text == reader.read(sentence).text


def test_one_letter_in_ten_goes_wrong() -> None:
    text = "mot hai ba bon nam sau bay tam chin muoi " * 50
    changed = typos(text, random.Random(2))
    assert 0.9 < len(changed) / len(text) < 1.1
    words = list(zip(text.split(), changed.split(), strict=False))
    assert sum(meant != typed for meant, typed in words) > 0.3 * len(words)


@pytest.mark.parametrize("noise", NOISES.values(), ids=list(NOISES))
@given(text=st.text())
def test_noise_is_the_same_in_every_run(noise: Noise, text: str) -> None:
    assert noise(text, random.Random(3)) == noise(text, random.Random(3))


@given(text=st.text(alphabet="abc XYZ ,.?"))
def test_text_without_diacritics_needs_no_further_keys(text: str) -> None:
    assert telex(text, random.Random(4)).split() == text.split()
