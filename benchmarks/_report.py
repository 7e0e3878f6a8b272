"""Figures as Markdown tables, as they are printed and as they stand in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from benchmarks._figures import Figures
from benchmarks._sets import Scores

Row = Sequence[str]


def table(rows: Iterable[Row]) -> str:
    """The first row is the heading; all columns but the first are figures."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(row: Row) -> str:
        first, *others = row
        padded = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(others, widths[1:], strict=True))]
        return "| " + " | ".join(padded) + " |"

    return "\n".join(map(line, [cells[0], rule, *cells[1:]]))


def understood(figures: Sequence[Figures]) -> str:
    heading = ["method", "top-1", "top-4", "right at 2 %", "right at 5 %", "ms, median", "ms, p99", "build, s"]
    return table([heading, *map(_understood, figures)])


def _understood(figures: Figures) -> Row:
    q = figures.quality
    shares = [_share(value) for value in (q.top_1, q.top_4, q.right_at_2, q.right_at_5)]
    return [figures.name, *shares, f"{figures.ms.median:.2f}", f"{figures.ms.p99:.2f}", f"{figures.build_seconds:.1f}"]


def seen(figures: Sequence[Figures]) -> str:
    heading = ["as residents see it", "right", "right or offered", "wrong", "outside answered", "outside offered"]
    return table([heading, *map(_seen, figures)])


def _seen(figures: Figures) -> Row:
    o = figures.outcomes
    values = (o.right, o.right_or_offered, o.wrong, o.outside_answered, o.outside_offered)
    return [figures.name, *map(_share, values)]


def noisy(figures: Sequence[Figures]) -> str:
    noises = list(figures[0].noisy)
    rows = [["top-1 / right at 2 %", "clean", *noises]]
    for each in figures:
        qualities = [each.quality, *(each.noisy[noise] for noise in noises)]
        rows.append([each.name, *(f"{_share(q.top_1)} / {_share(q.right_at_2)}" for q in qualities)])
    return table(rows)


def public(sets: Mapping[str, Mapping[str, Scores]]) -> str:
    """A table of the means, and one for each set."""
    methods = list(next(iter(sets.values())))
    means = {method: _mean([scores[method] for scores in sets.values()]) for method in methods}
    return "\n\n".join(_scores(name, scores) for name, scores in {f"mean of {len(sets)}": means, **sets}.items())


def _mean(scores: Sequence[Scores]) -> Scores:
    return {noise: (mean(s[noise][0] for s in scores), mean(s[noise][1] for s in scores)) for noise in scores[0]}


def _scores(name: str, scores: Mapping[str, Scores]) -> str:
    rows = [[name, *next(iter(scores.values()))]]
    rows += [[method, *(f"{_share(a)} / {_share(b)}" for a, b in by.values())] for method, by in scores.items()]
    return table(rows)


def _share(value: float) -> str:
    return f"{value:.3f}"


def put(document: str, section: str, text: str) -> str:
    """The document with what stands between the marks of a section replaced."""
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->"
    replaced, times = re.subn(
        f"({re.escape(begin)}).*?({re.escape(end)})", lambda m: f"{m[1]}\n{text}\n\n{m[2]}", document, flags=re.DOTALL
    )
    if times != 1:
        raise ValueError(f"the document has no section {section}")
    return replaced
