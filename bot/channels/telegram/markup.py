"""Rich text -> pages of HTML that Telegram accepts, whatever characters are in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.answering.model import RichText, Span

PAGE = 4096  # UTF-16 units of one message, counted after parsing

_TAG = re.compile(r"<[^>]+>")  # all tags are Telegram's: what people typed is escaped
_LAST_WORD = re.compile(r"\s+\S*$")  # which a cut may have gone through
# Control characters mean nothing in a message; some make Telegram refuse it, some turn the words after them round.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def rich(text: str | RichText) -> RichText:
    """A text of the wording as rich text; rich text as it is."""
    return (Span(text),) if isinstance(text, str) else text


def escape(text: str) -> str:
    """Safe inside HTML. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return html.escape(_clean(text))


def pages(text: RichText, limit: int = PAGE) -> list[str]:
    """HTML messages of at most `limit` UTF-16 units each, cut where a paragraph, a line or a word ends."""
    shown = [span for span in map(_shown, text) if span.text]
    whole = "".join(span.text for span in shown)
    return ["".join(map(_tagged, _slice(shown, start, end))) for start, end in _bounds(whole, limit)]


def international(digits: str) -> str:
    """The form of a phone number that Telegram makes tappable: `02033825113` -> `+842033825113`.

    Empty for short and service numbers, and for numbers beginning 000, which are samples and reach nobody.
    """
    return f"+84{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else ""


def plain(markup: str) -> str:
    """The words of Telegram's HTML."""
    return html.unescape(_TAG.sub("", markup))


def shortened(text: str, limit: int) -> str:
    """The beginning of a text without its empty lines, cut where a word ends."""
    lines = "\n".join(filter(None, map(str.strip, text.splitlines())))
    if len(lines) <= limit:
        return lines
    return f"{re.split(_LAST_WORD, lines[:limit], maxsplit=1)[0].rstrip(' ,.;:')}…"


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode())


def _shown(span: Span) -> Span:
    """The span with the text that is seen. Telegram drops `tel:` links but makes a number written out tappable."""
    number = international(span.link) if span.style == "phone" else ""
    return replace(span, text=_clean(f"{span.text} ({number})" if number else span.text))


def _bounds(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where each page starts and ends; blank edges belong to no page."""
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    while start < stop:
        end = _cut(text, start, stop, limit)
        yield start, end
        start = end + len(text[end:]) - len(text[end:].lstrip())


def _cut(text: str, start: int, stop: int, limit: int) -> int:
    end = start + _fitting(text[start : min(stop, start + limit)], limit)
    if end >= stop:
        return stop
    ends = (text.rfind(mark, start + 1, end + 1) for mark in ("\n\n", "\n", " "))
    return next((found for found in ends if found > start), end)


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit into `limit` units."""
    excess = units(text) - limit
    end = len(text)
    while excess > 0:
        end -= 1
        excess -= units(text[end])
    return end


def _slice(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    position = 0
    for span in spans:
        text = span.text[max(0, start - position) : max(0, end - position)]
        position += len(span.text)
        if text:
            yield replace(span, text=text)


def _tagged(span: Span) -> str:
    text = html.escape(span.text)
    if span.style == "bold":
        return f"<b>{text}</b>"
    if span.style in ("italic", "missing"):
        return f"<i>{text}</i>"
    if span.style == "link":
        return f'<a href="{escape(span.link)}">{text}</a>'
    return text
