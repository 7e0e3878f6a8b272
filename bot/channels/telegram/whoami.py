"""The bot's own name, asked of Telegram outside a running channel."""

from __future__ import annotations

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import make_api
from bot.channels.telegram.config import ChannelConfig
from bot.errors import SettingsError, UserError
from bot.messages import message


async def ask_username(config: ChannelConfig) -> str:
    """The name after the @. SettingsError for a wrong token, UserError when Telegram does not answer."""
    try:
        async with make_api(config) as api:
            return api.username
    except InvalidToken:  # the error itself quotes the token
        raise SettingsError(message("telegram.wrong_token")) from None
    except TelegramError:
        raise UserError(message("telegram.no_answer")) from None
