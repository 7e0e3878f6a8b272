"""Which topic a text asks about, and how sure that is: learned from the ways of asking when knowledge is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.certainty import Certainty, evidence, novelty, ranking, vocabulary
from bot.answering.features import SELF, Features, Floats, Index, Vector
from bot.answering.parts import AT_ONCE, Part, divide, some
from bot.answering.solving import FOLDS, Ints, folds

OUTSIDE = "\0"  # the class of texts that are no topic
KEYWORDS = 2  # a text of so few words is no question but the name of one
FEW_OUTSIDE = 50  # with fewer OUTSIDE texts nobody taught what not to answer: only what is very near is answered
# Similarity to the nearest text from which to answer, and to offer: few texts teach little certainty.
RESEMBLES, NEAR = (0.12, 0.12), (0.45, 0.2)
HOPELESS = -0.85  # score under which a third or fourth topic is not offered
VISITS = 100_000  # places of the index looked at for one text; only far larger knowledge than ours has more
CLOSE = 0.6  # share of the greatest similarity from which on a text's part has a say


@dataclass(frozen=True)
class Example:
    """A text whose class is known. Classes that are no topics (greetings, OUTSIDE) are `outside`."""

    words: tuple[str, ...]
    label: str
    outside: bool = False
    entry: str = ""  # the code of the entry it stands under


@dataclass(frozen=True)
class Match:
    """What a text seems to ask. `ranking` holds the best topics, best first, `offers` those of them worth a button.
    `certainty` and `relevance`: see `Certainty`; `sure` and `relevant` tell whether they are enough to answer and to
    offer. `runner_up` is the score of the second topic (-1 .. 1).
    `other` is the strongest class that is no topic, if stronger than every topic. `nearest` is the place of the most
    similar example, `similarity` (0 .. 1) how similar it is. `keyword`: a word or two that topics know, no sentence."""

    ranking: tuple[str, ...]
    offers: tuple[str, ...]
    certainty: float
    relevance: float
    sure: bool
    relevant: bool
    runner_up: float
    other: str | None
    nearest: int
    similarity: float
    keyword: bool


class Matcher:
    """`mistaken` has the place of every example that a model which has not seen it takes for another topic, and which.
    Immutable once built, which takes some two seconds for 5,000 texts and a minute for 100,000."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._features = Features([e.words for e in examples])
        vectors = [self._features.vector(e.words) for e in examples]
        self._index = Index(vectors)
        self.topics = tuple(dict.fromkeys(e.label for e in examples if not e.outside))
        self._labels = (*self.topics, *dict.fromkeys(e.label for e in examples if e.outside))
        place = {label: i for i, label in enumerate(self._labels)}
        truth = np.array([place[e.label] for e in examples])
        self._topic_words = _topic_words(examples)
        taught = sum(e.label == OUTSIDE for e in examples) >= FEW_OUTSIDE
        self._resembles = RESEMBLES if taught else NEAR
        self._learn(examples, vectors, truth, taught=taught)
        self.bars = self._certainty.bars

    def match(self, words: Sequence[str]) -> Match:
        """What a text, given as terms, seems to ask."""
        similar = self._similar(words)
        scores = self._scores(similar)[None]
        order = ranking(scores, len(self.topics))[0]
        best = int(scores[0].argmax())
        nearest = int(similar.argmax())
        similarity = float(similar[nearest]) / SELF
        novel = [novelty(words, self._topic_words)]
        certainty, relevance = self._certainty(evidence(scores, len(self.topics), novel))
        answers, offers = self._resembles
        certainty, relevance = certainty * (similarity >= answers), relevance * (similarity >= offers)
        return Match(
            ranking=tuple(self.topics[i] for i in order),
            offers=tuple(self.topics[i] for place, i in enumerate(order) if place < 2 or scores[0, i] > HOPELESS),
            certainty=certainty,
            relevance=relevance,
            sure=certainty > self.bars.certain and relevance > self.bars.relevant,
            relevant=relevance > self.bars.offer,
            runner_up=float(scores[0, order[1]]) if len(order) > 1 else -1.0,
            other=self._labels[best] if best >= len(self.topics) else None,
            nearest=nearest,
            similarity=similarity,
            keyword=len(words) <= KEYWORDS and self._topic_words.issuperset(words),
        )

    def scores(self, words: Sequence[str]) -> Floats:
        """The score of every topic, shape (topics,); 1 is certain, -1 is not at all."""
        return self._scores(self._similar(words))[: len(self.topics)]

    def similarities(self, words: Sequence[str]) -> Floats:
        """How similar (0 .. 1) a text is to every example."""
        return self._similar(words) / np.float32(SELF)

    def _similar(self, words: Sequence[str]) -> Floats:
        return self._index.similarities(self._features.vector(words), VISITS)

    def _scores(self, similar: Floats) -> Floats:
        scores = np.full(len(self._labels), -1, np.float32)
        for part in self._having_a_say(similar):
            scores[part.labels] = np.maximum(scores[part.labels], part.scores(similar))
        return scores

    def _having_a_say(self, similar: Floats) -> Sequence[Part]:
        if len(self._parts) == 1:
            return self._parts
        of_topics = similar * (self._owner >= 0)
        owners = np.unique(self._owner[of_topics >= CLOSE * of_topics.max()])
        return [self._parts[number] for number in owners[owners >= 0]]

    def _learn(self, examples: Sequence[Example], vectors: Sequence[Vector], truth: Ints, *, taught: bool) -> None:
        """Part by part. Each example's scores from models that have not seen it are what certainty is learned from; of
        very many examples some are enough for that."""
        topics, fold = len(self.topics), folds(truth)
        self._parts: list[Part] = []
        self._owner = np.full(len(truth), -1)
        asked = some(np.arange(len(truth)), AT_ONCE)
        scores = np.full((len(asked), len(self._labels)), -1, np.float32)
        seen = np.zeros(len(asked), np.bool_)
        for rows, labels in divide(vectors, truth, topics):
            part = Part(rows, labels, vectors, truth, fold)
            answered = np.isin(truth[rows], labels)
            owned = rows[answered]
            self._owner[owned[truth[owned] < topics]] = len(self._parts)
            _, places, among = np.intersect1d(asked, owned, assume_unique=True, return_indices=True)
            scores[np.ix_(places, labels)] = np.maximum(scores[np.ix_(places, labels)], part.held_out[answered][among])
            seen[places] = True
            self._parts.append(part)
        asked, scores = asked[seen], scores[seen]
        known = [_topic_words(e for e, f in zip(examples, fold, strict=True) if f != number) for number in range(FOLDS)]
        novel = [novelty(examples[row].words, known[fold[row]]) for row in asked]
        ranks = ranking(scores, topics)
        self._certainty = Certainty(evidence(scores, topics, novel), ranks, truth[asked], topics, taught=taught)
        self.mistaken = {
            int(row): self.topics[taken]
            for row, taken in zip(asked, ranks[:, 0], strict=True)
            if truth[row] < topics and truth[row] != taken
        }


def _topic_words(examples: Iterable[Example]) -> frozenset[str]:
    return vocabulary(e.words for e in examples if not e.outside)
