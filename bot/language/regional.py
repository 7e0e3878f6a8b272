"""Spelling by ear (`tổ chưởng`, `xinh hoạt`, `ngày lào`) and for fun (`fải`): another first consonant.

Both spellings are often words, so the neighbours decide: a word never seen beside the words around it is read as its
twin if the twin often stands there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.language.syllables import is_plain_syllable
from bot.language.usage import OFTEN, Usage, plain

_HEARD_AS = {
    "l": ("n",), "n": ("l",), "ch": ("tr",), "tr": ("ch",), "s": ("x",), "x": ("s",), "d": ("gi", "r"),
    "gi": ("d", "r"), "r": ("d", "gi"), "f": ("ph",), "j": ("gi",), "w": ("qu",), "z": ("d", "gi", "r", "v"),
    "dz": ("d", "v"),
}  # fmt: skip


class Regional:
    """Mends such words towards what residents are known to say. Words in `settled` are never taken for another."""

    def __init__(self, usage: Usage, settled: Iterable[str]) -> None:
        self._usage = usage
        self._settled = frozenset(settled)
        self._twins = lru_cache(maxsize=4096)(self._find_twins)

    def mend(self, words: list[str]) -> bool:
        """Mend canonical words in place; whether any was."""
        at, mended = 0, False
        while at < len(words):
            if twin := self._meant(words, at):
                words[at] = twin
                mended = True
                at = max(at - 1, 0)  # it may tell what the word before it is
            else:
                at += 1
        return mended

    def _meant(self, words: list[str], at: int) -> str | None:
        twins = self._twins(words[at])
        if not twins or self._seen(words, at, words[at]):
            return None
        seen, twin = max((self._seen(words, at, twin), twin) for twin in twins)
        return twin if seen >= OFTEN else None

    def _seen(self, words: list[str], at: int, word: str) -> int:
        """How often the word was seen beside the two around it."""
        before = self._usage.together(words[at - 1], word) if at else 0
        return before + (self._usage.together(word, words[at + 1]) if at + 1 < len(words) else 0)

    def _find_twins(self, word: str) -> tuple[str, ...]:
        """Known spellings with another first consonant: `chưởng` -> `trưởng`; without marks `chuong` -> `truong`."""
        if word in self._settled:
            return ()
        twins = {other + word[size:] for size in (1, 2) for other in _HEARD_AS.get(word[:size], ())}
        return tuple(twin for twin in sorted(twins) if self._usage.knows(twin) and is_plain_syllable(plain(twin)))
