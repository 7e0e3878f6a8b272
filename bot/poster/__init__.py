"""`khupho poster`: an A4 poster with a QR code for the notice board of a tổ. Scanning it registers the tổ."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import UserError
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from bot.messages import message
from bot.poster.drawing import save
from bot.poster.layout import Poster
from bot.settings import Settings

# Telegram's rule for the names of bots; people also paste the name with its @ or as a link.
_NAME = re.compile(r"(?:(?:https?://)?t\.me/|@)?([A-Za-z]\w{3,31})", re.ASCII)


def make_posters(
    settings: Settings, folder: Path, out: Path, *, groups: Sequence[int], bot: str | None, now: dt.datetime
) -> Iterator[Path]:
    """Write a PDF and a PNG for each tổ, or for none in particular; yields each file once it is there.

    `bot`: its name; without it Telegram is asked. UserError for whatever the caller can mend.
    """
    kb = load(folder, now=now).kb
    for group in groups:
        if not 1 <= group <= kb.neighbourhood.groups:
            raise UserError(message("poster.no_group", group=group, limit=kb.neighbourhood.groups))
    name = _name(bot) if bot is not None else asyncio.run(_asked(settings))
    for each in groups or (None,):
        yield from _save(_poster(kb, name, each), out)


def _poster(kb: KnowledgeBase, bot: str, group: int | None) -> Poster:
    if kb.poster_wording is None:
        raise UserError(message("poster.no_wording"))
    start = "to" if group is None else f"to-{group}"  # what /start reads; without a number it asks for the tổ
    return Poster(kb.neighbourhood, kb.poster_wording, bot, group, f"https://t.me/{bot}?start={start}")


def _save(poster: Poster, out: Path) -> Iterator[Path]:
    name = "ap-phich" if poster.group is None else f"ap-phich-to-{poster.group}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield from save(poster, out / name)
    except OSError as error:
        raise UserError(message("poster.not_written", path=out, reason=error.strerror)) from None


def _name(given: str) -> str:
    match = _NAME.fullmatch(given.strip())
    if match is None:
        raise UserError(message("poster.bad_name", name=given))
    return match[1]


async def _asked(settings: Settings) -> str:
    """The name of the bot whose token is set."""
    if settings.token is None:
        raise UserError(message("poster.no_name"))
    from bot.channels.telegram import ChannelConfig, ask_username

    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    return await ask_username(ChannelConfig(settings.required_token(), settings.api_url, proxy))
