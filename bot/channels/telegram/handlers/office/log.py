"""The log of what members did, for all of them to read; nothing here changes it."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import InlineKeyboardMarkup

from bot.answering.model import RichText, Span
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.keyboards import LOG, button
from bot.channels.telegram.markup import plain, shortened
from bot.channels.telegram.members import name_of
from bot.channels.telegram.talk import Talk
from bot.knowledge.office_wording import OfficeWording
from bot.settings import LOCAL
from bot.storage import Act

A_PAGE = 10
SHOWN = 120  # characters of what was before and after
_ID_DIGITS = 18


async def log(talk: Talk) -> None:
    """`/nhatky`"""
    if await talk.is_member():
        await talk.say(*await _page(talk, None))


async def pressed(talk: Talk) -> None:
    """Older ones, or the newest again."""
    if await talk.is_member():
        before = talk.incoming.text
        known = before.isascii() and before.isdecimal() and len(before) <= _ID_DIGITS
        text, keyboard = await _page(talk, int(before) if known else None)
        await talk.change(text, keyboard)


async def _page(talk: Talk, before: int | None) -> tuple[RichText, InlineKeyboardMarkup | None]:
    words = talk.kb.office_wording
    found = await talk.storage.acts.latest(A_PAGE + 1, before)
    shown = found[:A_PAGE]
    names = await names_of(talk, [person for _, act in shown for person in (act.actor_id, act.about_id)])
    lines = [_line(words, act, names) for _, act in shown] or [rich(words.log_none)]
    older = [button(words.button_older, LOG, shown[-1][0])] if len(found) > A_PAGE else []
    newest = [button(words.button_newest, LOG)] if before is not None else []
    row = [*newest, *older]
    return join([rich(words.log_head), *lines], "\n\n"), keyboards.inline(*([row] if row else []))


async def names_of(talk: Talk, people: Iterable[int | None]) -> dict[int | None, str]:
    """What members are called: as the roles have it, else as Telegram does."""
    words = talk.kb.office_wording
    names: dict[int | None, str] = {None: words.nobody}
    names |= {one.person: one.name for one in await talk.storage.roles.holders()}
    for person in set(people):
        if person is not None and person < 0:
            names[person] = words.anonymous
        elif person is not None and person not in names:
            found = await talk.services.members.find(person)
            names[person] = name_of(found.user if found else None) or words.somebody
    return names


def _line(words: OfficeWording, act: Act, names: dict[int | None, str]) -> RichText:
    who = words.by_hand if act.what == "knowledge.changed" and act.actor_id is None else names[act.actor_id]
    done = getattr(words, f"act_{act.what.replace('.', '_')}", words.act_other)
    role, about = getattr(words, f"role_{act.subject}", act.subject), names[act.about_id]
    told = say(done, ma=act.subject, vai_tro=role, nguoi=about, viec=act.what)
    at = act.at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
    line = say(words.log_line, luc=at, ai=who, viec=told)
    changes = ((words.log_before, act.before), (words.log_after, act.after))
    return join([line, *(say(text, loi=_short(what)) for text, what in changes if what)])


def _short(text: str) -> RichText:
    return (Span(" ".join(shortened(plain(text), SHOWN).split()), "italic"),)
