"""Hides what may tell who somebody is in a question that is kept: phone and card numbers, addresses, names of accounts.

Neutral signs stand for what is hidden, so that the committee still sees the shape of the question.
"""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(r"(?:https?://|www\.|\bt\.me/|\bzalo\.me/|\bfb\.com/|\bfacebook\.com/)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+%-]+[@＠]\w[\w-]*(?:\.[\w-]+)+")
_NAME = re.compile(r"[@＠]\w+")
# At least seven digits, as in a local phone number. Between two of them people put a space, dots, dashes, slashes,
# brackets or (by copying) invisible characters. A colon or comma separates: "7:30-11:30" stays readable.
_DIGITS = re.compile(r"\d(?:[\s.\-–/()_\u00ad\u200b-\u200f\u2060\ufeff]{0,3}\d){6,}")


def mask(text: str) -> str:
    """The text (in NFC) with links, e-mail addresses, @names and runs of seven digits or more made unreadable."""
    text = unicodedata.normalize("NFC", text)
    for pattern, sign in ((_LINK, "[…]"), (_EMAIL, "…@…"), (_NAME, "@…"), (_DIGITS, "###")):
        text = pattern.sub(sign, text)
    return text
