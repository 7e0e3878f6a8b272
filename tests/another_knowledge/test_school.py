"""Knowledge of another kind: a school's FAQ, put into the committee's format without a line of the program changed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.people import add_person
from bot.simulator.server import serve
from bot.terminal import answer_lines, check, open_answerer
from tests.another_knowledge.school import code_of, pairs, questions, write_school
from tests.knowledge_factory import NOW
from tests.live_bot import eventually, heard, running_bot, say

PARENT = 11


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_school(tmp_path_factory.mktemp("school"))


def ask(folder: Path, *texts: str) -> list[dict[str, Any]]:
    """What `khupho ask` says to each question."""
    lines = [json.dumps({"text": text}) for text in texts]
    return list(answer_lines(lines, open_answerer(folder, now=NOW, samples=False)[0], lambda: NOW))


def shares(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """How questions that the FAQ answers fare, and those that it does not, as shares of their number."""
    told: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    asked = list(questions())
    for (_, topic), reply in zip(asked, ask(folder, *(text for text, _ in asked)), strict=True):
        if topic is None:
            outside[reply["outcome"]] += 1
        elif reply["outcome"] == "answer":
            told["right" if topic in reply["topics"] else "wrong"] += 1
        else:
            told["offered" if topic in reply["suggestions"] else "missed"] += 1
    return _shares(told), _shares(outside)


def _shares(counts: Counter[str]) -> dict[str, float]:
    return dict.fromkeys(("right", "offered", "wrong", "answer"), 0.0) | {
        name: count / counts.total() for name, count in counts.items()
    }


@pytest.mark.parametrize("kept", [True, False])
def test_the_folder_can_be_served(tmp_path: Path, kept: bool) -> None:
    lines, served = check(write_school(tmp_path, kept=kept), now=NOW)
    assert served, lines


def test_every_question_of_the_page_is_answered_in_its_words(school: Path) -> None:
    for pair, reply in zip(pairs(), ask(school, *(pair["hỏi"] for pair in pairs())), strict=True):
        assert reply["topics"] == [code_of(pair["mục"])]
        assert reply["text"].startswith(f"{pair['mục']}\n\n{pair['đáp']}\n\n")


def test_parents_are_understood_and_what_is_no_school_matter_is_not_answered(school: Path) -> None:
    told, outside = shares(school)
    assert told["right"] >= 0.5, told
    assert told["right"] + told["offered"] >= 0.88, told
    assert told["wrong"] <= 0.05, told
    assert outside["answer"] <= 0.05, outside


def test_without_the_lists_to_keep_less_is_answered_at_once(tmp_path: Path) -> None:
    """Ten lines teach little of what to leave alone, as `check` says: topics are offered rather than answered."""
    told, outside = shares(write_school(tmp_path, kept=False))
    assert told["right"] >= 0.4, told
    assert told["right"] + told["offered"] >= 0.85, told
    assert told["wrong"] <= 0.05, told
    assert outside["answer"] <= 0.1, outside


async def test_the_running_bot_serves_it_as_any_other(school: Path, tmp_path: Path) -> None:
    async with serve() as served:
        add_person(served.telegram, "Mẹ An", user_id=PARENT)
        async with running_bot(served, tmp_path, school):
            say(served, PARENT, "khi nao hop phu huynh v a")
            await eventually(lambda: any("họp phụ huynh ba lần" in text for text in heard(served, PARENT)))
