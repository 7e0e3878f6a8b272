"""Methods about the bot itself: who it is, its menu of commands, its texts, files it may fetch."""

from functools import partial

from bot.simulator.access import chat_of
from bot.simulator.commands import checked_commands, default_commands, scope_key
from bot.simulator.files import DOWNLOAD_LIMIT
from bot.simulator.methods.handler import Handler
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_ABILITIES: Json = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def get_me(telegram: Telegram, _params: Params) -> Json:
    return telegram.bot | _ABILITIES


def get_file(telegram: Telegram, params: Params) -> Json:
    stored = telegram.files.get(params.text("file_id"))
    if not stored:
        raise bad_request("invalid file_id")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.reference() | {"file_path": stored.path}


def set_my_commands(telegram: Telegram, params: Params) -> bool:
    commands = checked_commands(params.objects("commands"))
    telegram.profile.commands[_menu_key(telegram, params)] = commands
    telegram.events.add("commands", None, commands=default_commands(telegram))
    return True


def get_my_commands(telegram: Telegram, params: Params) -> list[Json]:
    return telegram.profile.commands.get(_menu_key(telegram, params), [])


def delete_my_commands(telegram: Telegram, params: Params) -> bool:
    telegram.profile.commands.pop(_menu_key(telegram, params), None)
    telegram.events.add("commands", None, commands=default_commands(telegram))
    return True


def set_text(name: str, telegram: Telegram, params: Params) -> bool:
    text = params.text(name)
    if len(text) > _LIMITS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    telegram.profile.texts[name, params.text("language_code")] = text
    return True


def get_text(name: str, telegram: Telegram, params: Params) -> Json:
    """In the language asked for, else the default; a bot always has a name."""
    texts = telegram.profile.texts
    text = texts.get((name, params.text("language_code"))) or texts.get((name, ""), "")
    return {name: text or (telegram.bot["first_name"] if name == "name" else "")}


def set_chat_menu_button(telegram: Telegram, params: Params) -> bool:
    button = params.object("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("MenuButton has unsupported type specified")
    telegram.profile.menu_buttons[_button_key(telegram, params)] = button
    return True


def get_chat_menu_button(telegram: Telegram, params: Params) -> Json:
    return telegram.profile.menu_buttons.get(_button_key(telegram, params), {"type": "commands"})


def _menu_key(telegram: Telegram, params: Params) -> tuple[str, str]:
    return scope_key(telegram, params.json("scope")), params.text("language_code")


def _button_key(telegram: Telegram, params: Params) -> int:
    return chat_of(telegram, params).id if params.given("chat_id") else 0


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": partial(set_text, "name"),
    "getMyName": partial(get_text, "name"),
    "setMyDescription": partial(set_text, "description"),
    "getMyDescription": partial(get_text, "description"),
    "setMyShortDescription": partial(set_text, "short_description"),
    "getMyShortDescription": partial(get_text, "short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
