"""Writing a report: the bot asks only for what is missing, shows it, and sends it when its author says so. What answers
its questions is in `report_steps`, the buttons are in `report_buttons`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from telegram import User

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.reports import report_near
from bot.channels.telegram.handlers.reports.report_draft import (
    LONGEST,
    Draft,
    draft_in,
    due_on,
    kind_in,
    rows_of,
    text_of,
    with_message,
    with_words,
)
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.placeholders import fill
from bot.storage import NewReport

WORDS, WHERE, READY, TEXT = "report.words", "report.where", "report.ready", "report.text"


async def report(talk: Talk) -> None:
    """`/gopy`, `/gopy WORDS`, also below a photo."""
    await begin(talk)


async def begin(talk: Talk, about: str = "", question: bool = False) -> None:
    """A report of what this message holds, on the announcement with this number if any. `question`: the bot could
    answer it."""
    talk.is_first_of_album()  # what follows of it is seen to be no more than that
    if await _allowed(talk):
        draft = Draft(talk.incoming.update_id, about=about, question=question)
        await go_on(talk, with_message(talk, draft) or draft)


async def begin_with(talk: Talk, words: str) -> None:
    """A report in these words, which were written before."""
    if await _allowed(talk):
        await go_on(talk, with_words(talk, Draft(talk.incoming.update_id), words))


async def amended(talk: Talk) -> bool:
    """Whether it is a report not yet sent whose words were edited: they are shown anew. Words that were added later are
    part of a whole by now."""
    draft, text = draft_in(talk.state), talk.incoming.text
    if draft is None or not text:
        return False
    if draft.source_id != talk.incoming.message_id:
        answer = talk.answerer.answer(await talk.question(text))
        added = draft.source_id is not None and (talk.incoming.message_id or 0) > draft.source_id
        if added and answer.outcome != "answer":
            await talk.say(talk.kb.report_wording.edit_by_button)
            return True
        return False
    await go_on(talk, with_words(talk, replace(draft, text=""), text))
    return True


async def go_on(talk: Talk, draft: Draft, remark: str = "") -> None:
    """Ask for what is missing, one thing at a time; then show all of it."""
    words = talk.kb.report_wording
    if len(draft.text) + len(draft.place) > LONGEST:
        await _ask(talk, WORDS, replace(draft, text="", place=""), words.too_long)
    elif not draft.text:
        await _ask(talk, WORDS, draft, _invitation(talk, draft))
    elif _lacks_place(talk, draft):
        await ask_where(talk, draft)
    elif near := [] if draft.looked else await report_near.like(talk, draft):
        draft = replace(draft, looked=True)
        await expect(talk, Task(READY, draft.data), *report_near.offer(talk, near, draft))
    else:
        await _show(talk, draft, remark)


async def ask_where(talk: Talk, draft: Draft) -> None:
    skip = button(talk.kb.report_wording.button_skip, REPORT, "skip", draft.id)
    await _ask(talk, WHERE, replace(draft, asked=True), talk.kb.report_wording.ask_where, [[skip]])


async def send(talk: Talk, draft: Draft) -> bool:
    """Store it; its number is told when it is safe. False when they may send no more."""
    if not await _allowed(talk):
        return False
    taken = await talk.services.desk.take(await _new(talk, draft), draft.id, talk.now)
    talk.remember(State())
    talk.state = State()
    words = talk.kb.report_wording
    mine = button(words.button_mine, keyboards.COMMAND, "phananh")
    told = fill(talk.kb.notice_wording.asked, thong_bao=draft.about, ma=taken.label) if draft.about else ""
    await talk.say(rich(told) if told else say(words.thanks, ma=taken.label), keyboards.inline([mine]))
    return True


async def cancel(talk: Talk) -> None:
    """`/huy`, or the button. (That a command ends the waiting is seen to before.)"""
    if talk.state.task.startswith("report."):
        about = talk.state.data.get("about")
        await talk.say(talk.kb.notice_wording.ask_cancelled if about else talk.words.report_cancelled)
    else:
        await talk.say(talk.words.task_cancelled if talk.state.awaits else talk.words.nothing_to_cancel)


async def _show(talk: Talk, draft: Draft, remark: str) -> None:
    """The latest one that is shown is the one that grows when more photos of an album come."""
    text: RichText = join([rich(remark), text_of(talk, draft)], "\n\n")
    sent = await talk.say(text, keyboards.inline(*rows_of(talk, draft)))
    talk.remember(State(task=READY, data=replace(draft, shown=sent).data))


async def _ask(talk: Talk, step: str, draft: Draft, text: str | RichText, rows: Sequence[Row] = ()) -> None:
    cancel_ = talk.kb.notice_wording.button_ask_cancel if draft.about else talk.words.button_cancel
    await expect(talk, Task(step, draft.data), text, [*rows, [button(cancel_, keyboards.COMMAND, "huy")]])


def _invitation(talk: Talk, draft: Draft) -> str | RichText:
    if draft.media or draft.map:
        return talk.kb.report_wording.ask_words
    return say(talk.kb.notice_wording.ask, ma=draft.about) if draft.about else talk.words.report_ask


def _lacks_place(talk: Talk, draft: Draft) -> bool:
    known = draft.place or draft.map or draft.placed or draft.asked or draft.about
    return kind_in(talk.kb, draft.kind).placed and not known


async def _allowed(talk: Talk) -> bool:
    """Whether they may report now; who may not is told why."""
    words, most = talk.kb.report_wording, talk.services.reports_per_day
    today = dt.datetime.combine(talk.local.date(), dt.time(), talk.local.tzinfo)
    if await talk.services.desk.has_blocked(talk.chat):
        await talk.say(words.blocked)
    elif await talk.services.desk.count_since(talk.chat, today.astimezone(dt.UTC)) >= most:
        await talk.say(say(words.limit_reached, so=str(most)))
    else:
        return True
    return False


async def _new(talk: Talk, draft: Draft) -> NewReport:
    kind = kind_in(talk.kb, draft.kind)
    resident = await talk.storage.residents.get(talk.chat)
    return NewReport(
        talk.chat,
        f"{draft.about}: {draft.text}" if draft.about else draft.text,
        draft.place or None,
        draft.map,
        draft.media,
        kind.code,
        anonymous=draft.anonymous,
        public=draft.public and kind.public and not draft.about,
        home_group=draft.group or (resident.group if resident else None),
        due_on=due_on(talk, kind.code),
        name=_name(talk),
        source_id=draft.source_id,
    )


def _name(talk: Talk) -> str:
    """What Telegram calls who is speaking."""
    said = talk.incoming.query or talk.incoming.message
    user: User | None = said.from_user if said else None
    return user.full_name if user else ""
