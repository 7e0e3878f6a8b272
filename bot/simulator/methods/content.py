"""The content of a message, made from the parameters of a call."""

from bot.simulator.entities import checked_caption, checked_text
from bot.simulator.files import KINDS, StoredFile
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

CONTENT = frozenset({*KINDS, "text", "entities", "caption", "caption_entities", "location", "venue", "contact",
                     "link_preview_options", "show_caption_above_media"})  # fmt: skip
_ATTACH = "attach://"


def text_content(telegram: Telegram, params: Params, name: str = "text") -> Json:
    text, entities = checked_text(params.text(name), params.text("parse_mode"), params.objects("entities"))
    content: Json = {"text": text}
    if entities := _with_users(telegram, entities):
        content["entities"] = entities
    if preview := params.object("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(telegram: Telegram, params: Params) -> Json:
    caption, entities = checked_caption(
        params.text("caption"), params.text("parse_mode"), params.objects("caption_entities")
    )
    if not caption:
        return {}
    entities = _with_users(telegram, entities)
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


def media_content(telegram: Telegram, params: Params, kind: str, name: str = "") -> Json:
    """A file with its caption; the parameter is called as the kind unless named."""
    stored = _file(telegram, params, kind, name or kind)
    return stored.content() | caption_content(telegram, params)


def location_content(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("invalid location specified")
    return {"location": {"latitude": latitude, "longitude": longitude}}


def venue_content(params: Params) -> Json:
    place = location_content(params)
    names = {name: params.text(name) for name in ("title", "address")}
    if not all(names.values()):
        raise bad_request("VENUE_TITLE_EMPTY" if not names["title"] else "VENUE_ADDRESS_EMPTY")
    return {"venue": place | names} | place


def contact_content(params: Params) -> Json:
    if not params.given("phone_number"):
        raise bad_request("phone number is empty")
    if not params.given("first_name"):
        raise bad_request("first name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact: Json = {name: params.text(name) for name in names if params.given(name)}
    return {"contact": contact | ({"user_id": params.integer("user_id")} if params.given("user_id") else {})}


def _file(telegram: Telegram, params: Params, kind: str, name: str) -> StoredFile:
    """An upload under the parameter's own name or attached under another, or a file sent before."""
    source = params.text(name)
    upload = params.files.get(source.removeprefix(_ATTACH) if source.startswith(_ATTACH) else name)
    if upload:
        return telegram.files.add(kind, upload)
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # a local Telegram fetches nothing
    known = telegram.files.get(source)
    if not known:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _with_users(telegram: Telegram, entities: list[Json]) -> list[Json]:
    """Mentions by id with the whole user; without those of strangers."""
    kept = []
    for entity in entities:
        if entity["type"] == "text_mention":
            user = telegram.users.get(int(entity.get("user", {}).get("id", 0)))
            if not user:
                continue
            kept.append(entity | {"user": user})
        else:
            kept.append(entity)
    return kept
