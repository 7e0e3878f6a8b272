"""What the committee is told at its hour: one table. Another line is a name, when, and what to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from telegram import InlineKeyboardMarkup

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import cards, keyboards
from bot.channels.telegram.committee import Committee
from bot.channels.telegram.keyboards import MAILBOX, THREAD, button
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
        text, below = await morning_summary(storage, kb(), now.date())
        return not text or await committee.tell(text, below) is not None

    async def handbook(now: dt.datetime) -> bool:
        text, below = await monthly_reminder(storage, kb(), now)
        return not text or await committee.tell(text, below) is not None

    return (
        Duty("summary", daily(lambda: kb().thread_wording.summary_at), summary),
        Duty("handbook", monthly(lambda: kb().thread_wording.summary_at), handbook),
    )


async def morning_summary(
    storage: Storage, kb: KnowledgeBase, today: dt.date
) -> tuple[RichText, InlineKeyboardMarkup | None]:
    """What is new, overdue, waits for residents, and which questions wait; empty when there is nothing of it."""
    words, reports = kb.thread_wording, storage.reports
    questions, _ = await storage.questions.waiting()
    found = [
        _part(kb, words.summary_new, await reports.untaken(), today),
        _part(kb, words.summary_overdue, await reports.overdue(today), today),
        _part(kb, words.summary_waiting, await reports.answered(), today),
    ]
    asked = say(words.summary_questions, so=str(questions)) if questions else ()
    rows = [
        *([[button(words.button_open, THREAD, "list", 0)]] if any(found) else []),
        *([[button(words.button_questions, MAILBOX, "l", 0)]] if questions else []),
    ]
    return (join([rich(words.summary), *found, asked], "\n\n"), keyboards.inline(*rows)) if rows else ((), None)


def _part(kb: KnowledgeBase, template: str, found: Sequence[Report], today: dt.date) -> RichText:
    if not found:
        return ()
    lines = [cards.line(kb, one, today) for one in found[:LISTED]]
    more = len(found) - LISTED
    rest = rich(fill(kb.thread_wording.summary_more, so=more)) if more > 0 else ()
    return say(template, so=str(len(found)), cac_viec=join([*lines, rest]))
