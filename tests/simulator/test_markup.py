from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import checked_caption, checked_text, formatted, piece
from bot.simulator.markup import parse_html, units
from bot.simulator.wire import ApiError

anything = st.text(st.characters(exclude_categories=["Cs"]))
TAGS = ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "tg-spoiler", "blockquote"]


def _parsed_or_refused(source: str) -> None:
    refusal = None
    try:
        plain, entities = formatted(source, "HTML")
    except ApiError as error:
        refusal = error.description
    else:
        assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= units(plain) for e in entities)
    assert refusal is None or refusal.startswith(
        ("Bad Request: can't parse entities: ", "Bad Request: strings must be")
    )


@given(anything)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(escape(text)) == (text, [])


@given(anything)
def test_any_text_is_parsed_or_refused_in_telegrams_words(text: str) -> None:
    _parsed_or_refused(text)


@given(st.text("<>/&;#x \"'=abi-", max_size=60))
def test_broken_markup_never_breaks_the_parser(text: str) -> None:
    _parsed_or_refused(text)


@given(st.lists(st.tuples(st.sampled_from(TAGS), anything), max_size=6))
def test_entities_cover_what_stood_between_the_tags(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
    plain, entities = parse_html(source)
    assert plain == "".join(text for _, text in parts)
    assert [piece(plain, entity) for entity in entities] == [text for _, text in parts if text]


def test_offsets_are_in_utf16_units() -> None:
    text, entities = formatted("🧹 <b>dọn 🌱</b>", "HTML")
    assert text == "🧹 dọn 🌱"
    assert entities == [{"offset": 3, "length": 6, "type": "bold"}]


def test_tags_nest_and_inner_ones_come_later() -> None:
    _, entities = formatted("<b>một <i>hai</i></b>", "HTML")
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [("bold", 0, 7), ("italic", 4, 3)]


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://example.org/x?a=1&amp;b=2">đây</a>', {"type": "text_link", "url": "https://example.org/x?a=1&b=2"}),
        ('<a href="example.org">đây</a>', {"type": "text_link", "url": "http://example.org/"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', {"type": "custom_emoji"}),
    ],
)  # fmt: skip
def test_tags_with_attributes(source: str, entity: dict[str, str]) -> None:
    _, entities = formatted(source, "HTML")
    assert len(entities) == 1
    assert entity.items() <= entities[0].items()


def test_a_telephone_link_is_dropped_and_its_text_kept() -> None:
    assert formatted('<a href="tel:0203">gọi</a>', "HTML") == ("gọi", [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("đ <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x~>", "Unexpected end of name token at byte offset 8"),
        ('<span class="x">y</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<b "x">y</b>', 'Empty attribute name in the tag "b" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#273;&#x111;", "đđ"),
        ("&nbsp;&hearts;", "&nbsp;&hearts;"),
        ("a & b", "a & b"),
    ],
)
def test_only_four_named_references_and_numbers_are_read(source: str, text: str) -> None:
    assert formatted(source, "HTML")[0] == text


def test_text_is_trimmed_and_entities_with_it() -> None:
    assert formatted(" \n <b> đậm </b> ", "HTML") == ("đậm", [{"offset": 0, "length": 3, "type": "bold"}])


@pytest.mark.parametrize("blank", ["", " \n", "<b></b>", "\u200b", "<b> </b>"])
def test_blank_text_is_refused(blank: str) -> None:
    with pytest.raises(ApiError, match="message text is empty"):
        checked_text(blank, "HTML")


def test_length_counts_after_parsing() -> None:
    assert checked_text(f"<b>{'&amp;' * 4096}</b>", "HTML")[0] == "&" * 4096
    with pytest.raises(ApiError, match="message is too long"):
        checked_text("x" * 4097)
    with pytest.raises(ApiError, match="message is too long"):
        checked_text("🧹" * 2049)
    assert checked_caption("x" * 1024)
    with pytest.raises(ApiError, match="message caption is too long"):
        checked_caption("x" * 1025)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xem https://example.org/a.", [("url", "https://example.org/a")]),
        ("trang example.vn nhé", [("url", "example.vn")]),
        ("thư a.b@example.vn", [("email", "a.b@example.vn")]),
        ("hỏi @to_truong_7 nhé", [("mention", "@to_truong_7")]),
        ("#vệ_sinh và #7", [("hashtag", "#vệ_sinh")]),
        ("/lich@khupho_demo_bot hoặc /gópý", [("bot_command", "/lich@khupho_demo_bot")]),
        ("gọi +84 203 3113113 ngay", [("phone_number", "+84 203 3113113")]),
        ("ngày 2/9, 07.30, 3+4", []),
    ],
)
def test_telegram_marks_some_things_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    plain, entities = formatted(text)
    assert [(e["type"], piece(plain, e)) for e in entities] == found


def test_nothing_is_marked_inside_code_or_links() -> None:
    _, entities = formatted('<code>/lich</code> <a href="https://example.org/">@abcd</a>', "HTML")
    assert [e["type"] for e in entities] == ["code", "text_link"]


@given(anything)
def test_automatic_entities_lie_within_any_text(text: str) -> None:
    plain, entities = formatted(text)
    assert all(e["length"] > 0 and e["offset"] + e["length"] <= units(plain) for e in entities)
