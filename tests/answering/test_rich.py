from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.model import RichText, Span, plain
from bot.answering.rich import compose, first_upper, join, phone_span, rich, say
from bot.knowledge.placeholders import parse

committee_text = st.text(st.sampled_from("*ab ạ\n") | st.characters(exclude_characters="{}")).filter(
    lambda text: "{" not in text and "}" not in text
)
styles = st.sampled_from(["plain", "bold", "italic", "phone", "missing"])
spans = st.lists(st.builds(Span, committee_text, styles), max_size=4).map(tuple)


@given(committee_text)
def test_any_text_keeps_all_but_its_stars(text: str) -> None:
    assert plain(rich(text)) == text.replace("**", "")


@given(committee_text)
def test_a_text_without_placeholders_is_composed_as_it_is_read(text: str) -> None:
    assert compose(text, lambda placeholder: ()) == rich(text)


@given(committee_text, st.text(), committee_text)
def test_text_put_in_is_taken_literally(before: str, value: str, after: str) -> None:
    told = plain(say(f"{before}{{tên}}{after}", ten=value))
    assert told == f"{before.replace('**', '')}{value}{after.replace('**', '')}"


@given(committee_text, spans)
def test_rich_text_put_in_keeps_its_text_and_its_styles(before: str, value: RichText) -> None:
    told = say(before + "{tên}", ten=value)
    assert plain(told) == before.replace("**", "") + plain(value)
    kept = [span for span in value if span.text]
    put = told[len(told) - len(kept) :]
    bold = before.count("**") % 2 == 1
    expected = [Span(s.text, "bold") if bold and s.style == "plain" else s for s in kept]
    assert [*put] == expected


@given(st.lists(spans, max_size=4), committee_text)
def test_joining_loses_nothing_and_leaves_no_gap(parts: list[RichText], separator: str) -> None:
    assert plain(join(parts, separator)) == separator.join(plain(part) for part in parts if part)


def test_stars_make_bold() -> None:
    assert rich("xin **chào** bà con") == (Span("xin "), Span("chào", "bold"), Span(" bà con"))
    assert say("**{tên}** ạ", ten="Lan") == (Span("Lan", "bold"), Span(" ạ"))
    assert say("**{tên}** ạ", ten=(Span("113", "phone", "113"),)) == (Span("113", "phone", "113"), Span(" ạ"))


def test_placeholders_are_named_by_their_folded_form() -> None:
    assert plain(say("{Khu phố}: {số tổ}", khu_pho="Thử", so_to="12")) == "Thử: 12"
    assert parse("{Khu phố}")[0] != parse("{khu phố}")[0]


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("113", "113"),
        ("1022", "1022"),
        ("0912345678", "0912 345 678"),
        ("02033825113", "0203 382 5113"),
        ("18001234", "1800 1234"),
        ("180012345", "1800 123 45"),
        ("1900123456", "1900 123 456"),
        ("0000000201", "0000 000 201"),
    ],
)
def test_phones_are_shown_in_groups(digits: str, shown: str) -> None:
    assert phone_span(digits) == Span(shown, "phone", digits)


@given(st.text("0123456789", max_size=14))
def test_no_digit_of_a_phone_is_lost(digits: str) -> None:
    assert phone_span(digits).text.replace(" ", "") == digits


def test_the_first_letter_becomes_a_capital_and_the_rest_stays() -> None:
    assert [first_upper(text) for text in ("điện thoại, giờ", "", "Bà Con")] == ["Điện thoại, giờ", "", "Bà Con"]
