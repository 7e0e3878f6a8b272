"""The Telegram channel: updates in, answers out. The only import of python-telegram-bot in the project."""

from bot.channels.telegram.channel import Channel, open_channel
from bot.channels.telegram.config import ChannelConfig
from bot.channels.telegram.whoami import ask_username

__all__ = ["Channel", "ChannelConfig", "ask_username", "open_channel"]
