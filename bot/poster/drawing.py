"""A poster on paper: PDF and PNG, drawn by matplotlib in the letters it brings along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import segno
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path as Outline

from bot.lettering import drawable, ems, font, wrapped
from bot.poster.layout import HEIGHT, WIDTH, Poster, lay_out
from bot.poster.parts import Box, Code, Round, Words

INCH, POINT = 25.4, 25.4 / 72  # millimetres
DOTS = 200  # of the PNG, an inch
LINE = 1.3  # from one line to the next, in sizes of its letters: marks above Ấ and below Ự keep apart
RISE = 1.01  # from the top of a line to where its letters stand
SMALLER = 0.97
PAUSES = (",", ".", ";", ":", "!", "?", "…")


def save(poster: Poster, path: Path) -> Iterator[Path]:
    """Write `path`.pdf and `path`.png; yields each when it is there."""
    with rc_context({"pdf.fonttype": 42}):  # letters are embedded whole, as letters
        figure = draw(poster)
        for kind, about in (("pdf", {"Title": poster.link, "CreationDate": None}), ("png", {"Title": poster.link})):
            file = path.with_name(f"{path.name}.{kind}")
            figure.savefig(file, dpi=DOTS, metadata=about)
            yield file


def draw(poster: Poster) -> Figure:
    """The sheet."""
    figure = Figure(figsize=(WIDTH / INCH, HEIGHT / INCH))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.set_axis_off()
    for part in lay_out(poster):
        if isinstance(part, Round):
            _draw_round(axes, part)
        elif isinstance(part, Code):
            _draw_code(axes, part)
        else:
            _draw_words(axes, part)
    return figure


def _draw_round(axes: Axes, part: Round) -> None:
    box, style = part.box, f"round,pad=0,rounding_size={part.radius}"
    axes.add_patch(FancyBboxPatch((box.x, box.y), box.w, box.h, boxstyle=style, facecolor=part.fill, linewidth=0))


def _draw_code(axes: Axes, part: Code) -> None:
    """One outline for all modules: between shapes of their own, viewers show hairlines."""
    rows = segno.make_qr(part.link, error="h").matrix
    side = part.box.w / len(rows)
    squares = [
        _square(part.box.x + x * side, part.box.y + y * side, side)
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    axes.add_patch(PathPatch(Outline.make_compound_path(*squares), facecolor="black", linewidth=0))


def _square(x: float, y: float, side: float) -> Outline:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return Outline(corners, closed=True)


def _draw_words(axes: Axes, part: Words) -> None:
    box = part.box
    lines, size = fit(drawable(part.text, bold=part.bold), box, part.size, bold=part.bold)
    step = size * POINT * LINE
    top = box.y if part.top else box.y + (box.h - step * len(lines)) / 2
    for number, line in enumerate(lines):
        axes.text(
            box.x + box.w / 2 if part.centred else box.x,
            top + number * step + size * POINT * RISE,
            line,
            ha="center" if part.centred else "left",
            va="baseline",
            color=part.color,
            font=font(bold=part.bold, size=size),
            parse_math=False,  # a dollar sign is a dollar sign
        )


def fit(text: str, box: Box, size: float, *, bold: bool) -> tuple[list[str], float]:
    """The lines of a text, and the greatest size up to `size` at which they stand within the box."""
    while True:
        em = size * POINT
        lines = [line for part in text.splitlines() for line in _even(part.split(), box.w / em, bold=bold)]
        if len(lines) * LINE * em <= box.h and all(ems(line, bold=bold) * em <= box.w for line in lines):
            return lines, size
        size *= SMALLER


def _even(words: list[str], width: float, *, bold: bool) -> list[str]:
    """As few lines as the width (in ems) allows, broken where the sentence pauses, else into about equal lengths."""
    ways = [wrapped(words, width, bold=bold)]
    while (
        words
        and width > 1
        and len(ways[-1]) == len(ways[0])
        and all(ems(line, bold=bold) <= width for line in ways[-1])
    ):
        width *= SMALLER
        ways.append(wrapped(words, width, bold=bold))
    fewest = [way for way in ways if len(way) == len(ways[0])]
    return max(reversed(fewest), key=lambda way: sum(line.endswith(PAUSES) for line in way[:-1]))
