"""One topic in words: its answer with every placeholder computed, its source, what it leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.answering.calendar import Asked, Calendar
from bot.answering.contacts import People, stale
from bot.answering.model import Choice, RichText, Slots, TopicAnswer, plain
from bot.answering.rich import compose, join, rich, say
from bot.knowledge import placeholders as ph
from bot.knowledge.model import KnowledgeBase, Topic
from bot.knowledge.placeholders import Placeholder

RELATED = 3


@dataclass(frozen=True)
class Circumstances:
    """What an answer depends on besides the topic."""

    slots: Slots
    groups: tuple[int, ...]  # the tổ named, else the resident's own
    now: dt.datetime


class Topics:
    """Renders the topics of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, people: People, calendar: Calendar) -> None:
        self._kb = kb
        self._words = kb.answer_wording
        self._people = people
        self._calendar = calendar

    def render(self, topic: Topic, case: Circumstances) -> TopicAnswer:
        """The answer on one topic."""
        body = self._body(topic, case)
        to_ask = self._kb.contacts[self._kb.neighbourhood.ask]
        if any(span.style == "missing" for span in body) and (to_ask.name or to_ask.role) not in plain(body):
            body = join([body, self._people.who_to_ask()], "\n\n")
        return TopicAnswer(
            topic=topic.code,
            title=topic.title,
            body=body,
            source=self._source(topic, case.now.date()),
            related=tuple(self.choice(code) for code in topic.related[:RELATED]),
            places=self._places(topic),
        )

    def choice(self, code: str) -> Choice:
        """A topic as a button."""
        return Choice(code, self._kb.topics[code].title)

    def schedule_first(self, topic: Topic) -> bool:
        """Whether the answer begins with a schedule: it is what the topic is about."""
        first = ph.parse(topic.answer)[0]
        return isinstance(first, Placeholder) and first.kind == ph.SCHEDULE

    def _body(self, topic: Topic, case: Circumstances) -> RichText:
        if self._people.hidden(topic, "trả lời"):
            return self._people.missing(topic.title)
        answer = (
            *compose(topic.answer, self._resolver(case, asked=self._asked(topic, case.slots))),
            *self._people.tag(topic, "trả lời"),
        )
        return join([self._for_birth_year(topic, case), answer], "\n\n")

    def _for_birth_year(self, topic: Topic, case: Circumstances) -> RichText:
        born = case.slots.birth_year
        age = case.now.year - born if born else -1
        band = next((b for b in topic.by_birth_year if b.from_age <= age <= b.to_age), None)
        if band is None or self._people.hidden(topic, "theo năm sinh"):
            return ()
        return (*compose(band.answer, self._resolver(case, asked=None)), *self._people.tag(topic, "theo năm sinh"))

    def _asked(self, topic: Topic, slots: Slots) -> Asked | None:
        if slots.date is None:
            return None
        days = tuple(slots.date + dt.timedelta(days=ahead) for ahead in range(slots.days))
        return Asked(days, of_this=self.schedule_first(topic))

    def _resolver(self, case: Circumstances, *, asked: Asked | None) -> Callable[[Placeholder], str | RichText]:
        today = case.now.date()
        born = case.slots.birth_year or today.year
        neighbourhood = self._kb.neighbourhood

        def contact(p: Placeholder) -> RichText:
            entry = self._kb.contacts[p.code]
            if not p.field:
                return self._people.block(entry, today)
            return self._people.published(entry, p.field, today)

        known: dict[str, Callable[[Placeholder], str | RichText]] = {
            ph.CONTACT: contact,
            ph.SCHEDULE: lambda p: self._calendar.describe(self._kb.schedules[p.code], asked, case.now),
            ph.PLACE: lambda p: self._people.place(self._kb.places[p.code]),
            ph.GROUP_HEAD: lambda _: self._people.heads(case.groups, today),
            ph.GROUP_COUNT: lambda _: str(neighbourhood.groups),
            ph.NEIGHBOURHOOD: lambda _: neighbourhood.name,
            ph.AREA: lambda _: neighbourhood.area,
            ph.BIRTH_YEAR: lambda _: str(born),
            ph.AGE: lambda _: str(today.year - born),
            ph.YEAR_TURNING: lambda p: str(born + int(p.code)),
        }
        return lambda placeholder: known[placeholder.kind](placeholder)

    def _source(self, topic: Topic, today: dt.date) -> RichText:
        words = self._words
        told = say(words.source, nguon=topic.source) if topic.source else ()
        confirmed = say(words.confirmed, ngay=topic.confirmed_on) if topic.confirmed_on else ()
        warning = rich(words.reconfirm) if stale(topic, today) else ()
        return join([join([told, confirmed], " · "), warning])

    def _places(self, topic: Topic) -> tuple[str, ...]:
        """Codes of the places with published coordinates that the answer names."""
        named = [p for p in ph.parse(topic.answer) if isinstance(p, Placeholder)]
        codes = [p.code for p in named if p.kind == ph.PLACE]
        meeting = [self._calendar.place_of(self._kb.schedules[p.code]) for p in named if p.kind == ph.SCHEDULE]
        places = [self._kb.places[code] for code in codes] + [place for place in meeting if place]
        return tuple(dict.fromkeys(p.code for p in places if self._people.mapped(p)))
