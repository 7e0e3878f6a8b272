"""Tables of words, written as one text to be read and changed easily."""

from __future__ import annotations


def table(words: str) -> tuple[str, ...]:
    """The words of a text with spaces and lines between them."""
    return tuple(words.split())
