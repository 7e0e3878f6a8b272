"""What Telegram shows of the bot before anybody writes to it: commands and descriptions."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram.faults import kind
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording

log = logging.getLogger(__name__)

LANGUAGES = (None, "vi")  # for everybody, and for those whose app is set to Vietnamese


async def introduce(bot: Bot, kb: KnowledgeBase, committee: int | None) -> None:
    """Register commands, others for the committee chat, and descriptions. The bot works without them, so that an error
    is only logged."""
    words, place = kb.chat_wording, {"khu_pho": kb.neighbourhood.name, "dia_ban": kb.neighbourhood.area}
    try:
        for language in LANGUAGES:
            await bot.set_my_commands(commands(words), language_code=language)
            if committee is not None:
                theirs = [*committee_commands(kb.office_wording), ("trogiup", words.command_help[:256])]
                await bot.set_my_commands(theirs, BotCommandScopeChat(committee), language_code=language)
        await bot.set_my_description(fill(words.profile, **place)[:512])
        await bot.set_my_short_description(fill(words.profile_short, **place)[:120])
    except TelegramError as error:
        log.warning("commands and descriptions could not be registered: %s", kind(error))


def commands(words: ChatWording) -> list[tuple[str, str]]:
    """Commands with their descriptions, in the order of the menu."""
    described = {
        "start": words.command_start,
        "danhba": words.command_directory,
        "lich": words.command_calendar,
        "thongbao": words.command_notices,
        "nghiavu": words.command_military,
        "gopy": words.command_report,
        "phananh": words.command_reports,
        "caidat": words.command_settings,
        "trogiup": words.command_help,
        "riengtu": words.command_privacy,
        "dulieu": words.command_data,
        "dung": words.command_stop,
        "xoa": words.command_erase,
    }
    return [(name, text[:256]) for name, text in described.items()]


def committee_commands(words: OfficeWording) -> list[tuple[str, str]]:
    """Those for members, in the order of the menu."""
    described = {
        "thongbao": words.command_announce,
        "hopthu": words.command_mailbox,
        "sua": words.command_edit,
        "lichsu": words.command_history,
        "vaitro": words.command_roles,
        "thongke": words.command_figures,
        "nhatky": words.command_log,
    }
    return [(name, text[:256]) for name, text in described.items()]
