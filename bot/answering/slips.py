"""Slips of the finger: a word that is no Vietnamese syllable becomes the known word it is one stroke away from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.language.syllables import is_plain_syllable

SHORTEST = 3  # letters; shorter words have too many neighbours
LONGEST = 16  # letters; longer ones are no words


class Slips:
    """Mends words towards the vocabulary of the ways of asking; of several neighbours the most frequent wins.

    Words one stroke apart become alike when a letter of each is left out. Looking for that, not at every word known,
    keeps a message full of unknown words quick however many words are known.
    """

    def __init__(self, words: Iterable[str]) -> None:
        counted = Counter(words)
        self._known = frozenset(counted)
        self._choices = [word for word, _ in counted.most_common() if SHORTEST - 1 <= len(word) <= LONGEST + 1]
        self._alike: dict[str, list[int]] = {}  # a word, whole or without a letter -> places of such words in _choices
        for place, word in enumerate(self._choices):
            for part in _parts(word) if word.isalpha() else ():
                self._alike.setdefault(part, []).append(place)
        self._nearest = lru_cache(maxsize=4096)(self._find)

    def mend(self, word: str) -> str:
        """The word meant (`khogn` -> `khong`), or the word itself; words are without diacritics."""
        if word in self._known or not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or is_plain_syllable(word):
            return word
        return self._nearest(word)

    def _find(self, word: str) -> str:
        places = {place for part in _parts(word) for place in self._alike.get(part, ())}
        near = (self._choices[place] for place in sorted(places))
        return next((choice for choice in near if OSA.distance(word, choice, score_cutoff=1) == 1), word)


def _parts(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
