"""👍 and 👎 under an answer."""

from __future__ import annotations

from typing import Literal

from bot.channels.telegram import keyboards
from bot.channels.telegram.talk import Talk


async def vote(talk: Talk) -> None:
    """Thanked for only when it is stored. The buttons stay: a vote can be changed."""
    sign, _, topic = talk.incoming.text.partition(":")
    message_id = talk.incoming.message_id
    if message_id is None or sign not in ("+", "-") or topic not in talk.kb.topics:
        await talk.toast(talk.words.topic_gone)
        return
    value: Literal[1, -1] = 1 if sign == "+" else -1
    await talk.storage.votes.cast(talk.chat, message_id, topic, value, talk.now)
    await talk.toast(talk.words.voted_up if value > 0 else talk.words.voted_down)
    await talk.rebutton(keyboards.VOTE, keyboards.votes(talk.words, topic, sign))
