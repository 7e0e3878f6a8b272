"""A Telex and a VNI typist: a Vietnamese syllable -> the keys a person strikes for it."""

from __future__ import annotations

import unicodedata

_GRAVE_ETC = {"\u0301": 1, "\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
_MARKS = {"\u0302": ("", "6"), "\u031b": ("w", "7"), "\u0306": ("w", "8")}


def telex(word: str, *, tone_last: bool = True) -> str:
    """`trường` -> `truwowngf`, or `truwowfng` with the tone struck right after its vowel."""
    return _type(word, vni=False, tone_last=tone_last)


def vni(word: str, *, tone_last: bool = True) -> str:
    """`trường` -> `tru7o7ng2` or `tru7o72ng`."""
    return _type(word, vni=True, tone_last=tone_last)


def _type(word: str, *, vni: bool, tone_last: bool) -> str:
    keys, tone_key = "", ""
    for letter in word:
        if letter == "đ":
            keys += "d9" if vni else "dd"
            continue
        base, marks = (decomposed := unicodedata.normalize("NFD", letter))[0], decomposed[1:]
        keys += base + "".join(_mark(base, mark, vni=vni) for mark in marks if mark in _MARKS)
        tone = next((_GRAVE_ETC[mark] for mark in marks if mark in _GRAVE_ETC), 0)
        if tone:
            tone_key = str(tone) if vni else "-sfrxj"[tone]
            keys += "" if tone_last else tone_key
    return keys + tone_key if tone_last else keys


def _mark(base: str, mark: str, *, vni: bool) -> str:
    return _MARKS[mark][vni] or base
