"""Every problem the checks can report has words, and every word is used."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import bot.knowledge
from bot.knowledge.sections import EXPLAINED

CODE = "".join(path.read_text(encoding="utf-8") for path in Path(bot.knowledge.__file__).parent.glob("*.py"))
WORDS = tomllib.loads(files("bot").joinpath("messages.toml").read_text(encoding="utf-8"))["check"]


def test_every_kind_of_problem_has_words_and_every_word_a_kind() -> None:
    kinds = {key for key, words in WORDS.items() if isinstance(words, str)}
    assert {kind for kind in kinds if f'"{kind}"' not in CODE} == {"refused", "more"}
    reported = set(re.findall(r'(?:add|note|_UnreadableError)\((?:[\w.]+, ){1,3}"(\w+)"', CODE))
    assert reported <= kinds


def test_every_refused_value_has_words() -> None:
    assert set(WORDS["value"]) == EXPLAINED | {"other"}
