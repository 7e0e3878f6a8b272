"""The few things a poster is made of, as plain data. Measures are millimetres, sizes of letters points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle; `x`, `y` is its upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    def inset(self, by: float) -> Box:
        return Box(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def split(self, share: float) -> tuple[Box, Box]:
        """The upper part, which has this share of the height, and the lower."""
        upper = self.h * share
        return Box(self.x, self.y, self.w, upper), Box(self.x, self.y + upper, self.w, self.h - upper)


@dataclass(frozen=True)
class Round:
    """A filled box with round corners."""

    box: Box
    fill: str
    radius: float = 4


@dataclass(frozen=True)
class Words:
    """A text that is wrapped and, when it is too long for its box at `size`, set smaller: nothing is ever cut."""

    box: Box
    text: str
    size: float
    bold: bool = False
    color: str = "#1c1c1e"
    centred: bool = False
    top: bool = False  # begins at the top of its box instead of standing in the middle


@dataclass(frozen=True)
class Code:
    """A QR code. Readers need white around it, four modules wide: the layout leaves that."""

    box: Box
    link: str


Part = Round | Words | Code
