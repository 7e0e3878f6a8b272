"""The figures as one picture for a phone held upright. Slow (half a second): call it in a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from threading import Lock

from bot.feedback.canvas import INK, Canvas, lines
from bot.feedback.figures import OUTCOMES
from bot.feedback.told import Line, Told, number
from bot.lettering import ems

WIDTH = 1080
MARGIN, GAP, PAD = 36, 22, 32
FULL = WIDTH - 2 * MARGIN
HALF = (FULL - GAP) / 2

GROUND, CARD, GREY, RULE, RED = "#f1ebdf", "#ffffff", "#66666b", "#e4dfd4", "#8f1519"
# Okabe and Ito's colours, told apart also by who sees no red or no green.
BLUE, GREEN, PINK = "#0072b2", "#bfe5d8", "#f0d3e3"
COLORS = {"answer": BLUE, "suggest": "#56b4e9", "out_of_scope": "#b9b9b9", "unknown": "#d55e00"}

CHART, GRID = 240, 4  # height, lines
ROW, LOW_ROW = 66, 48  # of the lists in a wide card, in a narrow one
FEW_DAYS = 10  # have room for a number each

_one_at_a_time = Lock()  # all threads share the fonts


def draw(told: Told) -> bytes:
    """A PNG, 1080 pixels wide."""
    with _one_at_a_time:
        canvas = Canvas(WIDTH, GROUND)
        top = _tiles(canvas, told, _head(canvas, told))
        top = _card(canvas, top, told.words.figures_by_day, lambda y: _days(canvas, told, y))
        top = _card(canvas, top, told.words.figures_topics, lambda y: _topics(canvas, told, y))
        bottom = max(_reports(canvas, told, top), _homes(canvas, told, top))
        for x in (MARGIN, MARGIN + HALF + GAP):
            canvas.box(x, top, HALF, bottom + PAD - top, CARD, radius=22, behind=True)
        return canvas.png(bottom + PAD + MARGIN)


def _head(canvas: Canvas, told: Told) -> float:
    canvas.box(MARGIN, MARGIN, 10, 108, RED, radius=5)
    (title,) = lines(told.title, 54, FULL - 40, 1, bold=True)
    (below,) = lines(f"{told.place} · {told.dates}", 30, FULL - 40, 1)
    canvas.words(MARGIN + 32, MARGIN + 50, title, 54, bold=True)
    canvas.words(MARGIN + 32, MARGIN + 100, below, 30, GREY)
    return MARGIN + 108 + GAP + 6


def _tiles(canvas: Canvas, told: Told, top: float) -> float:
    width, height = (FULL - 3 * GAP) / 4, 172
    for place, (value, label) in enumerate(told.tiles):
        x = MARGIN + place * (width + GAP)
        canvas.box(x, top, width, height, CARD, radius=22)
        (shown,) = lines(value, 56 if len(value) < 6 else 38, width - 36, 1, bold=True)
        canvas.words(x + 20, top + 72, shown, 56 if len(value) < 6 else 38, BLUE, bold=True)
        for row, line in enumerate(lines(label, 25, width - 30, 2)):
            canvas.words(x + 20, top + 116 + row * 32, line, 25, GREY)
    return top + height + GAP


def _card(canvas: Canvas, top: float, title: str, fill: Callable[[float], float]) -> float:
    """A white card as high as what `fill` puts under its heading; where the next one begins."""
    bottom = fill(_heading(canvas, MARGIN, top, title, FULL)) + PAD
    canvas.box(MARGIN, top, FULL, bottom - top, CARD, radius=22, behind=True)
    return bottom + GAP


def _heading(canvas: Canvas, x: float, top: float, title: str, width: float) -> float:
    for line in lines(title, 32, width - 2 * PAD, 2, bold=True):
        canvas.words(x + PAD, top + PAD + 26, line, 32, bold=True)
        top += 42
    return top + PAD


def _note(canvas: Canvas, x: float, top: float, text: str, width: float) -> float:
    """A sentence in grey: beneath figures, or in place of them."""
    for line in lines(text, 27, width - 2 * PAD, 4):
        canvas.words(x + PAD, top + 34, line, 27, GREY)
        top += 37
    return top


def _days(canvas: Canvas, told: Told, top: float) -> float:
    days, asked = told.figures.days, told.figures.questions
    if not asked:
        return _note(canvas, MARGIN, top, told.words.figures_no_questions, FULL)
    top = _legend(canvas, told.outcomes, top)
    totals = [sum(counts) for _, counts in days]
    step = _step(max(totals))
    base, unit = top + 34 + CHART, CHART / (GRID * step)
    left = MARGIN + PAD + 24 * ems(number(GRID * step), bold=False) + 24
    room = (WIDTH - MARGIN - PAD - left) / len(days)
    for line in range(GRID + 1):
        y = base - line * step * unit
        canvas.box(left, y - 1, WIDTH - MARGIN - PAD - left, 2, RULE)
        canvas.words(left - 14, y + 8, number(line * step), 24, GREY, align="right")
    for place, ((day, counts), total) in enumerate(zip(days, totals, strict=True)):
        middle = left + (place + 0.5) * room
        _bar(canvas, middle, room * 0.72, base, [count * unit for count in counts])
        if len(days) <= FEW_DAYS and total:
            canvas.words(middle, base - total * unit - 10, number(total), 25, bold=True, align="center")
        _day(canvas, told, day, middle, base, few=len(days) <= FEW_DAYS)
    return base + (74 if len(days) <= FEW_DAYS else 42)


def _legend(canvas: Canvas, outcomes: Sequence[Line], top: float) -> float:
    """Two in a row, each with its number."""
    width = (FULL - 2 * PAD) / 2
    for place, (line, color) in enumerate(zip(outcomes, COLORS.values(), strict=True)):
        x, y = MARGIN + PAD + place % 2 * width, top + place // 2 * 42
        canvas.box(x, y + 12, 24, 24, color, radius=5)
        (label,) = lines(f"{line.label}: {number(line.count)}", 26, width - 50, 1)
        canvas.words(x + 38, y + 33, label, 26)
    return top + 42 * (len(outcomes) + 1) // 2


def _bar(canvas: Canvas, middle: float, width: float, base: float, heights: Sequence[float]) -> None:
    for height, outcome in zip(heights, OUTCOMES, strict=True):
        if height:
            canvas.box(middle - width / 2, base - height, width, height, COLORS[outcome])
            base -= height


def _day(canvas: Canvas, told: Told, day: dt.date, middle: float, base: float, *, few: bool) -> None:
    if few:
        canvas.words(middle, base + 34, told.words.figures_weekdays[day.weekday()], 26, bold=True, align="center")
        canvas.words(middle, base + 66, f"{day.day}/{day.month}", 24, GREY, align="center")
    elif day.day == 1 or day.day % 5 == 0:
        canvas.words(middle, base + 34, str(day.day), 24, GREY, align="center")


def _step(highest: int) -> int:
    """Between two lines: a round number such that the highest bar stands below the top one."""
    size = 1
    while True:
        for tenths in (10, 15, 20, 25, 30, 40, 50):
            if tenths * size % 10 == 0 and tenths * size // 10 * GRID >= highest:
                return tenths * size // 10
        size *= 10


def _topics(canvas: Canvas, told: Told, top: float) -> float:
    if all(line.rest for line in told.topics):
        return _note(canvas, MARGIN, top, told.no_topics, FULL)
    most = max((line.count for line in told.topics if not line.rest), default=1)
    for line in told.topics:
        (label,) = lines(line.label, 27, FULL - 2 * PAD - 120, 1)
        canvas.words(MARGIN + PAD, top + 34, label, 27, GREY if line.rest else INK)
        canvas.words(WIDTH - MARGIN - PAD, top + 34, number(line.count), 27, bold=not line.rest, align="right")
        if not line.rest:
            canvas.box(MARGIN + PAD, top + 45, FULL - 2 * PAD, 12, RULE, radius=6)
            canvas.box(MARGIN + PAD, top + 45, max(12, (FULL - 2 * PAD) * line.count / most), 12, BLUE, radius=6)
        top += ROW if not line.rest else 48
    return top


def _reports(canvas: Canvas, told: Told, top: float) -> float:
    below = _heading(canvas, MARGIN, top, told.words.figures_reports, HALF)
    if not told.reports:
        below = _note(canvas, MARGIN, below, told.words.figures_no_reports, HALF)
    else:
        below = _list(canvas, told.reports, MARGIN, below, GREEN)
    for note in (told.reports_note, told.mailbox):
        below = _note(canvas, MARGIN, below + 8, note, HALF) if note else below
    return below


def _homes(canvas: Canvas, told: Told, top: float) -> float:
    x = MARGIN + HALF + GAP
    below = _heading(canvas, x, top, told.words.figures_homes, HALF)
    if not told.homes:
        return _note(canvas, x, below, told.no_homes, HALF)
    return _list(canvas, told.homes, x, below, PINK)


def _list(canvas: Canvas, shown: Sequence[Line], x: float, top: float, tint: str) -> float:
    """Names on bars, in a narrow card."""
    width, most = HALF - 2 * PAD, max(line.count for line in shown)
    for line in shown:
        (label,) = lines(line.label, 26, width - 90, 1)
        canvas.box(x + PAD, top + 6, max(8, (width - 70) * line.count / most), LOW_ROW - 8, tint, radius=8)
        canvas.words(x + PAD + 10, top + 33, label, 26)
        canvas.words(x + PAD + width - 8, top + 33, number(line.count), 26, bold=True, align="right")
        top += LOW_ROW
    return top
