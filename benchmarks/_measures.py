"""Shares of right and wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from benchmarks._asked import OUTSIDE, Asked
from benchmarks._methods import OFFERED, Reply, Verdict

Sureness = tuple[bool, float]
Result = TypeVar("Result")
NOBODY: Sureness = (False, -np.inf)  # below every sureness


@dataclass(frozen=True)
class Quality:
    """Shares of the questions on topics: the right topic first; among the first four; first and surer than all but 2 %
    (5 %) of the texts that must not be answered."""

    top_1: float
    top_4: float
    right_at_2: float
    right_at_5: float


@dataclass(frozen=True)
class Outcomes:
    """What residents see. Shares of the questions on topics: answered right; that, or offered among the buttons;
    answered wrong. Shares of the other texts: answered; offered buttons."""

    right: float
    right_or_offered: float
    wrong: float
    outside_answered: float
    outside_offered: float


@dataclass(frozen=True)
class Timed:
    """Milliseconds a question."""

    median: float
    p99: float


def quality(asked: Sequence[Asked], verdicts: Sequence[Verdict]) -> Quality:
    inside = [(verdict, label) for verdict, (_, label) in zip(verdicts, asked, strict=True) if label != OUTSIDE]
    right = [verdict for verdict, label in inside if verdict.ranking[0] == label]

    def right_at(share: float) -> float:
        bar = _bar(asked, verdicts, share)
        return sum(not v.outside and v.sureness > bar for v in right) / len(inside)

    return Quality(
        top_1=len(right) / len(inside),
        top_4=sum(label in verdict.ranking[:OFFERED] for verdict, label in inside) / len(inside),
        right_at_2=right_at(0.02),
        right_at_5=right_at(0.05),
    )


def _bar(asked: Sequence[Asked], verdicts: Sequence[Verdict], share: float) -> Sureness:
    """What at most this share of the texts that must not be answered is surer than."""
    false = sorted(
        (v.sureness for v, (_, label) in zip(verdicts, asked, strict=True) if label == OUTSIDE), reverse=True
    )
    allowed = int(share * len(false) + 1e-9)
    return false[allowed] if allowed < len(false) else NOBODY


def replies(asked: Sequence[Asked], verdicts: Sequence[Verdict], answered: float, offered: float) -> list[Reply]:
    """What residents would get of a method whose thresholds let these shares of the outside texts be answered, and be
    offered buttons. It could not know these thresholds before: they are in its favour."""
    bar, lower = _bar(asked, verdicts, answered), _bar(asked, verdicts, answered + offered)

    def reply(verdict: Verdict) -> Reply:
        if verdict.sureness > bar and not verdict.outside:
            return Reply(topics=verdict.ranking[:1])
        return Reply(offered=verdict.ranking[:OFFERED]) if verdict.sureness > lower else Reply()

    return [reply(verdict) for verdict in verdicts]


def outcomes(asked: Sequence[Asked], replies: Sequence[Reply]) -> Outcomes:
    pairs = [(reply, label) for reply, (_, label) in zip(replies, asked, strict=True)]
    inside = [(reply, label) for reply, label in pairs if label != OUTSIDE]
    outside = [reply for reply, label in pairs if label == OUTSIDE]
    right = sum(reply.topics[:1] == (label,) for reply, label in inside)
    offered = sum(not reply.topics and label in reply.offered[:OFFERED] for reply, label in inside)
    return Outcomes(
        right=right / len(inside),
        right_or_offered=(right + offered) / len(inside),
        wrong=sum(bool(reply.topics) and label not in reply.topics for reply, label in inside) / len(inside),
        outside_answered=_share(sum(bool(reply.topics) for reply in outside), len(outside)),
        outside_offered=_share(sum(bool(reply.offered) for reply in outside), len(outside)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def timed(ask: Callable[[str], Result], texts: Sequence[str]) -> tuple[list[Result], Timed]:
    """One question at a time, as they come in."""
    results, took = [], []
    for text in texts:
        began = time.perf_counter()
        results.append(ask(text))
        took.append((time.perf_counter() - began) * 1000)
    return results, Timed(float(np.median(took)), float(np.quantile(took, 0.99)))
