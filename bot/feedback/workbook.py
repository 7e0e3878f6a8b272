"""The figures as a table for Excel: the same numbers as in the picture."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feedback.told import Line, Told, outcome_names
from bot.sheets import Sheet, Value, workbook


def table(told: Told) -> bytes:
    """An XLSX file, a sheet for each part."""
    words, names = told.words, outcome_names(told.words)
    days: list[Sequence[Value]] = [(f"{day:%d/%m/%Y}", *numbers, sum(numbers)) for day, numbers in told.figures.days]
    return workbook(
        [
            Sheet(words.figures_sheet_all, (told.title, told.dates), _whole(told)),
            Sheet(words.figures_by_day, (words.figures_column_day, *names, words.figures_column_sum), days),
            _lines(words.figures_topics, words.figures_column_topic, words.figures_column_count, told.topics),
            _lines(words.figures_reports, words.figures_column_state, words.figures_column_count, told.reports),
            _lines(words.figures_homes, words.figures_column_group, words.figures_column_people, told.homes),
            _lines(words.figures_reasons, words.figures_column_reason, words.figures_column_count, told.reasons),
            _lines(words.figures_misread, words.figures_column_topic, words.figures_column_count, told.misread),
        ]
    )


def _whole(told: Told) -> list[Sequence[Value]]:
    """The tiles, with bare numbers where there are some, and what is told in sentences."""
    figures, words = told.figures, told.words
    bare = (figures.questions, None, None, figures.subscribers)
    rows: list[Sequence[Value]] = [
        (label, shown if count is None else count) for (shown, label), count in zip(told.tiles, bare, strict=True)
    ]
    if figures.days_to_close is not None:
        rows.append((words.figures_median, figures.days_to_close))
    return [
        *rows,
        (words.figures_passed_on, figures.passed_on),
        (words.figures_answered, figures.answered),
        (words.figures_became, figures.became),
        (words.figures_hidden,),
    ]


def _lines(title: str, name: str, count: str, lines: tuple[Line, ...]) -> Sheet:
    return Sheet(title, (name, count), [(line.label, line.count) for line in lines])
