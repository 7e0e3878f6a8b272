"""Raw Telex and VNI in messages: which words were typed without a keyboard that composes, and what they say.

One word is often ambiguous (`is`, `cos`, `to7`), so the whole message decides: each word that can only be raw typing is
evidence, and ambiguous words follow the evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.language.common_words import COMMON, NUMBERED
from bot.language.keystrokes import decode_word
from bot.language.syllables import is_plain_syllable, split_tone
from bot.language.tokens import tokens

__all__ = ["decode_text", "decode_word", "decode_words"]

_DOUBLED = re.compile(r"aa|ee|oo|[aou]w")
_LIKE_ENGLISH = re.compile(r"(?!gh|gi|kh|ng|nh|x)[^aeiouyw]+(?:(?:ee|oo)[mnp]|ow|[ao]wn)s?")  # moons, towns
_NUMBERED = re.compile(r"([a-z]+?)\d{1,3}[a-e]?")
_TONE_KEYS = frozenset("sfrxj")
_SELDOM_ENGLISH = re.compile(r"(?<=.)(?:f|[xj](?![aeiouy]))")  # `nghiax`; s and r end many English words
_ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one word could be. `weight`: how surely it is raw typing; `common`: read so only on more evidence."""

    decoded: str | None = None
    weight: float = 0.0
    common: bool = False


def decode_text(text: str) -> str:
    """The message with its raw words composed; everything else stays as it was, in NFC."""
    text = unicodedata.normalize("NFC", text)
    words = [token for token in tokens(text) if token.word]
    parts, last = [], 0
    for token, word in zip(words, decode_words([token.text for token in words]), strict=True):
        parts += [text[last : token.start], word]
        last = token.end
    return "".join([*parts, text[last:]])


def decode_words(words: Sequence[str]) -> list[str]:
    """The words of one message (NFC, any case), those that were typed raw composed."""
    readings = [_look(word.lower()) for word in words]
    if not any(reading.decoded for reading in readings):
        return list(words)
    evidence = sum(reading.weight for reading in readings)
    composed = sum(not word.isascii() for word in words)
    return [
        decode_word(word) or word if _believed(reading, evidence, composed) else word
        for word, reading in zip(words, readings, strict=True)
    ]


def _believed(reading: _Reading, evidence: float, composed: int) -> bool:
    if reading.decoded is None or evidence < _ENOUGH:
        return False
    return evidence > composed if reading.common else True


@lru_cache(maxsize=8192)
def _look(word: str) -> _Reading:
    decoded = decode_word(word)
    if decoded is None or decoded.isascii():
        return _Reading()
    if not word.isascii():
        return _look_composed(word, decoded)
    if word in COMMON or is_plain_syllable(word):
        return _Reading(decoded, common=True)
    weight = _vni_weight(word) if any(c.isdigit() for c in word) else _telex_weight(word, decoded)
    return _Reading(decoded, weight, common=not weight)


def _look_composed(word: str, decoded: str) -> _Reading:
    """`trươngf` was half composed; `tổ7` is a number, `wá` and `đee` are playful spelling."""
    playful = any(c.isdigit() for c in word) or word.startswith("w") or len(decoded) < len(word) - 1
    doubled = word[-1] in "aeo"
    return _Reading() if playful or doubled else _Reading(decoded, weight=1.0)


def _telex_weight(word: str, decoded: str) -> float:
    """How surely the keys are raw Telex: marks and tone together are, a lone s or r may be an English ending."""
    if _is_loose(word, split_tone(decoded)[0]):
        return 0.0
    toned = not _TONE_KEYS.isdisjoint(word[-2:])
    if word.startswith("dd") or _DOUBLED.search(word):
        doubtful = not word.startswith("dd") and (len(word) < 4 or _LIKE_ENGLISH.fullmatch(word))
        return 0.5 if doubtful else 2.0 if toned else 1.0
    return (1.0 if len(word) > 3 else 0.7) if _SELDOM_ENGLISH.search(word) else 0.5


def _is_loose(word: str, syllable: str) -> bool:
    """Keys that a keyboard would take but hardly anybody strikes so: `refer`, `major`, `t]`; teencode: `wa`, `thoj`."""
    vowels = [at for at, key in enumerate(word) if key in "aeiouy"]
    if not vowels or word.startswith("w") or not word.isalpha():
        return True
    tones = sum(key in _TONE_KEYS for key in word[vowels[0] :])
    hat_apart = not _DOUBLED.search(word) and any(letter in "âêô" for letter in syllable)
    stroke_apart = syllable.startswith("đ") and not word.startswith("dd")
    return tones > 1 or hat_apart or stroke_apart or (word.endswith("j") and is_plain_syllable(word[:-1] + "i"))


def _vni_weight(word: str) -> float:
    numbered = _NUMBERED.fullmatch(word)
    if "d9" in word:
        return 2.0
    if numbered and (numbered[1] in NUMBERED or len(numbered[1]) == 1):
        return 0.0
    if not word.rstrip("0123456789").isalpha():
        return 1.0  # a digit inside: tie61ng
    return 0.5
