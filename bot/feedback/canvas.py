"""A sheet to draw on, in pixels from its upper left corner, as high as what is drawn."""

from __future__ import annotations

import io
from bisect import bisect_right

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from PIL import Image

from bot.lettering import drawable, ems, font, wrapped

DOTS = 144  # pixels an inch
PIXEL = 72 / DOTS  # points
COLORS = 255
INK = "#1c1c1e"
LONGEST = 300  # characters that are looked at: more than a line holds


class Canvas:
    """`width` in pixels."""

    def __init__(self, width: int, ground: str) -> None:
        self._width, self._ground = width, ground
        self._figure = Figure(figsize=(width / DOTS, 1))
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, width))
        self._axes.set_axis_off()

    def box(
        self, x: float, y: float, w: float, h: float, color: str, *, radius: float = 0, behind: bool = False
    ) -> None:
        """A filled box; `behind` all that was drawn before."""
        radius = min(radius, w / 2, h / 2)
        style = f"round,pad=0,rounding_size={radius}" if radius > 0 else "square,pad=0"
        layer = 0 if behind else 2
        self._axes.add_patch(FancyBboxPatch((x, y), w, h, boxstyle=style, facecolor=color, linewidth=0, zorder=layer))

    def words(
        self, x: float, y: float, text: str, size: float, color: str = INK, *, bold: bool = False, align: str = "left"
    ) -> None:
        """One line; its letters stand at `y`."""
        shown, style = drawable(text, bold=bold), font(bold=bold, size=size * PIXEL)
        self._axes.text(x, y, shown, ha=align, va="baseline", color=color, font=style, parse_math=False, zorder=3)

    def png(self, height: float) -> bytes:
        """With few colours it is a third as large: Telegram wants files over 100 kB sent seldom."""
        self._figure.set_size_inches(self._width / DOTS, round(height) / DOTS)
        self._axes.set_ylim(round(height), 0)
        drawn, file = io.BytesIO(), io.BytesIO()
        self._figure.savefig(drawn, format="rgba", dpi=DOTS, facecolor=self._ground)
        picture = Image.frombytes("RGBA", (self._width, round(height)), drawn.getvalue()).convert("RGB")
        picture.quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
        return file.getvalue()


def lines(text: str, size: float, width: float, most: int, *, bold: bool = False) -> list[str]:
    """A text in one to so many lines of this width; what does not fit is left out, with an ellipsis."""
    words = drawable(text[:LONGEST], bold=bold).split()
    found = wrapped(words, width / size, bold=bold) or [""]
    kept = found[:most]
    if len(found) > most:
        kept[-1] += "…"
    return [_cut(line, width / size, bold=bold) for line in kept]


def _cut(line: str, width: float, *, bold: bool) -> str:
    if ems(line, bold=bold) <= width:
        return line
    line = line.rstrip("…")
    fitting = bisect_right(range(len(line)), width, key=lambda length: ems(f"{line[:length]}…", bold=bold))
    return f"{line[: max(0, fitting - 1)].rstrip()}…"
