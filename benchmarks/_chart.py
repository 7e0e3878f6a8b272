"""The picture for the README, from the figures that the benchmark set down: `python -m benchmarks._chart`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

FIGURES, CHART = Path("docs/benchmarks.json"), Path("docs/images/understanding.svg")

WIDTH, LEFT, BAR, ROW, TOP = 820, 236, 440, 40, 96
STYLE = """
text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #1f2328 }
.title { font-size: 18px; font-weight: 600 }
.quiet { fill: #59636e; font-size: 12.5px }
.ours { font-weight: 600 }
.line { stroke: #d1d9e0 }
.first { fill: #c9d1d9 } .sure { fill: #7d8896 }
.ours.first { fill: #a8d5c2 } .ours.sure { fill: #14805e }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .line { stroke: #3d444d }
  .first { fill: #3d444d } .sure { fill: #8b949e }
  .ours.first { fill: #1d5a46 } .ours.sure { fill: #3fb68b }
}
"""


def draw(figures: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
    """The first set of questions from people who did not write the knowledge, or else the ways held out."""
    section = figures.get("questions") or figures["held out"]
    CHART.write_text(chart(next(iter(section.values()))), encoding="utf-8")


def chart(methods: Sequence[Any]) -> str:
    """An SVG for light and dark pages: for each method how often the right topic is first, how often it is that and
    surer than 98 % of what must not be answered, and what a question costs. Ours is the first."""
    ours, *peers = methods
    rows = [ours, *sorted(peers, key=lambda m: (m["quality"]["right_at_2"], m["quality"]["top_1"]), reverse=True)]
    height = TOP + ROW * len(rows) + 34
    legend = _legend()
    scale = "".join(_tick(percent, height - 30) for percent in range(0, 101, 25))
    bars = "".join(_row(method, place) for place, method in enumerate(rows))
    title = "Understanding, given the same ways of asking"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">'
        f"<style>{STYLE}</style>{_text(16, 30, title, 'title')}{legend}{scale}{bars}</svg>\n"
    )


def _legend() -> str:
    return (
        '<rect class="ours sure" x="16" y="45" width="22" height="12" rx="3"/>'
        + _text(46, 56, "right, with 2 % of the questions beyond the bot answered too", "quiet")
        + '<rect class="ours first" x="436" y="45" width="22" height="12" rx="3"/>'
        + _text(466, 56, "right topic first", "quiet")
        + _text(WIDTH - 16, 56, "ms a question", "quiet", anchor="end")
    )


def _tick(percent: int, bottom: float) -> str:
    x = LEFT + BAR * percent / 100
    line = f'<line class="line" x1="{x}" y1="{TOP - 16}" x2="{x}" y2="{bottom}"/>'
    return line + _text(x, bottom + 18, f"{percent} %", "quiet", anchor="middle")


def _row(method: Mapping[str, Any], place: int) -> str:
    kind = " ours" if not place else ""
    y = TOP + ROW * place
    first, sure = method["quality"]["top_1"], method["quality"]["right_at_2"]
    return (
        _text(LEFT - 12, y + 5, method["name"], kind, anchor="end")
        + f'<rect class="first{kind}" x="{LEFT}" y="{y - 10}" width="{BAR * first:.1f}" height="20" rx="3"/>'
        + f'<rect class="sure{kind}" x="{LEFT}" y="{y - 10}" width="{BAR * sure:.1f}" height="20" rx="3"/>'
        + _text(LEFT + BAR + 12, y + 5, f"{sure:.0%}".replace("%", " %"), kind)
        + _text(WIDTH - 16, y + 5, _ms(method["ms"]), kind, anchor="end")
    )


def _ms(timed: Mapping[str, float]) -> str:
    median = timed["median"]
    return f"{median:.2f}" if median < 10 else f"{median:.0f}"


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind.strip()}" text-anchor="{anchor}">{escape(words)}</text>'


if __name__ == "__main__":
    draw(json.loads(FIGURES.read_text(encoding="utf-8")))
