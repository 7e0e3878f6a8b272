"""What the committee's dictionary says of phrases: some mean nothing, some mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Words = tuple[str, ...]
FEWEST = 2  # words that must be left, or `xin chao bot` would ask what the bot is
SENSE = "~"  # begins a term that stands for a group of synonyms
ELSEWHERE = "#khac"  # stands for the name of a place that is not the khu phố's


class Phrases:
    """Turns words into the terms that are compared: words without fillers, and a mark for every synonym found."""

    def __init__(
        self, fillers: Iterable[Words], synonyms: Iterable[Iterable[Words]], elsewhere: Iterable[Words] = ()
    ) -> None:
        self._elsewhere = _by_first_word((name, ELSEWHERE) for name in elsewhere)
        self._fillers = _by_first_word((filler, "") for filler in fillers)
        groups = [tuple(group) for group in synonyms]
        self._senses = _by_first_word(
            (phrase, f"{SENSE}{number}") for number, group in enumerate(groups) for phrase in group
        )
        self._names = {f"{SENSE}{number}": "_".join(group[0]) for number, group in enumerate(groups) if group}

    def terms(self, words: Words) -> Words:
        """`cho em hoi bac khu truong` -> `khu truong ~9`; a text of hardly more than fillers stays whole."""
        for start, end, _ in reversed(list(_found(words, self._elsewhere))):
            words = (*words[:start], ELSEWHERE, *words[end:])
        kept = self._without_fillers(words)
        return (*kept, *(sense for _, _, sense in _found(kept, self._senses)))

    def meanings(self, words: Words) -> Words:
        """`cho em hoi bac khu truong` -> `bac truong_khu_pho`: of words that mean the same, always the same ones."""
        kept = self._without_fillers(words)
        for start, end, sense in reversed(list(_found(kept, self._senses))):
            kept = (*kept[:start], self._names[sense], *kept[end:])
        return kept

    def _without_fillers(self, words: Words) -> Words:
        idle = {place for start, end, _ in _found(words, self._fillers) for place in range(start, end)}
        kept = tuple(word for place, word in enumerate(words) if place not in idle)
        return kept if len(kept) >= FEWEST else words


Index = dict[str, list[tuple[Words, str]]]


def _by_first_word(phrases: Iterable[tuple[Words, str]]) -> Index:
    """Phrases by their first word, longest first."""
    index: Index = {}
    for phrase, value in sorted(phrases, key=lambda pair: -len(pair[0])):
        if phrase:
            index.setdefault(phrase[0], []).append((phrase, value))
    return index


def _found(words: Sequence[str], index: Index) -> Iterator[tuple[int, int, str]]:
    """Start, end and value of the phrases found from left to right, the longest at each place."""
    place = 0
    while place < len(words):
        end = place + 1
        for phrase, value in index.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                end = place + len(phrase)
                yield place, end, value
                break
        place = end
