"""However a question is typed, its outcome is the same: asked with the shipped knowledge, in its own ways of asking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.learning import lessons
from bot.answering.model import Question
from bot.knowledge.loader import load
from bot.language.folding import fold
from bot.language.syllables import is_syllable
from tests.knowledge_factory import NOW, SHIPPED
from tests.language.keyboards import telex

BY_EAR = [("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"), ("l", "n"), ("n", "l"), ("d", "gi"), ("r", "d")]
_WORD = re.compile(r"[^\W_]+")


@cache
def ways() -> list[str]:
    return sorted({way for way, _, _ in lessons(load(SHIPPED, now=NOW).kb)})


@cache
def vocabulary() -> list[str]:
    """The words of the ways of asking, the same misspelt, and the abbreviations."""
    words = {word for way in ways() for word in _WORD.findall(way.lower())}
    by_ear = {ear + word[len(right) :] for word in words for right, ear in BY_EAR if word.startswith(right)}
    dictionary = load(SHIPPED, now=NOW).kb.dictionary
    return sorted(words.union(by_ear, *(abbreviation.short for abbreviation in dictionary.abbreviations)))


def outcome(answerer: Answerer, text: str) -> tuple[str, tuple[str, ...]]:
    answer = answerer.answer(Question(text, NOW))
    return answer.outcome, answer.topics


def raw(text: str, *, tone_last: bool) -> str:
    """What a Telex typist strikes for a text."""
    return _WORD.sub(lambda word: telex(word[0], tone_last=tone_last), text.lower())


def surely_raw(text: str) -> bool:
    """Whether a message of Vietnamese words tells that it was typed raw: two of them carry both a mark and a tone.

    Less is ambiguous by nature: `camr own` (cảm ơn), `bot laf gif` and `thay loops xe` may be English or slips. So are
    foreign words in a raw message: a keyboard that composes makes `gá` of `gas`.
    """
    words = _WORD.findall(text.lower())
    vietnamese = all(word.isdigit() or is_syllable(word) for word in words)
    return vietnamese and sum(map(_marked_and_toned, words)) >= 2


def _marked_and_toned(word: str) -> bool:
    signs = unicodedata.normalize("NFD", word.replace("đ", "d\u0306"))
    return sum(unicodedata.combining(sign) > 0 for sign in signs) > 1


FORMS: list[Callable[[str], str]] = [
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    str.upper,
    str.lower,
    str.title,
    lambda text: unicodedata.normalize("NFD", text.upper()),
]


@given(st.deferred(lambda: st.sampled_from(ways())), st.sampled_from(FORMS))
def test_composition_and_case_make_no_difference(production: Answerer, way: str, form: Callable[[str], str]) -> None:
    assert outcome(production, form(way)) == outcome(production, way)


@given(st.deferred(lambda: st.sampled_from([way for way in ways() if surely_raw(way)])), st.booleans(), st.booleans())
def test_telex_keys_that_were_not_composed_make_no_difference(
    production: Answerer, way: str, tone_last: bool, shout: bool
) -> None:
    keys = raw(way, tone_last=tone_last)
    assert outcome(production, keys.upper() if shout else keys) == outcome(production, way)


@given(st.deferred(lambda: st.lists(st.sampled_from(vocabulary()), max_size=9)), st.sampled_from([str, fold]))
def test_reading_the_canonical_form_changes_nothing(
    production: Answerer, words: list[str], write: Callable[[str], str]
) -> None:
    """Words of the knowledge in any order, spelt by ear now and then: neighbours decide how they are read."""
    read = production._understanding.learned.reader.read
    once = read(write(" ".join(words))).text
    assert read(once).text == once
