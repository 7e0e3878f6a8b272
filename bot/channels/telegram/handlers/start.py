"""Getting to know each other: the greeting, the tổ, the consent to announcements."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.announcing import notices
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill

Shown = tuple[RichText, InlineKeyboardMarkup | None]  # a text and what can be pressed below it


async def start(talk: Talk) -> None:
    """`/start`, or `/start to-7` from a poster."""
    await talk.storage.residents.seen(talk.chat, talk.now)
    place = talk.kb.neighbourhood
    greeting = say(talk.words.start, khu_pho=place.name, dia_ban=place.area)
    await talk.say(join([greeting, rich(talk.words.notice)], "\n\n"), keyboards.menu(talk.words))
    kind, _, number = talk.incoming.text.partition("-")
    if kind == "to" and number:
        await talk.say(*await _set_group(talk, number))
    else:
        await talk.say(*await _standing(talk))
    await notices.tell_newcomer(talk)


async def choose_group(talk: Talk) -> None:
    """A tổ was pressed, or that it should be asked again, or none."""
    number = talk.incoming.text
    if number == "ask":
        await talk.change(*await _ask_group(talk))
    elif number != "none":
        await talk.change(*await _set_group(talk, number))
    elif (await _group(talk)) is None:
        await talk.change(*await _offer_change(talk, talk.words.group_skipped))
    else:
        await talk.change(*await _standing(talk))


async def subscribe(talk: Talk) -> None:
    """Pressing the bell is the consent; it is thanked for after it is stored."""
    await talk.storage.residents.subscribe(talk.chat, talk.now)
    if talk.incoming.markup and keyboards.has(talk.incoming.markup, keyboards.GROUP):
        await talk.change(*await _standing(talk))
    else:
        await talk.rebutton(keyboards.SUBSCRIBE)
    await talk.say(talk.words.subscribed)


async def unsubscribe(talk: Talk) -> None:
    """`/dung`"""
    await talk.storage.residents.unsubscribe(talk.chat, talk.now)
    await talk.say(talk.words.unsubscribed, keyboards.inline(keyboards.subscribe(talk.words)))


async def _standing(talk: Talk) -> Shown:
    """How it stands with the tổ: which one is kept, or the question for it."""
    group = await _group(talk)
    if group is None:
        return await _ask_group(talk)
    return await _offer_change(talk, fill(talk.words.group_known, to=group))


async def _set_group(talk: Talk, number: str) -> Shown:
    """Store the tổ if there is such a one."""
    place, words = talk.kb.neighbourhood, talk.words
    group = int(number) if number.isdecimal() and len(number) <= 2 else 0
    if not 1 <= group <= place.groups:
        return await _choice(talk, fill(words.group_wrong, khu_pho=place.name, so_to=place.groups))
    await talk.storage.residents.set_group(talk.chat, group, talk.now)
    return await _offer_change(talk, fill(words.group_set, to=group))


async def _ask_group(talk: Talk) -> Shown:
    return await _choice(talk, say(talk.words.ask_group, khu_pho=talk.kb.neighbourhood.name))


async def _choice(talk: Talk, text: str | RichText) -> Shown:
    """A text above the choice of a tổ."""
    return await _with_bell(talk, text, keyboards.groups(talk.words, talk.kb.neighbourhood.groups))


async def _offer_change(talk: Talk, text: str | RichText) -> Shown:
    """A text above the button that asks for the tổ again."""
    change = keyboards.button(talk.words.button_change_group, keyboards.GROUP, "ask")
    return await _with_bell(talk, text, [[change]])


async def _with_bell(talk: Talk, text: str | RichText, rows: list[keyboards.Row]) -> Shown:
    """With the offer of announcements and its button, or that they come already."""
    resident = await talk.storage.residents.get(talk.chat)
    comes = resident is not None and resident.subscribed
    hint = rich(talk.words.bell_on if comes else talk.words.bell_offered)
    bell = [] if comes else [keyboards.subscribe(talk.words)]
    return join([rich(text) if isinstance(text, str) else text, hint], "\n\n"), keyboards.inline(*rows, *bell)


async def _group(talk: Talk) -> int | None:
    resident = await talk.storage.residents.get(talk.chat)
    return resident.group if resident else None
