"""A resident's question on its way to the committee: offered, sent when its asker says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.answering.model import RichText
from bot.answering.rich import rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.questions import mailbox_letters
from bot.channels.telegram.keyboards import QUESTION, Row, button
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.talk import Talk
from bot.feedback.masking import mask
from bot.storage.question import Asked

A_DAY = 10  # questions that one person may send to the committee
KEPT = 1500  # characters of a question that are kept
SHOWN = 100  # ... and shown when it is sent


async def keep(talk: Talk, text: str, topic: str | None = None, *, by: int | None = None) -> int:
    """Keep a question (masked) for the committee; nobody's, unless it is sent by somebody already."""
    reading = talk.answerer.reading(text)
    return await talk.storage.questions.add(text, reading, talk.now, same=talk.answerer.same, topic=topic, chat_id=by)


async def offer(talk: Talk, text: str, topic: str | None = None) -> list[Row]:
    """Keep the question; the button that sends it. The words beside it must say who will see what."""
    text = mask(text[:KEPT])
    number = await keep(talk, text, topic)
    label = talk.kb.mailbox_wording.button_send
    return [[button(label, QUESTION, number, keyboards.fingerprint(text))]]


async def offered(talk: Talk, text: str) -> tuple[RichText, list[Row]]:
    """The same with the words."""
    return rich(talk.kb.mailbox_wording.offer), await offer(talk, text)


async def send(talk: Talk) -> None:
    """The button: `id:fingerprint`. It fits no other question that may have got this id since."""
    words, asked = talk.kb.mailbox_wording, await _pressed(talk)
    if asked and asked.chat_id is None and not await may_send(talk):
        return
    done = await talk.storage.questions.send(asked.id, talk.chat, talk.now) if asked else "gone"
    await talk.rebutton(QUESTION)
    if asked is None or done == "gone":
        await talk.toast(words.gone)
    elif done == "already":
        await talk.toast(words.sent_already)
    elif done == "sent":
        await talk.say(say(words.sent, cau_hoi=shortened(asked.text or "", SHOWN)))
    else:
        await _tell(talk, asked)


async def may_send(talk: Talk) -> bool:
    """Whether they may send one more; who may not is told."""
    since = talk.now - dt.timedelta(days=1)
    if await talk.storage.questions.count_since(talk.chat, since) < A_DAY:
        return True
    await talk.say(say(talk.kb.mailbox_wording.limit_reached, so=str(A_DAY)))
    return False


async def _pressed(talk: Talk) -> Asked | None:
    number, _, mark = talk.incoming.text.partition(":")
    asked = await talk.storage.questions.get(keyboards.number(number))
    return asked if asked and asked.text and keyboards.fingerprint(asked.text) == mark else None


async def _tell(talk: Talk, asked: Asked) -> None:
    """Others sent the same before, and the committee has seen to it."""
    words, text = talk.kb.mailbox_wording, asked.text or ""
    first = await talk.storage.questions.get(asked.group)
    told: Sequence[str] = ()
    if first and first.became in talk.kb.topics:
        answer = talk.answerer.topic(str(first.became), await talk.question())
        told = mailbox_letters.referring(words, answer)(text)
    elif first and first.answer:
        told = mailbox_letters.composed(words, text, first.answer, first.state)
    else:
        await talk.toast(words.gone)
    for page in told:
        await talk.services.sender.say(talk.chat, page)
