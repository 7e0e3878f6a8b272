"""HTML as Telegram reads it: a port of the rules of its server, with its error texts. Offsets in UTF-16 units."""

import re
from dataclasses import dataclass

from bot.simulator.links import mentioned_user, web_address
from bot.simulator.wire import ApiError, Json, bad_request

_SPACES = " \t\r\n\v\0"
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code",
    "pre": "pre", "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji", "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+))(;?)")
_PLAIN = re.compile(r"[^<&]+")


@dataclass(frozen=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    start: int


def units(text: str) -> int:
    """Length of `text` in UTF-16 code units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text without its tags, and the entities they made; raises ApiError 400 as Telegram does."""
    if "<" not in source and "&" not in source:
        return source, []
    parser = _Parser(source)
    parser.run()
    return "".join(parser.text), parser.entities


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source + "\0"  # an end mark, so that no look ahead runs over
        self.end = len(source)
        self.position = 0
        self.text: list[str] = []
        self.offset = 0
        self.entities: list[Json] = []
        self.open: list[_Open] = []

    def run(self) -> None:
        while self.position < self.end:
            if plain := _PLAIN.match(self.source, self.position, self.end):
                self._write(plain[0])
                self.position = plain.end()
            elif self.source[self.position] == "&":
                character = self._reference()
                self._write(character or "&")
                self.position += not character
            elif self.source[self.position + 1] == "/":
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _write(self, piece: str) -> None:
        self.text.append(piece)
        self.offset += units(piece)

    def _reference(self) -> str:
        """The character of the reference that starts here, stepping over it; empty when there is none."""
        found = _REFERENCE.match(self.source, self.position, self.end)
        if not found:
            return ""
        hexadecimal, decimal, name, semicolon = found.groups()
        if name:
            character = _NAMED.get(name, "")
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal[:10])
            too_long = found.end() - len(semicolon) - found.start() >= 10
            character = "" if too_long or not 0 < code < 0x10FFFF else chr(code)
        if character:
            self.position = found.end()
        return character

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        tag = self._until(_SPACES + ">").lower()
        if self._at_end():
            raise self._error("Unclosed start tag at byte offset", begin)
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}" at byte offset', begin)
        argument = ""
        while attribute := self._attribute(tag, begin):
            argument = _argument(tag, *attribute) or argument
        self.position += 1  # the ">"
        if tag == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler" at byte offset', begin)
        self.open.append(_Open(tag, argument, self.offset, len(self.text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        """The next name and value inside a start tag; None at its closing bracket."""
        self._skip_spaces()
        if self.source[self.position] == ">" and not self._at_end():
            return None
        name = self._until(_SPACES + "=>/\"'")
        if not name:
            raise self._error(f'Empty attribute name in the tag "{tag}" at byte offset', begin)
        self._skip_spaces()
        value = ""
        if self.source[self.position] == "=":
            self.position += 1
            self._skip_spaces()
            value = self._value(begin)
        if self._at_end():
            raise self._error("Unclosed start tag at byte offset", begin)
        return name, value

    def _value(self, begin: int) -> str:
        quote = self.source[self.position]
        if self._at_end():
            raise self._error("Unclosed start tag at byte offset", begin)
        if quote not in "'\"":
            token_begin = self.position
            while (char := self.source[self.position]).isascii() and (char.isalnum() or char in ".-"):
                self.position += 1
            if self.source[self.position] not in _SPACES + ">":
                raise self._error("Unexpected end of name token at byte offset", token_begin)
            return self.source[token_begin : self.position].lower()
        self.position += 1
        value = []
        while not self._at_end() and self.source[self.position] != quote:
            character = self._reference() if self.source[self.position] == "&" else ""
            if not character:
                character = self.source[self.position]
                self.position += 1
            value.append(character)
        self.position += not self._at_end()
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise self._error("Unexpected end tag at byte offset", begin)
        self.position += 2
        name = self._until(_SPACES + ">")
        self._skip_spaces()
        if self.source[self.position] != ">":
            raise self._error("Unclosed end tag at byte offset", begin)
        self.position += 1
        started = self.open.pop()
        if name and name.lower() != started.tag:
            where = self._byte_offset(begin)
            raise _error(
                f'Unmatched end tag at byte offset {where}, expected "</{started.tag}>", found "</{name}>"',
            )
        if self.offset > started.offset:
            self._add_entity(started)

    def _add_entity(self, started: _Open) -> None:
        entity: Json = {"offset": started.offset, "length": self.offset - started.offset, "type": _TYPES[started.tag]}
        if started.tag == "a":
            address = started.argument or "".join(self.text[started.start :])
            if user := mentioned_user(address):
                entity |= {"type": "text_mention", "user": {"id": user}}
            elif url := web_address(address):
                entity["url"] = url
            else:
                return  # Telegram drops a link that it does not accept, tel: for one, and keeps the text
        elif started.tag == "tg-emoji":
            entity["custom_emoji_id"] = started.argument
        elif started.tag == "blockquote" and started.argument:
            entity["type"] = "expandable_blockquote"
        elif started.tag == "code" and started.argument:
            entity["language"] = started.argument  # taken over by the <pre> around it, see tidy()
        self.entities.append(entity)

    def _until(self, stops: str) -> str:
        begin = self.position
        while self.source[self.position] not in stops:
            self.position += 1
        return self.source[begin : self.position]

    def _skip_spaces(self) -> None:
        while not self._at_end() and self.source[self.position] in _SPACES:
            self.position += 1

    def _at_end(self) -> bool:
        return self.position >= self.end

    def _byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _error(self, reason: str, position: int) -> ApiError:
        return _error(f"{reason} {self._byte_offset(position)}")


def _argument(tag: str, name: str, value: str) -> str:
    """What an attribute says about its tag; empty for attributes that Telegram passes over."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "blockquote", "expandable":
            return "1"
    return ""


def _error(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
