"""/phananh: what somebody has reported, and what others nearby have; words for what was sent already."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import InlineKeyboardButton, Message

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.reports import report_near
from bot.channels.telegram.handlers.reports.report_draft import draft_in, due_on, kind_in, state_in_words
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.markup import escape
from bot.channels.telegram.memory import State
from bot.channels.telegram.notices import content_of
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.knowledge.placeholders import fill
from bot.knowledge.report_wording import ReportWording
from bot.settings import LOCAL
from bot.storage import Content, Report
from bot.storage.report import label

ADD = "report.add"
PAGE = 6  # reports
REASONED = ("impossible", "referred")  # states that come with a reason

_NUMBER = re.compile(r"\bPA-(\d{4,9})\b")


async def mine(talk: Talk) -> None:
    """`/phananh`"""
    text, rows = await _list(talk, None)
    await talk.say(text, keyboards.inline(*rows))


async def pressed(talk: Talk, act: str, rest: str) -> None:
    """A button about a report that was sent."""
    number, _, more = rest.partition(":")
    await ACTS[act](talk, keyboards.number(number), more)


async def replied(talk: Talk) -> bool:
    """A reply to a message about one of their reports goes to the committee. False when it is to something else."""
    said = talk.incoming.message
    to = said.reply_to_message if said else None
    if to is None or not talk.incoming.private:
        return False
    letter = await talk.storage.letters.by_sent(to.message_id, resident=talk.chat)
    letter = letter or await talk.storage.letters.by_source(to.message_id, resident=talk.chat)
    number = letter.report if letter else None if talk.state.awaits else _named_in(to)
    if number is None or await _own(talk, number) is None:
        return False
    await _say(talk, number)
    return True


def _named_in(told: Message) -> int | None:
    """The report that a message of the bot is about, by what it says."""
    found = _NUMBER.search(told.text or told.caption or "")
    return int(found[1]) if found and told.from_user and told.from_user.is_bot else None


async def take(talk: Talk, task: Task) -> bool:
    """The words, or the photos one after another, that were asked for. False when it is something else."""
    number, album = int(task.data["number"]), task.data.get("album")
    said = talk.incoming.message
    if album and (said is None or said.media_group_id != album):
        return False
    going_on = said.media_group_id if said else None
    talk.remember(State(task=ADD, data={"number": number, "album": going_on}) if going_on else State())
    await _say(talk, number)
    return True


async def _say(talk: Talk, number: int) -> None:
    """Pass a message on; thanked for when it is stored, once an album."""
    message, words = talk.incoming.message, talk.kb.report_wording
    content = content_of(message) if message else None
    first = talk.is_first_of_album()
    if content is None or message is None:
        await talk.say(words.not_taken)
    elif await _store(talk, number, content, message.message_id) and first:
        await talk.say(say(words.added, ma=label(number)))


async def _store(talk: Talk, number: int, content: Content, source_id: int | None) -> bool:
    if await talk.services.desk.has_blocked(talk.chat):
        await talk.say(talk.kb.report_wording.blocked)
        return False
    if await talk.storage.reports.say(number, talk.chat, content, source_id, talk.now) is None:
        await talk.say(talk.kb.report_wording.not_theirs)
        return False
    talk.services.desk.wake()
    return True


async def _own(talk: Talk, number: int) -> Report | None:
    found = await talk.storage.reports.get(number)
    return found if found and found.chat_id == talk.chat else None


async def _list(talk: Talk, before: int | None) -> tuple[RichText, list[Row]]:
    """A page of their own reports."""
    words = talk.kb.report_wording
    found = await talk.storage.reports.by(talk.chat, PAGE + 1, before)
    rows = [[_item(talk, one)] for one in found[:PAGE]]
    rows += _paging(words, "list", found, before)
    rows.append([button(words.button_near, REPORT, "near", 0)])
    if not found and before is None:
        rows.append([button(words.button_begin, keyboards.COMMAND, "gopy")])
    return rich(words.list_head if found or before else words.list_none), rows


async def _show_list(talk: Talk, before: int, _: str) -> None:
    text, rows = await _list(talk, before or None)
    await talk.change(text, keyboards.inline(*rows))


async def _show_near(talk: Talk, before: int, _: str) -> None:
    """Open ones of others in one's tổ that all may see."""
    words = talk.kb.report_wording
    resident = await talk.storage.residents.get(talk.chat)
    group = resident.group if resident else None
    found = await talk.storage.reports.public_of(group, talk.chat, PAGE + 1, before or None)
    rows = [[_item(talk, one)] for one in found[:PAGE]]
    rows += _paging(words, "near", found, before or None)
    rows.append([button(words.button_mine, REPORT, "list", 0)])
    text = words.near_list_head if found or before else words.near_list_none
    await talk.change(text, keyboards.inline(*rows))


def _item(talk: Talk, one: Report) -> InlineKeyboardButton:
    kind, state = kind_in(talk.kb, one.kind).title, _state(talk, one)
    text = fill(talk.kb.report_wording.list_item, ma=one.label, loai=kind, trang_thai=state)
    return button(text, REPORT, "show", one.number)


def _paging(words: ReportWording, act: str, found: Sequence[Report], before: int | None) -> list[Row]:
    row = [button(words.button_newest, REPORT, act, 0)] if before else []
    if len(found) > PAGE:
        row.append(button(words.button_older, REPORT, act, found[PAGE - 1].number))
    return [row] if row else []


async def _show(talk: Talk, number: int, _: str) -> None:
    """The card of one: all of their own, of others what everybody may see."""
    found = await talk.storage.reports.get(number)
    if found and found.chat_id == talk.chat:
        await talk.change(await _card(talk, found), keyboards.inline(*_rows(talk, found)))
    elif found and found.is_open and found.public:
        words = talk.kb.report_wording
        me_too = [button(fill(words.button_me_too, ma=found.label), REPORT, "me", found.number)]
        back = [button(words.button_near, REPORT, "near", 0)]
        await talk.change(report_near.beginning(talk, found), keyboards.inline(me_too, back))
    else:
        await talk.toast(talk.kb.report_wording.not_theirs)


async def _card(talk: Talk, one: Report) -> RichText:
    words = talk.kb.report_wording
    day = one.created_at.astimezone(LOCAL).strftime("%d/%m/%Y")
    supporters = len(await talk.storage.reports.supporters(one.number))
    lines = [
        say(words.card_head, ma=one.label, loai=kind_in(talk.kb, one.kind).title, ngay=day),
        say(words.card_state, trang_thai=_state(talk, one)),
        say(words.card_reason, ly_do=one.reason) if one.reason and one.state in REASONED else (),
        (*rich("\n"), *say(words.review_text, loi=one.text)),
        say(words.review_place, cho=one.place) if one.place else (),
        rich(words.review_map) if one.map else (),
        say(words.review_files, so=str(len(one.media))) if one.media else (),
        rich(words.review_anonymous) if one.anonymous else (),
        say(words.card_supporters, so=str(supporters)) if supporters else (),
    ]
    return join(lines)


def _rows(talk: Talk, one: Report) -> list[Row]:
    words = talk.kb.report_wording
    rows = [[button(words.button_add, REPORT, "add", one.number)]]
    if one.state != "closed":
        rows.append([button(words.button_close, REPORT, "close", one.number)])
    if not one.is_open:
        rows.append([button(words.button_reopen, REPORT, "open", one.number)])
    return [*rows, [button(words.button_mine, REPORT, "list", 0)]]


def _state(talk: Talk, one: Report) -> str:
    return state_in_words(talk.kb.report_wording, one.state, one.duplicate_of)


async def _add(talk: Talk, number: int, _: str) -> None:
    """The next message goes to the committee."""
    found, words = await _own(talk, number), talk.kb.report_wording
    if found is None:
        await talk.toast(words.not_theirs)
        return
    cancel = button(words.button_drop, keyboards.COMMAND, "huy")
    await expect(talk, Task(ADD, {"number": number}), say(words.ask_add, ma=found.label), [[cancel]])


async def _close(talk: Talk, number: int, _: str) -> None:
    changed = await talk.storage.reports.close(number, talk.chat, talk.now)
    await _turned(talk, number, changed, talk.kb.report_wording.closed)


async def _open(talk: Talk, number: int, _: str) -> None:
    """Its time begins anew."""
    words, old = talk.kb.report_wording, await _own(talk, number)
    if old and await talk.services.desk.has_blocked(talk.chat):
        await talk.say(words.blocked)
        return
    due = due_on(talk, old.kind) if old else None
    changed = await talk.storage.reports.reopen(number, talk.chat, talk.now, due)
    add = [button(words.button_add, REPORT, "add", number)]
    await _turned(talk, number, changed, words.reopened, add)


async def _turned(talk: Talk, number: int, changed: Report | None, told: str, *rows: Row) -> None:
    """What a resident's button did, or why it did nothing."""
    words = talk.kb.report_wording
    if changed:
        talk.services.desk.wake()
        await talk.rebutton(REPORT)
        await talk.say(say(told, ma=changed.label), keyboards.inline(*rows))
    elif now := await _own(talk, number):
        await talk.toast(fill(words.is_already, ma=now.label, trang_thai=_state(talk, now)))
    else:
        await talk.toast(words.not_theirs)


async def _me_too(talk: Talk, number: int, draft_id: str) -> None:
    """Instead of a report of their own, if they were writing one."""
    words = talk.kb.report_wording
    if not await talk.storage.reports.support(number, talk.chat, talk.now):
        await talk.toast(fill(words.me_too_gone, ma=label(number)))
        return
    talk.services.desk.wake()
    draft = draft_in(talk.state)
    if draft and draft_id == str(draft.id):
        talk.remember(State())
    await talk.rebutton(REPORT)
    await talk.say(say(words.me_too_thanks, ma=label(number)))


async def _put(talk: Talk, number: int, mark: str) -> None:
    """What was said before is for the committee."""
    said, words = talk.state.said, talk.kb.report_wording
    await talk.rebutton(REPORT)
    if not said or mark != keyboards.fingerprint(said):
        await talk.say(talk.words.report_draft_gone)
    elif await _store(talk, number, Content(escape(said)), None):
        talk.remember(State(talk.state.turn))
        await talk.say(say(words.added, ma=label(number)))


ACTS: Mapping[str, Callable[[Talk, int, str], Awaitable[None]]] = {
    "list": _show_list, "near": _show_near, "show": _show, "add": _add, "close": _close, "ok": _close, "open": _open,
    "again": _open, "me": _me_too, "put": _put,
}  # fmt: skip
