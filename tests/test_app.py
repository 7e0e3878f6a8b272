"""The parts together: the real application over HTTP against the local Telegram."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.model import Question
from bot.app import open_app, utc_now
from bot.handbook import Handbook
from bot.handbook.model import BUTTON, HAND
from bot.knowledge.editing import Append, Edit, Set
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import KnowledgeError
from bot.serving import Knowledge
from bot.settings import load_settings
from bot.simulator.faults import Fault
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served, serve
from bot.storage import StorageError, open_storage
from tests.knowledge_factory import edit, write_knowledge
from tests.live_bot import (
    end,
    eventually,
    heard,
    running_bot,
    say,
    settings_for,
    start_process,
    stopped_at_the_end,
)

HOA, LINH, DUNG = 11, 12, 13
TOKEN = "5000000005:AAcanary-token-that-must-never-show"


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serve(token=TOKEN) as running:
        for user_id, name in ((HOA, "Bác Hòa"), (LINH, "Cháu Linh"), (DUNG, "Chú Dũng")):
            add_person(running.telegram, name, user_id=user_id)
        running.telegram.limits.enabled = False
        yield running


@pytest.fixture
def committee(served: Served) -> int:
    return add_group(served.telegram, "Ban khu phố", [DUNG]).id


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path)


def waiting(folder: Path) -> int:
    """How many updates are stored and not yet handled."""
    with closing(sqlite3.connect(folder / "khupho.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM inbox WHERE body IS NOT NULL").fetchone()
    return int(count)


def files_with(folder: Path, content: bytes) -> list[Path]:
    return [path for path in folder.rglob("*.db*") if content in path.read_bytes()]


async def test_a_resident_starts_asks_and_is_answered(served: Served, tmp_path: Path, knowledge: Path) -> None:
    async with running_bot(served, tmp_path, knowledge):
        say(served, HOA, "/start")
        await eventually(lambda: heard(served, HOA))
        greeted = len(heard(served, HOA))
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: any("Tổng vệ sinh" in text for text in heard(served, HOA)[greeted:]))


async def test_a_bot_without_an_owner_prints_a_code_for_whoever_is_to_be_it(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    process = await start_process(served, tmp_path, knowledge)
    assert process.stdout
    while not (found := re.search(r"KP-\d{4}-\d{4}-\d{4}", (await process.stdout.readline()).decode())):
        pass
    say(served, HOA, found[0])
    await eventually(lambda: any("chủ bot" in text for text in heard(served, HOA)))
    await end(process)
    process = await start_process(served, tmp_path, knowledge)
    say(served, HOA, "/start")
    await eventually(lambda: len(heard(served, HOA)) > 1)
    assert "KP-" not in await end(process)


async def test_a_change_of_the_knowledge_is_served_at_once(served: Served, tmp_path: Path, knowledge: Path) -> None:
    async with running_bot(served, tmp_path, knowledge):
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: heard(served, HOA))
        edit(knowledge, "lich.yaml", "từ giờ: 06:30", "từ giờ: 05:45")
        await asyncio.sleep(2)
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: len(heard(served, HOA)) > 1)
    assert "05:45" in heard(served, HOA)[-1]


async def test_a_bad_edit_keeps_the_last_good_version_and_tells_the_committee_once(
    served: Served, committee: int, tmp_path: Path, knowledge: Path
) -> None:
    async with running_bot(served, tmp_path, knowledge, committee_chat=committee):
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: heard(served, HOA))
        edit(knowledge, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
        await eventually(lambda: heard(served, committee))
        edit(knowledge, "danh-ba.yaml", "8:00-17:00", "8:00-16:00")  # good in itself, the other fault is still there
        await asyncio.sleep(2)
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: len(heard(served, HOA)) > 1)
        assert heard(served, HOA)[0] == heard(served, HOA)[1]
        (told,) = heard(served, committee)
        assert "lich.yaml:5" in told
        edit(knowledge, "lich.yaml", "thứ: thứ chín", "thứ: chủ nhật")
        await eventually(lambda: len(heard(served, committee)) > 1)
        assert "✅" in heard(served, committee)[1]


async def test_a_slow_committee_chat_does_not_hold_up_the_next_edit(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    held = asyncio.Event()

    async def tell(text: str) -> None:
        await held.wait()

    serving = Knowledge(knowledge, samples=True, clock=utc_now)
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}") as storage:
        task = asyncio.create_task(serving.serve(tell, Handbook(knowledge, storage, serving.use)))
        try:
            await serving.ready.wait()
            first = serving.answerer()
            edit(knowledge, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
            await eventually(lambda: serving._telling)
            edit(knowledge, "lich.yaml", "thứ: thứ chín\n    từ giờ: 06:30", "thứ: chủ nhật\n    từ giờ: 06:45")
            await eventually(lambda: serving.answerer() is not first)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_what_a_button_changes_is_the_answer_to_the_very_next_question(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    edits: list[Edit] = [
        Set("schedules", "tong-ve-sinh", ("từ giờ",), "05:45"),
        Append("topics", "ve-sinh/lich", ("cách hỏi",), "mấy giờ ra quân quét rác"),
    ]
    settings = load_settings(**settings_for(served, tmp_path, knowledge))
    async with open_app(settings) as app, stopped_at_the_end(app):
        await app.knowledge.ready.wait()
        proposal = await app.handbook.propose(edits, DUNG, "Lịch", BUTTON, utc_now())
        await app.handbook.apply(proposal.id, DUNG, utc_now())
        answerer = app.knowledge.answerer()
        for asked in ("tổng vệ sinh ngày nào", "mấy giờ ra quân quét rác"):
            answer = answerer.answer(Question(asked, utc_now()))
            assert answer.outcome == "answer"
            assert "05:45" in str(answer)
        await eventually(lambda: not app.knowledge._telling)  # what was changed is learned from meanwhile
        learned = app.knowledge.answerer()
        await asyncio.sleep(1.5)  # the watcher sees the files, and knows them
        assert app.knowledge.answerer() is learned
        assert len(await app.handbook.changes(9)) == 1


async def test_changes_by_hand_are_remembered_also_those_of_the_time_the_bot_was_down(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    settings = load_settings(**settings_for(served, tmp_path, knowledge))

    async def run(change: tuple[str, str] | None, expected: int) -> None:
        async with open_app(settings) as app, stopped_at_the_end(app):
            await app.knowledge.ready.wait()
            before = len(await app.handbook.changes(9))
            if change:
                edit(knowledge, "danh-ba.yaml", *change)
                answerer = app.knowledge.answerer()
                await eventually(lambda: app.knowledge.answerer() is not answerer)
                before += 1
            changes = await app.handbook.changes(9)
            assert len(changes) == before == expected
            assert all((one.how, one.actor, one.what) == (HAND, None, "danh-ba.yaml") for one in changes)

    await run(None, 0)  # the first start has nothing to compare with
    await run(("8:00-17:00", "8:00-16:00"), 1)
    edit(knowledge, "danh-ba.yaml", "8:00-16:00", "8:00-15:00")
    await run(None, 2)


async def test_a_history_that_cannot_be_kept_keeps_nobody_from_being_answered(
    served: Served, tmp_path: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(Handbook, "seen", fail)
    monkeypatch.setattr(Handbook, "recover", fail)
    async with running_bot(served, tmp_path, knowledge):
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: heard(served, HOA))
        edit(knowledge, "lich.yaml", "từ giờ: 06:30", "từ giờ: 05:45")
        await asyncio.sleep(2)
        say(served, HOA, "tổng vệ sinh ngày nào")
        await eventually(lambda: len(heard(served, HOA)) > 1)
    assert "05:45" in heard(served, HOA)[-1]


async def test_knowledge_that_is_bad_from_the_start_ends_the_bot_with_every_problem(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    edit(knowledge, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
    async with running_bot(served, tmp_path, knowledge) as task:
        with pytest.raises(KnowledgeError, match=r"lich\.yaml:5"):
            await task


async def test_updates_are_asked_for_before_the_knowledge_is_loaded(
    served: Served, tmp_path: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, load = threading.Event(), Knowledge._load

    def slowly(self: Knowledge) -> Loaded:
        gate.wait()
        return load(self)

    monkeypatch.setattr(Knowledge, "_load", slowly)
    async with running_bot(served, tmp_path, knowledge):
        try:
            await eventually(lambda: served.telegram.updates.allowed is not None)
            say(served, HOA, "tổng vệ sinh ngày nào")
            await eventually(lambda: waiting(tmp_path))
            assert heard(served, HOA) == []
        finally:
            gate.set()
        await eventually(lambda: heard(served, HOA))
        await eventually(lambda: not waiting(tmp_path))


async def test_the_process_stops_cleanly_when_told_to(served: Served, tmp_path: Path, knowledge: Path) -> None:
    process = await start_process(served, tmp_path, knowledge)
    say(served, HOA, "tổng vệ sinh ngày nào")
    await eventually(lambda: heard(served, HOA))
    printed = await end(process)
    assert process.returncode == 0
    assert "Traceback" not in printed
    assert printed.rstrip().endswith("stopped")


async def test_nothing_is_lost_and_nothing_answered_twice_when_the_process_is_killed(
    served: Served, tmp_path: Path, knowledge: Path
) -> None:
    people = list(range(100, 140))
    for user_id in people:
        add_person(served.telegram, f"Người {user_id}", user_id=user_id)
    first = await start_process(served, tmp_path, knowledge)
    for user_id in people:
        say(served, user_id, "tổng vệ sinh ngày nào")
    await eventually(lambda: any(heard(served, user_id) for user_id in people))
    await end(first, signal.SIGKILL)
    before = sum(len(heard(served, user_id)) for user_id in people)
    second = await start_process(served, tmp_path, knowledge)
    await eventually(lambda: all(heard(served, user_id) for user_id in people))
    await end(second)
    answered = sum(len(heard(served, user_id)) for user_id in people)
    assert before < len(people), "the kill came too late to show anything"
    # An answer that was under way when the process died may come once more; 64 chats are served at a time.
    assert len(people) <= answered <= len(people) + before


async def test_the_token_shows_nowhere(served: Served, tmp_path: Path, knowledge: Path) -> None:
    process = await start_process(served, tmp_path, knowledge, log="debug")
    served.telegram.faults.add(Fault("sendMessage", "500"))
    say(served, HOA, "số nhà tôi là 29 ngách 4")
    await eventually(lambda: heard(served, HOA))
    printed = await end(process)
    assert "started" in printed
    assert "canary" not in printed
    assert "ngách" not in printed
    assert not files_with(tmp_path, b"canary")


async def test_a_token_that_telegram_does_not_know_is_one_line(served: Served, tmp_path: Path, knowledge: Path) -> None:
    process = await start_process(served, tmp_path, knowledge, token="1:AAcanary")
    printed, _ = await process.communicate()
    assert process.returncode == 1
    assert "KHUPHO_TOKEN" in printed.decode()
    assert "canary" not in printed.decode()
    assert "Traceback" not in printed.decode()
