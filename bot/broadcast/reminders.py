"""Which reminders of the schedules in `knowledge/` are due. Pure: no storage, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.calendar import REMINDER_KEYS, Calendar
from bot.answering.contacts import People
from bot.answering.dates import Occurrence, hours, touching
from bot.answering.model import RichText
from bot.answering.rich import join
from bot.knowledge.model import KnowledgeBase, Schedule

# Told to nobody while it is only a sample; of a sampled place the reminder keeps silent.
_NEEDED = (*REMINDER_KEYS, "từ giờ", "đến giờ")
LOOK_BACK = dt.timedelta(days=60)  # what was due earlier nobody wants to hear of


@dataclass(frozen=True)
class Reminder:
    """`occasion` names what it is about (`<code>:<date>`): there is never a second one. `label` is for the committee;
    `subject` is what who muted it is not reminded of. From `starts_at` on it comes too late."""

    occasion: str
    schedule: str
    label: str
    text: RichText
    subject: str
    due_at: dt.datetime
    starts_at: dt.datetime


class _Plan(NamedTuple):
    """When to remind, of which date, and what takes place then: two at most, where one was moved to the day of the
    next."""

    due_at: dt.datetime
    date: dt.date
    taking_place: list[Occurrence]


def due(kb: KnowledgeBase, since: dt.datetime, now: dt.datetime, *, samples: bool) -> list[Reminder]:
    """Those whose time is after `since` and not after `now` (aware, local), the earliest first. `samples`: the demo."""
    people = People(kb, samples=samples)
    calendar = Calendar(kb, people)
    window = max(since.astimezone(now.tzinfo), now - LOOK_BACK), now
    found: list[Reminder] = []
    for schedule in kb.schedules.values():
        told = calendar.tellable(schedule)
        if told and not any(people.hidden(told, title) for title in _NEEDED):
            template = told.reminder or kb.notice_wording.reminder
            found += [_reminder(calendar, template, told, plan, now) for plan in _planned(told, *window)]
    return sorted(found, key=lambda one: one.due_at)


def _planned(schedule: Schedule, since: dt.datetime, now: dt.datetime) -> Iterator[_Plan]:
    if schedule.remind_at is None or schedule.remind_days is None:
        return
    for offset in range((now.date() - since.date()).days + 1):
        day = since.date() + dt.timedelta(days=offset)
        due_at = dt.datetime.combine(day, schedule.remind_at, now.tzinfo)
        date = day + dt.timedelta(days=schedule.remind_days)
        taking_place = [one for one in touching(schedule, date) if one.date == date and not one.cancelled]
        if since < due_at <= now and taking_place:
            yield _Plan(due_at, date, taking_place)


def _reminder(calendar: Calendar, template: str, schedule: Schedule, plan: _Plan, now: dt.datetime) -> Reminder:
    return Reminder(
        occasion=f"{schedule.code}:{plan.date}",
        schedule=schedule.code,
        label=f"{schedule.title}: {calendar.day(plan.date)}",
        text=join([calendar.reminder(template, schedule, one, now) for one in plan.taking_place]),
        subject=schedule.subject or "",
        due_at=plan.due_at,
        starts_at=max(_start(schedule, one, now.tzinfo) for one in plan.taking_place),
    )


def _start(schedule: Schedule, occurrence: Occurrence, zone: dt.tzinfo | None) -> dt.datetime:
    """What has no hour is worth a reminder until the day is over."""
    start, _ = hours(schedule, occurrence)
    if start is None:
        return dt.datetime.combine(occurrence.date + dt.timedelta(days=1), dt.time(), zone)
    return dt.datetime.combine(occurrence.date, start, zone)
