"""The buttons residents press around reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask, lookup
from bot.channels.telegram.handlers.reports import my_reports, report
from bot.channels.telegram.handlers.reports.report_draft import Draft, draft_in, rows_of, text_of
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.memory import State
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect

KINDS_A_ROW = 2


async def pressed(talk: Talk) -> None:
    """`pa:ACT:…`. What it is about is a report that is being written, one that was sent, or words said before."""
    act, _, rest = talk.incoming.text.partition(":")
    if act in _ON_DRAFTS:
        await _on_draft(talk, act, rest)
    elif act == "said":
        await _said(talk, rest)
    elif act in my_reports.ACTS:
        await my_reports.pressed(talk, act, rest)
    else:
        await lookup.unknown_button(talk)


async def _on_draft(talk: Talk, act: str, rest: str) -> None:
    """The buttons fit no other report than that below which they stand."""
    number, _, value = rest.partition(":")
    draft = draft_in(talk.state)
    if draft is None or number != str(draft.id):
        await talk.toast(talk.kb.report_wording.draft_gone)
        await talk.rebutton(REPORT)
    else:
        await _ON_DRAFTS[act](talk, draft, value)


async def _said(talk: Talk, mark: str) -> None:
    """What was said before is to be a report."""
    said = talk.state.said
    await talk.rebutton(REPORT)
    if said and mark == keyboards.fingerprint(said):
        await report.begin_with(talk, said)
    else:
        await talk.say(talk.words.report_draft_gone)


async def _send(talk: Talk, draft: Draft, _: str) -> None:
    if await report.send(talk, draft):
        await talk.change(text_of(talk, draft, sent=True))


async def _where(talk: Talk, draft: Draft, _: str) -> None:
    await report.ask_where(talk, draft)


async def _skip(talk: Talk, draft: Draft, _: str) -> None:
    await talk.rebutton(REPORT)
    await report.go_on(talk, replace(draft, asked=True))


async def _photo(talk: Talk, draft: Draft, _: str) -> None:
    await _expect(talk, report.READY, draft, talk.kb.report_wording.ask_photo)


async def _text(talk: Talk, draft: Draft, _: str) -> None:
    await _expect(talk, report.TEXT, draft, talk.kb.report_wording.ask_text)


async def _kind(talk: Talk, draft: Draft, _: str) -> None:
    kinds = [button(kind.title, REPORT, "is", draft.id, code) for code, kind in talk.kb.report_kinds.items()]
    rows: list[Row] = [kinds[start : start + KINDS_A_ROW] for start in range(0, len(kinds), KINDS_A_ROW)]
    await expect(talk, Task(report.READY, draft.data), talk.kb.report_wording.ask_kind, rows)


async def _is(talk: Talk, draft: Draft, code: str) -> None:
    if code not in talk.kb.report_kinds:
        await lookup.unknown_button(talk)
        return
    await _change(talk, replace(draft, kind=code, question=False))


async def _name(talk: Talk, draft: Draft, _: str) -> None:
    await _change(talk, replace(draft, anonymous=not draft.anonymous))


async def _all(talk: Talk, draft: Draft, _: str) -> None:
    await _change(talk, replace(draft, public=not draft.public))


async def _other(talk: Talk, draft: Draft, _: str) -> None:
    await talk.rebutton(REPORT)
    await report.go_on(talk, replace(draft, looked=True))


async def _drop(talk: Talk, draft: Draft, _: str) -> None:
    talk.remember(State())
    await talk.change(talk.kb.notice_wording.ask_cancelled if draft.about else talk.words.report_cancelled)


async def _ask(talk: Talk, draft: Draft, _: str) -> None:
    """It was a question."""
    talk.remember(State())
    talk.state = State()
    await talk.rebutton(REPORT)
    talk.incoming = replace(talk.incoming, text=draft.text, kind="text")
    await ask.question(talk)


async def _change(talk: Talk, draft: Draft) -> None:
    """Shown where the button was pressed."""
    draft = replace(draft, shown=talk.incoming.message_id)
    talk.remember(State(task=report.READY, data=draft.data))
    await talk.change(text_of(talk, draft), keyboards.inline(*rows_of(talk, draft)))


async def _expect(talk: Talk, step: str, draft: Draft, text: str) -> None:
    cancel = button(talk.words.button_cancel, keyboards.COMMAND, "huy")
    await expect(talk, Task(step, draft.data), say(text), [[cancel]])


_ON_DRAFTS: Mapping[str, Callable[[Talk, Draft, str], Awaitable[None]]] = {
    "send": _send, "where": _where, "skip": _skip, "photo": _photo, "text": _text, "kind": _kind, "is": _is,
    "name": _name, "all": _all, "other": _other, "drop": _drop, "ask": _ask,
}  # fmt: skip
