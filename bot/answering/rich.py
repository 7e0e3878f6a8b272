"""Rich text from the committee's plain writing: `**bold**`, and `{placeholders}` filled with text or rich text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.model import RichText, Span
from bot.knowledge.placeholders import Placeholder, parse


def rich(text: str) -> RichText:
    """`xin **chào**` -> two spans."""
    parts = text.split("**")
    return tuple(Span(part, "bold" if i % 2 else "plain") for i, part in enumerate(parts) if part)


def compose(template: str, resolve: Callable[[Placeholder], str | RichText]) -> RichText:
    """Fill a template. Text put in is taken literally, and is bold where the placeholder stands between `**`."""
    spans: list[Span] = []
    bold = False
    for part in parse(template):
        if isinstance(part, Placeholder):
            value = resolve(part)
            inserted = (Span(value),) if isinstance(value, str) else value
            spans += [Span(s.text, "bold") if bold and s.style == "plain" else s for s in inserted if s.text]
            continue
        for i, piece in enumerate(part.split("**")):
            bold ^= i > 0
            if piece:
                spans.append(Span(piece, "bold" if bold else "plain"))
    return tuple(spans)


def say(template: str, **values: str | RichText) -> RichText:
    """Fill a wording text; values are named by the folded form of their placeholders."""
    return compose(template, lambda placeholder: values[placeholder.kind])


def join(parts: Sequence[RichText], separator: str = "\n") -> RichText:
    """Rich texts one after another; empty ones leave no gap."""
    spans: list[Span] = []
    for part in parts:
        if part:
            spans += [Span(separator), *part] if spans else part
    return tuple(spans)


def phone_span(digits: str) -> Span:
    """Digits -> a phone shown in groups: `0203 382 5113`, `0912 345 678`; `link` keeps the digits."""
    head = 4 if len(digits) > 6 else len(digits)
    shown = " ".join([digits[:head], *re.findall(r".{1,4}$|.{3}", digits[head:])])
    return Span(shown, "phone", digits)


def first_upper(text: str) -> str:
    """`chủ nhật` -> `Chủ nhật`."""
    return text[:1].upper() + text[1:]
