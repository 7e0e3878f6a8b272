"""What others have reported already: offered before the same is reported again, and looked up."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram.handlers.reports.report_draft import Draft, kind_in
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.language.folding import fold
from bot.settings import LOCAL
from bot.storage import Report

OFFERED = 2
LOOKED_AT = 20
BEGINNING = 200  # characters
ALIKE = 0.5  # share of the words of the shorter one that the other has as well, where no tổ is known


async def like(talk: Talk, draft: Draft) -> list[Report]:
    """Open ones of others that may be the same: of the same kind, in the same tổ or in the same words."""
    if not kind_in(talk.kb, draft.kind).public or draft.about:
        return []
    resident = await talk.storage.residents.get(talk.chat)
    group = draft.group or (resident.group if resident else None)
    found = await talk.storage.reports.open_public(draft.kind, group, LOOKED_AT)
    others = [one for one in found if one.chat_id != talk.chat]
    return [one for one in others if group or _alike(one, draft)][:OFFERED]


def offer(talk: Talk, near: Sequence[Report], draft: Draft) -> tuple[RichText, list[Row]]:
    """`Tôi cũng thấy`, or go on."""
    words = talk.kb.report_wording
    rows = [[button(fill(words.button_me_too, ma=one.label), REPORT, "me", one.number, draft.id)] for one in near]
    rows.append([button(words.button_other, REPORT, "other", draft.id)])
    rows.append([button(talk.words.button_cancel, REPORT, "drop", draft.id)])
    return join([rich(words.near_head), *(beginning(talk, one) for one in near)], "\n\n"), rows


def beginning(talk: Talk, one: Report) -> RichText:
    """What others may see of a report."""
    words = talk.kb.report_wording
    day = one.created_at.astimezone(LOCAL).strftime("%d/%m/%Y")
    head = say(words.card_head, ma=one.label, loai=kind_in(talk.kb, one.kind).title, ngay=day)
    text = say(words.review_text, loi=shortened(one.text, BEGINNING))
    return join([head, text, say(words.review_place, cho=one.place) if one.place else ()])


def _alike(one: Report, draft: Draft) -> bool:
    first, second = ({*fold(f"{said.text} {said.place or ''}").split()} for said in (one, draft))
    return len(first & second) >= ALIKE * min(len(first), len(second))
