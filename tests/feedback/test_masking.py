from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feedback.masking import mask


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("gọi 0912345678 nhé", "gọi ### nhé"),
        ("gọi 0912 345 678 nhé", "gọi ### nhé"),
        ("gọi 0912.345.678", "gọi ###"),
        ("+84 (912) 345-678", "+###"),
        ("(0203) 3 826 123", "(###"),
        ("cccd 022099001234", "cccd ###"),
        ("số cũ 3826123", "số cũ ###"),
        ("sinh 12/05/1990", "sinh ###"),
        ("０９１２３４５６７８", "###"),
        ("09\u200b12\u200b345\u200b678", "###"),
        ("hai số 0912345678, 0987654321", "hai số ###, ###"),
        ("thư cho lan.nguyen+1@mail.example.vn ạ", "thư cho …@… ạ"),
        ("hỏi @lan_nguyen xem", "hỏi @… xem"),
        ("hỏi ＠lan xem", "hỏi @… xem"),
        ("xem https://vi.example/lan?id=5 nhé", "xem […] nhé"),
        ("t.me/lan_nguyen với zalo.me/0912345678", "[…] với […]"),
    ],
)
def test_what_tells_who_somebody_is_gets_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "cháu sinh năm 2009 có phải đăng ký không",
        "tổ 12, ngõ 3, nhà 45 mấy giờ thu rác",
        "mở cửa 7:30-11:30 phải không",
        "gọi 113, 114, 115",
        "phạt 500.000 đồng",
        "ngày 20/11 có họp không",
        "thông tư 68/2025",
        "trọ ở @ được không",
        "",
    ],
)
def test_ordinary_questions_stay_readable(said: str) -> None:
    assert mask(said) == said


def test_decomposed_letters_are_composed_first() -> None:
    assert mask(unicodedata.normalize("NFD", "hỏi @nguyễn ạ")) == "hỏi @… ạ"


@given(st.text())
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.lists(st.sampled_from("0123456789"), min_size=7), st.data())
def test_no_digit_survives_however_seven_are_spaced(digits: list[str], data: st.DataObject) -> None:
    gap = st.text(st.sampled_from(" .-/()_\u200b\u2013"), max_size=3)
    assert mask("".join(digit + data.draw(gap) for digit in digits)).startswith("###")


@given(st.text(), st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.text())
def test_no_phone_number_survives(before: str, phone: str, after: str) -> None:
    assert phone not in mask(f"{before}{phone}{after}")


@given(st.text(), st.from_regex(r"@[a-z][a-z0-9_]{4,20}", fullmatch=True), st.text())
def test_no_account_survives(before: str, account: str, after: str) -> None:
    assert account not in mask(f"{before} {account} {after}")
