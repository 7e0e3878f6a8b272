"""The process is killed in the middle of an announcement: everybody is accounted for, nobody gets too much."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks._town import town
from benchmarks.broadcast import kill_often
from tests.knowledge_factory import write_knowledge

PEOPLE, KILLS = 60, 5
LIMITS = {"enabled": False}


@pytest.mark.parametrize("urgent", [False, True])
def test_killed_again_and_again_it_accounts_for_everybody(tmp_path: Path, *, urgent: bool) -> None:
    settings = {"MESSAGES_PER_SECOND": "60", "KNOWLEDGE": str(write_knowledge(tmp_path))}
    with town(tmp_path, PEOPLE, LIMITS, **settings) as made:
        kills, outcome = kill_often(made, KILLS, random.Random(7), urgent=urgent)
    assert kills >= KILLS - 1
    assert len(outcome.states) == PEOPLE
    assert outcome.untrue == 0
    assert outcome.most <= (2 if urgent else 1)
    if urgent:
        assert outcome.lost == 0
