"""Ours, as the benchmarks use it."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks._asked import NOW, OUTSIDE, Asked
from benchmarks._methods import Judge, Reply, Verdict
from bot.answering.answerer import Answerer
from bot.answering.learning import Learned, Lesson, learn, learn_from
from bot.answering.matching import OUTSIDE as NO_TOPIC
from bot.answering.model import Answer, Question, Turn
from bot.knowledge.model import Dictionary, KnowledgeBase

NAME = "Khu phố bot"


class Ours:
    """The whole answerer, and the verdicts of the matcher within."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._answerer = Answerer(kb)
        self.judge = judge(learn_from(kb))  # remembered from the line before

    def ask(self, text: str, last: Turn | None = None) -> Answer:
        return self._answerer.answer(Question(text, NOW, last))

    def follow_up(self, turns: Sequence[str]) -> Answer:
        """The answer to the last of several messages."""
        *before, text = turns
        last: Turn | None = None
        for earlier in before:
            last = self.ask(earlier, last).turn or last
        return self.ask(text, last)


def reply(answer: Answer) -> Reply:
    return Reply(answer.topics, tuple(choice.topic for choice in answer.suggestions))


def judge(learned: Learned) -> Judge:
    """The matcher's verdicts, before the dialogue makes answers of them."""

    def verdict(text: str) -> Verdict:
        words = learned.words(learned.reader.read(text))
        match = learned.matcher.match(learned.phrases.terms(words))
        return Verdict(match.ranking, match.relevance)

    return verdict


def taught_by(dictionary: Dictionary, known: Sequence[Asked]) -> Judge:
    """Ours given texts and labels of another domain, the way that it is given ways of asking."""
    labels = [NO_TOPIC if label == OUTSIDE else label for _, label in known]
    return judge(learn(dictionary, tuple(Lesson(a.text, label, label) for a, label in zip(known, labels, strict=True))))
