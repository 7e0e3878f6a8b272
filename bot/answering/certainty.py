"""How far a score can be trusted, learned from texts scored by a model that has not seen them.

A logistic curve turns scores into probabilities; the thresholds are where few enough of the texts that are *not* the
khu phố's would have been answered or offered. Nothing here is set by hand for one khu phố: other knowledge, other
thresholds (docs/architecture.md tells how the shares were chosen).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.answering.features import Floats
from bot.answering.solving import Ints

FALSE_ANSWERS = 0.04  # share of outside texts that may be answered
WRONG_ANSWERS = 0.03  # share of topic texts that may be answered with another topic
FALSE_OFFERS = 0.35  # share of outside texts that may be offered buttons
OFFERED = 4
LEAST_OFFER = 0.1  # relevance under which nothing is offered, however well the texts are told apart

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Bars(NamedTuple):
    """To answer takes certainty above `certain` and relevance above `relevant`; to offer, relevance above `offer`."""

    certain: float
    relevant: float
    offer: float


class Certainty:
    """Certainty: the probability that the best topic is right. Relevance: that a text is the khu phố's business at all
    or, where it was not `taught` what is not, that the right topic is among the best.

    `evidence` has a row a text, `ranks` its OFFERED best topics, `truth` its class; classes from `topics` on are none.
    """

    def __init__(self, evidence: Doubles, ranks: Ints, truth: Ints, topics: int, *, taught: bool) -> None:
        inside = truth < topics
        right = ranks[:, 0] == truth
        self._certain = Logistic(evidence, right)
        self._relevant = Logistic(evidence, inside if taught else (ranks == truth[:, None]).any(axis=1))
        certainty, relevance = self._certain(evidence), self._relevant(evidence)
        within, without = int(inside.sum()), int((~inside).sum())
        self.bars = Bars(
            certain=_threshold(certainty[inside & ~right], WRONG_ANSWERS, within),
            relevant=_threshold(relevance[~inside], FALSE_ANSWERS, without),
            offer=max(_threshold(relevance[~inside], FALSE_OFFERS, without), LEAST_OFFER),
        )

    def __call__(self, evidence: Doubles) -> tuple[float, float]:
        """Certainty and relevance of one text."""
        return float(self._certain(evidence)[0]), float(self._relevant(evidence)[0])


class Logistic:
    """Logistic regression on a few standardised measures, by Newton's method."""

    def __init__(self, measures: Doubles, truth: Bools) -> None:
        self._mean = measures.mean(axis=0)
        self._scale = measures.std(axis=0) + 1e-9
        rows = self._rows(measures)
        self._weights = np.zeros(rows.shape[1])
        for _ in range(25):
            p = 1 / (1 + np.exp(-rows @ self._weights))
            curvature = (rows * (p * (1 - p) + 1e-6)[:, None]).T @ rows + np.eye(rows.shape[1])
            self._weights += np.linalg.solve(curvature, rows.T @ (truth - p) - self._weights)

    def __call__(self, measures: Doubles) -> Doubles:
        return np.asarray(1 / (1 + np.exp(-self._rows(measures) @ self._weights)))

    def _rows(self, measures: Doubles) -> Doubles:
        return np.hstack([(measures - self._mean) / self._scale, np.ones((len(measures), 1))])


def evidence(scores: Floats, topics: int, novel: Sequence[tuple[float, float]]) -> Doubles:
    """What certainty is judged by, a row a text: the best topic's score, its lead over the second, the best other
    class's score, and how new the words are."""
    nobody = np.full((len(scores), 1), -1, scores.dtype)  # stands second where there is one topic only
    two = np.sort(np.hstack([scores[:, :topics], nobody]), axis=1)[:, -2:]
    other = scores[:, topics:].max(axis=1, initial=-1)
    return np.column_stack([two[:, 1], two[:, 1] - two[:, 0], other, np.asarray(novel)]).astype(np.float64)


def novelty(words: Sequence[str], known: frozenset[str]) -> tuple[float, float]:
    """The share of words that no topic's ways of asking hold, and how long the text is."""
    strange = sum(word not in known for word in words)
    return strange / max(len(words), 1), float(np.log1p(len(words)))


def ranking(scores: Floats, topics: int) -> Ints:
    """The best topics of each row of scores, best first, at most OFFERED."""
    return np.argsort(-scores[:, :topics], axis=1, kind="stable")[:, :OFFERED]


def vocabulary(texts: Iterable[Sequence[str]]) -> frozenset[str]:
    return frozenset(word for words in texts for word in words)


def _threshold(values: Doubles, share: float, total: int) -> float:
    """The value that at most `share` of `total` cases exceed."""
    allowed = int(share * total)
    return float(np.sort(values)[::-1][allowed]) if len(values) > allowed else 0.5
