"""What residents are known to say: which words, and which of them side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from bot.language.folding import fold
from bot.language.syllables import place_tone

OFTEN = 3  # times a pair of words is seen, for it to be more than chance
_WORD = re.compile(r"[^\W_]+")


class Usage:
    """Words and pairs of words of some texts (NFC)."""

    def __init__(self, texts: Iterable[str]) -> None:
        spellings: set[str] = set()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = _WORD.findall(text.lower())
            spellings.update(words)
            self._pairs.update(pairwise(map(plain, words)))
        self._spellings = {place_tone(word) for word in spellings} | {plain(word) for word in spellings}

    def knows(self, word: str) -> bool:
        """Whether a canonical word was seen, spelt just so or, if it has no marks, with any."""
        return word in self._spellings

    def together(self, first: str, second: str) -> int:
        """How often the words were seen one after the other, whatever their marks."""
        return self._pairs.get((plain(first), plain(second)), 0)


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """The word without marks."""
    return fold(word)
