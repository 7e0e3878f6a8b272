"""/client/*: acting as people, in JSON; what people's screens need."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator import chatting, people, sending
from bot.simulator.commands import default_commands, menu
from bot.simulator.model import Chat
from bot.simulator.params import Params
from bot.simulator.posting import shown_chat
from bot.simulator.requests import json_response, read_params
from bot.simulator.state import Telegram
from bot.simulator.wire import ApiError, Json, RefusedError

LONGEST_WAIT = 60.0
INLINE_WAIT = 5.0
Action = Callable[[Telegram, Params], Awaitable[Json] | Json]


def client_routes(telegram: Telegram) -> list[Route]:
    """`telegram` is all that the endpoints share."""
    return [
        Route(f"/client/{path}", partial(answer, telegram, action), methods=[method])
        for (method, path), action in ACTIONS.items()
    ]


async def answer(telegram: Telegram, action: Action, request: Request) -> Response:
    """Run an action; what it refuses becomes {"error": ...} with 400."""
    try:
        result = action(telegram, await read_params(request))
        return json_response(result if isinstance(result, dict) else await result)
    except (RefusedError, ApiError) as error:
        return json_response({"error": str(error)}, 400)


def state(telegram: Telegram, _params: Params) -> Json:
    return {
        "bot": telegram.bot,
        "people": people.shown_people(telegram),
        "chats": people.shown_chats(telegram),
        "commands": default_commands(telegram),
        "now": telegram.now(),
        "seq": telegram.events.sequence,
    }


def add_person(telegram: Telegram, params: Params) -> Json:
    language = params.text("language_code") if "language_code" in params.values else "vi"
    return people.add_person(
        telegram,
        params.text("first_name"),
        last_name=params.text("last_name"),
        username=params.text("username"),
        language_code=language,
        user_id=params.integer("id"),
    )


def add_group(telegram: Telegram, params: Params) -> Json:
    group = people.add_group(
        telegram,
        params.text("title"),
        params.integers("members"),
        params.text("type") or "supergroup",
        forum=params.flag("forum"),
        admins=params.integers("admins") if params.given("admins") else None,
        bot_admin=params.flag("bot_admin"),
        username=params.text("username"),
    )
    return shown_chat(telegram, group)


def add_topic(telegram: Telegram, params: Params) -> Json:
    topic_id = people.add_topic(telegram, _chat(telegram, params), params.integer("from_id"), params.text("name"))
    return {"message_thread_id": topic_id}


def send(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, sending.content(telegram, params))


def send_album(telegram: Telegram, params: Params) -> Json:
    return {"messages": [_say(telegram, params, content) for content in sending.album(telegram, params)]}


def forward(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, sending.forwarded(telegram, params))


def _say(telegram: Telegram, params: Params, content: Json) -> Json:
    stored = chatting.say(
        telegram,
        _chat(telegram, params),
        params.integer("from_id"),
        content,
        reply_to_id=params.integer("reply_to_message_id"),
        topic_id=params.integer("message_thread_id"),
    )
    return stored.seen()


def edit(telegram: Telegram, params: Params) -> Json:
    chat, from_id, message_id = _chat(telegram, params), params.integer("from_id"), params.integer("message_id")
    entities = params.objects("entities")
    return chatting.edit(telegram, chat, from_id, message_id, params.text("text"), entities=entities).seen()


def delete(telegram: Telegram, params: Params) -> Json:
    chatting.delete(telegram, _chat(telegram, params), params.integer("from_id"), params.integer("message_id"))
    return {}


async def press(telegram: Telegram, params: Params) -> Json:
    chat, data = _chat(telegram, params), params.text("data")
    query = chatting.press(telegram, chat, params.integer("from_id"), params.integer("message_id"), data)
    pressed: Json = {"callback_query_id": query.id}
    if not params.given("wait"):
        return pressed
    given = await query.answered.until(lambda: query.answer, min(params.number("wait"), LONGEST_WAIT))
    return pressed | {"answered": given is not None} | (given or {"text": "", "show_alert": False, "url": ""})


async def inline(telegram: Telegram, params: Params) -> Json:
    from_id, chat_type = params.integer("from_id"), params.text("chat_type") or "private"
    query = chatting.ask_inline(telegram, from_id, params.text("query"), chat_type)
    seconds = params.number("wait") if params.given("wait") else INLINE_WAIT
    given = await query.answered.until(lambda: query.answer, min(seconds, LONGEST_WAIT))
    return {"query_id": query.id, "results": given["results"] if given else [], "answered": given is not None}


def choose(telegram: Telegram, params: Params) -> Json:
    chat, query_id, result_id = _chat(telegram, params), params.text("query_id"), params.text("result_id")
    return chatting.choose_inline(telegram, chat, params.integer("from_id"), query_id, result_id).seen()


def react(telegram: Telegram, params: Params) -> Json:
    chat, emoji = _chat(telegram, params), params.text("emoji")
    return chatting.react(telegram, chat, params.integer("from_id"), params.integer("message_id"), emoji).seen()


def block(telegram: Telegram, params: Params) -> Json:
    people.block(telegram, params.integer("from_id"), params.flag("blocked"))
    return {}


def join(telegram: Telegram, params: Params) -> Json:
    people.enter(telegram, _chat(telegram, params), params.integer("user_id"))
    return {}


def leave(telegram: Telegram, params: Params) -> Json:
    people.go(telegram, _chat(telegram, params), params.integer("user_id"))
    return {}


def messages(telegram: Telegram, params: Params) -> Json:
    chat, after = _chat(telegram, params), params.integer("after")
    shown = [stored.seen() for message_id, stored in chat.messages.items() if message_id > after]
    return {"messages": shown, "keyboard": chat.keyboard}


async def wait(telegram: Telegram, params: Params) -> Json:
    """New messages of the bot, when there are `count` of them or the time is up."""
    chat, after = _chat(telegram, params), params.integer("after_message_id")
    count = params.integer("count", 1)
    seconds = params.number("timeout") if params.given("timeout") else 5.0

    def enough() -> bool:
        return len(_bot_messages(telegram, chat, after)) >= count

    await chat.bot_posted.until(enough, min(seconds, LONGEST_WAIT))
    return {"messages": _bot_messages(telegram, chat, after)}


def commands(telegram: Telegram, params: Params) -> Json:
    return {"commands": menu(telegram, _chat(telegram, params), params.integer("user_id"))}


def _chat(telegram: Telegram, params: Params) -> Chat:
    return telegram.chat(params.integer("chat_id"))


def _bot_messages(telegram: Telegram, chat: Chat, after: int) -> list[Json]:
    """Newest last; looks back only as far as `after`, so that waiting stays cheap in a long chat."""
    found = []
    for message_id in reversed(chat.messages):
        if message_id <= after:
            break
        stored = chat.messages[message_id]
        if stored.wire["from"]["id"] == telegram.bot_id:
            found.append(stored.seen())
    return found[::-1]


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", "state"): state,
    ("POST", "people"): add_person,
    ("POST", "groups"): add_group,
    ("POST", "topic"): add_topic,
    ("POST", "send"): send,
    ("POST", "send-album"): send_album,
    ("POST", "forward"): forward,
    ("POST", "edit"): edit,
    ("POST", "delete"): delete,
    ("POST", "press"): press,
    ("POST", "inline"): inline,
    ("POST", "inline/choose"): choose,
    ("POST", "react"): react,
    ("POST", "block"): block,
    ("POST", "join"): join,
    ("POST", "leave"): leave,
    ("GET", "messages"): messages,
    ("GET", "wait"): wait,
    ("GET", "commands"): commands,
}
