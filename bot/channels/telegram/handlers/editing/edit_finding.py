"""Which entries somebody means who asks for one as a resident would, or by a name that stands in it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bot.answering.model import Answer
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entries
from bot.knowledge import placeholders as ph
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import Placeholder
from bot.language.folding import fold

SHOWN = 14
NAMED = 0.55  # share of the telling words that an entry has to hold
NEARLY = 0.8  # of the best: what is as good as it
ANSWERED, REFERRED, OFFERED = 0.7, 0.5, 0.4  # what the bot would answer counts besides

_WORD = re.compile(r"\w+")


def find(kb: KnowledgeBase, text: str, answer: Answer) -> list[Entry]:
    """The entries meant, the likeliest first. `answer` is what the bot would say to these words."""
    scores = _named(kb, text)
    best = max(scores.values(), default=0.0)
    found: dict[tuple[str, str], float] = defaultdict(
        float, {ref: score for ref, score in scores.items() if score >= max(NAMED, NEARLY * best)}
    )
    for letter, code, weight in _answered(kb, answer):
        found[letter, code] += weight
    order = {(one.letter, one.code): at for at, one in enumerate(entries(kb, "spct"))}
    ranked = sorted(found, key=lambda ref: (-found[ref], order[ref]))
    return [Entry(kb, *ref) for ref in ranked[:SHOWN]]


def _named(kb: KnowledgeBase, text: str) -> dict[tuple[str, str], float]:
    """How much of what the words tell stands in the name of each entry; a word that stands in few tells most."""
    names = {(one.letter, one.code): _words(_name(one)) for one in entries(kb)}
    common = Counter(word for words in names.values() for word in words)
    asked = {word: math.log((len(names) + 1) / common[word]) for word in _words([text]) if common[word]}
    whole = sum(asked.values()) or 1.0
    return {ref: sum(asked.get(word, 0.0) for word in words) / whole for ref, words in names.items()}


def _name(one: Entry) -> list[str | None]:
    value = one.value
    if one.letter == "c":
        return [value.role, value.name, value.section]
    if one.letter == "p":
        return [value.name, value.address]
    return [value.title]


def _words(texts: Iterable[str | None]) -> set[str]:
    return {word for text in texts if text for word in _WORD.findall(fold(text))}


def _answered(kb: KnowledgeBase, answer: Answer) -> Iterator[tuple[str, str, float]]:
    """The topics of the answer, and what they draw on."""
    groups = {answer.turn.slots.group, *answer.turn.slots.more_groups} if answer.turn else set()
    for code in answer.topics:
        yield "t", code, ANSWERED
        for letter, other in dict.fromkeys(_drawn_on(kb, kb.topics[code].answer, groups)):
            yield letter, other, REFERRED
    for choice in answer.suggestions:
        yield "t", choice.topic, OFFERED


def _drawn_on(kb: KnowledgeBase, answer: str, groups: set[int | None]) -> Iterator[tuple[str, str]]:
    for part in ph.parse(answer):
        if not isinstance(part, Placeholder):
            continue
        if part.kind == ph.CONTACT:
            yield "c", part.code
        elif part.kind == ph.PLACE:
            yield "p", part.code
        elif part.kind == ph.GROUP_HEAD:
            yield from (("c", one.code) for one in kb.contacts.values() if one.group and one.group in groups)
        elif part.kind == ph.SCHEDULE:
            yield "s", part.code
            if meeting := kb.schedules[part.code].place:
                yield "p", meeting
