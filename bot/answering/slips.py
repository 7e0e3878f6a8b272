"""Slips of the finger: a word that is no Vietnamese syllable becomes the known word it is one stroke away from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.syllables import is_plain_syllable

SHORTEST = 4  # letters; shorter words have too many neighbours


class Slips:
    """Mends words towards the vocabulary of the ways of asking; of several neighbours the most frequent wins."""

    def __init__(self, words: Iterable[str]) -> None:
        counted = Counter(words)
        self._known = frozenset(counted)
        self._choices = [word for word, _ in counted.most_common() if len(word) >= SHORTEST - 1 and word.isalpha()]
        self._nearest = lru_cache(maxsize=4096)(self._find)

    def mend(self, word: str) -> str:
        """The word meant (`khogn` -> `khong`), or the word itself; words are without diacritics."""
        if word in self._known or len(word) < SHORTEST or not word.isalpha() or is_plain_syllable(word):
            return word
        return self._nearest(word)

    def _find(self, word: str) -> str:
        found = process.extractOne(word, self._choices, scorer=OSA.distance, score_cutoff=1)
        return found[0] if found else word
