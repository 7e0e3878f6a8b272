"""What people send, from the fields of a call: words, files, albums, places, contacts, what they forward."""

import itertools

from bot.simulator import chatting
from bot.simulator.files import KINDS, Upload, sample_photo
from bot.simulator.methods.content import CONTENT, contact_content, location_content
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, RefusedError

CHANNEL_ID = -1_009_000_000_000  # of every channel that things are forwarded from
_albums = itertools.count(1)


def content(telegram: Telegram, params: Params) -> Json:
    """What is sent: a file, the sample photo, a location, a contact, else text."""
    attached = _attachment(telegram, params)
    if attached is None:
        return chatting.typed(params.text("text"), params.objects("entities"))
    album = params.text("media_group_id")
    return _captioned(attached, params) | ({"media_group_id": album} if album else {})


def album(telegram: Telegram, params: Params) -> list[Json]:
    """2-10 files, or as many sample photos, with the caption under the first."""
    uploads = list(params.files.values()) or [sample_photo()] * min(params.integer("photos"), 11)
    if not 2 <= len(uploads) <= 10:
        raise RefusedError("an album has 2-10 files")
    together = {"media_group_id": f"{telegram.now()}{next(_albums):04d}"}
    contents = [_file(telegram, params.text("kind") or "photo", upload) | together for upload in uploads]
    return [_captioned(contents[0], params), *contents[1:]]


def forwarded(telegram: Telegram, params: Params) -> Json:
    """A message of this Telegram as someone forwards it or, without one, new content with a made-up origin."""
    if not params.given("from_chat_id"):
        return content(telegram, params) | {"forward_origin": _origin(telegram, params.object("origin"))}
    source = telegram.message(telegram.chat(params.integer("from_chat_id")), params.integer("message_id"))
    first: Json = {"type": "user", "sender_user": source.wire["from"], "date": source.wire["date"]}
    if given := params.object("origin"):
        first = _origin(telegram, given)
    copied = {key: value for key, value in source.wire.items() if key in CONTENT}
    if not copied:
        raise RefusedError("a service message cannot be forwarded")
    return copied | {"forward_origin": source.wire.get("forward_origin", first)}


def _origin(telegram: Telegram, given: Json) -> Json:
    """From {"type", "user_id" | "name" | "title", "username"?}."""
    fields = Params(given)
    origin: Json = {"type": fields.text("type"), "date": telegram.now()}
    match origin["type"]:
        case "user":
            return origin | {"sender_user": telegram.user(fields.integer("user_id"))}
        case "hidden_user":
            return origin | {"sender_user_name": fields.text("name") or "Ẩn danh"}
        case "channel":
            chat: Json = {"id": CHANNEL_ID, "type": "channel", "title": fields.text("title") or "Kênh"}
            name = {"username": fields.text("username")} if fields.given("username") else {}
            return origin | {"chat": chat | name, "message_id": 1}
    raise RefusedError("type of origin must be user, hidden_user or channel")


def _captioned(attached: Json, params: Params) -> Json:
    given = params.objects("caption_entities") or params.objects("entities")
    return chatting.captioned(attached, params.text("caption"), given)


def _attachment(telegram: Telegram, params: Params) -> Json | None:
    if "file" in params.files:
        return _file(telegram, params.text("kind") or "document", params.files["file"])
    if params.flag("photo"):
        return _file(telegram, "photo", sample_photo())
    if params.given("location"):
        return location_content(Params(params.object("location")))
    if params.given("contact"):
        return contact_content(Params(params.object("contact")))
    return None


def _file(telegram: Telegram, kind: str, upload: Upload) -> Json:
    if kind not in KINDS:
        raise RefusedError(f"kind must be one of {', '.join(KINDS)}")
    return telegram.files.add(kind, upload).content()
