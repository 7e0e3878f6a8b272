"""Who may act as the committee."""

from __future__ import annotations

from typing import Literal

from telegram import ChatMember, ChatMemberRestricted, User
from telegram.error import BadRequest

from bot.channels.telegram.incoming import Incoming, is_inside
from bot.channels.telegram.sender import Sender
from bot.storage import Roles, Standing
from bot.storage.roles import MANAGE, OWNER

# What a role allows: edit the knowledge, answer residents, announce, and give roles (and all the others).
Right = Literal["edit", "reply", "announce", "manage"]
# Why not: no member; a member whom nobody can tell from others; one without the role.
Verdict = Literal["allowed", "stranger", "nameless", "roleless"]


class Members:
    """The owners, and whoever is in the committee chat at that moment. Everything is looked up each time: who is taken
    out of the chat, or loses a role, has no say from that moment on. `second_approval`: what one member wrote, another
    one has to approve."""

    def __init__(
        self,
        sender: Sender,
        roles: Roles,
        owners: tuple[int, ...],
        committee_chat: int | None,
        *,
        second_approval: bool,
    ) -> None:
        self._sender = sender
        self._roles = roles
        self._owners = owners
        self._committee_chat = committee_chat
        self.second_approval = second_approval

    @property
    def chat(self) -> int | None:
        """The id that the committee chat has now."""
        return self._sender.current(self._committee_chat)

    async def others(self, person: int) -> tuple[int, ...]:
        """The chats in which other members see what somebody writes in private."""
        if self.chat is not None:
            return (self.chat,)
        holders = [one.person for one in await self._roles.holders() if one.roles & {OWNER, MANAGE, "announce"}]
        return tuple(one for one in dict.fromkeys((*self._owners, *holders)) if one != person)

    async def includes(self, incoming: Incoming) -> bool:
        """Whether it comes from the committee: then all that members may read is shown."""
        return self._is_here(incoming) and await self._belongs(incoming, await self._roles.of(incoming.person))

    async def may(self, incoming: Incoming, right: Right) -> bool:
        """Whether who says or presses this may act so, at this moment."""
        return await self.judge(incoming, right) == "allowed"

    async def judge(self, incoming: Incoming, right: Right) -> Verdict:
        """Owners may do everything, and so may who manages the roles. Others need the role, once there are any; before,
        every member may do everything but give roles."""
        standing = await self._roles.of(incoming.person)
        if not self._is_here(incoming) or not await self._belongs(incoming, standing):
            return "stranger"
        if self._owns(incoming.person, standing) or (right != MANAGE and not standing.in_use):
            return "allowed"
        if incoming.person < 0:  # somebody who speaks as the group, or as a channel
            return "nameless"
        return "allowed" if standing.roles & {right, MANAGE} else "roleless"

    async def owns(self, person: int) -> bool:
        """Whether somebody owns the bot."""
        return self._owns(person, await self._roles.of(person))

    def founded(self, person: int) -> bool:
        """Whether the settings name them as an owner: nobody takes that away."""
        return person in self._owners

    async def find(self, person: int) -> ChatMember | None:
        """What Telegram knows of somebody in the committee chat, whether they are in it or not."""
        if self.chat is None:
            return None
        try:
            return await self._sender.member(self.chat, person)
        except BadRequest:  # Telegram knows no such person there
            return None

    def _is_here(self, incoming: Incoming) -> bool:
        return incoming.private or (self.chat is not None and incoming.chat == self.chat)

    def _owns(self, person: int, standing: Standing) -> bool:
        return person in self._owners or OWNER in standing.roles

    async def _belongs(self, incoming: Incoming, standing: Standing) -> bool:
        """What is said in the committee chat is said by a member."""
        if not incoming.private or self._owns(incoming.person, standing):
            return True
        if self.chat is None:
            return bool(standing.roles)
        return is_member(await self.find(incoming.person))


def name_of(user: User | None) -> str:
    """As Telegram gives it; empty for an account that was deleted."""
    return f"{user.first_name} {user.last_name or ''}".strip() if user else ""


def is_member(found: ChatMember | None) -> bool:
    """Whether that is somebody who is in the chat."""
    if isinstance(found, ChatMemberRestricted):
        return found.is_member
    return found is not None and is_inside(found.status)
