from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.feedback.rounds import Duty, Rounds, daily, monthly
from bot.settings import LOCAL
from bot.storage import NewReport, Storage, open_storage

SEVEN = dt.time(7)


@dataclass
class Day:
    """A clock, what is done, and whether doing it succeeds."""

    now: dt.datetime = dt.datetime(2026, 11, 18, 6, 0, tzinfo=LOCAL)
    done: list[str] = field(default_factory=list)
    works: bool = True
    woken: int = 0

    def clock(self) -> dt.datetime:
        return self.now.astimezone(dt.UTC)

    def at(self, *when: int) -> None:
        self.now = dt.datetime(2026, *when, tzinfo=LOCAL)  # type: ignore[misc, arg-type]

    async def do(self, now: dt.datetime) -> bool:
        self.done.append(f"{now:%d/%m %H:%M}")
        return self.works

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}") as opened:
        yield opened


@pytest.fixture
def day() -> Day:
    return Day()


def rounds(storage: Storage, day: Day, duty: Duty | None = None) -> Rounds:
    duties = [duty or Duty("summary", daily(lambda: SEVEN), day.do)]
    return Rounds(storage, day.clock, duties, morning=lambda: SEVEN, wake=day.wake)


async def test_a_daily_duty_is_done_once_a_day_at_its_hour(storage: Storage, day: Day) -> None:
    for when in ((11, 18, 6, 59), (11, 18, 7, 0), (11, 18, 7, 1), (11, 19, 6, 0), (11, 19, 7, 30), (11, 19, 12, 0)):
        day.at(*when)
        await rounds(storage, day).tick()  # a restart each time
    assert day.done == ["19/11 07:30"]


async def test_on_the_first_day_nothing_was_missed(storage: Storage, day: Day) -> None:
    day.at(11, 18, 9, 0)
    await rounds(storage, day).tick()
    assert day.done == []


async def test_what_does_not_succeed_is_tried_again_but_not_into_the_evening(storage: Storage, day: Day) -> None:
    await rounds(storage, day).tick()
    day.works = False
    for hour in (7, 8, 15):
        day.at(11, 19, hour, 0)
        await rounds(storage, day).tick()
    assert day.done == ["19/11 07:00", "19/11 08:00"]


async def test_a_clock_set_back_repeats_nothing(storage: Storage, day: Day) -> None:
    for when in ((11, 18, 6, 0), (11, 20, 8, 0), (11, 19, 8, 0), (11, 19, 9, 0)):
        day.at(*when)
        await rounds(storage, day).tick()
    assert day.done == ["20/11 08:00"]


async def test_a_monthly_duty_is_done_on_the_first_day_the_bot_is_there(storage: Storage, day: Day) -> None:
    duty = Duty("book", monthly(lambda: SEVEN), day.do)
    for when in ((11, 18, 6, 0), (11, 30, 8, 0), (12, 2, 8, 0), (12, 3, 8, 0)):
        day.at(*when)
        await rounds(storage, day, duty).tick()
    assert day.done == ["02/12 08:00"]


async def test_authors_are_asked_a_week_after_and_by_day(storage: Storage, day: Day) -> None:
    await storage.reports.add(NewReport(7, "Đèn hỏng"), 1, day.clock())
    await storage.reports.move(1, "done", ("new",), 70, day.clock())
    for when, woken in (((11, 25, 5, 0), 0), ((11, 25, 21, 0), 0), ((11, 26, 8, 0), 1), ((11, 26, 9, 0), 1)):
        day.at(*when)
        await rounds(storage, day).tick()
        assert day.woken == woken
    assert [one.what for one in await storage.letters.pending() if not one.to_committee] == ["state", "fine"]
