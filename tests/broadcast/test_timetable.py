"""What is due is begun once, whatever the clock, a restart or the committee does meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from typing import Any

import apscheduler.schedulers.base
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.model import plain
from bot.broadcast.timetable import MARK, Timetable
from bot.knowledge.model import KnowledgeBase, ScheduleException
from bot.storage import Announcement, Content, Storage, StorageError, open_storage
from tests.answering.small import VIETNAM, at
from tests.broadcast.reminding import reminding

SATURDAY_NOON = at("2026-11-21 12:00")
EVENING = at("2026-11-21 19:00")  # when residents are reminded of Sunday at 06:30


@dataclass
class Around:
    """What a timetable is given, and what it does with it."""

    storage: Storage
    now: dt.datetime = SATURDAY_NOON
    kb: KnowledgeBase | None = field(default_factory=reminding)
    told: list[str] = field(default_factory=list)
    woken: int = 0
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    seconds: float = 10.0

    def timetable(self) -> Timetable:
        """A new one, as after a restart."""
        return Timetable(
            self.storage,
            lambda: self.now.astimezone(dt.UTC),
            lambda: self.kb,
            samples=False,
            render=plain,
            tell=self._tell,
            wake=self._wake,
            seconds=self.seconds,
        )

    async def at(self, *times: dt.datetime) -> None:
        """The same one looks at each of these times."""
        timetable = self.timetable()
        for self.now in times:
            await timetable.tick()

    async def reminders(self) -> list[Announcement]:
        return [one for one in await self.storage.announcements.latest(1000) if one.kind == "reminder"]

    async def occasions(self) -> list[str]:
        return sorted(str(one.occasion) for one in await self.reminders())

    async def _tell(self, text: str) -> None:
        self.told.append(text)

    def _wake(self) -> None:
        self.woken += 1
        self.rung.set()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people who agreed to announcements; one does not want those on cleaning."""

    async def make() -> None:
        async with open_storage(f"sqlite+aiosqlite:///{file}") as storage:
            for chat in (1, 2):
                await storage.residents.subscribe(chat, SATURDAY_NOON)
            await storage.residents.mute(2, "ve-sinh", SATURDAY_NOON, muted=True)

    file = tmp_path_factory.mktemp("database") / "khupho.db"
    asyncio.run(make())
    return file


@asynccontextmanager
async def opened(database: Path, folder: Path) -> AsyncIterator[Around]:
    copyfile(database, folder / database.name)
    async with open_storage(f"sqlite+aiosqlite:///{folder / database.name}") as storage:
        yield Around(storage)


@pytest.fixture
async def around(database: Path, tmp_path: Path) -> AsyncIterator[Around]:
    async with opened(database, tmp_path) as made:
        yield made


async def test_residents_are_reminded_at_the_hour(around: Around) -> None:
    await around.at(SATURDAY_NOON, EVENING - dt.timedelta(seconds=1))
    assert (await around.reminders(), around.woken) == ([], 0)
    await around.at(EVENING)
    (one,) = await around.reminders()
    assert one.content == Content(
        "Bà con nhớ nhé: Dọn ngõ vào chủ nhật 22/11/2026, 06:30-08:00, tại Nhà văn hóa (đầu ngõ 1)."
    )
    assert (one.state, one.occasion, one.author_id) == ("sending", "don:2026-11-22", None)
    assert one.expires_at == at("2026-11-22 06:30")
    assert [due.chat_id for due in await around.storage.deliveries.due(EVENING, 10)] == [1]  # the other muted it
    assert (around.told, around.woken) == ([], 1)


async def test_a_reminder_is_sent_once_even_across_restarts(around: Around) -> None:
    for seconds in range(0, 120, 10):
        await around.at(EVENING - dt.timedelta(minutes=1) + dt.timedelta(seconds=seconds))
    assert await around.occasions() == ["don:2026-11-22"]
    assert around.woken == 1


async def test_two_at_once_send_one(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    around.now = EVENING
    await asyncio.gather(*(around.timetable().tick() for _ in range(5)))
    assert await around.occasions() == ["don:2026-11-22"]
    assert around.woken == 1


async def test_the_first_start_sends_nothing_late(around: Around) -> None:
    await around.at(EVENING + dt.timedelta(minutes=1), EVENING + dt.timedelta(minutes=2))
    assert (await around.reminders(), around.told) == ([], [])


async def test_what_was_missed_is_sent_late_while_it_is_useful(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    await around.at(at("2026-11-22 06:29"))
    assert await around.occasions() == ["don:2026-11-22"]
    assert around.told == []


async def test_what_was_missed_and_has_begun_is_told_to_the_committee_once(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    await around.at(at("2026-11-22 06:30"), at("2026-11-22 06:31"))
    await around.at(at("2026-11-22 06:32"))
    (told,) = around.told
    assert "• Dọn ngõ: chủ nhật 22/11/2026\n" in told
    assert await around.reminders() == []


async def test_all_that_was_missed_is_told_in_one_message(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    await around.at(at("2026-12-14 08:00"))
    (told,) = around.told
    assert told.count("• Dọn ngõ") == 3


async def test_a_reminder_without_anybody_to_remind_is_not_tried_again(around: Around) -> None:
    await around.storage.residents.unsubscribe(1, SATURDAY_NOON)
    await around.at(SATURDAY_NOON, EVENING, EVENING + dt.timedelta(seconds=10))
    (one,) = await around.reminders()
    assert await around.storage.deliveries.due(EVENING, 10) == []
    assert await around.storage.announcements.finish(EVENING) == [one.id]


DAY, YEAR = dt.timedelta(days=1), dt.timedelta(days=365)


@pytest.mark.parametrize("jump", [DAY, YEAR, -DAY, -YEAR])
async def test_a_clock_that_is_set_and_set_right_again_doubles_and_silences_nothing(
    around: Around, jump: dt.timedelta
) -> None:
    await around.at(SATURDAY_NOON, SATURDAY_NOON + jump, SATURDAY_NOON)
    before = await around.occasions()
    await around.at(EVENING, EVENING + jump, EVENING + dt.timedelta(seconds=10), at("2026-11-22 12:00"))
    assert await around.occasions() == sorted({*before, "don:2026-11-22"})
    await around.at(at("2026-12-05 18:59"), at("2026-12-05 19:00"))
    assert "don:2026-12-06" in await around.occasions()


async def test_who_was_reminded_is_not_said_to_have_been_missed(around: Around) -> None:
    await around.at(SATURDAY_NOON, EVENING, SATURDAY_NOON, at("2026-11-22 12:00"))
    assert await around.occasions() == ["don:2026-11-22"]
    assert around.told == []


async def test_the_present_knowledge_counts(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    cancelled = ScheduleException.model_validate({"ngay": "22/11/2026", "nghi": "có"})
    around.kb = reminding(exceptions=(cancelled,))
    await around.at(EVENING, at("2026-11-22 12:00"))
    assert (await around.reminders(), around.told) == ([], [])


async def test_until_there_is_knowledge_reminders_wait(around: Around) -> None:
    await around.at(SATURDAY_NOON)
    kb, around.kb = around.kb, None
    await around.at(EVENING)
    assert await around.reminders() == []
    around.kb = kb
    await around.at(EVENING + dt.timedelta(minutes=1))
    assert await around.occasions() == ["don:2026-11-22"]


async def test_a_scheduled_announcement_is_begun_at_its_time(around: Around) -> None:
    around.kb = None  # it needs none
    draft = await around.storage.announcements.draft(Content("Cúp nước"), SATURDAY_NOON, 5, send_at=EVENING)
    await around.storage.announcements.approve(draft.id, draft.revision, 5, SATURDAY_NOON)
    await around.at(EVENING - dt.timedelta(seconds=1))
    assert around.woken == 0
    await around.at(EVENING, EVENING + dt.timedelta(seconds=10))
    assert around.woken == 1
    assert [due.chat_id for due in await around.storage.deliveries.due(EVENING, 10)] == [1, 2]


async def test_while_nothing_is_due_the_disk_is_spared(around: Around) -> None:
    await around.at(SATURDAY_NOON, SATURDAY_NOON + dt.timedelta(seconds=50))
    assert await around.storage.marks.get(MARK) == SATURDAY_NOON
    await around.at(SATURDAY_NOON + dt.timedelta(seconds=60))
    assert await around.storage.marks.get(MARK) == SATURDAY_NOON + dt.timedelta(seconds=60)


@asynccontextmanager
async def running(around: Around) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(around.timetable().run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def threads() -> set[threading.Thread]:
    """Without those of the database, which come and go."""
    return {thread for thread in threading.enumerate() if "connection_worker" not in thread.name}


async def test_it_looks_again_and_again_until_cancelled(around: Around, caplog: pytest.LogCaptureFixture) -> None:
    around.seconds = 0.02
    await around.at(SATURDAY_NOON)
    before = asyncio.all_tasks(), threads()
    async with running(around):
        await asyncio.sleep(0.1)
        around.now = EVENING
        await asyncio.wait_for(around.rung.wait(), 5)
    assert (asyncio.all_tasks(), threads()) == before
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("error", [StorageError("khóa"), RuntimeError("a fault of ours")])
async def test_a_failure_is_logged_and_the_next_look_goes_on(
    around: Around, error: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    around.seconds = 0.02
    failures = [error]
    begin = around.storage.announcements.begin_due

    async def fail_once(now: dt.datetime) -> list[Announcement]:
        if failures:
            raise failures.pop()
        return await begin(now)

    await around.at(SATURDAY_NOON)
    around.now = EVENING
    monkeypatch.setattr(around.storage.announcements, "begin_due", fail_once)
    async with running(around):
        await asyncio.wait_for(around.rung.wait(), 5)
    assert "what is due" in caplog.text


@pytest.mark.parametrize("jump", [-YEAR, YEAR])
async def test_the_clock_of_the_machine_may_be_set_while_it_runs(
    around: Around, jump: dt.timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = [dt.timedelta()]

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return dt.datetime.now(tz) + off[0]

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Clock)
    around.seconds = 0.02
    await around.at(SATURDAY_NOON)
    async with running(around):
        await asyncio.sleep(0.1)
        off[0] = jump
        await asyncio.sleep(0.1)
        around.now = EVENING
        await asyncio.wait_for(around.rung.wait(), 5)


moments = st.integers(0, 60 * 24 * 12).map(lambda fives: at("2026-11-15 00:00") + dt.timedelta(minutes=5 * fives))
looks = st.lists(st.lists(moments, min_size=1, max_size=6), min_size=1, max_size=4)  # between two restarts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=looks)
def test_whatever_the_clock_shows_no_occasion_comes_twice(
    looks: list[list[dt.datetime]], database: Path, tmp_path: Path
) -> None:
    async def live() -> None:
        async with opened(database, tmp_path) as around:
            for times in looks:
                told, around.told = around.told, []
                await around.at(*times)
                lines = [line for text in around.told for line in text.splitlines() if line.startswith("•")]
                assert len(set(lines)) == len(lines)
                around.told += told
            occasions = await around.occasions()
            assert len(set(occasions)) == len(occasions)
            for one in await around.reminders():
                assert one.expires_at
                assert one.created_at.astimezone(VIETNAM) < one.expires_at

    asyncio.run(live())
