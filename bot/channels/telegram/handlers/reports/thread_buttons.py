"""The buttons of a report in the hands of the committee: one table. Whoever presses is looked at each time, and of two
who press the first one wins."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from bot.answering.rich import say
from bot.channels.telegram import cards, keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.reports import thread_list, threads
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect, is_dropped, may_answer
from bot.knowledge.placeholders import fill
from bot.storage import Report
from bot.storage.report import ENDED, OPEN
from bot.storage.report import State as Stage

ALIKE = 6  # reports offered as what another one is the same as
REASON = 1000  # characters of a reason that are told

_PRESSED = re.compile(r"([a-z]+):([0-9]{1,9})(?::([0-9a-f]{1,32}))?")
_NUMBER = re.compile(r"[^0-9]*([0-9]{1,9})[^0-9]*")


async def pressed(talk: Talk) -> None:
    """`pt:ACT:NUMBER` or `pt:ACT:NUMBER:MORE`"""
    found = _PRESSED.fullmatch(talk.incoming.text)
    act = _ACTS.get(found[1]) if found else None
    if found is None or act is None:
        await lookup.unknown_button(talk)
        return
    if not await (talk.is_member() if found[1] in _READING else talk.may("reply")):
        return
    await act(talk, int(found[2]), found[3] or "")


async def awaited(talk: Talk, task: Task) -> bool:
    """What a button has asked for: a reason, an office, a number, words for the author."""
    number, step = int(task.data["number"]), task.what.partition(".")[2]
    if not await may_answer(talk, task, "reply"):
        return True
    report = await talk.storage.reports.get(number)
    if report is None:
        talk.remember(State())
        await threads.gone(talk, number)
    elif is_dropped(talk, task.what):
        await talk.say(talk.words.task_cancelled)
    elif step == "reply":
        talk.remember(State())
        await threads.answer(talk, report)
        if talk.incoming.private:
            await talk.say(say(talk.kb.thread_wording.replied, ma=report.label))
    elif not talk.incoming.text:
        await expect(talk, task, talk.kb.thread_wording.ask_words, _cancel(talk))
    else:
        talk.remember(State())
        await _STEPS[step](talk, report)
    return True


# States


async def _take(talk: Talk, number: int, _: str) -> None:
    await _move(talk, number, "taken", OPEN[:1], handler_id=talk.incoming.person)


async def _work(talk: Talk, number: int, _: str) -> None:
    await _move(talk, number, "working", OPEN[:2], **await _handled(talk, number))


async def _done(talk: Talk, number: int, _: str) -> None:
    await _move(talk, number, "done", OPEN, **await _handled(talk, number))


async def _reopen(talk: Talk, number: int, _: str) -> None:
    await _move(talk, number, "taken", ENDED, handler_id=talk.incoming.person)


async def _impossible(talk: Talk, report: Report) -> None:
    await _move(talk, report.number, "impossible", OPEN, reason=talk.incoming.text[:REASON])


async def _referred(talk: Talk, report: Report) -> None:
    await _move(talk, report.number, "referred", OPEN, reason=talk.incoming.text[:REASON])


async def _same(talk: Talk, report: Report) -> None:
    """The number was typed."""
    found = _NUMBER.fullmatch(talk.incoming.text)
    other = await _other(talk, report, int(found[1])) if found else None
    if other is None:
        task = Task("thread.same", {"number": report.number})
        again = say(talk.kb.thread_wording.ask_number, ma=report.label)
        await expect(talk, task, again, _cancel(talk))
    else:
        await _move(talk, report.number, "duplicate", OPEN, duplicate_of=other.number)


async def _same_as(talk: Talk, number: int, more: str) -> None:
    """The number was on a button."""
    report = await talk.storage.reports.get(number)
    if report is None:
        await threads.gone(talk, number)
    elif not more.isdecimal() or len(more) > 9:
        await lookup.unknown_button(talk)
    elif other := await _other(talk, report, int(more)):
        await _move(talk, number, "duplicate", OPEN, duplicate_of=other.number)
        if not talk.incoming.private:  # the choice has been made; in private the card is there instead
            await talk.rebutton(keyboards.THREAD)
    else:
        await talk.toast(fill(talk.kb.thread_wording.ask_number, ma=report.label))


async def _other(talk: Talk, report: Report, number: int) -> Report | None:
    """The open report that this is the same as."""
    other = await talk.storage.reports.get(number)
    return other if other and other.is_open and other.number != report.number else None


async def _handled(talk: Talk, number: int) -> dict[str, Any]:
    """Who does something about what nobody took on has taken it on."""
    report = await talk.storage.reports.get(number)
    return {} if report is None or report.handler_id else {"handler_id": talk.incoming.person}


async def _move(talk: Talk, number: int, to: Stage, allowed_from: Collection[str], **values: Any) -> None:
    words = talk.kb.thread_wording
    report = await talk.storage.reports.move(number, to, allowed_from, talk.incoming.person, talk.now, **values)
    if report is None:
        await _too_late(talk, number)
        return
    talk.services.desk.wake()
    told = fill(words.moved, ma=report.label, tinh_trang=cards.state_words(talk.kb, to))
    await _tell(talk, told)
    await thread_list.refresh(talk, report)


async def _too_late(talk: Talk, number: int) -> None:
    """Somebody was faster, or it is past that: say how things stand."""
    words, report = talk.kb.thread_wording, await talk.storage.reports.get(number)
    if report is None:
        await threads.gone(talk, number)
        return
    standing = {"ma": report.label, "tinh_trang": cards.state_words(talk.kb, report.state)}
    if name := await talk.services.committee.name(report.handler_id):
        await _tell(talk, fill(words.not_moved_handler, ten=name, **standing))
    else:
        await _tell(talk, fill(words.not_moved, **standing))
    await thread_list.refresh(talk, report)


async def _tell(talk: Talk, text: str) -> None:
    await (talk.toast(text) if talk.incoming.query else talk.say(text))


# Questions


async def _ask_reason(talk: Talk, number: int, _: str) -> None:
    await _ask(talk, number, "thread.reason", talk.kb.thread_wording.ask_reason)


async def _ask_office(talk: Talk, number: int, _: str) -> None:
    await _ask(talk, number, "thread.office", talk.kb.thread_wording.ask_office)


async def _ask_same(talk: Talk, number: int, _: str) -> None:
    report = await talk.storage.reports.get(number)
    if report is None or not report.is_open:
        await _too_late(talk, number)
        return
    alike = await talk.storage.reports.open_of_kind(report.kind, number, ALIKE)
    rows, words = cards.duplicates_rows(talk.kb, report, alike), talk.kb.thread_wording
    asked, task = say(words.ask_duplicate, ma=report.label), Task("thread.same", {"number": number})
    if rows and not talk.incoming.private:  # there a question that waits for a reply has no buttons
        await talk.say(asked, keyboards.inline(*rows))
        await expect(talk, task, say(words.ask_duplicate_typed, ma=report.label))
    else:
        await expect(talk, task, asked, [*rows, *_cancel(talk)])


async def _ask_reply(talk: Talk, number: int, _: str) -> None:
    if report := await talk.storage.reports.get(number):
        asked = say(talk.kb.thread_wording.ask_reply, ma=report.label)
        await expect(talk, Task("thread.reply", {"number": number}), asked, _cancel(talk))
    else:
        await threads.gone(talk, number)


async def _ask(talk: Talk, number: int, what: str, question: str) -> None:
    report = await talk.storage.reports.get(number)
    if report and report.is_open:
        await expect(talk, Task(what, {"number": number}), say(question, ma=report.label), _cancel(talk))
    else:
        await _too_late(talk, number)


def _cancel(talk: Talk) -> list[Row]:
    return [[keyboards.button(talk.words.button_cancel, keyboards.COMMAND, "huy")]]


# Who may not report


async def _block(talk: Talk, number: int, _: str) -> None:
    words, report = talk.kb.thread_wording, await talk.storage.reports.get(number)
    if report is None:
        await threads.gone(talk, number)
        return
    digest = talk.services.desk.digest(report.chat_id)
    new = await talk.storage.blocks.put(digest, report.label, talk.incoming.person, talk.now)
    await talk.toast(fill(words.blocked, ma=report.label) if new else words.blocked_already)
    await _redraw(talk, report)


async def _unblock(talk: Talk, number: int, _: str) -> None:
    words, report = talk.kb.thread_wording, await talk.storage.reports.get(number)
    if report is None:
        await threads.gone(talk, number)
        return
    digest = talk.services.desk.digest(report.chat_id)
    lifted = await talk.storage.blocks.lift(digest, talk.incoming.person, talk.now)
    await talk.toast(fill(words.unblocked, ma=report.label) if lifted else words.unblocked_already)
    await _redraw(talk, report)


async def _redraw(talk: Talk, report: Report) -> None:
    await talk.storage.letters.redraw(report.number)
    talk.services.desk.wake()
    await thread_list.refresh(talk, report)


_READING = ("show", "list", "blocked")
_ACTS: dict[str, Callable[[Talk, int, str], Awaitable[None]]] = {
    "take": _take, "work": _work, "done": _done, "reopen": _reopen,
    "cannot": _ask_reason, "refer": _ask_office, "dup": _ask_same, "dupof": _same_as, "write": _ask_reply,
    "block": _block, "unblock": _unblock, "lift": thread_list.lift,
    "show": thread_list.show, "list": thread_list.turn, "blocked": thread_list.blocked,
}  # fmt: skip
_STEPS: dict[str, Callable[[Talk, Report], Awaitable[None]]] = {
    "reason": _impossible,
    "office": _referred,
    "same": _same,
}
