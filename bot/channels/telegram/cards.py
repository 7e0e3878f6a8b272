"""Reports as members see them: the card with its buttons, the list of what is open, the words for a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.model import RichText, Span
from bot.answering.rich import join, rich, say
from bot.channels.telegram.keyboards import THREAD, Row, button
from bot.channels.telegram.markup import shortened
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.settings import LOCAL
from bot.storage import Report
from bot.storage.blocks import Block
from bot.storage.report import ON_CARD, State
from bot.storage.report import label as label_of

PLACE = 300  # characters of the words for where it is
A_PAGE = 8  # reports in the list
TOPIC_NAME = 128  # characters that Telegram takes
BUTTON = 40  # characters of a report on a button


@dataclass(frozen=True)
class Facts:
    """What a card says beyond the report itself; `today` is local."""

    today: dt.date
    name: str = ""
    handler: str | None = None
    supporters: int = 0
    blocked: bool = False
    how: bool = True  # tell how to reply: in the committee chat


def kind_of(kb: KnowledgeBase, report: Report) -> str:
    """What the report is about, in words."""
    kind = kb.report_kinds.get(report.kind or "")
    return kind.title if kind else kb.thread_wording.other_kind


def state_words(kb: KnowledgeBase, state: State) -> str:
    return str(getattr(kb.thread_wording, f"state_{state}"))


def topic_name(kb: KnowledgeBase, report: Report) -> str:
    """`PA-0027 · Đèn đường · tổ 3`"""
    return " · ".join([report.label, *_what(kb, report)])[:TOPIC_NAME]


def card(kb: KnowledgeBase, report: Report, facts: Facts) -> RichText:
    """The report with all that is known of it."""
    words = kb.thread_wording
    head = say(words.card, ma=report.label, loai=kind_of(kb, report))
    text = shortened(report.text, ON_CARD) if report.is_long else report.text
    said = join([(Span(text),), rich(words.card_more) if report.is_long else ()])
    how = words.card_how_forum if report.thread_id else words.card_how
    below = join([*_known(kb, report, facts), *_standing(kb, report, facts)])
    return join([head, said, below, rich(how) if facts.how else ()], "\n\n")


def rows(kb: KnowledgeBase, report: Report, facts: Facts) -> list[Row]:
    """What can be done with it now."""
    words, number = kb.thread_wording, report.number

    def key(label: str, name: str) -> Row:
        return [button(label, THREAD, name, number)]

    first = key(words.button_take, "take") if report.state == "new" else []
    first += key(words.button_work, "work") if report.state in ("new", "taken") else []
    ways = [first, key(words.button_done, "done") + key(words.button_cannot, "cannot")]
    ways += [key(words.button_duplicate, "dup") + key(words.button_refer, "refer")]
    blocking = key(words.button_unblock, "unblock") if facts.blocked else key(words.button_block, "block")
    below = [key(words.button_write, "write") + blocking]
    return [*(filter(None, ways) if report.is_open else [key(words.button_reopen, "reopen")]), *below]


def overview(
    kb: KnowledgeBase, found: Sequence[Report], counts: dict[State, int], overdue: int, today: dt.date
) -> RichText:
    """One page of what is open."""
    words = kb.thread_wording
    total = sum(counts.get(state, 0) for state in ("new", "taken", "working"))
    if not total:
        return rich(words.list_empty)
    head = say(words.list_head, so=str(total), moi=str(counts.get("new", 0)), qua_han=str(overdue))
    return join([head, join([line(kb, one, today) for one in found])], "\n\n")


def overview_rows(kb: KnowledgeBase, found: Sequence[Report], offset: int, total: int, blocked: int) -> list[Row]:
    """A button for each, and those to the pages beside this one."""
    words = kb.thread_wording
    shown = [
        button(fill(words.button_card, ma=one.label, loai=kind_of(kb, one)), THREAD, "show", one.number)
        for one in found
    ]
    beside: Row = []
    if offset:
        beside.append(button(words.button_earlier, THREAD, "list", max(0, offset - A_PAGE)))
    if offset + A_PAGE < total:
        beside.append(button(words.button_later, THREAD, "list", offset + A_PAGE))
    blocks = [button(fill(words.button_blocked, so=blocked), THREAD, "blocked", 0)] if blocked else []
    return [*(shown[start : start + 2] for start in range(0, len(shown), 2)), *filter(None, [beside, blocks])]


def blocks_rows(kb: KnowledgeBase, blocks: Sequence[Block]) -> list[Row]:
    """A button to unblock each."""
    words = kb.thread_wording
    return [
        [button(fill(words.button_lift, ma=one.label, ngay=day(one.blocked_at)), THREAD, "lift", 0, one.digest)]
        for one in blocks
    ]


def duplicates_rows(kb: KnowledgeBase, report: Report, others: Sequence[Report]) -> list[Row]:
    """Those it may be the same as."""
    label = kb.thread_wording.button_duplicate_of
    return [
        [button(fill(label, ma=one.label, loi=shortened(one.text, BUTTON)), THREAD, "dupof", report.number, one.number)]
        for one in others
    ]


def day(moment: dt.datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%d/%m/%Y")


def _what(kb: KnowledgeBase, report: Report) -> list[str]:
    group = [fill(kb.thread_wording.of_group, to=report.home_group)] if report.home_group else []
    return [kind_of(kb, report), *group]


def line(kb: KnowledgeBase, report: Report, today: dt.date) -> RichText:
    """A report in a list."""
    words = kb.thread_wording
    told = state_words(kb, report.state)
    if report.due_on and report.overdue(today):
        told = f"{told}, {fill(words.list_overdue, so=(today - report.due_on).days)}"
    return say(words.list_item, ma=report.label, viec=" · ".join(_what(kb, report)), tinh_trang=told)


def _known(kb: KnowledgeBase, report: Report, facts: Facts) -> list[RichText]:
    """Where, and from whom."""
    words = kb.thread_wording
    name = words.anonymous if report.anonymous else facts.name or words.someone
    group = [fill(words.of_group, to=report.home_group)] if report.home_group else []
    at = report.created_at.astimezone(LOCAL).strftime("%H:%M %d/%m")
    place = say(words.card_place, cho=shortened(report.place, PLACE)) if report.place else ()
    author = say(words.card_from, nguoi_gui=", ".join([name, *group]), luc=at)
    others = say(words.card_supporters, so=str(facts.supporters)) if facts.supporters else ()
    return [place, author, others]


def _standing(kb: KnowledgeBase, report: Report, facts: Facts) -> list[RichText]:
    """How far it is."""
    words = kb.thread_wording
    return [
        say(words.card_state, tinh_trang=state_words(kb, report.state)),
        say(words.card_handler, ten=facts.handler) if facts.handler else (),
        _due(kb, report, facts.today),
        _end(kb, report),
        rich(words.card_blocked) if facts.blocked else (),
    ]


def _due(kb: KnowledgeBase, report: Report, today: dt.date) -> RichText:
    words = kb.thread_wording
    if report.due_on is None or not report.is_open:
        return ()
    due = report.due_on.strftime("%d/%m/%Y")
    if report.overdue(today):
        return say(words.card_overdue, ngay=due, so=str((today - report.due_on).days))
    return say(words.card_due, ngay=due)


def _end(kb: KnowledgeBase, report: Report) -> RichText:
    words = kb.thread_wording
    if report.state == "impossible":
        return say(words.card_impossible, ly_do=report.reason or "")
    if report.state == "referred":
        return say(words.card_referred, noi=report.reason or "")
    if report.state == "duplicate" and report.duplicate_of:
        return say(words.card_duplicate, ma=label_of(report.duplicate_of))
    return ()
