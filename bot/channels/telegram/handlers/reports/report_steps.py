"""What residents send while a report is written."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.reporting import is_report, may_be_report
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask
from bot.channels.telegram.handlers.reports import my_reports, report
from bot.channels.telegram.handlers.reports.report_draft import Draft, from_data, rows_of, text_of, with_message
from bot.channels.telegram.markup import pages
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, says

CERTAIN = 0.9


async def written(talk: Talk, task: Task) -> bool:
    """The message that was asked for, or more than that. What is something else is answered, and the report waits."""
    if task.what == my_reports.ADD:
        return await my_reports.take(talk, task)
    draft, first = from_data(task.data), talk.is_first_of_album()
    if not first:
        await _grow(talk, task, draft)
    elif task.what in (report.WHERE, report.READY) and await _asks(talk):
        await ask.question(talk)
        talk.remember(State(task=task.what, data=task.data))
    elif task.what == report.READY and says(talk, talk.kb.report_wording.send_words):
        await report.send(talk, draft)
    else:
        await _take(talk, task, draft)
    return True


async def _take(talk: Talk, task: Task, draft: Draft) -> None:
    text, words = talk.incoming.text, talk.kb.report_wording
    if task.what == report.WHERE and says(talk, words.skip_words):
        await report.go_on(talk, draft)
        return
    if task.what == report.WHERE and text and talk.incoming.kind in ("text", "forwarded"):
        group = talk.answerer.reported(text).group or draft.group
        await report.go_on(talk, replace(draft, place="\n".join(filter(None, (draft.place, text))), group=group))
        return
    blank = replace(draft, text="", source_id=None) if task.what == report.TEXT and text else draft
    grown = with_message(talk, blank)
    if grown is None:
        await talk.say(words.not_taken)
        return
    asked = task.what == report.WORDS and not draft.about and await _asks(talk)
    remark = words.added_more if task.what == report.READY else ""
    await report.go_on(talk, replace(grown, question=asked), remark)


async def _grow(talk: Talk, task: Task, draft: Draft) -> None:
    """The next photo of an album: what is shown grows."""
    grown = with_message(talk, draft)
    if grown is None:
        return
    talk.remember(State(task=task.what, data=grown.data))
    if grown.shown:
        page = pages(text_of(talk, grown))[0]
        await talk.services.sender.edit(talk.chat, grown.shown, page, keyboards.inline(*rows_of(talk, grown)))


async def _asks(talk: Talk) -> bool:
    """Whether the bot could answer what was written as a report: then it may have been a question."""
    text = talk.incoming.text
    if not text or len(text) > ask.READ:
        return False
    answer, said = talk.answerer.answer(await talk.question(text)), talk.answerer.reported(text)
    asks = said.asks or answer.score >= CERTAIN
    return answer.outcome == "answer" and asks and not (is_report(said, answer) or may_be_report(said, answer))
