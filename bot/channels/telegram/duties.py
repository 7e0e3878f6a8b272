"""What the committee is told at its hour: one table. Another line is a name, when, and what to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import cards, keyboards
from bot.channels.telegram.committee import Committee
from bot.channels.telegram.keyboards import THREAD, button
from bot.channels.telegram.upkeep import monthly_reminder
from bot.feedback.rounds import Duty, daily, monthly
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.storage import Report, Storage

LISTED = 5  # reports of a kind named in the summary


def duties(storage: Storage, committee: Committee, kb: Callable[[], KnowledgeBase]) -> tuple[Duty, ...]:
    """All of them; none where there is no committee chat to tell."""
    if committee.chat is None:
        return ()

    async def summary(now: dt.datetime) -> bool:
        return await _tell(committee, kb(), await morning_summary(storage, kb(), now.date()))

    async def handbook(now: dt.datetime) -> bool:
        text, below = await monthly_reminder(storage, kb(), now)
        return not text or await committee.tell(text, below) is not None

    return (
        Duty("summary", daily(lambda: kb().thread_wording.summary_at), summary),
        Duty("handbook", monthly(lambda: kb().thread_wording.summary_at), handbook),
    )


async def morning_summary(storage: Storage, kb: KnowledgeBase, today: dt.date) -> RichText:
    """What is new, overdue, and waits for residents; empty when there is nothing of it."""
    words, reports = kb.thread_wording, storage.reports
    parts = [
        _part(kb, words.summary_new, await reports.untaken(), today),
        _part(kb, words.summary_overdue, await reports.overdue(today), today),
        _part(kb, words.summary_waiting, await reports.answered(), today),
    ]
    return join([rich(words.summary), *parts], "\n\n") if any(parts) else ()


def _part(kb: KnowledgeBase, template: str, found: Sequence[Report], today: dt.date) -> RichText:
    if not found:
        return ()
    lines = [cards.line(kb, one, today) for one in found[:LISTED]]
    more = len(found) - LISTED
    rest = rich(fill(kb.thread_wording.summary_more, so=more)) if more > 0 else ()
    return say(template, so=str(len(found)), cac_viec=join([*lines, rest]))


async def _tell(committee: Committee, kb: KnowledgeBase, text: RichText) -> bool:
    """Nothing to tell is told."""
    below = keyboards.inline([button(kb.thread_wording.button_open, THREAD, "list", 0)])
    return not text or await committee.tell(text, below) is not None
