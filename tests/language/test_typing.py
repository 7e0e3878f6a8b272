"""Raw typing in whole messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.folding import strip_diacritics
from bot.language.typing import decode_text
from tests.language.keyboards import telex, vni
from tests.language.strategies import anything, marked_syllables, syllables


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nhaf vawn hoas mowr cuwar luc maays giowf", "nhà văn hóa mở cửa luc mấy giờ"),
        ("nha2 van8 hoa1 d9ong1 cua73 chua7", "nhà văn hóa đóng cửa chưa"),
        ("Cho TOOI hoir chuts, ddi owr ddaau?", "Cho TÔI hỏi chút, đi ở đâu?"),
        ("cos as laf hoir dduwowcj khoong", "có á là hỏi được không"),
        ("hop t][ng laij veef vieecj nayf", "hop tương lại về việc này"),
        ("xe đi trên đươngf", "xe đi trên đường"),
        ("thang1 nay2 hop5 may61 gio72 vay65 a5", "tháng này họp mấy giờ vậy ạ"),
        ("cho xin sddt cuar toor truwowngr", "cho xin sđt của tổ trưởng"),
        ("bot la2 gi2", "bot là gì"),
        ("sdt tor 7 wifi ddaau, gmail a.b@mail.vn", "sdt tỏ 7 wifi đâu, gmail a.b@mail.vn"),
    ],
)
def test_a_message_typed_raw_is_composed(typed: str, meant: str) -> None:
    assert decode_text(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "cho em hoi sdt bac truong khu vs a",
        "hnay mn co don vs k z, j cung dc, lm hs nvqs ntn",
        "to7 khu5 thang1 ngay2 c3 A1 t7 5k 2k9 0912345678",
        "his as toos",
        "toi hoir",
        "thoj roj toj laj hoj",
        "hix hic wa",
        "mua xang E5 giay a4 mp3 covid19",
        *("moons", "towns", "troops", "dawn", "trojan", "hoax", "Cows", "ddos"),
        "o khu pho5, DDT, duong D9",
        "list nay test wifi, post len facebook, box chat, app Netflix",
        "What time does the room open? Has he got taxi? See you soon.",
        "đường này tổ7 có wifi test không, xem http://laf.vn/nhaf hoặc @mawtj",
        "[t] [x] a[1]",
    ],
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert decode_text(text) == text


@given(st.lists(syllables, min_size=1, max_size=12))
def test_a_message_without_diacritics_is_left_alone(words: list[str]) -> None:
    plain = strip_diacritics(" ".join(words))
    assert decode_text(plain) == plain


@given(st.lists(marked_syllables, max_size=12), st.sampled_from([telex, vni]))
def test_a_message_typed_raw_throughout_is_composed_throughout(words: list[str], typist: Callable[[str], str]) -> None:
    sure = ["đường", "nghĩa", "tiếng", "được", "đấy", *words]
    assert decode_text(" ".join(typist(word) for word in sure)).split() == sure


@given(anything)
def test_any_text_is_taken_and_decoding_twice_is_decoding_once(text: str) -> None:
    assert decode_text(decode_text(text)) == decode_text(text)
