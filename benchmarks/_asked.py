"""The questions that are asked: from files, or ways of asking that the knowledge has to do without."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from rapidfuzz import fuzz, process

from bot.answering.learning import lessons
from bot.answering.matching import OUTSIDE as NO_TOPIC
from bot.knowledge.model import Greeting, KnowledgeBase, OutOfScope, Topic
from bot.language.folding import fold

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OUTSIDE, GREETING = "oos", "chao-hoi"
SEED = 5
HELD_OUT = 5  # every fifth way
ALIKE = (
    80  # rapidfuzz.fuzz.token_sort_ratio without diacritics, from which one way is the other in nearly the same words
)
Entry = TypeVar("Entry", Topic, OutOfScope, Greeting)


class Asked(NamedTuple):
    """A text and the topic it asks about; OUTSIDE for what must not be answered."""

    text: str
    label: str


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read(path: Path) -> list[Asked]:
    """JSON lines of `text` and `label`. Greetings are left out: they ask nothing."""
    found = [Asked(record["text"], record["label"]) for record in records(path)]
    return [asked for asked in found if asked.label != GREETING]


def taught(kb: KnowledgeBase) -> list[Asked]:
    """What the bot learns from, for its peers: greetings and what is not the khu phố's are OUTSIDE."""
    return [Asked(way, OUTSIDE if label.startswith(NO_TOPIC) else label) for way, label, _ in lessons(kb)]


def hold_out(kb: KnowledgeBase) -> tuple[KnowledgeBase, list[Asked]]:
    """The knowledge without a fifth of each entry's ways, and without the ways that say nearly the same as one of
    those; and that fifth as questions, but for what says nearly the same as a title or a greeting."""
    rng = random.Random(SEED)
    drawn = [*_drawn(kb.topics, rng), *(Asked(way, OUTSIDE) for way, _ in _drawn(kb.out_of_scope, rng))]
    kept = {way for way, _ in _unlike(taught(kb), drawn)}
    fewer = replace(kb, topics=_only(kb.topics, kept), out_of_scope=_only(kb.out_of_scope, kept))
    ways = {way for topic in kb.topics.values() for way in topic.ways}
    ways.update(way for entry in kb.out_of_scope.values() for way in entry.ways)
    return fewer, _unlike(drawn, [asked for asked in taught(kb) if asked.text not in ways])


def _drawn(entries: Mapping[str, Topic | OutOfScope], rng: random.Random) -> Iterator[Asked]:
    for code, entry in entries.items():
        for way in rng.sample(entry.ways, -(-len(entry.ways) // HELD_OUT)):
            yield Asked(way, code)


def _unlike(some: Sequence[Asked], others: Sequence[Asked]) -> list[Asked]:
    """Those of some that are not said in nearly the same words as one of the others."""
    folded, others_folded = ([fold(text) for text, _ in texts] for texts in (some, others))
    likeness = process.cdist(folded, others_folded, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, dtype=np.uint8)
    return [asked for asked, alike in zip(some, np.any(likeness, axis=1).tolist(), strict=True) if not alike]


def _only(entries: Mapping[str, Entry], kept: set[str]) -> dict[str, Entry]:
    return {
        code: entry.model_copy(update={"ways": tuple(way for way in entry.ways if way in kept)})
        for code, entry in entries.items()
    }
