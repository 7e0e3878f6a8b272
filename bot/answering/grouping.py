"""Which questions ask the same: for the committee's mailbox, where one answer goes to all who asked it.

Two questions under one answer would mislead somebody, the same question twice only costs a second look: so they are
put together only when hardly a telling word differs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from bot.answering.learning import Learned
from bot.answering.phrases import SENSE, Words

ALIKE = 0.86  # share of the weight of both questions' words that they have in common; measured on ways of asking
# Words that tell nothing of what is asked, without diacritics: hardly one that is a telling word with other marks.
_LIGHT = frozenset(
    {"la", "thi", "cua", "minh", "em", "toi", "chau", "bac", "co", "cac", "duoc", "nhe", "voi", "nhi", "xin"}
    | {"se", "roi", "nhung", "phai", "o", "tai"}
)
_HERE = re.compile(r"\bkhu(?: pho)?\b(?! \d)")  # the khu phố itself, of which all is asked
_DENIALS = frozenset(["khong", "chua"])  # but at the end, where they only ask


class Grouping:
    """Compares questions by their canonical reading: marks, abbreviations, order, polite words make no difference."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned

    def reading(self, text: str) -> str:
        """The telling words of a question, in the order of the alphabet; empty for a text without words."""
        words = self._learned.reader.read(text).words
        mended = tuple(self._learned.slips.mend(word.plain) for word in words)
        return " ".join(sorted(self._telling(self._learned.phrases.meanings(mended))))

    def same(self, reading: str, others: Iterable[tuple[int, str]]) -> int | None:
        """Which of these (number, reading) asks the same as the first: the likeliest, if any does."""
        words, best, found = frozenset(reading.split()), ALIKE, None
        weight = self._weigh(words)
        for number, other in others:
            if other == reading and words:
                return number
            its = frozenset(other.split())
            common = words & its
            if 2 * len(common) < len(words) or any(map(_tells_apart, words ^ its)):
                continue
            share = 2 * self._weigh(common) / (weight + self._weigh(its)) if common else 0.0
            if share >= best:
                best, found = share, number
        return found

    @cached_property
    def _weights(self) -> dict[str, float]:
        """How telling a word is: the fewer ways of asking hold it, the more."""
        phrases, examples = self._learned.phrases, self._learned.examples
        said = (tuple(term for term in example.words if not term.startswith(SENSE)) for example in examples)
        spread = Counter(word for words in said for word in self._telling(phrases.meanings(words)))
        return {word: self._unknown - math.log(1 + count) for word, count in spread.items()}

    @cached_property
    def _unknown(self) -> float:
        return math.log(1 + len(self._learned.examples)) + 1

    def _weigh(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, self._unknown) for word in words)

    @staticmethod
    def _telling(words: Words) -> frozenset[str]:
        asked = tuple(_HERE.sub("", " ".join(words)).split()) or words
        asked = asked[:-1] if len(asked) > 1 and asked[-1] in _DENIALS else asked
        return frozenset(asked) - _LIGHT or frozenset(words)


def _tells_apart(word: str) -> bool:
    """`to 7` and `to 3`, `dong tien` and `khong dong tien` are never the same."""
    return word in _DENIALS or any(map(str.isdigit, word))
