"""Asks every method the same questions, and notes how it did."""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

from benchmarks._asked import NOW, SEED, Asked, records, taught
from benchmarks._measures import Outcomes, Quality, Timed, outcomes, quality, replies, timed
from benchmarks._methods import Judge, Peer
from benchmarks._noise import NOISES
from benchmarks._ours import NAME, Ours, reply
from bot.knowledge.model import KnowledgeBase

FALSE_ANSWERS = 0.02
Built = TypeVar("Built")
Questions = Mapping[str, Sequence[Asked]]  # by the name of the set


@dataclass(frozen=True)
class Figures:
    """How one method did on one set of questions; `noisy` by the name of the noise."""

    name: str
    quality: Quality
    outcomes: Outcomes
    noisy: Mapping[str, Quality]
    ms: Timed
    build_seconds: float


def compare(kb: KnowledgeBase, questions: Questions, peers: Sequence[Peer]) -> dict[str, list[Figures]]:
    """For each set of questions the figures of every method, ours first."""
    ours, seconds = built(NAME, partial(Ours, kb))
    table = {name: [_ours(ours, asked, seconds)] for name, asked in questions.items()}
    known = taught(kb)
    for peer in peers:
        judge, seconds = built(peer.name, partial(peer.build, known))
        for name, asked in questions.items():
            offered = table[name][0].outcomes.outside_offered
            table[name].append(_peer(peer.name, judge, asked, offered, seconds))
    return table


def built(name: str, build: Callable[[], Built]) -> tuple[Built, float]:
    print(f"  {name}", file=sys.stderr, flush=True)
    began = time.perf_counter()
    return build(), time.perf_counter() - began


def _ours(ours: Ours, asked: Sequence[Asked], seconds: float) -> Figures:
    answers, ms = timed(ours.ask, [text for text, _ in asked])  # the whole answer, as it is sent
    verdicts = [ours.judge(text) for text, _ in asked]
    seen = outcomes(asked, [reply(answer) for answer in answers])
    return Figures(NAME, quality(asked, verdicts), seen, _noisy(ours.judge, asked), ms, seconds)


def _peer(name: str, judge: Judge, asked: Sequence[Asked], offered: float, seconds: float) -> Figures:
    verdicts, ms = timed(judge, [text for text, _ in asked])
    seen = outcomes(asked, replies(asked, verdicts, FALSE_ANSWERS, offered))
    return Figures(name, quality(asked, verdicts), seen, _noisy(judge, asked), ms, seconds)


def _noisy(judge: Judge, asked: Sequence[Asked]) -> dict[str, Quality]:
    return {
        noise: quality(heard, [judge(text) for text, _ in heard])
        for noise, heard in ((noise, with_noise(asked, noise)) for noise in NOISES)
    }


def with_noise(asked: Sequence[Asked], noise: str) -> list[Asked]:
    """The same for every method and in every run."""
    rng = random.Random(SEED)
    return [Asked(NOISES[noise](text, rng), label) for text, label in asked]


def two_at_once(ours: Ours, path: Path) -> tuple[float, int]:
    """The share of messages with two questions of which both are answered, and how many messages there are."""
    found = records(path)
    both = [set(record["labels"]) <= set(ours.ask(record["text"]).topics) for record in found]
    return sum(both) / len(both), len(both)


def follow_ups(ours: Ours, path: Path) -> tuple[float, int]:
    """The share of follow-ups answered with the right topic, and how many there are."""
    found = records(path)
    right = [ours.follow_up(record["turns"]).topics[:1] == (record["label"],) for record in found]
    return sum(right) / len(right), len(right)


def circumstances(packages: Sequence[str]) -> str:
    """Where and when this was measured, and with which versions."""
    versions = [f"{name} {found}" for name in ("numpy", *dict.fromkeys(packages)) if (found := installed(name))]
    cores = f"{os.cpu_count()} cores" if os.cpu_count() else ""
    day = dt.datetime.now(NOW.tzinfo).date().isoformat()
    return ", ".join([day, _processor(), cores, f"Python {platform.python_version()}", *versions])


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text(encoding="utf-8")) if cpuinfo.exists() else None
    return found[1] if found else platform.processor()
