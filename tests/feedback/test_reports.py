from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.feedback import reports
from bot.feedback.reports import ReportDesk, UndeliverableError
from bot.storage import Content, Letter, Media, NewReport, Report, Storage, open_storage

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ME, OTHER, MEMBER = 7, 8, 70


class Post:
    """A Telegram that takes everything, unless told otherwise, and remembers it."""

    def __init__(self) -> None:
        self.delivered: list[Letter] = []
        self.away: set[bool] = set()  # whether letters to the committee (True), to residents (False) have to wait
        self.never: dict[int, str] = {}  # why those about the report with this number never arrive
        self.breaks: set[int] = set()  # reports at which it breaks
        self.held: asyncio.Event | None = None

    async def deliver(self, letter: Letter) -> int | None:
        if self.held:
            await self.held.wait()
        if letter.report in self.breaks:
            raise RuntimeError
        if letter.to_committee in self.away:
            return None
        if not letter.to_committee and letter.report in self.never:
            raise UndeliverableError(self.never[letter.report])
        self.delivered.append(letter)
        return letter.sent_id or 1000 + letter.id

    @property
    def whats(self) -> list[str]:
        return [letter.what for letter in self.delivered]


def clock() -> dt.datetime:
    return NOW


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}"


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    async with open_storage(url) as opened:
        yield opened


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def desk(storage: Storage) -> ReportDesk:
    return ReportDesk(storage, "secret", clock, again=0.01)


@asynccontextmanager
async def running(desk: ReportDesk, post: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(desk.run(post))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_nothing_is_left(storage: Storage) -> None:
    for _ in range(1000):
        if not await storage.letters.pending():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("waited in vain")


async def take(desk: ReportDesk, chat: int = ME, update_id: int = 1, **values: Any) -> Report:
    return await desk.take(NewReport(chat, "Đèn hỏng", **values), update_id, NOW)


async def test_what_was_taken_is_delivered_at_once_and_in_order(storage: Storage, desk: ReportDesk, post: Post) -> None:
    async with running(desk, post):
        await take(desk, media=(Media("photo", "a"),))
        await storage.reports.say(1, ME, Content("thêm"), 5, NOW)
        await storage.reports.reply(1, MEMBER, Content("Mai sửa"), 6, NOW)
        desk.wake()
        await until_nothing_is_left(storage)
    assert [one.what for one in post.delivered if one.to_committee] == ["card", "words", "words"]
    assert [one.what for one in post.delivered if not one.to_committee] == ["reply"]


async def test_an_unreachable_committee_keeps_back_no_letter_to_residents(
    storage: Storage, desk: ReportDesk, post: Post
) -> None:
    post.away = {True}
    async with running(desk, post):
        await take(desk)
        await storage.reports.reply(1, MEMBER, Content("Mai sửa"), 6, NOW)
        desk.wake()
        for _ in range(200):
            if post.whats:
                break
            await asyncio.sleep(0.005)
        assert post.whats == ["reply"]
        post.away = set()
        await until_nothing_is_left(storage)
    assert post.whats == ["reply", "card"]


async def test_what_breaks_keeps_back_its_own_report_only(storage: Storage, desk: ReportDesk, post: Post) -> None:
    post.breaks = {1}
    async with running(desk, post):
        await take(desk, update_id=1, media=(Media("photo", "a"),))
        await take(desk, update_id=2)
        for _ in range(200):
            if post.delivered:
                break
            await asyncio.sleep(0.005)
        assert [one.report for one in post.delivered] == [2]
        post.breaks = set()
        await until_nothing_is_left(storage)
    assert [(one.report, one.what) for one in post.delivered[1:]] == [(1, "card"), (1, "words")]


async def test_who_cannot_be_reached_is_given_up_and_the_committee_told(
    storage: Storage, desk: ReportDesk, post: Post
) -> None:
    post.never = {1: "blocked"}
    async with running(desk, post):
        await take(desk)
        await storage.reports.reply(1, MEMBER, Content("Mai sửa"), 6, NOW)
        desk.wake()
        await until_nothing_is_left(storage)
    event = post.delivered[-1]
    assert event.what == "event"
    assert event.content == {"event": "undelivered", "what": "reply", "why": "blocked", "to": 6}


async def test_of_others_who_see_it_too_nothing_is_told(storage: Storage, desk: ReportDesk, post: Post) -> None:
    await take(desk, public=True)
    await storage.reports.support(1, OTHER, NOW)
    await storage.reports.move(1, "taken", ("new",), MEMBER, NOW)
    post.never = {1: "blocked"}
    async with running(desk, post):
        await until_nothing_is_left(storage)
    assert [one.what for one in post.delivered] == ["card", "event"]


async def test_words_edited_after_they_arrived_are_delivered_again(
    storage: Storage, desk: ReportDesk, post: Post
) -> None:
    async with running(desk, post):
        await take(desk, source_id=4)
        await storage.reports.say(1, ME, Content("thêm"), 5, NOW)
        desk.wake()
        await until_nothing_is_left(storage)
        assert await desk.corrected(ME, 5, Content("thêm nữa"), "thêm nữa")
        assert await desk.corrected(ME, 4, Content("Đèn ngõ 4"), "Đèn ngõ 4")
        assert not await desk.corrected(ME, 99, Content("x"), "x")
        assert not await desk.corrected(OTHER, 5, Content("x"), "x")
        await until_nothing_is_left(storage)
    assert [(one.what, one.sent_id is not None) for one in post.delivered[2:]] in (
        [("words", True), ("card", True)],
        [("card", True), ("words", True)],
    )
    kept = await storage.reports.get(1)
    assert kept
    assert kept.text == "Đèn ngõ 4"


async def test_nobody_is_forgotten_while_a_letter_of_theirs_is_on_its_way(
    storage: Storage, desk: ReportDesk, post: Post
) -> None:
    taken: list[tuple[int, list[int | None]]] = []

    async def take_back(report: Report, shown: Sequence[Letter]) -> bool:
        taken.append((report.number, [one.sent_id for one in shown]))
        return True

    post.held = asyncio.Event()
    async with running(desk, post):
        report = await take(desk)
        while not desk._sending:  # noqa: ASYNC110 - there is nothing to wait for
            await asyncio.sleep(0)
        forgetting = asyncio.create_task(desk.forget(ME, take_back))
        await asyncio.sleep(0.05)
        assert not forgetting.done()
        post.held.set()
        forgotten = await forgetting
    assert taken == [(1, [1001])]
    assert {one.number: gone for one, gone in forgotten.items()} == {report.number: True}
    assert await storage.letters.pending() == []


async def test_what_nobody_was_shown_is_forgotten_without_a_trace(
    storage: Storage, desk: ReportDesk, post: Post
) -> None:
    async def take_back(_report: Report, _shown: Sequence[Letter]) -> bool:
        raise AssertionError

    await take(desk)
    assert await desk.forget(ME, take_back) == {}
    async with running(desk, post):
        await asyncio.sleep(0.05)
    assert post.delivered == []


def test_the_digest_stands_for_one_person_and_tells_nothing(storage: Storage) -> None:
    desk, other = ReportDesk(storage, "secret", clock), ReportDesk(storage, "another", clock)
    assert desk.digest(ME) == desk.digest(ME)
    assert len({desk.digest(ME), desk.digest(OTHER), other.digest(ME)}) == 3
    assert len(desk.digest(ME)) == 32


async def test_a_block_holds_after_the_person_was_forgotten(storage: Storage, desk: ReportDesk) -> None:
    await storage.blocks.put(desk.digest(ME), "PA-0001", MEMBER, NOW)
    await storage.residents.forget(ME)
    assert await desk.has_blocked(ME)
    assert not await desk.has_blocked(OTHER)


async def test_what_is_under_way_is_finished_when_the_bot_stops(storage: Storage, desk: ReportDesk, post: Post) -> None:
    post.held = asyncio.Event()
    async with running(desk, post):
        await take(desk)
        while not desk._sending:  # noqa: ASYNC110
            await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, post.held.set)
    assert post.whats == ["card"]
    assert await storage.letters.pending() == []


# Restarts


class Mortal:
    """Stands before an object; at one of the calls, before or after it is carried out, the process is dead."""

    def __init__(self, real: Any, death: Death) -> None:
        self._real = real
        self._death = death

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)

        async def call(*args: Any, **values: Any) -> Any:
            await self._death.comes()
            result = await method(*args, **values)
            await self._death.comes()
            return result

        return call


class Death:
    """Comes at the so-manyth moment; from then on nothing goes on."""

    def __init__(self, moment: int) -> None:
        self._left = moment
        self.came = asyncio.Event()

    async def comes(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.came.set()
            await asyncio.Event().wait()


async def live(url: str, post: Post, moment: int) -> bool:
    """Run the desk on this database until it dies at this moment; whether it did so before all was done."""
    death = Death(moment)
    async with open_storage(url) as storage:
        seen = SimpleNamespace(**{name: Mortal(getattr(storage, name), death) for name in ("letters", "reports")})
        desk = ReportDesk(seen, "secret", clock, again=0.01)  # type: ignore[arg-type]
        async with running(desk, Mortal(post, death)):
            done = asyncio.create_task(until_nothing_is_left(storage))
            came = asyncio.create_task(death.came.wait())
            await asyncio.wait({done, came}, return_when=asyncio.FIRST_COMPLETED)
            for task in (done, came):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
    return death.came.is_set()


async def test_nothing_is_lost_whenever_the_process_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "STOPPING", 0.0)
    url, moment, died = f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}", 0, True
    while died:
        post, update_id = Post(), moment + 1
        async with open_storage(url) as storage:
            desk = ReportDesk(storage, "secret", clock)
            number = (await take(desk, update_id=update_id, media=(Media("photo", "a"),))).number
            await storage.reports.move(number, "taken", ("new",), MEMBER, NOW)
            await storage.reports.reply(number, MEMBER, Content("Mai sửa"), 10 * update_id, NOW)
        died = await live(url, post, moment)
        await live(url, post, 10_000)
        for to_committee, expected in ((True, ["card", "words"]), (False, ["state", "reply"])):
            order = [one.what for one in post.delivered if one.to_committee is to_committee]
            assert [what for n, what in enumerate(order) if what not in order[:n]] == expected
            assert len(order) <= len(expected) + 1, "only what was just being sent may come twice"
        moment += 1
    assert moment > 20
