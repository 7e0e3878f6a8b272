"""The text of a message as Telegram keeps it: cleaned, trimmed, with given and automatic entities."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.simulator.markup import parse_html, units
from bot.simulator.params import SURROGATE
from bot.simulator.wire import Json, bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_CONTROLS = {code: " " for code in range(32) if code not in (9, 10)} | {ord("\r"): None}
_INVISIBLE = " \t\n\v\f\u00a0\u1680\u180e\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_VISIBLE = re.compile(f"[^{_INVISIBLE}]")
_TOP_LEVEL = "com|net|org|info|edu|gov|vn|io|me|app|dev|asia|eu|uk|us|jp|cn|kr|sg|biz|online|site|xyz|shop|tv|ru|fr|de"
_AUTOMATIC = re.compile(
    rf"""
      (?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)
    | (?P<url>(?<![\w@./:-])(?:(?:https?|ftp|tg|ton)://[^\s<>"]+
        | (?:[\w-]+\.)+(?:{_TOP_LEVEL})(?![\w-])(?::\d+)?(?:/[^\s<>"]*)?))
    | (?P<mention>(?<![\w@/])@[A-Za-z]\w{{3,31}}(?![\w@]))
    | (?P<hashtag>(?<![\w#])\#(?=\d*[^\W\d])\w{{1,256}}(?![\w#]))
    | (?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/<>]))
    | (?P<phone_number>(?<![\w+])\+\d[\d ().-]{{6,20}}\d(?!\w))
    """,
    re.VERBOSE,
)
_MAY_HAVE = re.compile(r"[@#/+.]")
_WHOLE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})  # no automatic entity inside
_LITERAL = frozenset({"code", "pre"})  # no entity at all inside
_ORDER = {kind: place for place, kind in enumerate(("blockquote", "expandable_blockquote", "pre", "code", "text_link"))}


def clean(text: str) -> str:
    """Control characters out, as the server does before anything else."""
    return text if text.isprintable() else text.translate(_CONTROLS)


def formatted(text: str, parse_mode: str = "", given: Iterable[Json] = ()) -> tuple[str, list[Json]]:
    """Text and all its entities. Raises ApiError 400 for markup that Telegram refuses; may return an empty text."""
    given = list(given)
    if given and not parse_mode:
        plain = clean(text)
        return _finished(plain, [_checked(entity, units(plain)) for entity in given])
    plain, entities = _parsed(text, parse_mode)
    return plain, list(entities)


@lru_cache(maxsize=256)
def _parsed(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """Remembered: thousands who are sent the same share one text and its entities, which nobody changes."""
    entities: list[Json] = []
    match parse_mode.lower():
        case "":
            plain = clean(text)
        case "html":
            plain, entities = parse_html(clean(text))
            if SURROGATE.search(plain):
                raise bad_request("strings must be encoded in UTF-8")
            plain = plain.replace("\r", " ").translate(_CONTROLS)
        case "markdown" | "markdownv2":
            raise bad_request(f"parse_mode {parse_mode} is not supported by this local Telegram")
        case _:
            raise bad_request("unsupported parse_mode")
    return _finished(plain, entities)


def _finished(plain: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Trimmed, with the automatic entities between the others."""
    plain, entities = _trim(plain, _nested(entities))
    entities += [found for found in automatic(plain) if not _inside(found, entities, _WHOLE)]
    return plain, sorted(entities, key=_position)


def checked_text(text: str, parse_mode: str = "", given: Iterable[Json] = ()) -> tuple[str, list[Json]]:
    """The text of a message: not empty, not too long."""
    plain, entities = formatted(text, parse_mode, given)
    if not plain:
        raise bad_request("message text is empty")
    if units(plain) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return plain, entities


def checked_caption(text: str, parse_mode: str = "", given: Iterable[Json] = ()) -> tuple[str, list[Json]]:
    plain, entities = formatted(text, parse_mode, given)
    if units(plain) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return plain, entities


def automatic(text: str) -> list[Json]:
    """What Telegram marks by itself: addresses, mentions, hashtags, commands, phone numbers."""
    if not _MAY_HAVE.search(text):
        return []
    found = []
    for match in _AUTOMATIC.finditer(text):
        kind = match.lastgroup or ""
        piece = match[0].rstrip(".,;:!?'\")]}…»") if kind == "url" else match[0]
        if kind == "phone_number" and not 8 <= sum(char.isdigit() for char in piece) <= 15:
            continue
        found.append({"offset": units(text[: match.start()]), "length": units(piece), "type": kind})
    return found


def piece(text: str, entity: Json) -> str:
    """The part of `text` that an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "replace")


def _checked(entity: Json, length: int) -> Json:
    """An entity as a client gave it, if it lies within the text."""
    offset, size = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(size, int) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse MessageEntity")
    if offset < 0 or size <= 0 or offset + size > length:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return dict(entity)


def _nested(entities: list[Json]) -> list[Json]:
    """Entities by position; of one type inside itself only the outer, inside code nothing (its language moves out)."""
    kept: list[Json] = []
    for entity in sorted(entities, key=_position):
        for outer in kept:
            if outer["type"] == "pre" and "language" in entity and _covers(outer, entity):
                outer["language"] = entity["language"]
        if not _inside(entity, kept, _LITERAL | {entity["type"]}):
            kept.append(entity)
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return kept


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space around; entities moved and cut to what is left."""
    if not _VISIBLE.search(text):
        return "", []
    trimmed = text.strip()
    if trimmed == text:
        return text, entities
    start = units(text[: len(text) - len(text.lstrip())])
    length = units(trimmed)
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] + entity["length"] - start, length)
        if begin < end:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return trimmed, kept


def _inside(entity: Json, others: Iterable[Json], kinds: frozenset[str]) -> bool:
    end = entity["offset"] + entity["length"]
    return any(
        other["type"] in kinds and other["offset"] < end and entity["offset"] < other["offset"] + other["length"]
        for other in others
    )


def _covers(outer: Json, inner: Json) -> bool:
    return bool(outer["offset"] <= inner["offset"] and
                inner["offset"] + inner["length"] <= outer["offset"] + outer["length"])  # fmt: skip


def _position(entity: Json) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], _ORDER.get(entity["type"], len(_ORDER))
