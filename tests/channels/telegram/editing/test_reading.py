"""What members type for a value, and what comes of it; no Telegram in between."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.model import Answer
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entry
from bot.channels.telegram.handlers.editing.edit_fields import FIELDS, UnclearError, edits, field_of
from bot.channels.telegram.handlers.editing.edit_finding import SHOWN, find
from bot.channels.telegram.handlers.editing.edit_texts import lost, readable, written
from bot.knowledge.edits import Set
from bot.knowledge.model import KnowledgeBase
from tests.knowledge_factory import NOW

MAN, CLEANING, PLACE = "c:truong-khu", "s:tong-ve-sinh", "p:nha-van-hoa"


def read(kb: KnowledgeBase, ref: str, short: str, typed: str) -> dict[str, Any]:
    one = entry(kb, ref)
    assert one
    field = field_of(one, short)
    assert field
    made = edits(one, field, typed, NOW)
    return {str(edit.path[0]): edit.value for edit in made if isinstance(edit, Set)}


@pytest.mark.parametrize(
    ("ref", "short", "typed", "values"),
    [
        (MAN, "ph", "0987.654.321", {"điện thoại": "0987 654 321"}),
        (MAN, "ph", "0987654321 và 113", {"điện thoại": ["0987 654 321", "113"]}),
        (MAN, "ph", "Để trống", {"điện thoại": None}),
        (MAN, "ho", "bo trong", {"giờ": None}),
        (MAN, "ro", "để trống", {"chức vụ": "để trống"}),
        (MAN, "re", "ngày 31/12", {"xem lại trước": "31/12/2026"}),
        (CLEANING, "wd", "CN", {"thứ": "chủ nhật"}),
        (CLEANING, "wd", "thứ 2, 4 và thứ sáu", {"thứ": ["thứ hai", "thứ tư", "thứ sáu"]}),
        (CLEANING, "st", "từ 7h30 tối đến 9 giờ tối", {"từ giờ": "19:30", "đến giờ": "21:00"}),
        (CLEANING, "st", "7h", {"từ giờ": "07:00", "đến giờ": "08:30"}),
        (CLEANING, "st", "23h", {"từ giờ": "23:00", "đến giờ": None}),
        (CLEANING, "st", "6h30-8h", {"từ giờ": "06:30", "đến giờ": "08:00"}),
        (PLACE, "lo", "20.95, 107.07", {"vĩ độ": "20.95000", "kinh độ": "107.07000"}),
    ],
)
def test_values_as_they_are_typed(kb: KnowledgeBase, ref: str, short: str, typed: str, values: dict[str, Any]) -> None:
    assert read(kb, ref, short, typed) == values


@pytest.mark.parametrize(
    ("ref", "short", "typed"),
    [
        (MAN, "ph", "0912 345"),
        (MAN, "ph", "0912 345 678 (Zalo)"),
        (MAN, "ph", ","),
        (MAN, "re", "hôm nào rảnh"),
        (MAN, "re", "01/01/2020"),
        (MAN, "re", "31/02/2027"),
        (CLEANING, "st", "sáng sớm"),
        (CLEANING, "st", "25h"),
        (CLEANING, "st", "6h đến 7h đến 8h"),
        (CLEANING, "st", "-"),
        (CLEANING, "wd", "thứ chín"),
        (PLACE, "lo", "đầu ngõ"),
    ],
)
def test_what_is_no_such_value(kb: KnowledgeBase, ref: str, short: str, typed: str) -> None:
    if typed == "-":  # empties what may be empty
        assert read(kb, ref, short, typed) == {"từ giờ": None, "đến giờ": None}
    else:
        with pytest.raises(UnclearError):
            read(kb, ref, short, typed)


@given(
    ref=st.sampled_from([MAN, CLEANING, PLACE, "t:ve-sinh/lich"]),
    typed=st.text(min_size=1, max_size=60),
    data=st.data(),
)
def test_any_text_is_a_value_or_unclear(kb: KnowledgeBase, ref: str, typed: str, data: st.DataObject) -> None:
    one = Entry(kb, *ref.split(":"))
    field = data.draw(st.sampled_from([field for field in FIELDS[one.letter] if field.kind != "place"]))
    with contextlib.suppress(UnclearError):
        edits(one, field, typed, NOW)


@given(text=st.text(max_size=60))
def test_any_words_can_be_asked_for(kb: KnowledgeBase, text: str) -> None:
    assert len(find(kb, text, Answer("unknown", 0.0))) <= SHOWN


@given(text=st.text(st.characters() | st.sampled_from("{}:.*"), max_size=60))
def test_any_text_can_be_written(kb: KnowledgeBase, text: str) -> None:
    assert written(kb, readable(kb, text)).count("{") == text.count("{")
    lost(kb, text, "")


def test_every_placeholder_comes_back_as_it_was(kb: KnowledgeBase) -> None:
    for topic in kb.topics.values():
        assert written(kb, readable(kb, topic.answer)) == topic.answer


def test_words_that_could_mean_two_entries_are_not_used(kb: KnowledgeBase) -> None:
    twin = kb.contacts["truong-khu"].model_copy(update={"code": "hai"})
    from dataclasses import replace

    both = replace(kb, contacts={**kb.contacts, "hai": twin})
    assert readable(both, "{liên hệ:truong-khu} {liên hệ:to-truong-7}") == "{liên hệ:truong-khu} {Tổ trưởng tổ 7}"
