"""What `/thongke` shows, as plain data. No figure leads to a person.

What people asked about, what they think of answers and where they live is told only of five and more together, and so
that nobody can work out fewer from the sums. How many questions came on a day and how they ended, and how many reports
are in which state, says neither who nor what: those are told as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.feedback.periods import Period
from bot.storage.figures import Counted

FEW = 5  # fewer are not told apart
SHOWN = 7  # topics

# As they are shown, the best first.
OUTCOMES = ("answer", "suggest", "out_of_scope", "unknown")


@dataclass(frozen=True)
class Listed:
    """The codes asked most with their numbers, and what all others have together: at least five, or nothing."""

    most: tuple[tuple[str, int], ...] = ()
    rest: int = 0


@dataclass(frozen=True)
class Homes:
    """Neighbouring tổ and how many people they have together, at least five; `unnamed`: with those who named none."""

    groups: tuple[int, ...]
    unnamed: bool
    people: int


@dataclass(frozen=True)
class Figures:
    """`days`: each day with its questions by outcome, in the order of `OUTCOMES`. `right_first`, in per cent of the
    votes, and `days_to_close`, the median, are None as long as there are too few. `subscribers` is None for one to
    four."""

    period: Period
    days: tuple[tuple[dt.date, tuple[int, ...]], ...]
    topics: Listed
    right_first: int | None
    reasons: Listed
    misread: Listed
    reports: Mapping[str, int]
    days_to_close: float | None
    passed_on: int
    answered: int
    became: int
    subscribers: int | None
    homes: tuple[Homes, ...]

    @property
    def outcomes(self) -> tuple[int, ...]:
        """Of all days together."""
        return tuple(sum(day[i] for _, day in self.days) for i in range(len(OUTCOMES)))

    @property
    def questions(self) -> int:
        return sum(self.outcomes)


def reckon(period: Period, counted: Counted, groups: int) -> Figures:
    """From what was counted; `groups` is how many tổ there are."""
    votes = sum(counted.votes.values())
    people = sum(counted.groups.values())
    return Figures(
        period=period,
        days=tuple((day, tuple(counted.asked.get((day, outcome), 0) for outcome in OUTCOMES)) for day in period.days),
        topics=listed(counted.topics, SHOWN),
        right_first=round(100 * counted.votes.get(1, 0) / votes) if votes >= FEW else None,
        reasons=listed(counted.reasons, SHOWN),
        misread=listed(counted.misread, SHOWN),
        reports=dict(counted.reports),
        days_to_close=_median_days(counted.closed) if len(counted.closed) >= FEW else None,
        passed_on=counted.passed_on,
        answered=counted.answered,
        became=counted.became,
        subscribers=None if 0 < people < FEW else people,
        homes=neighbours(counted.groups, groups),
    )


def listed(counts: Mapping[str, int], limit: int) -> Listed:
    """The greatest of the counts, at most `limit` of them, such that neither they nor the rest are few."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [one for one in ranked[:limit] if one[1] >= FEW]
    while shown and _tells(ranked[len(shown) :]):
        least = shown[-1][1]  # with all that are as great: else it would give itself away
        shown = [one for one in shown if one[1] > least]
    left = sum(count for _, count in ranked[len(shown) :])
    return Listed(tuple(shown), left if left >= FEW else 0)


def _tells(rest: Sequence[tuple[str, int]]) -> bool:
    """Whether the sum of these gives away one that is few: it is few itself, or each must be as great as few can be."""
    return bool(rest) and (sum(count for _, count in rest) < FEW or all(count == FEW - 1 for _, count in rest))


def neighbours(people: Mapping[int | None, int], groups: int) -> tuple[Homes, ...]:
    """Tổ one after the other, each with the next ones until they are not few; the last ones join those before them."""
    cells: list[tuple[int | None, int]] = [(group, people.get(group, 0)) for group in range(1, groups + 1)]
    cells.append((None, sum(people.values()) - sum(count for _, count in cells)))
    parts: list[list[tuple[int | None, int]]] = []
    open_part: list[tuple[int | None, int]] = []
    for cell in cells:
        open_part.append(cell)
        if sum(count for _, count in open_part) >= FEW:
            parts.append(open_part)
            open_part = []
    if parts:
        parts[-1] += open_part
    return tuple(_homes(part) for part in parts)


def _homes(cells: list[tuple[int | None, int]]) -> Homes:
    groups = tuple(group for group, _ in cells if group is not None)
    return Homes(groups, any(group is None for group, _ in cells), sum(count for _, count in cells))


def _median_days(taken: tuple[dt.timedelta, ...]) -> float:
    return round(median(one.total_seconds() for one in taken) / 86400, 1)
