from __future__ import annotations

import ast
import inspect
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import Act, Storage, acts
from tests.storage.announcing import DAY, MORNING, OTHER_WORDS, OWNER, WORDS, approved, changed
from tests.storage.times import LATER, NOON

MEMBER = 7


async def test_the_newest_come_first_and_go_on_before_an_id(storage: Storage) -> None:
    done = [Act(NOON, MEMBER, "report.done", f"PA-{number:04}", "cũ", "mới") for number in range(5)]
    for act in done:
        await storage.acts.add(act)
    newest = await storage.acts.latest(2)
    assert [act for _, act in newest] == [done[4], done[3]]
    assert [act for _, act in await storage.acts.latest(9, newest[-1][0])] == [done[2], done[1], done[0]]


def test_the_program_only_adds_to_the_log_and_reads_it() -> None:
    tree = ast.parse(inspect.getsource(acts))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    assert not imported & {"update", "delete", "text", "Update", "Delete"}
    public = {name for name in vars(acts.Acts) if not name.startswith("_")}
    assert public == {"add", "latest"}


def test_no_other_room_of_the_storage_touches_the_table() -> None:
    """Except `privacy`, which takes out who it was."""
    folder = Path(inspect.getfile(acts)).parent
    naming = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "bot.storage.tables"
        for name in node.names
        if name.name == "acts"
    }
    assert naming == {"acts.py", "privacy.py"}


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM acts",
        "UPDATE acts SET actor_id = 8",
        "UPDATE acts SET about_id = 8",
        "UPDATE acts SET what = 'x'",
        "UPDATE acts SET subject = 'x'",
        "UPDATE acts SET before = NULL",
        "UPDATE acts SET after = 'x'",
        "UPDATE acts SET at = '2020-01-01'",
        "UPDATE acts SET id = 5",
    ],
)
async def test_no_other_program_changes_the_log_either(storage: Storage, file: Path, change: str) -> None:
    act = Act(NOON, MEMBER, "report.done", "PA-0001", "cũ", "mới")
    await storage.acts.add(act)
    with closing(sqlite3.connect(file)) as connection, pytest.raises(sqlite3.IntegrityError, match="only added to"):
        connection.execute(change)
    assert [kept for _, kept in await storage.acts.latest(9)] == [act]


async def test_who_it_was_can_be_forgotten(storage: Storage) -> None:
    await storage.acts.add(Act(NOON, MEMBER, "role.taken", "edit", about_id=MEMBER))
    await storage.residents.forget(MEMBER)
    assert [act for _, act in await storage.acts.latest(9)] == [Act(NOON, None, "role.taken", "edit")]


async def test_each_step_of_an_announcement_is_kept_with_who_took_it(storage: Storage) -> None:
    announcements, one = storage.announcements, await approved(storage)
    await announcements.pause(one.id, MORNING, 1)
    await announcements.resume(one.id, MORNING, 2)
    assert not await announcements.resume(one.id, MORNING, 3)
    await changed(storage, one, "correction")
    await changed(storage, one, "recall")
    await announcements.stop(one.id, MORNING, 4)
    label = one.label
    assert [act for _, act in reversed(await storage.acts.latest(9))] == [
        Act(MORNING, OWNER, "announcement.sent", label, None, WORDS.html),
        Act(MORNING, 1, "announcement.paused", label),
        Act(MORNING, 2, "announcement.resumed", label),
        Act(MORNING, OWNER, "announcement.corrected", label, WORDS.html, OTHER_WORDS.html),
        Act(MORNING, OWNER, "announcement.recalled", label, OTHER_WORDS.html),
    ]


async def test_a_date_that_is_set_and_called_off_is_kept(storage: Storage) -> None:
    one = await approved(storage, send_at=MORNING + DAY)
    await storage.announcements.unschedule(one.id, LATER, 2)
    kept = [(act.actor_id, act.what, act.subject) for _, act in reversed(await storage.acts.latest(9))]
    assert kept == [
        (OWNER, "announcement.scheduled", one.label),
        (2, "announcement.unscheduled", one.label),
    ]
