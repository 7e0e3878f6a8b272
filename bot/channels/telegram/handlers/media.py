"""Photos, voices, stickers and all else that is not text: a friendly word on each."""

from __future__ import annotations

from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import ask
from bot.channels.telegram.handlers.reports import report
from bot.channels.telegram.talk import Talk

# Kinds of messages, each with a text of this name in the wording.
KINDS = (
    "photo", "video", "voice", "sticker", "location", "contact", "document", "poll", "dice", "other",
)  # fmt: skip


async def media(talk: Talk) -> None:
    """Say what the bot makes of it; a caption is answered as a question, unless it reports what is seen above."""
    if await ask.reports(talk):
        await report.begin(talk)
        return
    if talk.is_first_of_album():
        keyboard = keyboards.inline(keyboards.directory(talk.words)) if talk.incoming.kind == "contact" else None
        await talk.say(getattr(talk.words, talk.incoming.kind), keyboard)
    if talk.incoming.text:
        await ask.question(talk)
