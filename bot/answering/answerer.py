"""The answerer: question, date and last turn in, answer out. Pure: no clock, no files, no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.answering.calendar import Calendar
from bot.answering.contacts import People
from bot.answering.explaining import Explanation, Misread, alike, explain, misread
from bot.answering.grouping import Grouping
from bot.answering.learning import Learned
from bot.answering.model import Answer, Choice, Question, RichText, Slots, Turn
from bot.answering.reporting import Reported, Reporting, Said, Spoken, shape
from bot.answering.rich import join, rich, say
from bot.answering.topics import Circumstances, Topics
from bot.answering.understanding import Intent, Understanding
from bot.knowledge.model import KnowledgeBase, Place


class Answerer:
    """Answers from one knowledge base; immutable. Building it learns from the ways of asking and takes up to a second
    or two of CPU. `samples` shows invented sample values, tagged (the demo); otherwise they count as not published."""

    def __init__(self, kb: KnowledgeBase, *, samples: bool = False, learned: Learned | None = None) -> None:
        self.kb = kb
        self._understanding = Understanding(kb, learned)
        self._people = People(kb, samples=samples)
        self._schedules = Calendar(kb, self._people)
        self._topics = Topics(kb, self._people, self._schedules)
        self._grouping = Grouping(self._understanding.learned)
        self._reporting = Reporting(kb, self._read)

    def hastily(self, kb: KnowledgeBase) -> Answerer | None:
        """An answerer for changed knowledge without learning anew, to serve until one that has learned is there; None
        if that cannot be."""
        learned = self._understanding.learned.hastily(kb)
        return Answerer(kb, samples=self._people.samples, learned=learned) if learned else None

    def answer(self, question: Question) -> Answer:
        """The reply to one message."""
        intent = self._understanding.intent(question)
        words = self.kb.answer_wording
        match intent.outcome:
            case "answer":
                return self._answer(intent.topics, intent.slots, intent.score, question)
            case "suggest":
                choices = tuple(self._topics.choice(code) for code in intent.topics)
                return Answer("suggest", intent.score, suggestions=choices, message=rich(words.suggest))
            case "greeting":
                return Answer("greeting", intent.score, message=rich(self.kb.greetings[intent.entry or ""].reply))
            case "out_of_scope":
                return Answer("out_of_scope", intent.score, message=self._not_ours(intent))
            case "unknown":
                return Answer("unknown", intent.score, message=rich(words.unknown))

    def reported(self, text: str) -> Reported:
        """What a message says as a report; see `reporting`."""
        return self._reporting.reported(text)

    def explain(self, text: str) -> Explanation:
        """Why a message is understood as it is, by itself."""
        return explain(self.kb, self._understanding.learned, text)

    def conflicts(self) -> tuple[tuple[Misread, ...], tuple[tuple[str, str, float], ...]]:
        """Ways of asking that are misread, and topics (with the share of their ways) that are taken for another."""
        learned = self._understanding.learned
        return tuple(misread(self.kb, learned)), tuple(alike(learned))

    def reading(self, text: str) -> str:
        """The telling words of a question, by which it is compared with others."""
        return self._grouping.reading(text)

    def same(self, reading: str, others: Iterable[tuple[int, str]]) -> int | None:
        """Which of these (number, reading) asks the same, if any does."""
        return self._grouping.same(reading, others)

    def nearest(self, text: str) -> tuple[Choice, ...]:
        """The few topics that a question may be about, the likeliest first, however unlikely."""
        return tuple(self._topics.choice(code) for code in self._understanding.nearest(text))

    def topic(self, code: str, question: Question) -> Answer:
        """The answer on a topic chosen by its button; raises KeyError if there is no such topic."""
        return self._answer((self.kb.topics[code].code,), Slots(), 1.0, question)

    def choices(self, prefix: str) -> tuple[Choice, ...]:
        """All topics whose code begins with `prefix`, as buttons, in the order of the files."""
        return tuple(self._topics.choice(code) for code in self.kb.topics if code.startswith(prefix))

    def place(self, code: str) -> Place | None:
        """A place that may be shown on the map, without what is not published of it."""
        place = self.kb.places.get(code)
        if place is None or not self._people.mapped(place):
            return None
        return place.model_copy(update={"address": None}) if self._people.hidden(place, "địa chỉ") else place

    def sections(self) -> tuple[str, ...]:
        """The headings of the directory, in the order of the files."""
        return tuple(dict.fromkeys(c.section for c in self.kb.contacts.values()))

    def directory(self, now: dt.datetime, section: str | None = None) -> RichText:
        """Every contact by section, or those of one section."""
        parts = [say(self.kb.answer_wording.directory, khu_pho=self.kb.neighbourhood.name)]
        for heading in self.sections() if section is None else (section,):
            contacts = [c for c in self.kb.contacts.values() if c.section == heading]
            parts.append(join([rich(f"**{heading}**"), self._people.roll(contacts, now.date())]))
        return join(parts, "\n\n")

    def calendar_topic(self) -> str | None:
        """The topic that is about a schedule, for questions asked after the calendar; None if there is none."""
        return next((code for code, topic in self.kb.topics.items() if self._topics.schedule_first(topic)), None)

    def calendar(self, now: dt.datetime) -> RichText:
        """The coming date of every schedule."""
        heading = say(self.kb.answer_wording.calendar, khu_pho=self.kb.neighbourhood.name)
        parts = [self._schedules.describe(schedule, None, now) for schedule in self.kb.schedules.values()]
        return join([heading, *parts], "\n\n")

    def _read(self, text: str) -> Spoken:
        """The words with their slips mended; marks count where they were typed."""
        learned, words = self._understanding.learned, []
        reading = learned.reader.read(text)
        for word in reading.words:
            mended = learned.slips.mend(word.plain)
            words.append(Said(mended, shape(word.text) if word.marked and mended == word.plain else ""))
        return Spoken(tuple(words), reading.breaks)

    def _answer(self, codes: tuple[str, ...], slots: Slots, score: float, question: Question) -> Answer:
        home = () if question.home_group is None else (question.home_group,)
        named = () if slots.group is None else (slots.group, *slots.more_groups)
        case = Circumstances(slots, named or home, question.now)
        answers = tuple(self._topics.render(self.kb.topics[code], case) for code in codes)
        return Answer("answer", score, answers=answers, turn=Turn(codes, slots, question.now))

    def _not_ours(self, intent: Intent) -> RichText:
        entry = self.kb.out_of_scope[intent.entry or ""]
        return say(self.kb.answer_wording.out_of_scope, viec=entry.subject, ai_phu_trach=entry.in_charge or "")
