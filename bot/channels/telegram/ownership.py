"""The one-time code that makes whoever sends it the owner of a bot that has none."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from hmac import compare_digest
from typing import Literal

from bot.channels.telegram.noise import NoiseGate
from bot.storage import Roles

TRIES = 5  # a minute
# Digits: Vietnamese keyboards turn letters into others. But twelve digits alone are what an identity card has.
_CODE = re.compile(r"KP[0-9]{12}")
_BETWEEN = re.compile(r"[\s.-]")


class Ownership:
    """The code is kept in memory only, until it is used or the bot ends."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        self._code = ""
        self._gate = NoiseGate(TRIES)

    async def offer(self) -> str | None:
        """A new code, where nobody owns the bot; else None."""
        if not await self._roles.ownerless():
            return None
        self._code = f"KP{secrets.randbelow(10**12):012}"
        return "-".join(re.findall(r"KP|\d{4}", self._code))

    def is_meant(self, text: str) -> bool:
        """Whether somebody sends a code that was asked for."""
        return bool(self._code) and _CODE.fullmatch(_bare(text)) is not None

    async def claim(
        self, text: str, person: int, name: str, at: dt.datetime
    ) -> Literal["owner", "wrong", "over", "too many"]:
        """Make the sender the owner; of two at once the first."""
        if self._gate.judge(person) != "answer":
            return "too many"
        if not compare_digest(_bare(text).encode(), self._code.encode()):
            return "wrong"
        claimed = await self._roles.claim(person, name, at)
        self._code = ""
        return "owner" if claimed else "over"


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text).upper()
