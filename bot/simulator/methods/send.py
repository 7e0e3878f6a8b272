"""Methods that put messages into a chat."""

import itertools
from collections import defaultdict
from functools import partial

from bot.simulator.access import chat_of, writable_chat, writable_topic
from bot.simulator.keyboards import reply_markup
from bot.simulator.methods.content import (
    CONTENT,
    caption_content,
    contact_content,
    location_content,
    media_content,
    text_content,
    venue_content,
)
from bot.simulator.methods.handler import Handler
from bot.simulator.model import Chat, Stored
from bot.simulator.params import Params
from bot.simulator.posting import bot_posts, show
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

ALBUM_KINDS = ("photo", "video", "document", "audio")
UNMIXED = ("document", "audio")
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
MOST_COPIES = 100
_albums = itertools.count(1)


def _say(telegram: Telegram, params: Params, contents: list[Json]) -> list[Stored]:
    """Post contents as the call wishes: chat, topic, reply, markup; all or, over the limits, none."""
    markup = reply_markup(params)
    chat = writable_chat(telegram, params)
    topic = writable_topic(telegram, chat, params)
    reply_to = _reply_target(chat, params)
    topic_id = topic.id if topic else _topic_of(reply_to)
    silent = params.flag("disable_notification")
    telegram.limits.spend(chat.id, len(contents))
    return [
        bot_posts(telegram, chat, content, reply_to=reply_to, topic_id=topic_id, markup=markup, silent=silent)
        for content in contents
    ]


def send_message(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, [text_content(telegram, params)])[0].wire


def send_media(kind: str, telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, [media_content(telegram, params, kind)])[0].wire


def send_location(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, [location_content(params)])[0].wire


def send_venue(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, [venue_content(params)])[0].wire


def send_contact(telegram: Telegram, params: Params) -> Json:
    return _say(telegram, params, [contact_content(params)])[0].wire


def send_media_group(telegram: Telegram, params: Params) -> list[Json]:
    items = params.objects("media")
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    kinds = [str(item.get("type")) for item in items]
    if not all(kind in ALBUM_KINDS for kind in kinds):
        raise bad_request("can't parse InputMedia: type must be one of photo, video, document, audio")
    if lonely := next((kind for kind in kinds if kind in UNMIXED and set(kinds) != {kind}), ""):
        raise bad_request(f"{lonely} can't be mixed with other media types")
    album = {"media_group_id": _album_id(telegram)}
    contents = [
        media_content(telegram, Params(item, params.files), kind, "media") | album
        for kind, item in zip(kinds, items, strict=True)
    ]
    return [stored.wire for stored in _say(telegram, _bare(params), contents)]


def send_chat_action(telegram: Telegram, params: Params) -> bool:
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(telegram, params)
    show(telegram, chat, "typing", action=action, **{"from": telegram.bot})
    return True


def forward_message(telegram: Telegram, params: Params) -> Json:
    source = _source(telegram, params, params.integer("message_id"), "forward")
    origin = {
        "type": "user",
        "sender_user": source.wire["from"],
        "date": source.wire["date"],
    }
    content = source.wire.get("forward_origin") or origin
    return _say(telegram, params, [_content(source) | {"forward_origin": content}])[0].wire


def copy_message(telegram: Telegram, params: Params) -> Json:
    source = _source(telegram, params, params.integer("message_id"), "copy")
    content = _content(source)
    if "caption" in params.values and "text" not in content:
        content = _without_caption(content) | caption_content(telegram, params)
    return {"message_id": _say(telegram, params, [content])[0].id}


def copy_messages(telegram: Telegram, params: Params) -> list[Json]:
    """Copies what is there, albums as albums, and passes over what is not there or no content, as Telegram does."""
    wanted = params.integers("message_ids")
    if not 1 <= len(wanted) <= MOST_COPIES:
        raise bad_request("message identifiers must be 1-100")
    if wanted != sorted(set(wanted)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = chat_of(telegram, params, "from_chat_id").messages
    sources = [found[message_id] for message_id in wanted if message_id in found]
    sources = [source for source in sources if not CONTENT.isdisjoint(source.wire)]
    if not sources:
        raise bad_request("there are no messages to copy")
    albums: dict[str, str] = defaultdict(lambda: _album_id(telegram))
    contents = [_content(source) | _same_album(source, albums) for source in sources]
    if params.flag("remove_caption"):
        contents = [_without_caption(content) for content in contents]
    return [{"message_id": stored.id} for stored in _say(telegram, _bare(params), contents)]


def _source(telegram: Telegram, params: Params, message_id: int, action: str) -> Stored:
    found = chat_of(telegram, params, "from_chat_id").messages.get(message_id)
    if not found:
        raise bad_request(f"message to {action} not found")
    return found


def _content(source: Stored) -> Json:
    content = {key: value for key, value in source.wire.items() if key in CONTENT}
    if not content:
        raise bad_request("message can't be copied")  # a service message
    return content


def _without_caption(content: Json) -> Json:
    return {key: value for key, value in content.items() if not key.startswith("caption")}


def _album_id(telegram: Telegram) -> str:
    return str(telegram.now() * 1000 + next(_albums))


def _same_album(source: Stored, albums: dict[str, str]) -> Json:
    """The new album of what was in an old one; `albums` makes up a number for each."""
    old = source.wire.get("media_group_id")
    return {"media_group_id": albums[old]} if old else {}


def _bare(params: Params) -> Params:
    """Several messages at once carry no markup."""
    return Params({key: value for key, value in params.values.items() if key != "reply_markup"}, params.files)


def _reply_target(chat: Chat, params: Params) -> Stored | None:
    """The message replied to; a missing one is an error unless the call allows for it."""
    wanted = params.object("reply_parameters")
    message_id = Params(wanted).integer("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None
    found = chat.messages.get(message_id)
    if not found and not (wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")):
        raise bad_request("message to be replied not found")
    return found


def _topic_of(reply_to: Stored | None) -> int:
    return int(reply_to.wire.get("message_thread_id", 0)) if reply_to else 0


METHODS: dict[str, Handler] = {
    "sendMessage": send_message,
    "sendPhoto": partial(send_media, "photo"),
    "sendDocument": partial(send_media, "document"),
    "sendVideo": partial(send_media, "video"),
    "sendAudio": partial(send_media, "audio"),
    "sendVoice": partial(send_media, "voice"),
    "sendAnimation": partial(send_media, "animation"),
    "sendSticker": partial(send_media, "sticker"),
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
}
