"""What one person may do, and the buttons that give and take it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram.keyboards import ROLE, Row, button
from bot.channels.telegram.members import Right, is_member, name_of
from bot.channels.telegram.talk import Talk
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.placeholders import fill
from bot.storage.roles import OWNER, Standing

RIGHTS: tuple[Right, ...] = get_args(Right)
A_ROW = 2


@dataclass(frozen=True)
class Somebody:
    """`refusal`: why no role can be given to them, if so."""

    id: int
    name: str
    refusal: str


def title(words: OfficeWording, role: str) -> str:
    return str(getattr(words, f"role_{role}"))


def titles(words: OfficeWording, roles: Collection[str]) -> str:
    return ", ".join(title(words, role) for role in (OWNER, *RIGHTS) if role in roles)


async def find(talk: Talk, person: int) -> Somebody:
    """As Telegram shows them in the committee chat at this moment."""
    words, found = talk.kb.office_wording, await talk.services.members.find(person)
    user = found.user if found else None
    name = name_of(user)
    if user and user.is_bot:
        refusal = words.target_bot
    elif user and not name:
        refusal = words.target_deleted
    else:
        refusal = "" if is_member(found) else words.target_outside
    if not name:
        kept = (one.name for one in await talk.storage.roles.holders() if one.person == person)
        name = next(kept, words.somebody)
    return Somebody(person, name, refusal)


async def card(talk: Talk, person: int) -> tuple[RichText, list[Row]]:
    """What they may do, and the buttons for those who give roles. Whoever cannot be given any may still lose them."""
    words, somebody = talk.kb.office_wording, await find(talk, person)
    standing = await talk.storage.roles.of(person)
    head = say(words.card_head, nguoi=somebody.name)
    if await talk.services.members.owns(person):
        owner = say(words.card_held, vai_tro=words.role_owner, viec=words.does_owner)
        return join([head, owner]), _behind(talk, [_disown(talk, somebody, standing)])
    if somebody.refusal and not standing.roles:
        return join([head, rich(somebody.refusal)]), _behind(talk, [])
    lines = [_line(words, role, held=role in standing.roles) for role in RIGHTS]
    notes = [somebody.refusal, "" if standing.in_use else words.card_everybody, words.card_press]
    text = join([head, *lines, rich("\n" + "\n".join(filter(None, notes)))])
    return text, _behind(talk, _toggles(words, somebody, standing))


def _line(words: OfficeWording, role: Right, *, held: bool) -> RichText:
    line = words.card_held if held else words.card_not_held
    return say(line, vai_tro=title(words, role), viec=str(getattr(words, f"does_{role}")))


def _toggles(words: OfficeWording, somebody: Somebody, standing: Standing) -> list[Row]:
    keys = []
    for role in RIGHTS:
        if role in standing.roles:
            keys.append(button(fill(words.button_held, vai_tro=title(words, role)), ROLE, "-", role, somebody.id))
        elif not somebody.refusal:
            keys.append(button(fill(words.button_not_held, vai_tro=title(words, role)), ROLE, "+", role, somebody.id))
    rows = [keys[start : start + A_ROW] for start in range(0, len(keys), A_ROW)]
    if len(standing.roles) > 1:
        rows.append([button(words.button_take_all, ROLE, "-", "all", somebody.id)])
    return rows


def _disown(talk: Talk, somebody: Somebody, standing: Standing) -> Row:
    """An owner of the settings stays one, whoever presses what."""
    if OWNER not in standing.roles or talk.services.members.founded(somebody.id):
        return []
    return [button(talk.kb.office_wording.button_disown, ROLE, "-", OWNER, somebody.id)]


def _behind(talk: Talk, rows: list[Row]) -> list[Row]:
    """In private a card is opened from the list."""
    back = [[button(talk.kb.office_wording.button_holders, ROLE, "list")]] if talk.incoming.query else []
    return [*filter(None, rows), *(back if talk.incoming.private else [])]
