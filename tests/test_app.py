"""The parts together: the real application over HTTP against the local Telegram."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import Knowledge, utc_now
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import KnowledgeError
from bot.simulator.faults import Fault
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served, serve
from tests.knowledge_factory import edit, write_knowledge
from tests.live_bot import end, eventually, heard, running_bot, say, start_process

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
    task = asyncio.create_task(serving.serve(tell))
    try:
        await serving.ready.wait()
        first = serving.answerer()
        edit(knowledge, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
        await eventually(lambda: serving._telling)
        edit(knowledge, "lich.yaml", "thứ: thứ chín", "thứ: chủ nhật")
        await eventually(lambda: serving.answerer() is not first)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


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
