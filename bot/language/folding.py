"""Folding: one comparable form for texts that differ only in case, diacritics or Unicode composition."""

from __future__ import annotations

import unicodedata

_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def strip_diacritics(text: str) -> str:
    """Drop every Vietnamese mark: `Tổ trưởng` -> `To truong`."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKE))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


def fold(text: str) -> str:
    """Lower case without diacritics: the form in which residents' words and committee's keys are compared."""
    return strip_diacritics(text).casefold()
