"""Why a text is understood as it is, and which ways of asking get in each other's way: for whoever writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.answering.certainty import Bars
from bot.answering.learning import Learned, Lesson, lessons
from bot.knowledge.model import KnowledgeBase

TOO_OFTEN = 0.25  # share of a topic's ways of asking, when they are not known yet, that go to the same other topic
FEWEST = 4  # ways that go there, or it is chance
LIKE, CLEARLY = 0.8, 0.1  # similarity to a text of another class, and how much less similar those of its own are


@dataclass(frozen=True)
class Explanation:
    """`words` are the words as read, each with what the likeliest topic's score would lose without it; `topics` the
    likeliest with their scores (1 is certain, -1 is not at all). `bars`: how much certainty and relevance it takes to
    answer and to offer. `nearest` is the most similar text known, `similarity` 0 .. 1."""

    words: tuple[tuple[str, float], ...]
    topics: tuple[tuple[str, float], ...]
    certainty: float
    relevance: float
    bars: Bars
    nearest: Lesson
    similarity: float


class Misread(NamedTuple):
    """A text that would be taken for something else, had it not been taught, because it resembles `rival`."""

    taught: Lesson
    rival: Lesson


def explain(kb: KnowledgeBase, learned: Learned, text: str) -> Explanation:
    """How a message is understood by itself, without what was said before."""
    matcher, terms = learned.matcher, learned.phrases.terms
    reading = learned.reader.read(text)
    words = learned.words(reading)
    match = matcher.match(terms(words))
    places = [matcher.topics.index(topic) for topic in match.ranking]
    scores = matcher.scores(terms(words))
    without = [matcher.scores(terms((*words[:i], *words[i + 1 :])))[places[0]] for i in range(len(words))]
    return Explanation(
        words=tuple((w.text, float(scores[places[0]] - less)) for w, less in zip(reading.words, without, strict=True)),
        topics=tuple((topic, float(scores[place])) for topic, place in zip(match.ranking, places, strict=True)),
        certainty=match.certainty,
        relevance=match.relevance,
        bars=matcher.bars,
        nearest=tuple(lessons(kb))[match.nearest],
        similarity=min(match.similarity, 1.0),
    )


def misread(kb: KnowledgeBase, learned: Learned) -> Iterator[Misread]:
    """Texts that resemble one of another class far more than any of their own; of two such texts the stranger one."""
    taught = tuple(lessons(kb))
    labels = np.array([lesson.label for lesson in taught])
    found: list[tuple[float, int, int]] = []
    for place, lesson in enumerate(taught):
        similar = learned.matcher.similarities(learned.examples[place].words)
        similar[place] = 0
        own = float(similar[labels == lesson.label].max())
        rival = int(np.where(labels == lesson.label, 0, similar).argmax())
        if similar[rival] > max(LIKE, own + CLEARLY):
            found.append((own, place, rival))
    told: set[int] = set()
    for _, place, rival in sorted(found):
        if rival not in told:
            told.add(place)
            yield Misread(taught[place], taught[rival])


def alike(learned: Learned) -> Iterator[tuple[str, str, float]]:
    """A topic, another that its ways of asking are often taken for, and how often, as a share."""
    sizes = Counter(example.label for example in learned.examples)
    taken = Counter((learned.examples[place].label, topic) for place, topic in learned.matcher.mistaken.items())
    for (topic, other), count in taken.most_common():
        if count >= FEWEST and count >= TOO_OFTEN * sizes[topic]:
            yield topic, other, count / sizes[topic]
