"""The bot's menu of commands: whose menu shows which, by scope and language."""

import re
from typing import Any

from bot.simulator.model import Chat
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, RefusedError, bad_request

MOST = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION_LIMIT = 256


def scope_key(telegram: Telegram, scope: Any) -> str:
    """A scope as a key of Profile.commands; Telegram's 400 for one that it does not know."""
    scope = scope or {"type": "default"}
    kind = scope.get("type", "") if isinstance(scope, dict) else ""
    if kind in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        return str(kind)
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat_id = str(scope.get("chat_id", ""))
    if chat_id not in {str(known) for known in telegram.chats}:
        raise bad_request("chat not found")
    return f"{kind}:{chat_id}" + (f":{scope.get('user_id')}" if kind == "chat_member" else "")


def checked_commands(commands: list[Json]) -> list[Json]:
    if len(commands) > MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = []
    for command in commands:
        name = str(command.get("command", "")).lstrip("/")
        description = str(command.get("description", "")).strip()
        if not _NAME.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= _DESCRIPTION_LIMIT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": name, "description": description})
    return checked


def default_commands(telegram: Telegram) -> list[Json]:
    """The default scope's menu, in Vietnamese where there is one."""
    known = telegram.profile.commands
    return known.get(("default", "vi")) or known.get(("default", "")) or []


def menu(telegram: Telegram, chat: Chat, user_id: int) -> list[Json]:
    """What the client of a member of this chat shows: the narrowest scope that has commands."""
    if not chat.has(user_id) and chat.id != user_id:
        raise RefusedError(f"user {user_id} is not in this chat")
    language = telegram.user(user_id).get("language_code", "")
    for scope in _scopes(chat, user_id):
        for tongue in (language, ""):
            if commands := telegram.profile.commands.get((scope, tongue)):
                return commands
    return []


def _scopes(chat: Chat, user_id: int) -> list[str]:
    if chat.private:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    admin = chat.is_admin(user_id)
    return [
        f"chat_member:{chat.id}:{user_id}",
        *([f"chat_administrators:{chat.id}"] if admin else []),
        f"chat:{chat.id}",
        *(["all_chat_administrators"] if admin else []),
        "all_group_chats",
        "default",
    ]
