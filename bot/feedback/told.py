"""The figures in words: the same for the picture, for who cannot see it, and for the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.feedback.figures import OUTCOMES, Figures, Homes, Listed
from bot.feedback.periods import Period
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.placeholders import fill
from bot.knowledge.problems import shorten

STATES = ("new", "taken", "working", "done", "closed", "impossible", "referred", "duplicate")
IN_CAPTION, TITLE_IN_CAPTION = 3, 80  # topics, characters of one

Title = Callable[[str], str]  # of the topic with this code


@dataclass(frozen=True)
class Line:
    """A name and its number; `rest`: all others together."""

    label: str
    count: int
    rest: bool = False


@dataclass(frozen=True)
class Told:
    """`tiles` are the few figures that matter most, each a value and what it is. Where there are no lines, `no_topics`
    or `no_homes` says why. `reports_note` and `mailbox` are sentences, or empty."""

    figures: Figures
    words: OfficeWording
    place: str
    title: str
    dates: str
    tiles: tuple[tuple[str, str], ...]
    outcomes: tuple[Line, ...]
    topics: tuple[Line, ...]
    no_topics: str
    reports: tuple[Line, ...]
    reports_note: str
    homes: tuple[Line, ...]
    no_homes: str
    reasons: tuple[Line, ...]
    misread: tuple[Line, ...]
    mailbox: str


def tell(figures: Figures, words: OfficeWording, place: str, title: Title) -> Told:
    """`place` is the name of the khu phố."""
    period, taken = figures.period, figures.days_to_close
    return Told(
        figures=figures,
        words=words,
        place=place,
        title=fill(words.figures_title, ky=period_name(words, period)),
        dates=f"{_day(period.first)} – {_day(period.last)}",
        tiles=_tiles(figures, words),
        outcomes=tuple(map(Line, outcome_names(words), figures.outcomes)),
        topics=_listed(words, figures.topics, title),
        no_topics=words.figures_few_topics if figures.questions else words.figures_no_questions,
        reports=_reports(words, figures.reports),
        reports_note=fill(words.figures_days_to_close, so=_decimal(taken)) if taken is not None else "",
        homes=tuple(Line(_homes(words, one), one.people) for one in figures.homes),
        no_homes=words.figures_few_subscribers if figures.subscribers is None else words.figures_no_subscribers,
        reasons=_listed(words, figures.reasons, lambda reason: reason_name(words, reason)),
        misread=_listed(words, figures.misread, title),
        mailbox=_mailbox(figures, words),
    )


def caption(told: Told) -> str:
    """What the picture shows, in a few lines of plain text."""
    words, lines = told.words, [f"{told.place} · {told.title} ({told.dates})"]
    if told.figures.questions:
        parts = ", ".join(f"{line.label.lower()} {line.count}" for line in told.outcomes if line.count)
        lines.append(fill(words.figures_told_questions, so=told.figures.questions, cac_ket_qua=parts))
    else:
        lines.append(words.figures_no_questions)
    lines += _most(told.topics, words.figures_told_topics)
    if told.figures.right_first is not None:
        lines.append(fill(words.figures_told_right, so=told.figures.right_first))
    lines += _most(told.reasons, words.figures_told_reasons) + _most(told.misread, words.figures_told_misread)
    reports = ", ".join(f"{line.label.lower()} {line.count}" for line in told.reports)
    lines.append(fill(words.figures_told_reports, cac_trang_thai=reports) if reports else words.figures_no_reports)
    lines += [note for note in (told.reports_note, told.mailbox) if note]
    lines.append(told.no_homes if not told.homes else fill(words.figures_told_people, so=told.figures.subscribers))
    return "\n".join(lines)


def _most(lines: Sequence[Line], template: str) -> list[str]:
    """The first of them in a sentence; none without any."""
    most = [line for line in lines if not line.rest][:IN_CAPTION]
    named = "; ".join(f"{shorten(line.label, TITLE_IN_CAPTION)} ({line.count})" for line in most)
    return [fill(template, cac_viec=named)] if most else []


def period_name(words: OfficeWording, period: Period) -> str:
    """`7 ngày đến 23/11`, `tháng 11/2026`"""
    if period.kind == "week":
        return fill(words.figures_week, ngay=f"{period.last:%d/%m}")
    return fill(words.figures_month, thang=period.first.month, nam=period.first.year)


def outcome_names(words: OfficeWording) -> tuple[str, ...]:
    return tuple(str(getattr(words, f"figures_{outcome}")) for outcome in OUTCOMES)


def reason_name(words: OfficeWording, reason: str) -> str:
    """Of a 👎; one that is not known any more is called by its code."""
    return str(getattr(words, f"figures_because_{reason}", reason))


def number(count: int) -> str:
    """`1.234`"""
    return f"{count:,}".replace(",", ".")


def _tiles(figures: Figures, words: OfficeWording) -> tuple[tuple[str, str], ...]:
    asked, right, people = figures.questions, figures.right_first, figures.subscribers
    share = f"{round(100 * figures.outcomes[0] / asked)}%" if asked else words.figures_none
    return (
        (number(asked), words.figures_questions),
        (share, words.figures_answered_share),
        (words.figures_none if right is None else f"{right}%", words.figures_right_share),
        (words.figures_under_five if people is None else number(people), words.figures_subscribers),
    )


def _listed(words: OfficeWording, found: Listed, name: Callable[[str], str]) -> tuple[Line, ...]:
    lines = [Line(name(code), count) for code, count in found.most]
    return tuple([*lines, Line(words.figures_rest, found.rest, rest=True)] if found.rest else lines)


def _reports(words: OfficeWording, reports: Mapping[str, int]) -> tuple[Line, ...]:
    named = [(str(getattr(words, f"figures_report_{state}")), reports.get(state, 0)) for state in STATES]
    return tuple(Line(label, count) for label, count in named if count)


def _homes(words: OfficeWording, homes: Homes) -> str:
    """`Tổ 3`, `Tổ 3–5`, `Tổ 12 và chưa rõ tổ`"""
    if not homes.groups:
        return words.figures_unnamed
    first, last = homes.groups[0], homes.groups[-1]
    label = fill(words.figures_group, so=first if first == last else f"{first}–{last}")
    return fill(words.figures_and_unnamed, to=label) if homes.unnamed else label


def _mailbox(figures: Figures, words: OfficeWording) -> str:
    if not (figures.passed_on or figures.answered):
        return ""
    return fill(words.figures_mailbox, so=figures.passed_on, da_tra_loi=figures.answered, muc_moi=figures.became)


def _decimal(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
