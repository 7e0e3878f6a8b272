"""A question that was answered, as an entry of the handbook."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feedback.mailbox import CODE, TITLE, as_entry, as_written, entry_of, new_ways, title_of, unused_code
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from bot.storage.question import Asked
from tests.knowledge_factory import NOW, SHIPPED

DAY = dt.date(2026, 11, 23)
CODE_FORM = re.compile(r"^[a-z0-9]+(?:[-/][a-z0-9]+)*$")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(SHIPPED, now=NOW).kb


def answered(answer: str, **more: object) -> Asked:
    given_: dict[str, object] = dict.fromkeys(Asked.__dataclass_fields__)
    at = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)  # the 23rd in Hạ Long
    return Asked(**(given_ | {"id": 1, "state": "answered", "answer": answer, "answered_at": at} | more))  # type: ignore[arg-type]


def test_the_title_is_the_question_with_marks_and_without_politeness(kb: KnowledgeBase) -> None:
    asked = ["loa phat may gio", "Dạ cho em hỏi loa phóng thanh phát mấy giờ ạ?"]
    assert title_of(kb, asked) == "Loa phóng thanh phát mấy giờ"


def test_a_long_question_makes_a_short_title_and_code(kb: KnowledgeBase) -> None:
    title = title_of(kb, ["Loa phóng thanh phát mấy giờ " * 9])
    assert len(title) <= TITLE
    assert unused_code(kb, "hoi-dap-them", title).startswith("hoi-dap-them/loa-phong-thanh")


def test_a_code_that_is_taken_gets_a_number(kb: KnowledgeBase) -> None:
    code = unused_code(kb, "ve-sinh", "Lịch")
    assert "ve-sinh/lich" in kb.topics
    assert code == "ve-sinh/lich-2"


def test_ways_are_different_questions_in_which_nothing_is_hidden(kb: KnowledgeBase) -> None:
    known = next(iter(kb.topics.values())).ways[0]
    asked = [
        "Loa phát mấy giờ?",
        "loa phat may gio",
        "loa phát, gọi ###",
        "hỏi 0912345678",
        "@…",
        "[…] loa",
        known,
        "?",
        "a\nb",
    ]
    assert new_ways(kb, asked) == ["Loa phát mấy giờ?", "a b"]


def test_what_members_changed_is_kept(kb: KnowledgeBase) -> None:
    first = answered("Có <b>wifi</b>", entry={"t": "Wifi", "c": ["wifi đâu"]})
    values = entry_of(kb, first, ["nhà văn hóa có wifi không"], DAY)
    assert as_entry(values) == {
        "mã": "hoi-dap-them/nha-van-hoa-co-wifi-khong",
        "tiêu đề": "Wifi",
        "trả lời": "Có **wifi**",
        "nguồn": "Ban khu phố trả lời ngày 23/11/2026",
        "xác nhận ngày": "23/11/2026",
        "cách hỏi": ["wifi đâu"],
    }


def test_an_answer_is_written_as_the_committee_writes() -> None:
    html = 'Xem <a href="https://a.vn/x">ở đây</a>, <b>nhớ</b> &lt;kỹ&gt; <tg-spoiler>nhé</tg-spoiler> {x} ** a'
    assert as_written(html) == "Xem ở đây (https://a.vn/x), **nhớ** <kỹ> nhé (x)  a"


@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_questions_make_an_entry(kb: KnowledgeBase, texts: list[str]) -> None:
    values = entry_of(kb, answered("x"), texts, DAY)
    assert CODE_FORM.match(values["m"])
    assert len(values["m"]) <= CODE
    assert values["m"] not in kb.topics
    assert len(values["t"]) <= TITLE
    assert not set("{}") & set("".join([values["t"], *values["c"]]))
