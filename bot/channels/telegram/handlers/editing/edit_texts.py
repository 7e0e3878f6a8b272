"""Answers as members read and write them: `{điện thoại Trưởng khu phố}` stands for
`{liên hệ:truong-khu.điện thoại}`, which nobody would type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from telegram import Message

from bot.channels.telegram.markup import plain
from bot.channels.telegram.notices import content_of
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.language.folding import fold

CONTACT_VALUES = ("tên", "chức vụ", "điện thoại", "giờ", "địa chỉ", "ghi chú")

_BRACED = re.compile(r"\{([^{}]*)\}")
_BOLD = re.compile(r"</?b>")


def readable(kb: KnowledgeBase, text: str) -> str:
    """The text with its placeholders in words, as far as only one can be meant by them."""
    names = {_bare(code): words for code, words in _names(kb).items()}
    return _BRACED.sub(lambda match: f"{{{names.get(_bare(match[1]), match[1])}}}", text)


def written(kb: KnowledgeBase, typed: str) -> str:
    """The text as the file has it: what stands in words becomes the placeholder again. What is not known stays, for
    `check` to refuse."""
    codes = {_bare(words): code for code, words in _names(kb).items()}
    return _BRACED.sub(lambda match: f"{{{codes.get(_bare(match[1]), match[1])}}}", typed)


def lost(kb: KnowledgeBase, before: str, after: str) -> list[str]:
    """The placeholders, in words, that the new text has no more."""
    there = set(map(_bare, _BRACED.findall(after)))
    gone = [found[0] for found in _BRACED.finditer(before) if _bare(found[1]) not in there]
    return [readable(kb, one) for one in dict.fromkeys(gone)]


def typed_text(message: Message | None, text: str) -> str:
    """What was written, with what Telegram shows bold between `**`."""
    content = content_of(message) if message and message.text else None
    return plain(_BOLD.sub("**", content.html)).strip() if content else text


def _names(kb: KnowledgeBase) -> dict[str, str]:
    """Inside of a placeholder -> the same in words; names may hold braces of their own, which would end it early."""
    named = {code: re.sub(r"[{}:]", "", words) for code, words in _all(kb)}
    often = Counter(map(_bare, named.values()))
    return {code: words for code, words in named.items() if often[_bare(words)] == 1}


def _all(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    words = kb.handbook_wording
    for fixed in ("tổ trưởng", "số tổ", "khu phố", "địa bàn", "năm sinh", "tuổi"):
        yield fixed, fixed
    for code, contact in kb.contacts.items():
        yield f"liên hệ:{code}", fill(words.stands_contact, chuc_vu=contact.role)
        for title in CONTACT_VALUES:
            yield f"liên hệ:{code}.{title}", fill(words.stands_value, muc=title, chuc_vu=contact.role)
    for code, schedule in kb.schedules.items():
        yield f"lịch:{code}", fill(words.stands_schedule, ten=schedule.title)
    for code, place in kb.places.items():
        yield f"nơi:{code}", fill(words.stands_place, ten=place.name)


def _bare(text: str) -> str:
    """As it is compared: copied by hand, marks and spaces may differ."""
    return " ".join(fold(text).replace("_", " ").split())
