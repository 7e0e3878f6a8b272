"""Questions that ask the same are one, whatever they look like; others never are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.language.folding import strip_diacritics
from tests.language.strategies import anything

SAME = [
    ("Nhà văn hóa có wifi không ạ?", "cho em hỏi nha van hoa co wifi ko"),
    ("Nhà văn hóa có wifi không", "Có wifi tại nhà văn hóa không"),
    ("Khi nào phát quà Trung thu cho các cháu", "bao giờ phát quà trung thu cho các cháu vậy ạ"),
    ("số đt bác trưởng khu", "xin số điện thoại bác trưởng khu phố"),
]
OTHER = [
    ("Nhà văn hóa có wifi không", "Nhà văn hóa có máy chiếu không"),
    ("Tổ 7 họp ở đâu", "Tổ 3 họp ở đâu"),
    ("Bao giờ phát quà Trung thu", "Phát quà Trung thu ở đâu"),
    ("Không đóng tiền rác thì sao", "Đóng tiền rác thì sao"),
    ("số điện thoại bí thư chi bộ", "số điện thoại bí thư chi đoàn"),
    ("khu phố 6 họp ở đâu", "khu phố 8 họp ở đâu"),
]


def asks_the_same(answerer: Answerer, one: str, other: str) -> bool:
    return answerer.same(answerer.reading(one), [(1, answerer.reading(other))]) == 1


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_words(production: Answerer, one: str, other: str) -> None:
    assert asks_the_same(production, one, other)
    assert asks_the_same(production, other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_in_nearly_the_same_words(production: Answerer, one: str, other: str) -> None:
    assert not asks_the_same(production, one, other)


def test_a_text_without_words_asks_nothing(production: Answerer) -> None:
    assert production.reading("???") == ""
    assert production.same("", [(1, ""), (2, "wifi")]) is None


def test_ways_of_asking_one_topic_are_no_other_topics(production: Answerer) -> None:
    """Precision on the committee's own texts: of those put together, hardly any belong apart."""
    texts = [(way, topic.code) for topic in production.kb.topics.values() for way in topic.ways][::4]
    known: list[tuple[int, str]] = []
    together = wrong = 0
    for number, (way, code) in enumerate(texts):
        reading = production.reading(way)
        first = production.same(reading, known)
        if first is None:
            known.append((number, reading))
        else:
            together += 1
            wrong += texts[first][1] != code
    assert together > 10
    assert wrong <= together * 0.05


def test_thousands_of_open_questions_are_compared_at_once(production: Answerer) -> None:
    known = [(number, f"an{number} gio hop mang may to_truong {number}") for number in range(10_000)]
    begun = time.perf_counter()
    production.same(production.reading("họp tổ mấy giờ mang gì"), known)
    assert time.perf_counter() - begun < 0.5


@settings(max_examples=150)
@given(anything)
def test_any_text_can_be_read_and_asks_the_same_as_itself(production: Answerer, text: str) -> None:
    reading = production.reading(text)
    assert production.reading(text) == reading
    assert (production.same(reading, [(1, reading)]) == 1) is bool(reading)


@settings(max_examples=60)
@given(st.data())
def test_marks_and_case_and_politeness_make_no_difference(production: Answerer, data: st.DataObject) -> None:
    texts = [way for topic in production.kb.topics.values() for way in topic.ways if len(way.split()) > 3]
    text = data.draw(st.sampled_from(texts))
    changed = data.draw(st.sampled_from([text.upper(), f"dạ cho em hỏi {text} ạ", f"{text}???"]))
    assert asks_the_same(production, text, changed)


def test_without_marks_nearly_every_question_is_the_same(production: Answerer) -> None:
    texts = [way for topic in production.kb.topics.values() for way in topic.ways]
    kept = sum(asks_the_same(production, text, strip_diacritics(text)) for text in texts)
    assert kept > 0.98 * len(texts)
