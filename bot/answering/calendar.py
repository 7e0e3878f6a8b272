"""Schedules in words: the next date, the date asked about, what is cancelled or moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.answering.contacts import PLACE_KEYS, People
from bot.answering.dates import Occurrence, hours, next_occurrence, occurrences, over, touching
from bot.answering.model import RichText, Span
from bot.answering.rich import join, say
from bot.knowledge.model import KnowledgeBase, Place, Schedule

RULE_KEYS = ("lặp", "thứ", "ngày trong tháng", "tuần thứ", "các ngày", "bắt đầu", "kết thúc")
EVENT_KEYS = (*RULE_KEYS, "từ giờ", "đến giờ", "nơi")
REMINDER_KEYS = ("nhắc trước", "nhắc lúc", "chủ đề", "lời nhắc")
SHOWN_AHEAD = dt.timedelta(days=14)  # exceptions this near are told unasked


@dataclass(frozen=True)
class Asked:
    """The days a resident named. `of_this`: named for this event, which is denied when it does not take place then."""

    days: tuple[dt.date, ...]
    of_this: bool


class Calendar:
    """Renders the schedules of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, people: People) -> None:
        self._places = kb.places
        self._words = kb.answer_wording
        self._people = people

    def describe(self, schedule: Schedule, asked: Asked | None, now: dt.datetime) -> RichText:
        """When it takes place, seen from `now`; `asked` is what the resident wants to know."""
        told = self.tellable(schedule)
        if told is None:
            return join([self._rule(schedule), self._people.missing("ngày", "giờ", "nơi"), self._note(schedule)])
        schedule = told
        lines = self._on(schedule, asked, now) if asked else self._near_exceptions(schedule, now)
        following = next_occurrence(schedule, now)
        if not asked or not following or following.date not in asked.days:
            lines.append(self._next(schedule, following, now))
        lines += [self._people.missing(*self._hidden_details(schedule)), self._note(schedule)]
        return join(lines)

    def tellable(self, schedule: Schedule) -> Schedule | None:
        """The schedule with the exceptions that may be told; None where not even its days may be."""
        if any(self._people.hidden(schedule, title) for title in RULE_KEYS):
            return None
        without = {"exceptions": ()} if self._people.hidden(schedule, "ngoại lệ") else None
        return schedule.model_copy(update=without)

    def reminder(self, template: str, schedule: Schedule, occurrence: Occurrence, now: dt.datetime) -> RichText:
        """What is said some time before. It is read at any hour, also the next morning: nothing in it is `ngày mai`."""
        event = self._event(template, schedule, occurrence, now, reminds=True)
        moved = occurrence.date != occurrence.planned
        return join([event, self._changed(schedule, occurrence) if moved else (), self._note(schedule)])

    def day(self, date: dt.date, now: dt.datetime | None = None) -> str:
        """A date in words; `now` tells whether it is today or tomorrow."""
        words = self._words
        near = {0: f" {words.today}", 1: f" {words.tomorrow}"}.get((date - now.date()).days, "") if now else ""
        day = say(
            words.day, thu=words.weekdays[date.weekday()], ngay=str(date.day), thang=str(date.month), nam=str(date.year)
        )
        return "".join(span.text for span in day) + near

    def place_of(self, schedule: Schedule) -> Place | None:
        """Where it usually takes place, if that may be told."""
        return None if self._people.hidden(schedule, "nơi") else self._published(schedule.place)

    def _published(self, code: str | None) -> Place | None:
        return self._places[code] if code and not self._people.hidden(self._places[code], "tên") else None

    def _rule(self, schedule: Schedule) -> RichText:
        words = self._words
        if self._people.hidden(schedule, "lặp"):
            return (Span(schedule.title),)
        if schedule.repeat == "hằng tháng":
            return say(words.monthly, ten=schedule.title)
        if schedule.repeat == "theo ngày":
            return say(words.occasional, ten=schedule.title)
        days = "" if self._people.hidden(schedule, "thứ") else ", ".join(words.weekdays[d] for d in schedule.weekdays)
        return say(words.weekly, ten=schedule.title, thu=say(words.on_weekdays, thu=days) if days else "")

    def _on(self, schedule: Schedule, asked: Asked, now: dt.datetime) -> list[RichText]:
        found = [(day, occurrence) for day in asked.days for occurrence in touching(schedule, day)]
        lines = [self._told(schedule, occurrence, day, now) for day, occurrence in found]
        if not lines and asked.of_this and len(asked.days) == 1:
            lines.append(say(self._words.not_that_day, ten=schedule.title, ngay=self.day(asked.days[0], now)))
        return lines

    def _told(self, schedule: Schedule, occurrence: Occurrence, asked: dt.date, now: dt.datetime) -> RichText:
        if occurrence.cancelled or occurrence.date != asked:
            return self._changed(schedule, occurrence, now)
        template = self._words.over if over(schedule, occurrence, now) else self._words.on_that_day
        return self._event(template, schedule, occurrence, now)

    def _near_exceptions(self, schedule: Schedule, now: dt.datetime) -> list[RichText]:
        ahead = occurrences(schedule, now.date(), SHOWN_AHEAD.days)
        return [self._changed(schedule, o, now) for o in ahead if o.cancelled or o.date != o.planned]

    def _changed(self, schedule: Schedule, occurrence: Occurrence, now: dt.datetime | None = None) -> RichText:
        exception = occurrence.exception
        reason = say(self._words.reason, ly_do=exception.reason) if exception and exception.reason else ""
        planned = self.day(occurrence.planned, now)
        if occurrence.cancelled:
            line = say(self._words.cancelled, ten=schedule.title, ngay=planned, ly_do=reason)
        else:
            moved = self.day(occurrence.date, now)
            line = say(self._words.moved, ten=schedule.title, ngay=planned, ngay_moi=moved, ly_do=reason)
        return (*line, *self._people.tag(schedule, "ngoại lệ"))

    def _next(self, schedule: Schedule, following: Occurrence | None, now: dt.datetime) -> RichText:
        if following is None:
            return say(self._words.no_next, ten=schedule.title)
        return self._event(self._words.next_time, schedule, following, now)

    def _event(
        self, template: str, schedule: Schedule, occurrence: Occurrence, now: dt.datetime, *, reminds: bool = False
    ) -> RichText:
        line = say(
            template,
            ten=schedule.title,
            ngay=self.day(occurrence.date, None if reminds else now),
            gio=self._hours(schedule, occurrence),
            noi=self._where(schedule, occurrence),
        )
        samples = self._people.tag(schedule, *EVENT_KEYS, *(REMINDER_KEYS if reminds else ()))
        if not samples and (place := self._place(schedule, occurrence)):
            samples = self._people.tag(place, *PLACE_KEYS)
        return (*line, *samples, *self._people.stale_tag(schedule, now.date()))

    def _hours(self, schedule: Schedule, occurrence: Occurrence) -> RichText:
        start, end = hours(self._without_hidden_hours(schedule), occurrence)
        if start and end:
            return say(self._words.at_time, tu=f"{start:%H:%M}", den=f"{end:%H:%M}")
        return say(self._words.at_hour, tu=f"{start:%H:%M}") if start else ()

    def _without_hidden_hours(self, schedule: Schedule) -> Schedule:
        keys = {"start": "từ giờ", "end": "đến giờ"}
        hidden = {name: None for name, title in keys.items() if self._people.hidden(schedule, title)}
        return schedule.model_copy(update=hidden) if hidden else schedule

    def _where(self, schedule: Schedule, occurrence: Occurrence) -> RichText:
        place = self._place(schedule, occurrence)
        return say(self._words.at_place, noi=self._people.where(place)) if place else ()

    def _place(self, schedule: Schedule, occurrence: Occurrence) -> Place | None:
        special = occurrence.exception
        return self._published(special.place) if special and special.place else self.place_of(schedule)

    def _note(self, schedule: Schedule) -> RichText:
        if not schedule.note or self._people.hidden(schedule, "ghi chú"):
            return ()
        return (*say(self._words.note, ghi_chu=schedule.note), *self._people.tag(schedule, "ghi chú"))

    def _hidden_details(self, schedule: Schedule) -> list[str]:
        hours = ["từ giờ"] if schedule.start and self._people.hidden(schedule, "từ giờ") else []
        return hours + (["nơi"] if schedule.place and not self.place_of(schedule) else [])
