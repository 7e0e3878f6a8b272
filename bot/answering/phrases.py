"""What the committee's dictionary says of phrases: some mean nothing, some mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Words = tuple[str, ...]
FEWEST = 2  # words that must be left, or `xin chao bot` would ask what the bot is
SENSE = "~"  # begins a term that stands for a group of synonyms


class Phrases:
    """Turns words into the terms that are compared: words without fillers, and a mark for every synonym found."""

    def __init__(self, fillers: Iterable[Words], synonyms: Iterable[Iterable[Words]]) -> None:
        self._fillers = _by_first_word((filler, "") for filler in fillers)
        self._senses = _by_first_word(
            (phrase, f"{SENSE}{number}") for number, group in enumerate(synonyms) for phrase in group
        )

    def terms(self, words: Words) -> Words:
        """`cho em hoi bac khu truong` -> `khu truong ~9`; a text of hardly more than fillers stays whole."""
        idle = {place for start, end, _ in _found(words, self._fillers) for place in range(start, end)}
        kept = tuple(word for place, word in enumerate(words) if place not in idle)
        kept = kept if len(kept) >= FEWEST else words
        return (*kept, *(sense for _, _, sense in _found(kept, self._senses)))


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
