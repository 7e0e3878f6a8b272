"""Who may act as the committee."""

from __future__ import annotations

from typing import Literal

from telegram import ChatMemberRestricted
from telegram.error import BadRequest

from bot.channels.telegram.incoming import Incoming, is_inside
from bot.channels.telegram.sender import Sender

# What a role allows: edit the knowledge, answer residents, announce, and give roles.
Right = Literal["edit", "reply", "announce", "manage"]


class Members:
    """The owners, and whoever is in the committee chat at that moment. `second_approval`: what one member wrote,
    another one has to approve."""

    def __init__(
        self, sender: Sender, owners: tuple[int, ...], committee_chat: int | None, *, second_approval: bool
    ) -> None:
        self._sender = sender
        self._owners = owners
        self._committee_chat = committee_chat
        self.second_approval = second_approval

    @property
    def chat(self) -> int | None:
        """The id that the committee chat has now."""
        return self._sender.current(self._committee_chat)

    def others(self, person: int) -> tuple[int, ...]:
        """The chats in which other members see what somebody writes in private."""
        return (self.chat,) if self.chat is not None else tuple(owner for owner in self._owners if owner != person)

    async def includes(self, incoming: Incoming) -> bool:
        """Whether it comes from the committee. Telegram is asked each time: who is taken out of the committee chat has
        no say from that moment on."""
        if not incoming.private:
            return incoming.chat == self.chat
        return incoming.person in self._owners or await self._is_in_chat(incoming.person)

    async def may(self, incoming: Incoming, right: Right) -> bool:  # noqa: ARG002
        """Whether who says or presses this may act so, at this moment."""
        return await self.includes(incoming)

    async def _is_in_chat(self, person: int) -> bool:
        if self.chat is None:
            return False
        try:
            found = await self._sender.member(self.chat, person)
        except BadRequest:  # Telegram knows no such person there
            return False
        if isinstance(found, ChatMemberRestricted):
            return found.is_member
        return found is not None and is_inside(found.status)
