"""A resident's message -> its words in one canonical form, whatever the keyboard, the spelling habits and the junk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from bot.language.cleaning import clean
from bot.language.regional import Regional
from bot.language.spelling import shorten, tidy, unstick
from bot.language.tokens import Token, tokens
from bot.language.typing import decode_words
from bot.language.usage import Usage, plain

_CLAUSE_END = re.compile(r"[.?!;,\n…。]")
# Longer messages are no questions, and must not keep others waiting: so much of them is read.
_CHARACTERS = 1600
_WORDS = 250
_ROUNDS = 3  # an abbreviation may be explained with another one, which may be explained with a third


class Word(NamedTuple):
    """One word. `text` is lower-case NFC with the tone in its one place, `plain` the same without marks.

    `marked`: its marks were typed, decoded from raw keys or come from an abbreviation's meaning, so they can be
    trusted. `start`, `end` and `raw` are what was typed; the words of one abbreviation share them.
    """

    text: str
    plain: str
    start: int
    end: int
    marked: bool
    raw: str


@dataclass(frozen=True)
class Reading:
    """A message as words. `breaks` holds the indices of words before which a clause ended."""

    raw: str
    words: tuple[Word, ...]
    breaks: tuple[int, ...] = ()

    @cached_property
    def plain(self) -> str:
        return " ".join(word.plain for word in self.words)

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class _Piece(NamedTuple):
    """A canonical word and the tokens, first and last, that it came from."""

    text: str
    first: int
    last: int
    expanded: bool = False


class Reader:
    """Reads messages with the committee's abbreviations (short form -> meaning).

    `texts`: what residents are known to say. They tell how to cut words written without a space, and which of two
    words that sound alike is meant.
    """

    def __init__(self, abbreviations: Mapping[str, str], texts: Iterable[str] = ()) -> None:
        self._usage = Usage([*texts, *abbreviations.values()])
        self._regional = Regional(self._usage, {w for text in abbreviations.values() for w in text.lower().split()})
        self._parts = lru_cache(maxsize=8192)(self._cut)
        self._meanings: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}  # first word of keys -> their lengths, the longest first
        read = {self._canonical(short): self._canonical(meaning) for short, meaning in abbreviations.items()}
        bare = {tuple(map(plain, key)): meaning for key, meaning in read.items() if len(key) > 1}  # `pho bt`: phó bt
        for key, meaning in {**bare, **read}.items():
            if key and meaning and key != meaning:
                self._meanings[key] = meaning
                self._sizes[key[0]] = tuple(sorted({len(key), *self._sizes.get(key[0], ())}, reverse=True))
        for _ in range(_ROUNDS):
            self._meanings = {key: self._explained(key, meaning) for key, meaning in self._meanings.items()}

    def read(self, text: str) -> Reading:
        """Any text -> its words, the first 250 of a very long one. Pure; a text without letters and digits has none."""
        cleaned, starts, ends = clean(text[:_CHARACTERS])
        found = list(islice(tokens(cleaned), _WORDS))
        clauses = _clauses(cleaned, found)
        words: list[Word] = []
        breaks: list[int] = []
        clause = 0
        for piece in self._understood(self._pieces(found))[:_WORDS]:
            if words and clauses[piece.first] != clause:
                breaks.append(len(words))
            clause = clauses[piece.first]
            start, end = starts[found[piece.first].start], ends[found[piece.last].end - 1]
            folded = plain(piece.text)
            words.append(Word(piece.text, folded, start, end, piece.expanded or folded != piece.text, text[start:end]))
        return Reading(text, tuple(words), tuple(breaks))

    def _understood(self, pieces: list[_Piece]) -> list[_Piece]:
        """Abbreviations written out and words spelt by ear mended, until neither brings about the other."""
        for _ in range(_ROUNDS):
            typed = [piece.text for piece in pieces]
            pieces = self._expand(pieces)
            words = [piece.text for piece in pieces]
            if not self._regional.mend(words) and words == typed:
                break
            pieces = [piece._replace(text=word) for piece, word in zip(pieces, words, strict=True)]
        return pieces

    def _canonical(self, text: str) -> tuple[str, ...]:
        return tuple(piece.text for piece in self._pieces(list(tokens(clean(text)[0]))))

    def _pieces(self, found: list[Token]) -> list[_Piece]:
        """The canonical words of the tokens, abbreviations still short."""
        pieces = [_Piece(shorten(token.text) if token.word else token.text, at, at) for at, token in enumerate(found)]
        while True:
            spelt = self._spelt(pieces, found)
            if len(spelt) == len(pieces):
                return spelt
            pieces = spelt  # a word was cut: its parts are looked at as words of their own (`0ddi` -> `0 đi`)

    def _spelt(self, pieces: list[_Piece], found: list[Token]) -> list[_Piece]:
        """Each word decoded, tidied, and cut where it is several."""
        typed = iter(decode_words([piece.text for piece in pieces if found[piece.first].word]))
        spelt: list[_Piece] = []
        for piece in pieces:
            if not found[piece.first].word:
                spelt.append(piece)
                continue
            spelt += [_Piece(word, piece.first, piece.last) for word in self._parts(next(typed))]
        return spelt

    def _cut(self, word: str) -> tuple[str, ...]:
        return tuple(piece for part in tidy(word) for piece in unstick(part, self._usage))

    def _expand(self, pieces: list[_Piece]) -> list[_Piece]:
        """Each abbreviation replaced with its meaning, the longest first."""
        done: list[_Piece] = []
        at = 0
        while at < len(pieces):
            size, meaning = self._match(pieces, at) if pieces[at].text in self._sizes else (0, ())
            if not size:
                done.append(pieces[at])
                at += 1
                continue
            first, last = pieces[at].first, pieces[at + size - 1].last
            done += [_Piece(word, first, last, expanded=True) for word in meaning]
            at += size
        return done

    def _match(self, pieces: list[_Piece], at: int) -> tuple[int, tuple[str, ...]]:
        """How many words from `at` are an abbreviation, and its meaning; 0 when none is."""
        for size in self._sizes[pieces[at].text]:
            key = tuple([piece.text for piece in pieces[at : at + size]])
            meaning = self._meanings.get(key)
            if meaning and not _already(pieces, at, key, meaning):
                return len(key), meaning
        return 0, ()

    def _explained(self, key: tuple[str, ...], meaning: tuple[str, ...]) -> tuple[str, ...]:
        """The meaning with the abbreviations in it expanded, save its own."""
        words = tuple(piece.text for piece in self._expand([_Piece(word, 0, 0) for word in meaning]))
        return meaning if _holds(words, key) else words


def _holds(words: tuple[str, ...], key: tuple[str, ...]) -> bool:
    return any(words[i : i + len(key)] == key for i in range(len(words) - len(key) + 1))


def _already(pieces: list[_Piece], at: int, key: tuple[str, ...], meaning: tuple[str, ...]) -> bool:
    """Whether the meaning is written out around the key: `tổ` is short for `tổ dân phố`, but not in `tổ dân phố`."""
    for i in range(len(meaning) - len(key) + 1):
        if meaning[i : i + len(key)] == key and at >= i:
            around = pieces[at - i : at - i + len(meaning)]
            if tuple(piece.text for piece in around) == meaning:
                return True
    return False


def _clauses(text: str, found: list[Token]) -> list[int]:
    """For each token the number of the clause it stands in."""
    numbers, clause, last = [], 0, 0
    for token in found:
        clause += _CLAUSE_END.search(text, last, token.start) is not None
        numbers.append(clause)
        last = token.end
    return numbers
