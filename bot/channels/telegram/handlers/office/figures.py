"""`/thongke`: what was asked, and what became of it, in a picture, in words and as a table."""

from __future__ import annotations

import asyncio

from bot.channels.telegram import keyboards
from bot.channels.telegram.keyboards import FIGURES, Row, button
from bot.channels.telegram.talk import Talk
from bot.feedback.figures import reckon
from bot.feedback.periods import Period, month, month_before, period_of, week
from bot.feedback.told import Told, caption, tell
from bot.knowledge.placeholders import fill
from bot.knowledge.values import fold_key

PICTURE, TABLE = "p", "x"
_MONTH = "thang"


async def figures(talk: Talk) -> None:
    """`/thongke`, `/thongke tháng`"""
    if await talk.is_member():
        of_month = fold_key(talk.incoming.text).startswith(_MONTH)
        await _show(talk, (month if of_month else week)(talk.local.date()))


async def pressed(talk: Talk) -> None:
    """Another stretch of time, or the table of one: `what:period`."""
    if not await talk.is_member():
        return
    what, _, key = talk.incoming.text.partition(":")
    period = period_of(key, talk.local.date())
    if period is None or what not in (PICTURE, TABLE):
        await talk.toast(talk.words.old_button)
        return
    await talk.toast()  # before it is drawn
    await (_show if what == PICTURE else _hand_over)(talk, period)


async def _show(talk: Talk, period: Period) -> None:
    told = await _tell(talk, period)
    picture = await asyncio.to_thread(_draw, told)
    rows = keyboards.inline(*_rows(talk, period))
    await talk.services.sender.photo(talk.chat, picture, caption(told), rows, talk.reply_to)


async def _hand_over(talk: Talk, period: Period) -> None:
    told = await _tell(talk, period)
    name = fill(talk.kb.office_wording.figures_file, ky=period.key)
    await talk.services.sender.file(talk.chat, await asyncio.to_thread(_table, told), name)


async def _tell(talk: Talk, period: Period) -> Told:
    place, topics = talk.kb.neighbourhood, talk.kb.topics
    counted = await talk.storage.figures.of(period.first, period.last, period.since, period.until)

    def title(code: str) -> str:
        return topics[code].title if code in topics else code

    return tell(reckon(period, counted, place.groups), talk.kb.office_wording, place.name, title)


def _rows(talk: Talk, shown: Period) -> list[Row]:
    words, today = talk.kb.office_wording, talk.local.date()
    offered = {
        week(today): words.button_figures_week,
        month(today): words.button_figures_month,
        month_before(week(today)): words.button_figures_before,
    }
    others = [button(label, FIGURES, PICTURE, period.key) for period, label in offered.items() if period != shown]
    return [others, [button(words.button_figures_table, FIGURES, TABLE, shown.key)]]


# Imported when first needed, and in the thread: matplotlib takes half a second.
def _draw(told: Told) -> bytes:
    from bot.feedback.picture import draw

    return draw(told)


def _table(told: Told) -> bytes:
    from bot.feedback.workbook import table

    return table(told)
