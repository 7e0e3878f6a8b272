"""`/vaitro`: who may do what. The card of a person has the buttons; it is drawn in `role_card`."""

from __future__ import annotations

import re

from telegram import Message

from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.office import role_card
from bot.channels.telegram.handlers.office.role_card import RIGHTS
from bot.channels.telegram.keyboards import ROLE, Row, button
from bot.channels.telegram.members import Members
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.storage.roles import MANAGE, OWNER

MOST = 90  # buttons of the list: Telegram takes 100
ALL = "all"
_GIVING = re.compile(r"([+-]):(\w{1,10}):([0-9]{1,15})")
_CARD = re.compile(r"card:([0-9]{1,15})")


async def roles(talk: Talk) -> None:
    """`/vaitro`: a member's own card or, in reply to somebody, theirs; in private, for who gives roles, the list."""
    said = talk.incoming
    if not await talk.is_member():
        return
    if said.private:
        manages = await talk.services.members.may(said, MANAGE)
        await (_list(talk) if manages else _own_card(talk))
        return
    person = _meant(said.message) or said.person
    if person > 0:
        text, rows = await role_card.card(talk, person)
        await talk.say(text, keyboards.inline(*rows))
    else:
        words = talk.kb.office_wording
        await talk.say(words.nameless if person == said.person else words.target_nameless)


async def pressed(talk: Talk) -> None:
    """A button of a card or of the list: for those who give roles."""
    if not await talk.may(MANAGE):
        return
    said = talk.incoming.text
    if found := _GIVING.fullmatch(said):
        await _give_or_take(talk, found[1], found[2], int(found[3]))
    elif found := _CARD.fullmatch(said):
        await _show_card(talk, int(found[1]))
    elif said == "list":
        await _list(talk)
    elif said in ("end", "end:yes") and await talk.services.members.owns(talk.incoming.person):
        await (_end(talk) if said == "end:yes" else _ask_end(talk))
    else:
        await lookup.unknown_button(talk)


async def _give_or_take(talk: Talk, sign: str, role: str, person: int) -> None:
    words = talk.kb.office_wording
    if role not in (*RIGHTS, OWNER, ALL):
        await lookup.unknown_button(talk)
    elif not await _may_give(talk.services.members, talk.incoming.person, sign, role):
        await talk.toast(words.toast_owners_only)
    elif role != OWNER and await talk.services.members.owns(person):
        await talk.toast(words.toast_is_owner)
    else:
        await (_give(talk, role, person) if sign == "+" else _take(talk, role, person))
        await _show_card(talk, person)


async def _may_give(members: Members, giver: int, sign: str, role: str) -> bool:
    """Who manages gives all roles but their own; an owner who sent the code is dismissed by those of the settings."""
    if role == OWNER:
        return sign == "-" and members.founded(giver)
    return role != MANAGE or await members.owns(giver)


async def _give(talk: Talk, role: str, person: int) -> None:
    words, by = talk.kb.office_wording, talk.incoming.person
    somebody = await role_card.find(talk, person)
    if somebody.refusal or role == ALL:
        await talk.toast(somebody.refusal or talk.words.old_button)
        return
    outcome = await talk.storage.roles.grant(person, role, somebody.name, by, talk.now)
    granted = fill(words.toast_granted, vai_tro=role_card.title(words, role))
    await talk.toast(words.toast_as_it_was if outcome == "had" else granted)
    if outcome == "first":
        await talk.services.committee.tell(rich(words.first_granted))


async def _take(talk: Talk, role: str, person: int) -> None:
    words, by = talk.kb.office_wording, talk.incoming.person
    owner = await talk.services.members.owns(by)
    which = [one for one in RIGHTS if owner or one != MANAGE] if role == ALL else [role]
    taken = await talk.storage.roles.take(person, which, by, talk.now)
    told = words.toast_all_taken if role == ALL else fill(words.toast_taken, vai_tro=role_card.title(words, role))
    await talk.toast(told if taken else words.toast_as_it_was)


async def _own_card(talk: Talk) -> None:
    """To look at: nobody else can press anything in a private chat."""
    text, _ = await role_card.card(talk, talk.incoming.person)
    await talk.say(join([text, rich(talk.kb.office_wording.card_private)], "\n\n"))


async def _show_card(talk: Talk, person: int) -> None:
    text, rows = await role_card.card(talk, person)
    await talk.change(text, keyboards.inline(*rows))


async def _list(talk: Talk) -> None:
    """Everybody who has a role, with a button to each card."""
    words, members = talk.kb.office_wording, talk.services.members
    holders = await talk.storage.roles.holders()
    lines = [
        say(words.holders_line, nguoi=one.name, vai_tro=role_card.titles(words, one.roles)) for one in holders
    ] or [rich(words.holders_none)]
    how = words.holders_how if members.chat is not None else words.holders_without_chat
    text = join([rich(words.holders_head), join(lines), rich(how)], "\n\n")
    rows: list[Row] = [[button(one.name, ROLE, "card", one.person)] for one in holders[:MOST]]
    standing = await talk.storage.roles.of(talk.incoming.person)
    if standing.in_use and await members.owns(talk.incoming.person):
        rows.append([button(words.button_end, ROLE, "end")])
    await (talk.change if talk.incoming.query else talk.say)(text, keyboards.inline(*rows))


async def _ask_end(talk: Talk) -> None:
    words = talk.kb.office_wording
    yes, no = button(words.button_end_yes, ROLE, "end:yes"), button(words.button_end_no, ROLE, "list")
    await talk.change(words.end_ask, keyboards.inline([yes], [no]))


async def _end(talk: Talk) -> None:
    ended = await talk.storage.roles.end(talk.incoming.person, talk.now)
    await _list(talk)
    words = talk.kb.office_wording
    await talk.toast("" if ended else words.toast_as_it_was)
    if ended:
        await talk.services.committee.tell(rich(words.ended))


def _meant(message: Message | None) -> int | None:
    """Whom the command replies to. In a forum everything replies to the message that opened the topic."""
    reply = message.reply_to_message if message else None
    if reply is None or reply.forum_topic_created:
        return None
    writer = reply.sender_chat or reply.from_user
    return writer.id if writer else None
