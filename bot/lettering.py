"""How long words are when they are drawn, and what can be drawn: in the letters that matplotlib brings along."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.textpath import text_to_path


def drawable(text: str, *, bold: bool) -> str:
    """Without what the font has no letter for, like emoji, which would come out as empty squares."""
    font = get_font(_file(bold=bold))
    return "".join(letter for letter in text if letter.isspace() or font.get_char_index(ord(letter)))


def ems(line: str, *, bold: bool) -> float:
    """How long a line is, in sizes of its letters."""
    words = line.split(" ")
    return sum(_word(word, bold=bold) for word in words) + (len(words) - 1) * _word(" ", bold=bold)


def wrapped(words: list[str], width: float, *, bold: bool) -> list[str]:
    """Lines of at most this width in ems; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else ""
        if longer and ems(longer, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def font(*, bold: bool, size: float) -> FontProperties:
    """`size` in points."""
    return FontProperties(fname=_file(bold=bold), size=size)


@lru_cache(4096)
def _word(text: str, *, bold: bool) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(bold=bold, size=100), ismath=False)
    return float(width) / 100


def _file(*, bold: bool) -> str:
    return str(Path(get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
