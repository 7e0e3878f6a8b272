"""Knowledge too large for one solve falls into parts: topics that resemble one another are told apart together.

The cost of a solve grows with the cube of the texts, so that 100,000 of them could not be learned at once; in parts it
grows with their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.answering.features import Floats, Index, Vector
from bot.answering.solving import Ints, held_out_scores, kernel, solve

AT_ONCE = 7000  # texts learned in one solve, in some 6 s and 200 MB
# Texts of a part of larger knowledge: of its own topics, of topics that resemble these, of none.
OWN, NEIGHBOURS, OUTSIDE = 2500, 1000, 2000


class Part:
    """Learned from the texts at `rows`; gives scores for `labels`. `held_out`, shape (rows, labels), are the scores of
    each text from a model that has not seen its fold."""

    def __init__(self, rows: Ints, labels: Ints, vectors: Sequence[Vector], truth: Ints, fold: Ints) -> None:
        self.rows, self.labels = rows, labels
        known, classes = np.unique(truth[rows], return_inverse=True)
        columns = np.searchsorted(known, labels)
        kernels = _kernels([vectors[row] for row in rows])
        self.held_out: Floats = held_out_scores(kernels, classes, fold[rows], len(known))[:, columns]
        self._weights = solve(kernels, classes, len(known))[:, columns]

    def scores(self, similarities: Floats) -> Floats:
        """The score of each label, shape (labels,), for a text with these similarities to all texts."""
        return np.asarray(kernel(similarities[self.rows]) @ self._weights)


def divide(vectors: Sequence[Vector], truth: Ints, topics: int) -> Iterator[tuple[Ints, Ints]]:
    """The rows and labels of each part; labels from `topics` on are no topics, and have a place in every part."""
    outside = np.flatnonzero(truth >= topics)
    others = np.unique(truth[outside])
    if len(truth) <= AT_ONCE:
        yield np.arange(len(truth)), np.unique(truth)
        return
    members = [some(np.flatnonzero(truth == topic), OWN) for topic in range(topics)]
    alike = _alike([_centre([vectors[row] for row in rows]) for rows in members])
    left = np.ones(topics, np.bool_)
    while left.any():
        nearest_first = np.argsort(-alike[left.argmax()], kind="stable")
        own = _first([topic for topic in nearest_first if left[topic]], members, OWN)
        left[own] = False
        strangers = np.setdiff1d(np.arange(topics), own)
        nearest_first = strangers[np.argsort(-alike[strangers][:, own].max(axis=1), kind="stable")]
        neighbours = _first(list(nearest_first), members, NEIGHBOURS)
        rows = np.concatenate([*(members[topic] for topic in (*own, *neighbours)), some(outside, OUTSIDE)])
        yield np.sort(rows), np.concatenate([np.sort(own), others])


def _kernels(vectors: Sequence[Vector]) -> Floats:
    index = Index(vectors)
    kernels = np.empty((len(vectors), len(vectors)), np.float32)
    for row, vector in zip(kernels, vectors, strict=True):
        row[:] = kernel(index.similarities(vector))
    return kernels


def some(rows: Ints, most: int) -> Ints:
    """So many of the rows, the same ones every time."""
    return rows if len(rows) <= most else np.sort(np.random.default_rng(0).permutation(rows)[:most])


def _first(topics: Sequence[int], members: Sequence[Ints], most: int) -> list[int]:
    """The first topics that have about so many texts together; at least one, if there is any."""
    before = np.cumsum([0, *(len(members[topic]) for topic in topics)])
    return [topic for topic, so_far in zip(topics, before, strict=False) if so_far == 0 or so_far < most]


def _centre(vectors: Sequence[Vector]) -> Vector:
    ids, places = np.unique(np.concatenate([v.ids for v in vectors]), return_inverse=True)
    values = np.bincount(places, np.concatenate([v.values for v in vectors]), len(ids)) / len(vectors)
    return Vector(ids, values.astype(np.float32))


def _alike(centres: Sequence[Vector]) -> Floats:
    index = Index(centres)
    return np.array([index.similarities(centre) for centre in centres])
