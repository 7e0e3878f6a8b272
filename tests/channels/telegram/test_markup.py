from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.model import RichText, Span
from bot.channels.telegram.markup import PAGE, international, pages, units
from bot.simulator.markup import parse_html

ANY_TEXT = st.text(st.characters(), max_size=60)  # surrogates, controls, everything
MARKUP = st.text(st.sampled_from("<>&\"'/b;#x0a \n\x00\ud83c😀ộ"), max_size=60)
SPANS = st.builds(
    Span,
    ANY_TEXT | MARKUP,
    st.sampled_from(["plain", "bold", "italic", "missing", "link"]),
    st.just("https://example.org/?a=1&b=2") | ANY_TEXT,
)


def read(html: str) -> str:
    """What Telegram shows; raises where it would refuse."""
    return parse_html(html)[0]


@given(st.lists(SPANS, max_size=8).map(tuple), st.integers(20, 200))
def test_any_text_gives_pages_that_telegram_accepts(text: RichText, limit: int) -> None:
    for page in pages(text, limit):
        shown = read(page)
        assert shown.strip()
        assert units(shown) <= limit


@given(st.lists(SPANS, max_size=8).map(tuple), st.integers(20, 200))
def test_no_word_is_lost_by_cutting(text: RichText, limit: int) -> None:
    whole = "".join(map(read, pages(text, 1_000_000)))
    cut = "".join(map(read, pages(text, limit)))
    assert "".join(cut.split()) == "".join(whole.split())


def test_markup_of_residents_is_shown_as_they_wrote_it() -> None:
    assert pages((Span('<b>&amp;"'), Span("<i>", "bold"))) == ["&lt;b&gt;&amp;amp;&quot;<b>&lt;i&gt;</b>"]


def test_pages_end_where_a_paragraph_ends() -> None:
    text = "\n\n".join(["một hai ba bốn"] * 3)
    assert pages((Span(text),), 32) == ["một hai ba bốn\n\nmột hai ba bốn", "một hai ba bốn"]


def test_a_word_longer_than_a_page_is_cut_between_characters() -> None:
    assert pages((Span("😀" * 5000),)) == ["😀" * (PAGE // 2), "😀" * (PAGE // 2), "😀" * (5000 - PAGE)]


def test_phones_are_readable_and_tappable() -> None:
    def shown(digits: str) -> list[str]:
        return pages((Span("số", "phone", digits),))

    assert shown("02033825113") == ["số (+842033825113)"]
    assert shown("113") == ["số"]
    assert shown("19001234") == ["số"]
    assert shown("0000000101") == ["số"]
    assert international("0912345678") == "+84912345678"


def test_blank_text_is_no_page() -> None:
    assert pages((Span(" \n\x00"),)) == []


def test_nobody_turns_the_words_after_their_own_round() -> None:
    assert pages((Span("Người gửi: "), Span("Lan\u202e\u2066"), Span(", tổ 3"))) == ["Người gửi: Lan, tổ 3"]
