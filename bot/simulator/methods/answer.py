"""Methods that answer a press of a button or an inline query."""

from bot.simulator.files import KINDS
from bot.simulator.keyboards import checked_markup
from bot.simulator.markup import units
from bot.simulator.methods.content import (
    caption_content,
    contact_content,
    location_content,
    media_content,
    text_content,
    venue_content,
)
from bot.simulator.methods.handler import Handler
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

ALERT_LIMIT = 200
MOST_RESULTS = 50


def answer_callback_query(telegram: Telegram, params: Params) -> bool:
    text = params.text("text")
    if units(text) > ALERT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    press = telegram.queries.presses.open(params.text("callback_query_id"))
    answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url")}
    press.give(answer)
    telegram.events.add(
        "callback_answer",
        press.chat_id,
        callback_query_id=press.id,
        from_id=press.from_id,
        message_id=press.message_id,
        **answer,
    )
    return True


def answer_inline_query(telegram: Telegram, params: Params) -> bool:
    """Results are checked, and turned into messages, now: choosing one cannot fail later."""
    results = params.objects("results")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if not all(1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    messages = {result_id: _message(telegram, result) for result_id, result in zip(ids, results, strict=True)}
    query = telegram.queries.inline.open(params.text("inline_query_id"))
    query.give({"results": results, "messages": messages})
    return True


def _message(telegram: Telegram, result: Json) -> Json:
    """What choosing a result would send: content and markup."""
    kind = str(result.get("type", ""))
    if kind == "article" and not str(result.get("title", "")).strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if kind == "article" and "input_message_content" not in result:
        raise bad_request("message text is empty")
    markup = result.get("reply_markup")
    return {
        "content": _content(telegram, kind, result),
        "markup": None if markup is None else checked_markup(markup),
    }


def _content(telegram: Telegram, kind: str, result: Json) -> Json:
    given = result.get("input_message_content")
    if isinstance(given, dict):
        return _given_content(telegram, Params(given))
    params = Params(result)
    if kind == "location":
        return location_content(params)
    if kind == "venue":
        return venue_content(params)
    if kind == "contact":
        return contact_content(params)
    if kind in KINDS and f"{kind}_file_id" in result:
        return media_content(telegram, params, kind, f"{kind}_file_id") | caption_content(telegram, params)
    raise bad_request(f"can't parse inline query result: type {kind} is not supported by this local Telegram")


def _given_content(telegram: Telegram, params: Params) -> Json:
    if "message_text" in params.values:
        return text_content(telegram, params, "message_text")
    if "title" in params.values:
        return venue_content(params)
    return location_content(params) if "latitude" in params.values else contact_content(params)


METHODS: dict[str, Handler] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
