"""Questions answered and knowledge checked in the terminal: no channel, no storage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.answerer import Answerer
from bot.answering.explaining import Explanation
from bot.answering.learning import Lesson
from bot.answering.matching import OUTSIDE
from bot.answering.model import Answer, Question, TopicAnswer, Turn, plain
from bot.errors import UserError
from bot.knowledge.editor_schema import FILE_NAME, schema_text
from bot.knowledge.loader import Loaded, load
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.problems import KnowledgeError, Problem, shorten
from bot.messages import message

if TYPE_CHECKING:  # `khupho ask` does without the database, which takes long to load
    from bot.storage.misreadings import Misreading

BAR = 20  # characters
OFTEN = 2  # times from which on it is told that a question was not understood

Clock = Callable[[], dt.datetime]


class BadLineError(UserError):
    """A line that holds no question."""


class Conversation:
    """Questions that may refer to the one before."""

    def __init__(self, answerer: Answerer, clock: Clock) -> None:
        self._answerer = answerer
        self._clock = clock
        self._last: Turn | None = None

    def ask(self, text: str) -> Answer:
        answer = self._answerer.answer(Question(text, self._clock(), self._last))
        self._last = answer.turn or self._last
        return answer


def open_answerer(folder: Path, *, now: dt.datetime, samples: bool) -> tuple[Answerer, Loaded]:
    """Raises KnowledgeError when the folder cannot be served."""
    loaded = load(folder, now=now)
    return Answerer(loaded.kb, samples=samples), loaded


def answer_lines(lines: Iterable[str], answerer: Answerer, clock: Clock) -> Iterator[dict[str, Any]]:
    """One object for each line with a question; `{"error": …}` for a line without a good one. Blank lines are none."""
    for line in lines:
        if line.strip():
            try:
                yield as_json(_answer(_turns(line), Conversation(answerer, clock)))
            except BadLineError as error:
                yield {"error": str(error)}


def _answer(turns: Sequence[str], conversation: Conversation) -> Answer:
    return [conversation.ask(text) for text in turns][-1]


def _turns(line: str) -> list[str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    turns = value.get("turns", [value.get("text")]) if isinstance(value, dict) else None
    if not isinstance(turns, list) or not turns or not all(isinstance(text, str) for text in turns):
        raise BadLineError(message("cli.bad_line"))
    return turns


def as_json(answer: Answer) -> dict[str, Any]:
    """What scripts read."""
    return {
        "outcome": answer.outcome,
        "topics": list(answer.topics),
        "suggestions": [choice.topic for choice in answer.suggestions],
        "score": round(answer.score, 4),
        "text": as_text(answer),
    }


def as_text(answer: Answer) -> str:
    """The whole reply without styles: what is said, the topics offered, each answer with title and source."""
    offered = "\n".join(f"• {choice.title}" for choice in answer.suggestions)
    parts = [plain(answer.message), offered, *map(_topic_text, answer.answers)]
    return "\n\n".join(part for part in parts if part)


def explained(explanation: Explanation, loaded: Loaded) -> str:
    """Why, for whoever writes the ways of asking."""
    bars, nearest = explanation.bars, explanation.nearest
    topic = loaded.kb.topics[explanation.topics[0][0]].title
    place = "{}:{}".format(*loaded.places[nearest.text])
    similar = {"text": nearest.text, "entry": _title(loaded.kb, nearest), "similarity": explanation.similarity}
    most = max((weight for _, weight in explanation.words), default=0.0)
    lines = [
        message("explain.read", words=" ".join(word for word, _ in explanation.words)),
        message("explain.nearest", place=place, **similar),
        message("explain.ours", ours=explanation.relevance, answer=bars.relevant, offer=bars.offer),
        message("explain.sure", topic=topic, sure=explanation.certainty, certain=bars.certain),
        message("explain.topics"),
        *(f"  {score:+.2f}  {loaded.kb.topics[code].title} ({code})" for code, score in explanation.topics),
    ]
    if explanation.relevance > bars.offer:  # what counted for a topic that is not meant tells nobody anything
        bars_of = ((word, weight, round(BAR * max(weight, 0) / most)) for word, weight in explanation.words if most > 0)
        lines.append(message("explain.words", topic=topic))
        lines += [f"  {word:10} {'█' * length} {weight:+.2f}" for word, weight, length in bars_of if length]
    return "\n".join(lines)


def _topic_text(answer: TopicAnswer) -> str:
    return "\n\n".join(part for part in (answer.title, plain(answer.body), plain(answer.source)) if part)


def check(folder: Path, *, now: dt.datetime, told: Sequence[Misreading] = ()) -> tuple[list[str], bool]:
    """The lines to print about a knowledge folder, and whether it can be served. `told`: what residents said they had
    meant."""
    try:
        loaded = load(folder, now=now)
    except KnowledgeError as error:
        lines = [_problem_line(folder, problem) for problem in error.problems]
        return [*lines, message("cli.refused", count=len(lines))], False
    answerer = Answerer(loaded.kb)
    warnings = sorted([*loaded.warnings, *_conflicts(loaded, answerer), *_misread(loaded, answerer, told, now)])
    lines = [_problem_line(folder, problem, message("cli.warning")) for problem in warnings]
    return [*lines, _summary(loaded, len(warnings))], True


def _conflicts(loaded: Loaded, answerer: Answerer) -> Iterator[Problem]:
    """Ways of asking that the bot would take for something else, and topics that it can hardly tell apart."""

    def place(text: str) -> str:
        return "{}:{}".format(*loaded.places[text])

    kb = loaded.kb
    ways, topics = answerer.conflicts()
    for way, rival in ways:
        entries = {"entry": _title(kb, way), "other": _title(kb, rival)}
        texts = {"way": shorten(way.text), "rival": shorten(rival.text), "place": place(rival.text)}
        yield Problem(*loaded.places[way.text], message("conflicts.way", **texts, **entries), "way")
    for topic, other, share in topics:
        mine, its = kb.topics[topic].title, kb.topics[other].title
        told = message("conflicts.topics", title=mine, other=its, place=place(its), share=f"{share:.0%}")
        yield Problem(*loaded.places[mine], told, "topics")


def _misread(loaded: Loaded, answerer: Answerer, told: Iterable[Misreading], now: dt.datetime) -> Iterator[Problem]:
    """What residents asked more than once and were not understood, as long as they still would not be."""
    alike: dict[tuple[str, str, str], list[Misreading]] = {}
    for one in told:
        pair, reading = (one.topic, one.meant), answerer.reading(one.text)
        known = [key for key in alike if key[:2] == pair]
        same = answerer.same(reading, ((place, key[2]) for place, key in enumerate(known)))
        alike.setdefault((*pair, reading) if same is None else known[same], []).append(one)
    for (topic, meant, _), asked in alike.items():
        if len(asked) < OFTEN or not {topic, meant} <= set(loaded.kb.topics):
            continue
        if meant not in answerer.answer(Question(asked[0].text, now)).topics:
            title, other = loaded.kb.topics[meant].title, loaded.kb.topics[topic].title
            texts = {"text": shorten(asked[0].text), "times": len(asked), "title": title, "other": other}
            yield Problem(*loaded.places[title], message("conflicts.misread", **texts), "misread")


def _title(kb: KnowledgeBase, lesson: Lesson) -> str:
    """What the entry is called under which a text stands."""
    if lesson.label in kb.topics:
        return kb.topics[lesson.label].title
    return kb.out_of_scope[lesson.entry].subject if lesson.label == OUTSIDE else lesson.entry


def write_schema(folder: Path) -> Path:
    """Renew the schema that editors complete and check with."""
    path = folder / FILE_NAME
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    return path


def _problem_line(folder: Path, problem: Problem, mark: str = "") -> str:
    place = folder / problem.file if problem.file else folder
    return f"{place}:{problem.line}: {mark}{problem.text}" if problem.line else f"{place}: {mark}{problem.text}"


def _summary(loaded: Loaded, warnings: int) -> str:
    kb = loaded.kb
    counts = {"topics": len(kb.topics), "contacts": len(kb.contacts), "schedules": len(kb.schedules)}
    return message("cli.checked", warnings=warnings, **counts)
