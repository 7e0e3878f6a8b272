"""Public sets of texts and labels, to see whether the engine understands other knowledge than its own.

`NAME.train.jsonl` is what is taught, `NAME.test.jsonl` what is asked (lines of `text` and `label`, label `oos` for what
must not be answered). Where nothing is `oos`, a fifth of the labels is, the second time, taken for unknown: their texts
are not taught, and must not be answered.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks._asked import OUTSIDE, SEED, Asked, read
from benchmarks._figures import built, with_noise
from benchmarks._measures import Quality, quality
from benchmarks._methods import Judge, Peer
from benchmarks._noise import NOISES
from benchmarks._ours import NAME, taught_by
from bot.knowledge.model import Dictionary

UNKNOWN = 5  # every fifth label
AT_MOST = 600  # questions of a set
Scores = Mapping[str, tuple[float, float]]  # by noise: top-1, right at 5 %


def compare_sets(folder: Path, dictionary: Dictionary, peers: Sequence[Peer]) -> dict[str, dict[str, Scores]]:
    """For each set, by method, its scores without noise (`clean`) and with each."""
    methods = [Peer(NAME, "khupho", partial(taught_by, dictionary)), *peers]
    found: dict[str, dict[str, Scores]] = {}
    for path in sorted(folder.glob("*.train.jsonl")):
        name = path.name.removesuffix(".train.jsonl")
        known, asked = read(path), read(folder / f"{name}.test.jsonl")
        asked = random.Random(SEED).sample(asked, min(len(asked), AT_MOST))
        title = f"{name} ({len({label for _, label in known} - {OUTSIDE})} labels, {len(known)} texts)"
        found[title] = {method.name: _scores(method, known, asked) for method in methods}
    return found


def _scores(method: Peer, known: Sequence[Asked], asked: Sequence[Asked]) -> Scores:
    judge, _ = built(method.name, partial(method.build, known))
    everything = _qualities(judge, asked)
    unsure = everything
    if not any(label == OUTSIDE for _, label in asked):
        fewer, harder = _with_unknown(known, asked)
        judge, _ = built(method.name, partial(method.build, fewer))
        unsure = _qualities(judge, harder)
    return {noise: (everything[noise].top_1, unsure[noise].right_at_5) for noise in everything}


def _with_unknown(known: Sequence[Asked], asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    labels = sorted({label for _, label in known})
    unknown = set(random.Random(SEED).sample(labels, len(labels) // UNKNOWN))
    return (
        [example for example in known if example.label not in unknown],
        [Asked(text, OUTSIDE if label in unknown else label) for text, label in asked],
    )


def _qualities(judge: Judge, asked: Sequence[Asked]) -> dict[str, Quality]:
    heard = {"clean": asked, **{noise: with_noise(asked, noise) for noise in NOISES}}
    return {noise: quality(texts, [judge(text) for text, _ in texts]) for noise, texts in heard.items()}
