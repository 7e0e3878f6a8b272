from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.placeholders import Placeholder, PlaceholderError, fill, parse


@pytest.mark.parametrize(
    ("text", "kind", "code", "field"),
    [
        ("{liên hệ:truong-khu}", "lien_he", "truong-khu", ""),
        ("{Liên Hệ: truong-khu . Điện thoại }", "lien_he", "truong-khu", "dien_thoai"),
        ("{lich:tong-ve-sinh}", "lich", "tong-ve-sinh", ""),
        ("{nơi:nha/van-hoa}", "noi", "nha/van-hoa", ""),
        ("{tổ trưởng}", "to_truong", "", ""),
        ("{năm thứ 17}", "nam_thu", "17", ""),
        ("{năm sinh}", "nam_sinh", "", ""),
        ("{}", "", "", ""),
    ],
)
def test_a_placeholder_is_taken_apart(text: str, kind: str, code: str, field: str) -> None:
    assert parse(text) == (Placeholder(kind, code, field, text),)


def test_text_around_placeholders_is_kept_as_it_is() -> None:
    before, placeholder, between, other, after = parse("Gọi {tổ trưởng} hoặc\n{lịch:a}.")
    assert (before, between, after) == ("Gọi ", " hoặc\n", ".")
    assert isinstance(placeholder, Placeholder)
    assert isinstance(other, Placeholder)
    assert parse("") == ()


@pytest.mark.parametrize("text", ["{", "}", "a {b", "a} b", "{{a}", "{a}}", "{{a}}", "{a {b} c}"])
def test_a_stray_brace_is_refused(text: str) -> None:
    with pytest.raises(PlaceholderError):
        parse(text)


@given(st.text(alphabet="{}:. aă1\n", max_size=60))
def test_a_parsed_text_can_be_put_together_again(text: str) -> None:
    assert put_together(text) in {text, "refused"}


def put_together(text: str) -> str:
    try:
        return "".join(part if isinstance(part, str) else part.text for part in parse(text))
    except PlaceholderError as error:
        return "refused" if error.fragment in text else "refused for something else"


def test_wording_is_filled_by_folded_names() -> None:
    assert fill("Chào {khu phố}, {Tổ}!", khu_pho="Khu phố 5", to=7) == "Chào Khu phố 5, 7!"
    assert fill("{khu phố}", **{"khu phố": "{tổ}"}) == "{tổ}"
    with pytest.raises(KeyError):
        fill("{khu phố}")
