"""Groups: when the bot is added to one, and what it says only in private. Also who blocks it."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.incoming import is_inside
from bot.channels.telegram.talk import Talk


async def membership(talk: Talk) -> None:
    """The bot was added to a group, taken out of it, blocked or unblocked."""
    change = talk.incoming.member
    if change is None:
        return
    inside = is_inside(change.new_chat_member.status)
    if talk.incoming.private:
        await talk.storage.residents.set_blocked(talk.chat, None if inside else talk.now)
    elif inside and not is_inside(change.old_chat_member.status):
        name, mention = talk.kb.neighbourhood.name, talk.services.me.mention
        await talk.say(say(talk.words.group_hello, khu_pho=name, ten_bot=mention))


async def private_only(talk: Talk) -> None:
    """What concerns one person is not said in a group: a button leads to the private chat and goes on there."""
    if talk.incoming.kind == "button":
        await talk.toast(talk.words.private_only)
        return
    link = talk.services.me.link(talk.incoming.name)
    button = InlineKeyboardButton(talk.words.button_private, url=link)
    await talk.say(talk.words.private_only, keyboards.inline([button]))
