"""Raw Telex and VNI keystrokes, sent by a phone or computer whose keyboard did not compose them -> Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from bot.language.folding import strip_diacritics
from bot.language.syllables import MARKED, SYLLABLES, TONES, split_tone, with_tone

_LONGEST = 14  # keys of one word: `nghieengf` is nine
_HATS = {"â": "a", "ê": "e", "ô": "o"}
_HORNS = frozenset("ăơư")
_VNI_MARKS = {"6": "^", "7": "w", "8": "w", "9": "d"}
_ONSET = "ngh?|nh|ch|gh|kh|ph|th|tr|d[d9]|[bcdghklmnpqrstvx]"
_PLAUSIBLE = re.compile(rf"(?:{_ONSET})?[aeiouyw\[\]{MARKED}][a-z0-9\[\]{MARKED}]*")  # spares looking at the rest
_SHORT = re.compile(r"(?=...)([b-df-hj-np-tvxz]*)(d)[d9]([b-df-hj-np-tvxz]*)", re.IGNORECASE)  # `sddt`, `d9c`
_ESCAPED = re.compile(r"([aeod])\1\1|([aeiouyw])([sfrxjw])\3")


def _signature(syllable: str) -> tuple[str, bool, str]:
    """Letters without marks, whether the first is đ, and the mark on the vowels: the key of a Telex user for it."""
    mark = next((_HATS.get(letter, "w") for letter in syllable if letter in _HATS or letter in _HORNS), "")
    return strip_diacritics(syllable), syllable.startswith("đ"), mark


_BY_KEYS = {_signature(syllable): syllable for syllable in SYLLABLES}


@dataclass
class _Keys:
    """What the keys read so far say."""

    base: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)  # index of the key that gave each base letter: its case is kept
    stroke: bool = False
    mark: str = ""
    repeats: list[int] = field(default_factory=list)  # places in base of a, e, o that repeat an earlier one
    tone: int = 0
    raw: int = 0  # how many keys were not letters of the word

    def letter(self, letter: str, at: int) -> None:
        self.base.append(letter)
        self.origin.append(at)

    def vowel_seen(self) -> bool:
        return any(letter in "aeiouy" for letter in self.base)


def _composed(keys: _Keys, key: str, at: int) -> bool:
    """A letter that came with its marks: `ơ`, `ạ`, `đ`."""
    letter, tone = split_tone(key)
    keys.letter(strip_diacritics(letter), at)
    if letter == "đ":
        keys.stroke = True
    elif letter in _HATS or letter in _HORNS:
        keys.mark = _HATS.get(letter, "w")
    if tone and keys.tone:
        return False
    keys.tone = tone or keys.tone
    return True


def _tone_key(keys: _Keys, tone: int) -> bool:
    keys.raw += 1
    if tone == keys.tone:
        return False
    keys.tone = tone
    return True


def _telex_key(keys: _Keys, key: str, at: int) -> bool:
    """Read one key; False when no Vietnamese word can have it here."""
    if key in "sfrxj" and keys.vowel_seen():
        return _tone_key(keys, TONES.index(key))
    if key == "z":
        return bool(keys.tone) and _tone_key(keys, 0)
    if key in "w[]":
        return _horn_key(keys, key, at)
    if key == "d" and "d" in keys.base:
        keys.raw += 1
        fresh, keys.stroke = not keys.stroke, True
        return fresh
    if key in "aeo" and key in keys.base:
        keys.repeats.append(len(keys.base))
    keys.letter(key, at)
    return True


def _horn_key(keys: _Keys, key: str, at: int) -> bool:
    """`w` marks an earlier a, o, u or stands for ư; `[` and `]` stand for ơ and ư."""
    keys.raw += 1
    if keys.mark not in {"", "w"}:
        return False
    if key != "w" or not any(letter in "aou" for letter in keys.base):
        keys.letter("o" if key == "[" else "u", at)
    keys.mark = "w"
    return True


def _vni_key(keys: _Keys, key: str, at: int) -> bool:
    if key.isalpha():
        keys.letter(key, at)
        return True
    if key in "012345":
        return keys.vowel_seen() and not (keys.tone and key != "0") and _tone_key(keys, int(key))
    keys.raw += 1
    mark = _VNI_MARKS.get(key, "")
    if mark == "d":
        fresh, keys.stroke = "d" in keys.base and not keys.stroke, True
        return fresh
    fresh, keys.mark = bool(mark) and keys.mark in {"", mark}, mark
    return fresh and keys.vowel_seen()


def _read_keys(word: str) -> _Keys | None:
    keys = _Keys()
    vni = any(key.isdigit() for key in word)
    for at, key in enumerate(word):
        if not key.isascii():
            done = not vni and _composed(keys, key, at)
        else:
            done = _vni_key(keys, key, at) if vni else _telex_key(keys, key, at)
        if not done:
            return None
    return keys


def _syllable(keys: _Keys) -> tuple[str, list[int]] | None:
    """The toneless syllable and the keys its letters come from."""
    base, origin = "".join(keys.base), keys.origin
    marks = ("a", "e", "o") if keys.mark == "^" else (keys.mark,)
    for at in keys.repeats if not keys.mark else ():
        found = _BY_KEYS.get((base[:at] + base[at + 1 :], keys.stroke, base[at]))
        if found:
            keys.raw += 1
            return found, origin[:at] + origin[at + 1 :]
    for mark in marks:
        found = _BY_KEYS.get((base, keys.stroke, mark))
        if found:
            return found, origin
    return None


@lru_cache(maxsize=8192)
def _decode(word: str) -> tuple[str, tuple[int, ...]] | None:
    keys = _read_keys(word) if len(word) <= _LONGEST and _PLAUSIBLE.fullmatch(word) else None
    found = _syllable(keys) if keys else None
    if keys is None or found is None or not keys.raw:
        return None
    decoded = with_tone(found[0], keys.tone)
    return (decoded, tuple(found[1])) if decoded else None


def decode_word(keys: str) -> str | None:
    """Keystrokes of one word -> the word a keyboard would have composed, or None when that is no Vietnamese word.

    `tieengs`, `tieesng`, `tie61ng`, `trươngf`, `sddt`. A key struck twice takes its effect back: `ass` -> `as`.
    """
    keys = unicodedata.normalize("NFC", keys)
    lower = keys.lower()
    if len(lower) != len(keys):
        return None
    found = _decode(lower)
    if found:
        return "".join(c.upper() if keys[at].isupper() else c for c, at in zip(found[0], found[1], strict=True))
    if len(lower) > _LONGEST:
        return None
    if escaped := _ESCAPED.search(lower):
        return keys[: escaped.end() - 1] + keys[escaped.end() :]
    short = _SHORT.fullmatch(keys)
    return short[1] + ("Đ" if short[2] == "D" else "đ") + short[3] if short else None
