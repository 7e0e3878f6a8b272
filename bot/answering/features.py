"""Texts as sparse vectors: words, pairs of neighbouring words and pieces of words, weighted by how telling they are.

A vector has three blocks (words, word pairs, pieces of 2-4 letters), each scaled to the length BLOCKS gives it, so that
a slip of the finger costs some pieces but not the whole word, and word order counts. Words that the knowledge never
uses take part in the length: a question full of unknown words resembles nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.answering.phrases import SENSE

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

BLOCKS = (1.0, 1.2, 1.5)  # length of a vector's words, pairs, pieces; measured on held-out phrasings
SELF = float(sum(b * b for b in BLOCKS))  # similarity of a text with itself
UNKNOWN = 0.3  # share of an unknown feature's weight that enters the length of its block
COMMON = 0.5  # features of more than this share of the texts tell nothing and are left out
FREQUENT, COLUMNS = 0.04, 10_000  # share of the vectors that have a feature, and number of vectors, for a column
PIECES, LONGEST = range(2, 5), 24  # letters; so many of a word are looked at


@dataclass(frozen=True)
class Vector:
    """A sparse vector: ids of features and their values, both of the same length."""

    ids: Ints
    values: Floats


@lru_cache(maxsize=1024)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"_{word[:LONGEST]}_"
    return tuple(padded[i : i + size] for size in PIECES for i in range(len(padded) - size + 1))


def _blocks(terms: Sequence[str]) -> tuple[Counter[str], ...]:
    """Counts of features by block; features of different blocks never share a name."""
    words = [term for term in terms if not term.startswith(SENSE)]
    pieces: Counter[str] = Counter()
    for word in words:
        pieces.update(_pieces(word))
    pairs = Counter(f"{a} {b}" for a, b in pairwise(words))
    return Counter("=" + term for term in terms), pairs, pieces


class Features:
    """The features that a set of texts uses, and how telling each is."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        frequency: Counter[str] = Counter()
        for words in texts:
            for block in _blocks(words):
                frequency.update(block.keys())
        most = max(COMMON * len(texts), 10)
        self._ids: dict[str, int] = {}
        weights: list[float] = []
        for name, count in frequency.items():
            self._ids[name] = len(weights) if count <= most else -1
            if count <= most:
                weights.append(math.log((1 + len(texts)) / (1 + count)) + 1)
        self._weights = weights
        self._unknown = UNKNOWN * (math.log(1 + len(texts)) + 1) ** 2

    def vector(self, words: Sequence[str]) -> Vector:
        """The vector of a text given as plain words."""
        ids: list[int] = []
        values: list[float] = []
        for block, length in zip(_blocks(words), BLOCKS, strict=True):
            known, square = [], 0.0
            for name, count in block.items():
                feature = self._ids.get(name)
                times = 1 + math.log(count) if count > 1 else 1.0
                if feature is None:
                    square += self._unknown * times * times
                elif feature >= 0:
                    value = times * self._weights[feature]
                    square += value * value
                    ids.append(feature)
                    known.append(value)
            scale = length / math.sqrt(square) if known else 0.0
            values.extend(value * scale for value in known)
        return Vector(np.array(ids, np.int32), np.array(values, np.float32))


class Index:
    """Similarity of one vector to many. What few of them have is looked up feature by feature (an inverted index); what
    many have is kept as whole columns, as long as they are not too many."""

    def __init__(self, vectors: Sequence[Vector]) -> None:
        self._size = len(vectors)
        ids = np.concatenate([v.ids for v in vectors])
        order = np.argsort(ids, kind="stable")
        self._rows = np.repeat(np.arange(self._size, dtype=np.int32), [len(v.ids) for v in vectors])[order]
        self._values = np.concatenate([v.values for v in vectors])[order]
        self._starts = np.searchsorted(ids[order], np.arange(ids.max(initial=-1) + 2)).astype(np.int64)
        counts = np.diff(self._starts)
        common = np.flatnonzero(counts > FREQUENT * self._size) if self._size <= COLUMNS else np.zeros(0, np.int64)
        self._column = np.full(len(counts), -1)
        self._column[common] = np.arange(len(common))
        self._columns = np.zeros((len(common), self._size), np.float32)
        for column, feature in zip(self._columns, common, strict=True):
            places = slice(self._starts[feature], self._starts[feature + 1])
            column[self._rows[places]] = self._values[places]

    def similarities(self, vector: Vector, visits: int | None = None) -> Floats:
        """Dot product with every vector, shape (vectors,); 0 .. SELF. With so many `visits` at most to the inverted
        index, what is most common in it may be left out."""
        columns = self._column[vector.ids]
        common = columns >= 0
        similar = np.asarray(vector.values[common] @ self._columns[columns[common]])
        ids, values = vector.ids[~common], vector.values[~common]
        starts, ends = self._starts[ids], self._starts[ids + 1]
        if visits is not None and (ends - starts).sum() > visits:  # the rarest features first: they tell most
            rarest = np.argsort(ends - starts, kind="stable")
            rarest = rarest[: np.searchsorted(np.cumsum((ends - starts)[rarest]), visits)]
            starts, ends, values = starts[rarest], ends[rarest], values[rarest]
        if len(starts):
            places = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
            rows = np.concatenate([self._rows[place] for place in places])
            products = np.concatenate([self._values[place] for place in places]) * np.repeat(values, ends - starts)
            similar += np.bincount(rows, products, self._size).astype(np.float32)
        return similar
