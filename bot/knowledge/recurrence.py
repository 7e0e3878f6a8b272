"""On which days a schedule's rule falls, exceptions apart."""

from __future__ import annotations

import calendar
import datetime as dt

from bot.knowledge.model import MONTHLY, ON_DATES, Schedule

LAST_OF_MONTH = 5


def falls_on(schedule: Schedule, day: dt.date) -> bool:
    """Whether the rule names this day. A month without a 31st is passed over; the fifth week means the last."""
    if (schedule.first and day < schedule.first) or (schedule.last and day > schedule.last):
        return False
    if schedule.repeat == ON_DATES:
        return day in schedule.dates
    if schedule.repeat == MONTHLY and schedule.month_days:
        return day.day in schedule.month_days
    in_week = schedule.repeat != MONTHLY or _in_weeks(day, schedule.month_weeks)
    return in_week and day.weekday() in schedule.weekdays


def _in_weeks(day: dt.date, weeks: tuple[int, ...]) -> bool:
    is_last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1 in weeks or (is_last and LAST_OF_MONTH in weeks)
