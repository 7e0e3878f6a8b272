"""`/lichsu`: every change of the handbook, for members to read and, for who may edit, to take back."""

from __future__ import annotations

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.editing import edit_change, edit_show
from bot.channels.telegram.handlers.office.log import names_of
from bot.channels.telegram.keyboards import HISTORY, Row, button
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.talk import Talk
from bot.handbook import Change, Conflict, Gone, NotWritten, Unchanged
from bot.handbook.model import HAND, UNDO
from bot.knowledge.placeholders import fill
from bot.knowledge.problems import KnowledgeError
from bot.settings import LOCAL

A_PAGE = 8
A_ROW = 4
WHAT = 160  # characters of what was changed


async def history(talk: Talk) -> None:
    """`/lichsu`"""
    if await talk.is_member():
        await _page(talk, None)


async def pressed(talk: Talk) -> None:
    """A button under the list or under one change."""
    if not await talk.is_member():
        return
    act, _, rest = talk.incoming.text.partition(":")
    number = keyboards.number(rest)
    if act in ("", "p"):
        await _page(talk, number or None)
    elif (change := await talk.services.handbook.change(number)) is None:
        await lookup.unknown_button(talk)
    elif act == "o":
        await _card(talk, change)
    elif act in ("u", "y") and await talk.may("edit"):
        await (_ask if act == "u" else _undo)(talk, change)


async def _page(talk: Talk, before: int | None) -> None:
    words = talk.kb.handbook_wording
    found = await talk.services.handbook.changes(A_PAGE + 1, before)
    shown = found[:A_PAGE]
    names = await names_of(talk, [one.actor for one in shown])
    numbered = enumerate(shown, 1)
    lines = [say(words.history_item, so=str(number), viec=_line(talk, one, names)) for number, one in numbered]
    opening = [button(str(number), HISTORY, "o", one.id) for number, one in enumerate(shown, 1)]
    older = [button(words.button_older, HISTORY, "p", shown[-1].id)] if len(found) > A_PAGE else []
    newest = [button(words.button_newest, HISTORY)] if before is not None else []
    text = join([rich(words.history_head), join(lines or [rich(words.history_none)])], "\n\n")
    turning = [[*newest, *older]] if older or newest else []
    await edit_show.put(talk, text, [*edit_show.in_rows(opening, A_ROW), *turning])


async def _card(talk: Talk, change: Change, above: str = "") -> None:
    words = talk.kb.handbook_wording
    undo = [[button(words.button_undo_change, HISTORY, "u", change.id)]] if change.undone_by is None else []
    text = join([rich(above), await _told(talk, change), edit_change.lines(talk, change.files)], "\n\n")
    await edit_show.put(talk, text, [*undo, _to_the_list(talk)])


async def _ask(talk: Talk, change: Change) -> None:
    """Whether it is really meant."""
    words = talk.kb.handbook_wording
    yes, no = button(words.button_undo_yes, HISTORY, "y", change.id), button(words.button_drop, HISTORY, "o", change.id)
    await edit_show.put(talk, join([await _told(talk, change), rich(words.ask_undo)], "\n\n"), [[yes], [no]])


async def _undo(talk: Talk, change: Change) -> None:
    words, handbook = talk.kb.handbook_wording, talk.services.handbook
    try:
        applied = await handbook.undo(change.id, talk.incoming.person, talk.now)
    except (Unchanged, Gone):
        await _card(talk, await handbook.change(change.id) or change)
        await talk.toast(words.toast_undone_already)
    except Conflict as conflict:
        await _blocked(talk, conflict.later)
    except KnowledgeError as error:
        await talk.say(edit_change.reasons(talk, error))
    except NotWritten:
        await talk.say(words.not_written)
    else:
        done = await handbook.change(applied.change)
        await _card(talk, done or change, words.undone)
        await talk.toast(words.toast_undone)


async def _blocked(talk: Talk, later: Change | None) -> None:
    words = talk.kb.handbook_wording
    told = await _told(talk, later) if later else rich(words.history_by_hand)
    rows = [[button(words.button_later, HISTORY, "o", later.id)]] if later else []
    await edit_show.put(talk, say(words.undo_blocked, viec=told), [*rows, _to_the_list(talk)])


async def _told(talk: Talk, change: Change) -> RichText:
    """One change in a line, and what became of it."""
    words = talk.kb.handbook_wording
    line = _line(talk, change, await names_of(talk, [change.actor]))
    return join([line, rich(words.history_is_undone) if change.undone_by is not None else ()])


def _line(talk: Talk, change: Change, names: dict[int | None, str]) -> RichText:
    words, at = talk.kb.handbook_wording, change.at.astimezone(LOCAL)
    what = shortened(change.what, WHAT)
    if change.how == UNDO:
        what = fill(words.history_undo, viec=what)
    moment = at.strftime("%d/%m %H:%M" if at.year == talk.local.year else "%d/%m/%Y %H:%M")
    who = words.history_by_hand if change.how == HAND else names[change.actor]
    return say(words.history_line, luc=moment, ai=who, viec=what, dau="↩️ " if change.undone_by is not None else "")


def _to_the_list(talk: Talk) -> Row:
    return [button(talk.kb.handbook_wording.button_history, HISTORY)]
