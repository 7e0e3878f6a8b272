"""How well questions are understood, and how fast, beside peers that are given the same ways of asking.

The knowledge is measured against itself: a fifth of the ways of asking is held out and asked. With `--questions FILE`
(JSON lines of `text` and `label`, label `oos` for what must not be answered) those questions are asked instead.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from bot.language.folding import fold

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OUTSIDE = "oos"
HELD_OUT = 5  # every fifth way
FALSE_ANSWERS = 0.02


class Asked(NamedTuple):
    text: str
    label: str


@dataclass(frozen=True)
class Reply:
    """What a method makes of a question: its best topic (OUTSIDE if none), how sure it is, and what it would do."""

    topic: str
    score: float
    outcome: str = ""
    offered: tuple[str, ...] = ()


Method = Callable[[str], Reply]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    options = parser.parse_args()
    kb = load(options.knowledge, now=NOW).kb
    if options.questions:
        questions = list(_read(options.questions))
    else:
        kb, questions = hold_out(kb)
    known = [(way, label) for way, label in _taught(kb)]
    print(f"{len(known)} ways of asking, {len(questions)} questions")
    began = time.perf_counter()
    answerer = Answerer(kb)
    print(f"built in {time.perf_counter() - began:.1f} s")
    methods: Mapping[str, Method] = {
        "ours": _ours(answerer),
        "rapidfuzz WRatio": _nearest(known, fuzz.WRatio, lambda text: text),
        "rapidfuzz token_set_ratio, folded": _nearest(known, fuzz.token_set_ratio, fold),
        "rapidfuzz ratio, folded": _nearest(known, fuzz.ratio, fold),
    }
    print(f"\n{'method':36}{'top-1':>7}{'right at 2 %':>14}{'ms':>8}")
    for name, method in methods.items():
        _compare(name, method, questions)
    _outcomes(methods["ours"], questions)


def hold_out(kb: KnowledgeBase) -> tuple[KnowledgeBase, list[Asked]]:
    """The knowledge without every fifth way of asking, and those ways as questions."""
    questions: list[Asked] = []

    def thinned(ways: Sequence[str], label: str) -> tuple[str, ...]:
        questions.extend(Asked(way, label) for way in ways[::HELD_OUT])
        return tuple(way for place, way in enumerate(ways) if place % HELD_OUT)

    topics = {c: t.model_copy(update={"ways": thinned(t.ways, c)}) for c, t in kb.topics.items()}
    others = {c: o.model_copy(update={"ways": thinned(o.ways, OUTSIDE)}) for c, o in kb.out_of_scope.items()}
    return replace(kb, topics=topics, out_of_scope=others), questions


def _read(path: Path) -> Iterable[Asked]:
    for line in path.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        yield Asked(found["text"], found["label"])


def _taught(kb: KnowledgeBase) -> Iterable[tuple[str, str]]:
    for topic in kb.topics.values():
        yield from ((way, topic.code) for way in topic.ways)
    for entry in kb.out_of_scope.values():
        yield from ((way, OUTSIDE) for way in entry.ways)


def _ours(answerer: Answerer) -> Method:
    def ask(text: str) -> Reply:
        answer = answerer.answer(Question(text, NOW))
        offered = tuple(choice.topic for choice in answer.suggestions)
        best = [*answer.topics, *offered, OUTSIDE][0]
        return Reply(best, answer.score, answer.outcome, offered)

    return ask


def _nearest(known: Sequence[tuple[str, str]], scorer: Callable[..., float], form: Callable[[str], str]) -> Method:
    choices = [form(way) for way, _ in known]

    def ask(text: str) -> Reply:
        _, score, place = process.extractOne(form(text), choices, scorer=scorer)
        return Reply(known[place][1], score)

    return ask


def _compare(name: str, method: Method, questions: Sequence[Asked]) -> None:
    asked = [question for question in questions if question.label != "chao-hoi"]
    began = time.perf_counter()
    replies = [method(question.text) for question in asked]
    each = (time.perf_counter() - began) / len(asked) * 1000
    ours = [(reply, question.label) for reply, question in zip(replies, asked, strict=True)]
    false = sorted((r.score for r, label in ours if label == OUTSIDE and r.topic != OUTSIDE), reverse=True)
    allowed = int(FALSE_ANSWERS * sum(label == OUTSIDE for _, label in ours))
    bar = false[allowed] if len(false) > allowed else -1.0
    inside = [(reply, label) for reply, label in ours if label != OUTSIDE]
    right = [reply for reply, label in inside if reply.topic == label]
    sure = sum(reply.score > bar for reply in right)
    print(f"{name:36}{len(right) / len(inside):7.3f}{sure / len(inside):14.3f}{each:8.2f}")


def _outcomes(method: Method, questions: Sequence[Asked]) -> None:
    """The shares that residents would see."""
    seen: Counter[str] = Counter()
    total = Counter("outside" if q.label == OUTSIDE else "inside" for q in questions if q.label != "chao-hoi")
    for question in questions:
        if question.label == "chao-hoi":
            continue
        reply = method(question.text)
        if question.label == OUTSIDE:
            seen[f"outside, {reply.outcome}"] += 1
        elif reply.outcome == "answer":
            seen["inside, right" if reply.topic == question.label else "inside, wrong"] += 1
        else:
            seen["inside, offered" if question.label in reply.offered else "inside, neither"] += 1
    print("\nours, as residents see it:")
    for name, count in sorted(seen.items()):
        print(f"  {name:24}{count / total[name.split(',')[0]]:7.3f}")


if __name__ == "__main__":
    main()
