"""The picture of the figures, and its words: for an empty week, one question, a busy month, whatever titles say."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.feedback.canvas import lines
from bot.feedback.figures import OUTCOMES, reckon
from bot.feedback.periods import Period, month, week
from bot.feedback.picture import GRID, WIDTH, _step, draw
from bot.feedback.told import STATES, Told, caption, tell
from bot.knowledge.office_wording import OfficeWording
from bot.lettering import ems
from tests.feedback.test_figures import TODAY, counted
from tests.knowledge_factory import tiny_knowledge

LONG = "Giấy tờ và nơi đăng ký nghĩa vụ quân sự lần đầu cho công dân nam đủ 17 tuổi ở phường mới sau sáp nhập"
BUSY: dict[str, Any] = {
    "asked": {(day, outcome): 9 + day.day for day in month(TODAY).days for outcome in OUTCOMES},
    "topics": {f"{number} {LONG}": 5 + number for number in range(40)},
    "votes": {1: 90, -1: 10},
    "reasons": {"old": 10},
    "reports": dict.fromkeys(STATES, 99),
    "closed": (dt.timedelta(days=3.5),) * 5,
    "passed_on": 9,
    "answered": 8,
    "became": 3,
    "groups": {None: 20} | dict.fromkeys(range(1, 13), 48),
}
SITUATIONS: dict[str, tuple[Period, dict[str, Any]]] = {
    "an empty week": (week(TODAY), {}),
    "one question": (week(TODAY), {"asked": {(TODAY, "unknown"): 1}}),
    "one of each": (week(TODAY), {"reports": {"new": 1}, "groups": {1: 1}, "topics": {"rac": 1}, "votes": {1: 1}}),
    "a busy month": (month(TODAY), BUSY),
    "long words": (week(TODAY), {"topics": {"W" * 3000: 9, "$x^2$ \\frac{ {": 8, "😀" * 9: 7, "": 6}}),
    "a million": (month(TODAY), {"asked": {(TODAY, "answer"): 1_000_000}, "groups": {1: 1_000_000}}),
}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> OfficeWording:
    return tiny_knowledge(tmp_path_factory.mktemp("picture")).office_wording


def told(words: OfficeWording, period: Period, values: dict[str, Any], groups: int = 12) -> Told:
    return tell(reckon(period, counted(**values), groups), words, "Khu phố 5", lambda code: code)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_picture_is_upright_light_and_full_to_the_edges(words: OfficeWording, situation: str) -> None:
    with Image.open(io.BytesIO(draw(told(words, *SITUATIONS[situation])))) as picture:
        dots = np.asarray(picture.convert("RGB"))
    height, width, _ = dots.shape
    assert width == WIDTH
    assert 0.75 * WIDTH <= height <= 2.4 * WIDTH
    ground = dots[0, 0]
    margin = 30
    for edge in (dots[:margin], dots[-margin:], dots[:, :margin], dots[:, -margin:]):
        assert (edge == ground).all(), "something stands in the margin"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_words_beneath_fit_and_have_the_figures(words: OfficeWording, situation: str) -> None:
    period, values = SITUATIONS[situation]
    text = caption(told(words, period, values))
    assert len(text.encode("utf-16-le")) // 2 <= 1024
    assert f"{period.first:%d/%m/%Y}" in text
    total = sum(values.get("asked", {}).values())
    assert (f" {total} câu" if total else words.figures_no_questions) in text


def test_the_words_say_what_the_picture_shows(words: OfficeWording) -> None:
    text = caption(told(words, month(TODAY), BUSY))
    for part in ("90%", "3,5 ngày", "596 người", "đã xong 99", f"39 {LONG[:40]}"):
        assert part in text


def test_few_people_are_not_told_apart(words: OfficeWording) -> None:
    few = told(words, week(TODAY), {"groups": {1: 1, 2: 3}, "topics": {"rac": 4}, "asked": {(TODAY, "answer"): 4}})
    assert few.homes == ()
    assert few.topics == ()
    assert (words.figures_under_five, words.figures_subscribers) in few.tiles
    assert words.figures_few_subscribers in caption(few)


def test_homes_that_were_merged_are_named_together(words: OfficeWording) -> None:
    merged = told(words, week(TODAY), {"groups": {1: 6, 2: 1, 3: 5, 4: 1}}, groups=4)
    assert [(line.label, line.count) for line in merged.homes] == [("Tổ 1", 6), ("Tổ 2–4 và chưa rõ tổ", 7)]


@given(st.text(max_size=200), st.sampled_from([25, 54]), st.integers(60, 900), st.integers(1, 3))
@settings(max_examples=60)
def test_no_line_is_longer_than_its_place(text: str, size: int, width: int, most: int) -> None:
    found = lines(text, size, width, most)
    assert len(found) <= most
    assert all(ems(line, bold=False) * size <= width or line == "…" for line in found)


@given(st.integers(0, 10**9))
def test_the_highest_bar_stands_below_the_top_line_and_not_far_below(highest: int) -> None:
    assert highest <= _step(highest) * GRID <= max(GRID, 2.1 * highest)
