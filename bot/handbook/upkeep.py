"""What of the handbook wants looking at: told to the committee once a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.model import KnowledgeBase, Sourced
from bot.storage import Storage

SINCE = dt.timedelta(days=31)
MANY = 3  # voices against an answer, or misread questions of one kind, within that time

# A section, as a field of KnowledgeBase, and the code of one of its entries.
Place = tuple[str, str]

_SECTIONS = ("contacts", "schedules", "places", "topics")


@dataclass(frozen=True)
class Upkeep:
    """Entries past their review date, and those with samples; topics with how many are against the answer; topics that
    were answered, with what was meant and how often."""

    due: tuple[Place, ...]
    samples: tuple[Place, ...]
    disliked: tuple[tuple[str, int], ...]
    misread: tuple[tuple[str, str, int], ...]


async def upkeep(storage: Storage, kb: KnowledgeBase, now: dt.datetime) -> Upkeep:
    """The longest overdue and the most often told first."""
    entries = list(_entries(kb))
    due = sorted((one.review_by, place) for place, one in entries if one.review_by and one.review_by < now.date())
    opinions = await storage.votes.by_topic(now - SINCE)
    disliked = [
        (topic, opinion.down)
        for topic, opinion in opinions.items()
        if topic in kb.topics and opinion.down >= max(MANY, opinion.up)
    ]
    misread = [
        (*pair, number)
        for pair, number in (await storage.misreadings.counts(now - SINCE)).items()
        if number >= MANY and all(topic in kb.topics for topic in pair)
    ]
    return Upkeep(
        due=tuple(place for _, place in due),
        samples=tuple(place for place, one in entries if one.samples),
        disliked=tuple(sorted(disliked, key=lambda one: (-one[1], one[0]))),
        misread=tuple(sorted(misread, key=lambda one: (-one[2], *one[:2]))),
    )


def _entries(kb: KnowledgeBase) -> Iterator[tuple[Place, Sourced]]:
    for section in _SECTIONS:
        for code, entry in getattr(kb, section).items():
            yield (section, code), entry
