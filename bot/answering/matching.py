"""Which topic a text asks about, and how sure that is: learned from the ways of asking when knowledge is loaded.

Regularised least squares on a kernel of text similarity gives each topic a score (deterministic, one linear solve, no
training loop). How far a score can be trusted is learned from the same texts, each scored by a model that has not
seen it (cross-validation): a logistic curve turns scores into probabilities, and the thresholds are where few enough
of the texts that are *not* the khu phố's would have been answered or offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.answering.features import SELF, Features, Floats, Index

OUTSIDE = "\0"  # the class of texts that are no topic
FOLDS = 2
RIDGE = 0.1
FALSE_ANSWERS = 0.06  # share of outside texts that may be answered
WRONG_ANSWERS = 0.03  # share of topic texts that may be answered with another topic
FALSE_OFFERS = 0.35  # share of outside texts that may be offered buttons
OFFERED = 4
KEYWORDS = 2  # a text of so few words is no question but the name of one
BLOCK = 256  # rows solved for at a time
LEAST_OFFER = 0.1  # relevance under which nothing is offered, however well the texts are told apart
RESEMBLES = 0.12  # similarity to the nearest text under which nothing is said: few texts teach little certainty
FEW_OUTSIDE = 50  # with fewer outside texts than that nobody taught what not to answer: only what is very near is
NEAR = 0.35

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]


@dataclass(frozen=True)
class Example:
    """A text whose class is known. Classes that are no topics (greetings, OUTSIDE) are `outside`."""

    words: tuple[str, ...]
    label: str
    outside: bool = False
    entry: str = ""  # the code of the entry it stands under


@dataclass(frozen=True)
class Match:
    """What a text seems to ask. `ranking` holds the best topics, best first; `certainty` is the probability that the
    first is right, `relevance` that it is among the first four. `runner_up` is the score of the second topic (-1 .. 1).
    `other` is the strongest class that is no topic, if stronger than every topic. `nearest` is the place of the most
    similar example, `similarity` (0 .. 1) how similar it is. `keyword`: a word or two that topics know, no sentence."""

    ranking: tuple[str, ...]
    certainty: float
    relevance: float
    runner_up: float
    other: str | None
    nearest: int
    similarity: float
    keyword: bool


class Matcher:
    """Immutable once built; building takes about a second and a half for 5,000 texts, and grows with their square."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._features = Features([e.words for e in examples])
        vectors = [self._features.vector(e.words) for e in examples]
        self._index = Index(vectors, len(self._features))
        self.topics = tuple(dict.fromkeys(e.label for e in examples if not e.outside))
        self._labels = (*self.topics, *dict.fromkeys(e.label for e in examples if e.outside))
        place = {label: i for i, label in enumerate(self._labels)}
        truth = np.array([place[e.label] for e in examples])
        kernel = np.empty((len(vectors), len(vectors)), np.float32)
        for row, vector in zip(kernel, vectors, strict=True):
            row[:] = _kernel(self._index.similarities(vector))
        self._topic_words = _topic_words(examples)
        self._resembles = RESEMBLES if sum(e.outside for e in examples) >= FEW_OUTSIDE else NEAR
        self._calibrate(examples, kernel, truth)
        self._solution = _solve(kernel, truth, len(self._labels))

    def match(self, words: Sequence[str]) -> Match:
        """What a text, given as terms, seems to ask."""
        similar = self._index.similarities(self._features.vector(words))
        scores = (_kernel(similar) @ self._solution)[None]
        order = np.argsort(-scores[0, : len(self.topics)], kind="stable")[:OFFERED]
        evidence = _evidence(scores, len(self.topics), [_novelty(words, self._topic_words)])
        best = int(scores[0].argmax())
        nearest = int(similar.argmax())
        similarity = float(similar[nearest]) / SELF
        known = similarity >= self._resembles
        return Match(
            ranking=tuple(self.topics[i] for i in order),
            certainty=float(self._certainty(evidence)[0]) if known else 0.0,
            relevance=float(self._relevance(evidence)[0]) if known else 0.0,
            runner_up=float(scores[0, order[1]]) if len(order) > 1 else -1.0,
            other=self._labels[best] if best >= len(self.topics) else None,
            nearest=nearest,
            similarity=similarity,
            keyword=len(words) <= KEYWORDS and self._topic_words.issuperset(words),
        )

    def scores(self, words: Sequence[str]) -> Floats:
        """The score of every topic, shape (topics,); 1 is certain, -1 is not at all."""
        similar = self._index.similarities(self._features.vector(words))
        return np.asarray((_kernel(similar) @ self._solution)[: len(self.topics)])

    def _calibrate(self, examples: Sequence[Example], kernel: Floats, truth: Ints) -> None:
        topics = len(self.topics)
        folds = _folds(truth)
        scores = _held_out_scores(kernel, truth, folds, len(self._labels))
        known = [_topic_words([e for e, fold in zip(examples, folds, strict=True) if fold != f]) for f in range(FOLDS)]
        novelty = [_novelty(e.words, known[fold]) for e, fold in zip(examples, folds, strict=True)]
        outside = truth >= topics
        ranks = np.argsort(-scores[:, :topics], axis=1, kind="stable")[:, :OFFERED]
        right = ranks[:, 0] == truth
        offered = (ranks == truth[:, None]).any(axis=1)
        evidence = _evidence(scores, topics, novelty)
        self._certainty = Logistic(evidence, right)
        self._relevance = Logistic(evidence, offered)
        certainty, relevance = self._certainty(evidence), self._relevance(evidence)
        self.answer_from = max(
            _threshold(certainty[outside], FALSE_ANSWERS, len(certainty[outside])),
            _threshold(certainty[~outside & ~right], WRONG_ANSWERS, int((~outside).sum())),
        )
        self.offer_from = max(_threshold(relevance[outside], FALSE_OFFERS, len(certainty[outside])), LEAST_OFFER)


class Logistic:
    """Logistic regression on a few standardised measures, by Newton's method."""

    def __init__(self, measures: Doubles, truth: npt.NDArray[np.bool_]) -> None:
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


def _kernel(similarities: Floats) -> Floats:
    """A polynomial kernel: features that occur together tell more than each alone."""
    return np.asarray(np.square(similarities / np.float32(SELF) + np.float32(0.3)))


def _solve(kernel: Floats, truth: Ints, classes: int) -> Floats:
    """Weights of the texts for each class, shape (texts, classes): (kernel + ridge) weights = +-1.

    By Cholesky's method in blocks, in the memory of `kernel`, which is lost: numpy's own solver takes a copy and twice
    the time, and scipy, which could do it in place, is a heavy guest for one call.
    """
    weights = np.eye(classes, dtype=np.float32)[truth] * 2 - 1
    kernel.flat[:: len(kernel) + 1] += np.float32(RIDGE)
    blocks = [slice(i, min(i + BLOCK, len(kernel))) for i in range(0, len(kernel), BLOCK)]
    inverses = []
    for block in blocks:
        before, below = slice(block.start), slice(block.stop, None)
        kernel[block.start :, block] -= kernel[block.start :, before] @ kernel[block, before].T
        inverses.append(np.linalg.inv(np.linalg.cholesky(kernel[block, block])))
        kernel[below, block] = kernel[below, block] @ inverses[-1].T
        weights[block] = inverses[-1] @ (weights[block] - kernel[block, before] @ weights[before])
    for block, inverse in zip(reversed(blocks), reversed(inverses), strict=True):
        below = slice(block.stop, None)
        weights[block] = inverse.T @ (weights[block] - kernel[below, block].T @ weights[below])
    return weights


def _folds(truth: Ints) -> Ints:
    """A fold for each example; they take turns within each class."""
    folds = np.zeros(len(truth), np.int_)
    for label in range(int(truth.max()) + 1):
        members = np.flatnonzero(truth == label)
        folds[members] = np.arange(len(members)) % FOLDS
    return folds


def _held_out_scores(kernel: Floats, truth: Ints, folds: Ints, classes: int) -> Floats:
    """Each example's scores from a model that has not seen its fold."""
    scores = np.zeros((len(truth), classes), np.float32)
    for fold in range(FOLDS):
        out, kept = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        scores[out] = kernel[np.ix_(out, kept)] @ _solve(kernel[np.ix_(kept, kept)], truth[kept], classes)
    return scores


def _topic_words(examples: Sequence[Example]) -> frozenset[str]:
    return frozenset(word for example in examples if not example.outside for word in example.words)


def _novelty(words: Sequence[str], known: frozenset[str]) -> tuple[float, float]:
    """The share of words that no topic's ways of asking hold, and how long the text is."""
    strange = sum(word not in known for word in words)
    return strange / max(len(words), 1), float(np.log1p(len(words)))


def _evidence(scores: Floats, topics: int, novelty: Sequence[tuple[float, float]]) -> Doubles:
    """What certainty is judged by: the best topic's score, its lead over the second, the best other class's score, and
    how new the words are."""
    nobody = np.full((len(scores), 1), -1, scores.dtype)  # stands second where there is one topic only
    two = np.sort(np.hstack([scores[:, :topics], nobody]), axis=1)[:, -2:]
    other = scores[:, topics:].max(axis=1, initial=-1)
    return np.column_stack([two[:, 1], two[:, 1] - two[:, 0], other, np.asarray(novelty)]).astype(np.float64)


def _threshold(values: Doubles, share: float, total: int) -> float:
    """The value that at most `share` of `total` cases exceed."""
    allowed = int(share * total)
    return float(np.sort(values)[::-1][allowed]) if len(values) > allowed else 0.5
