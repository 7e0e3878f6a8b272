"""A bare loop of python-telegram-bot's send_message: what announcements without a ledger would take at least."""

from __future__ import annotations

import asyncio
import sys

from telegram import Bot

from benchmarks._town import FIRST, WORDS


async def _run(token: str, url: str, people: int) -> None:
    async with Bot(token, base_url=f"{url}/bot") as bot:
        for chat in range(FIRST, FIRST + people):
            await bot.send_message(chat, WORDS)


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
