"""Getting to know each other: the greeting, the tổ, the consent to announcements."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill


async def start(talk: Talk) -> None:
    """`/start`, or `/start to-7` from a poster."""
    await talk.storage.residents.seen(talk.chat, talk.now)
    place = talk.kb.neighbourhood
    greeting = say(talk.words.start, khu_pho=place.name, dia_ban=place.area)
    await talk.say(join([greeting, rich(talk.words.notice)], "\n\n"), keyboards.menu(talk.words))
    kind, _, number = talk.incoming.text.partition("-")
    if kind == "to" and number:
        text, keyboard = await _set_group(talk, number)
        await talk.say(text, keyboard)
    else:
        await talk.say(_ask_group(talk), await _group_keyboard(talk))


async def choose_group(talk: Talk) -> None:
    """A tổ was pressed, or that it should be asked again, or none."""
    number = talk.incoming.text
    if number == "ask":
        await talk.change(_ask_group(talk), await _group_keyboard(talk))
    elif number == "none":
        await talk.change(talk.words.group_skipped, await _other_keyboard(talk))
    else:
        await talk.change(*await _set_group(talk, number))


async def subscribe(talk: Talk) -> None:
    """Pressing the bell is the consent; it is thanked for after it is stored."""
    await talk.storage.residents.subscribe(talk.chat, talk.now)
    await talk.rebutton(keyboards.SUBSCRIBE)
    await talk.say(talk.words.subscribed)


async def unsubscribe(talk: Talk) -> None:
    """`/dung`"""
    await talk.storage.residents.unsubscribe(talk.chat, talk.now)
    await talk.say(talk.words.unsubscribed, keyboards.inline(keyboards.subscribe(talk.words)))


def _ask_group(talk: Talk) -> RichText:
    return say(talk.words.ask_group, khu_pho=talk.kb.neighbourhood.name)


async def _set_group(talk: Talk, number: str) -> tuple[str, InlineKeyboardMarkup | None]:
    """Store the tổ if there is such a one; what to say and offer then."""
    place, words = talk.kb.neighbourhood, talk.words
    group = int(number) if number.isdecimal() and len(number) <= 2 else 0
    if not 1 <= group <= place.groups:
        wrong = fill(words.group_wrong, khu_pho=place.name, so_to=place.groups)
        return wrong, await _group_keyboard(talk)
    await talk.storage.residents.set_group(talk.chat, group, talk.now)
    return fill(words.group_set, to=group), await _other_keyboard(talk)


async def _group_keyboard(talk: Talk) -> InlineKeyboardMarkup | None:
    rows = keyboards.groups(talk.words, talk.kb.neighbourhood.groups)
    return keyboards.inline(*rows, *await _bell(talk))


async def _other_keyboard(talk: Talk) -> InlineKeyboardMarkup | None:
    change = [keyboards.button(talk.words.button_change_group, keyboards.GROUP, "ask")]
    return keyboards.inline(change, *await _bell(talk))


async def _bell(talk: Talk) -> list[keyboards.Row]:
    """The button that asks for announcements, unless they come already."""
    resident = await talk.storage.residents.get(talk.chat)
    return [] if resident and resident.subscribed else [keyboards.subscribe(talk.words)]
