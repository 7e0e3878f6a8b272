"""`{placeholders}` in the committee's texts: found, told apart, filled.

Answers name contacts, schedules and places (`{liên hệ:truong-khu.điện thoại}`, `{lịch:tong-ve-sinh}`); the answering
engine computes what stands for them. Wording uses plain names (`{khu phố}`), filled here. Braces mean nothing else:
there is no way to write a literal one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.knowledge.values import fold_key

CONTACT, SCHEDULE, PLACE = "lien_he", "lich", "noi"
GROUP_HEAD, GROUP_COUNT, NEIGHBOURHOOD, AREA = "to_truong", "so_to", "khu_pho", "dia_ban"
BIRTH_YEAR, AGE, YEAR_TURNING = "nam_sinh", "tuoi", "nam_thu"

_BRACED = re.compile(r"\{([^{}]*)\}")


class PlaceholderError(ValueError):
    """A brace without its partner; `position` is where, `fragment` the text around it."""

    def __init__(self, fragment: str, position: int) -> None:
        super().__init__(fragment)
        self.fragment = fragment
        self.position = position


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{liên hệ:truong-khu.điện thoại}` -> kind `lien_he`, code `truong-khu`, field `dien_thoai`.

    `{năm thứ 17}` -> kind `nam_thu`, code `17`. `text` is what was written, braces included.
    """

    kind: str
    code: str
    field: str
    text: str


def parse(text: str) -> tuple[str | Placeholder, ...]:
    """Cut a text into its literal parts and its placeholders; nothing is said about whether these exist."""
    parts: list[str | Placeholder] = []
    position = 0
    for match in _BRACED.finditer(text):
        parts += _literal(text, position, match.start())
        parts.append(_placeholder(match[1], match[0]))
        position = match.end()
    return (*parts, *_literal(text, position, len(text)))


def fill(template: str, /, **values: object) -> str:
    """Put values into a wording text. Names are compared folded: `{khu phố}` is filled by `khu_pho=...`."""
    named = {fold_key(name): str(value) for name, value in values.items()}
    return _BRACED.sub(lambda match: named[fold_key(match[1])], template)


def _literal(text: str, start: int, end: int) -> list[str]:
    literal = text[start:end]
    if brace := re.search(r"[{}]", literal):
        position = start + brace.start()
        raise PlaceholderError(text[max(0, position - 15) : position + 15], position)
    return [literal] if literal else []


def _placeholder(inner: str, text: str) -> Placeholder:
    if match := re.fullmatch(r"nam_thu_([0-9]{1,3})", fold_key(inner)):
        return Placeholder(YEAR_TURNING, match[1], "", text)
    kind, _, target = inner.partition(":")
    code, _, field = target.partition(".")
    return Placeholder(fold_key(kind), code.strip(), fold_key(field), text)
