"""What stands where on the sheet. Measures are millimetres from the upper left corner of an A4 page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.model import Neighbourhood
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import PosterWording
from bot.poster.parts import Box, Code, Part, Round, Words

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 13.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN

# Dark and light enough to stay apart where the printer knows only grey.
INK, RED, SAND, WHITE = "#1c1c1e", "#8f1519", "#f1ebdf", "#ffffff"

HEAD = Box(LEFT, 13, RIGHT - LEFT, 40)
BADGE = 55.0  # width of the tổ in the head
HEADLINE = Box(LEFT, 55.5, RIGHT - LEFT, 14)
INVITATION = Box(LEFT, 69, RIGHT - LEFT, 14)
# The shortest link makes 33 modules a side: the white around it is then 11.7 wide, and with longer links less.
CODE = Box(LEFT, 95, 96, 96)
STEPS = Box(CODE.right + 12, 95, RIGHT - CODE.right - 12, 96)
STEP = 26.5
NAME = Box(LEFT, 203, RIGHT - LEFT, 27)
EXAMPLES = Box(LEFT, 235, 124, 33)
PROMISE = Box(EXAMPLES.right + 5, 235, RIGHT - EXAMPLES.right - 5, 33)
FOOT = Box(LEFT, 273, RIGHT - LEFT, 11)


@dataclass(frozen=True)
class Poster:
    """`group` is the tổ on whose notice board it hangs; None for any. `bot` is its name without the @."""

    place: Neighbourhood
    words: PosterWording
    bot: str
    group: int | None
    link: str


def lay_out(poster: Poster) -> Iterator[Part]:
    """Everything to be drawn, from the lowest layer up."""
    yield from _head(poster)
    yield from _call(poster)
    yield Code(CODE, poster.link)
    yield from _steps(poster.words)
    yield from _name(poster)
    yield from _examples(poster.words)
    yield from _foot(poster.words)


def _head(poster: Poster) -> Iterator[Part]:
    yield Round(HEAD, RED)
    inner = HEAD.inset(5)
    names = inner
    if poster.group is not None:
        badge = Box(inner.right - BADGE, inner.y, BADGE, inner.h)
        names = Box(inner.x, inner.y, inner.w - BADGE - 5, inner.h)
        yield Round(badge, WHITE)
        yield Words(badge.inset(4), fill(poster.words.group, so=poster.group), 52, bold=True, color=RED, centred=True)
    upper, lower = names.split(0.56)
    yield Words(upper, poster.place.name, 44, bold=True, color=WHITE)
    yield Words(lower, poster.place.area, 16, color=WHITE)


def _call(poster: Poster) -> Iterator[Part]:
    name, words = poster.place.name, poster.words
    yield Words(HEADLINE, fill(words.headline, khu_pho=name), 30, bold=True, color=RED)
    yield Words(INVITATION, fill(words.invitation, khu_pho=name), 15.5)


def _steps(words: PosterWording) -> Iterator[Part]:
    for number, text in enumerate(words.steps, 1):
        row = Box(STEPS.x, STEPS.y + (number - 1) * STEP, STEPS.w, STEP - 2)
        tile = Box(row.x, row.y, 12, 12)
        yield Round(tile, RED, radius=3)
        yield Words(tile, str(number), 22, bold=True, color=WHITE, centred=True)
        yield Words(Box(row.x + 16, row.y, row.w - 16, row.h), text, 16, bold=True, top=True)
    _, rest = STEPS.split(3 * STEP / STEPS.h)
    yield Words(rest, words.no_telegram, 12.5)


def _name(poster: Poster) -> Iterator[Part]:
    yield Round(NAME, SAND)
    upper, lower = NAME.inset(3).split(0.3)
    yield Words(upper, poster.words.no_scan, 15, centred=True)
    yield Words(lower, f"@{poster.bot}", 42, bold=True, centred=True)


def _examples(words: PosterWording) -> Iterator[Part]:
    bar, row = 1.6, EXAMPLES.h / 4
    yield Round(Box(EXAMPLES.x, EXAMPLES.y + 1, bar, EXAMPLES.h - 2), RED, radius=bar / 2)
    for number, text in enumerate((words.examples_intro, *(f"“{text}”" for text in words.examples))):
        line = Box(EXAMPLES.x + 6, EXAMPLES.y + number * row, EXAMPLES.w - 6, row)
        yield Words(line, text, 16, bold=number == 0)


def _foot(words: PosterWording) -> Iterator[Part]:
    yield Round(PROMISE, SAND)
    yield Words(PROMISE.inset(4), words.promise, 15, bold=True, centred=True)
    yield Round(FOOT, INK)
    yield Words(FOOT.inset(2), words.emergency, 15, bold=True, color=WHITE, centred=True)
