"""Reply markup: what Telegram accepts under a message."""

from functools import lru_cache
from typing import Any

from bot.simulator.links import mentioned_user, web_address
from bot.simulator.params import Params
from bot.simulator.wire import Json, bad_request

DATA_LIMIT = 64  # bytes of callback_data
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def reply_markup(params: Params) -> Json | None:
    """The checked reply_markup of a call; None when there is none or it is an empty inline keyboard."""
    if isinstance(params.values.get("reply_markup"), str):
        return _parsed(params.text("reply_markup"))
    markup = params.json("reply_markup")
    return None if markup is None else checked_markup(markup)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Json | None:
    """Remembered: thousands may be sent the same buttons, which nobody changes."""
    markup = Params({"reply_markup": text}).json("reply_markup")
    return None if markup is None else checked_markup(markup)


def inline_markup(params: Params) -> Json | None:
    """The same where only an inline keyboard makes sense: under an edited message."""
    markup = reply_markup(params)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def checked_markup(markup: Any) -> Json | None:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    kind = next((name for name in _KINDS if name in markup), None)
    if kind == "inline_keyboard":
        rows = [[_inline_button(button) for button in row] for row in _rows(markup[kind], "inline keyboard") if row]
        return {kind: rows} if rows else None
    if kind == "keyboard":
        rows = [[_reply_button(button) for button in row] for row in _rows(markup[kind], "keyboard") if row]
        if not rows:
            raise bad_request("reply keyboard must be non-empty")
        return markup | {kind: rows}
    return markup if kind else None


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'can\'t parse reply {what} markup JSON object: Field "{what}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {what} button: Expected Array of InlineKeyboardButton")
    return rows


def _reply_button(button: Any) -> Json:
    button = {"text": button} if isinstance(button, str) else button
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return button


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(action in button for action in _ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        return button | {"url": _button_url(str(button["url"]))}
    return button


def _button_url(url: str) -> str:
    if mentioned_user(url):
        return url
    scheme, colon, _ = url.partition(":")
    if address := web_address(url):
        return address
    reason = "Unsupported URL protocol" if colon and "." not in scheme else "Wrong HTTP URL"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
