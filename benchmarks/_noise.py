"""The same questions as slower fingers and bare keyboards type them: slips, and the keys of Telex and VNI as they come
out when no input method turns them into letters."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SLIPS = 0.1  # share of letters that go wrong
TONE_LAST = 0.8  # share of words whose tone key comes at the end, where most people type it

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: [other for at, other in enumerate(row) if abs(at - place) == 1]
    for row in _ROWS
    for place, key in enumerate(row)
}
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"


@dataclass(frozen=True)
class Keyboard:
    """The keys after a letter for its mark (by mark, or `đ`; `*` repeats the letter), and for the tone of a word."""

    marks: Mapping[str, str]
    tones: Mapping[str, str]


_TELEX = Keyboard(
    {_CIRCUMFLEX: "*", _BREVE: "w", _HORN: "w", "đ": "*"},
    {_ACUTE: "s", _GRAVE: "f", _HOOK: "r", _TILDE: "x", _DOT: "j"},
)
_VNI = Keyboard(
    {_CIRCUMFLEX: "6", _BREVE: "8", _HORN: "7", "đ": "9"},
    {_ACUTE: "1", _GRAVE: "2", _HOOK: "3", _TILDE: "4", _DOT: "5"},
)


def typos(text: str, rng: random.Random) -> str:
    """A tenth of the letters dropped, doubled, hit beside, or changed with the next."""
    letters = list(unicodedata.normalize("NFC", text))
    at = 0
    while at < len(letters):
        if letters[at].isalpha() and rng.random() < SLIPS:
            match rng.choice(("drop", "double", "beside", "swap")):
                case "drop":
                    letters[at] = ""
                case "double":
                    letters[at] *= 2
                case "beside":
                    letters[at] = rng.choice(_BESIDE.get(letters[at].lower(), [letters[at]]))
                case _ if at + 1 < len(letters):
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                    at += 1
        at += 1
    return "".join(letters)


def telex(text: str, rng: random.Random) -> str:
    return " ".join(_keys(word, _TELEX, rng) for word in text.split())


def vni(text: str, rng: random.Random) -> str:
    return " ".join(_keys(word, _VNI, rng) for word in text.split())


def _keys(word: str, keyboard: Keyboard, rng: random.Random) -> str:
    """The keys of one word. Its tone is typed at the end (before what is no letter), or right after its vowel."""
    last = rng.random() < TONE_LAST
    typed, tone, end = "", "", 0
    for letter in unicodedata.normalize("NFC", word):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if base in "đĐ":
            base, marks = ("d" if base == "đ" else "D"), ["đ"]
        typed += base + "".join(keyboard.marks.get(mark, "").replace("*", base.lower()) for mark in marks)
        key = "".join(keyboard.tones.get(mark, "") for mark in marks)
        tone = key or tone
        if letter.isalpha() and (last or key):
            end = len(typed)
    return typed[:end] + tone + typed[end:]


NOISES: Mapping[str, Callable[[str, random.Random], str]] = {"typos": typos, "Telex": telex, "VNI": vni}
