"""Folding: one comparable form for texts that differ only in case, diacritics or Unicode composition."""

from __future__ import annotations

import unicodedata

_STROKE = {ord("đ"): "d", ord("Đ"): "D"}
_LETTERS = {code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x1B5), *range(0x1EA0, 0x1EFA))}
_QUICK = {code: letter for code, letter in (_LETTERS | _STROKE).items() if letter.isascii()}


def strip_diacritics(text: str) -> str:
    """Drop every Vietnamese mark: `Tổ trưởng` -> `To truong`."""
    quick = text.translate(_QUICK)
    if quick.isascii():
        return quick
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKE))
    return unicodedata.normalize("NFC", "".join([c for c in decomposed if unicodedata.category(c) != "Mn"]))


def fold(text: str) -> str:
    """Lower case without diacritics: the form in which residents' words and committee's keys are compared."""
    return strip_diacritics(text).casefold()
