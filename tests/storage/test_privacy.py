from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import (
    Announcement,
    Awaiting,
    Content,
    Dialogue,
    Media,
    Message,
    NewReport,
    Notes,
    ProposalRow,
    Storage,
    StorageError,
    open_storage,
    privacy,
    sqlite,
    tables,
)
from tests.storage.announcing import WORDS, deliver
from tests.storage.conftest import Query
from tests.storage.times import LATER, NOON

LAN, MINH, STRANGER = 7_123_456_789, 7_987_654_321, 55
NAME, TEXT = "Nguyễn Thị Lan", "Cống trước nhà số 9 bị tắc"


def traces(folder: Path, *needles: str | int) -> set[str]:
    """What of the needles is in the bytes of the files, numbers as text and as SQLite keeps them."""
    data = b"".join(path.read_bytes() for path in folder.iterdir())
    return {str(needle) for needle in needles if any(form in data for form in _forms(needle))}


def _forms(needle: str | int) -> Iterator[bytes]:
    yield str(needle).encode()
    if isinstance(needle, int):
        yield needle.to_bytes(6, "big", signed=True)
    else:
        yield json.dumps(needle)[1:-1].encode()  # as JSON columns escape it
        yield needle.encode("utf-16-le")


async def fill(storage: Storage, chat_id: int, update_id: int) -> None:
    await storage.inbox.store([(update_id, chat_id, json.dumps({"from": NAME, "id": chat_id, "text": TEXT}))], NOON)
    await storage.inbox.store([(update_id + 1, chat_id, f"{NAME} {chat_id} {TEXT}")], NOON)
    notes = Notes(Dialogue(chat_id, {"draft": TEXT, "name": NAME}, LATER))
    await storage.inbox.done(update_id, LATER, notes)
    await storage.residents.set_group(chat_id, 7, NOON)
    await storage.residents.subscribe(chat_id, NOON)
    await storage.votes.cast(chat_id, 1, "a", 1, NOON)
    await report(storage, chat_id, update_id)
    await storage.questions.add(TEXT, TEXT, NOON, same=lambda *_: None, chat_id=chat_id)
    await storage.roles.grant(chat_id, "edit", NAME, STRANGER, NOON)
    await storage.residents.mute(chat_id, "ve-sinh", NOON, muted=True)
    await announce(storage, chat_id, NOON)
    await deliver(storage)


async def report(storage: Storage, chat_id: int, update_id: int) -> None:
    """One of their own that was answered and done, and one of somebody else's that they see, too."""
    await storage.reports.add(NewReport(STRANGER, "Đèn hỏng", public=True), 0, NOON)
    await storage.reports.support(1, chat_id, NOON)
    new = NewReport(chat_id, f"{NAME}: {TEXT}", place=TEXT, media=(Media("photo", TEXT),), name=NAME, source_id=5)
    made = await storage.reports.add(new, update_id, NOON)
    await storage.reports.reply(made.number, chat_id, Content(TEXT), 6, NOON)  # by a member, who is a resident, too
    await storage.reports.move(made.number, "impossible", ("new",), chat_id, NOON, handler_id=chat_id, reason=TEXT)
    await storage.blocks.put(f"digest of {update_id}", made.label, chat_id, NOON)


async def announce(storage: Storage, member: int, now: dt.datetime) -> Announcement:
    """Something that a member drafted and approved in their own chat."""
    draft = await storage.announcements.draft(
        WORDS, now, member, panel=Message(member, 5), awaiting=Awaiting("text", Message(member, 6))
    )
    announcement = await storage.announcements.approve(draft.id, draft.revision, member, now)
    assert announcement
    return announcement


async def test_export_gives_everything_held(storage: Storage) -> None:
    await fill(storage, LAN, 1)
    await fill(storage, MINH, 11)
    held = await storage.residents.export(LAN)
    assert set(held) == {table.name for table in tables.metadata.sorted_tables if "chat_id" in table.c}
    assert {row["chat_id"] for rows in held.values() for row in rows} == {LAN}
    assert held["reports"][0]["text"] == f"{NAME}: {TEXT}"
    assert held["consents"][0]["given_at"] == "2026-11-22T12:00:00+00:00"
    assert held["dialogues"][0]["state"] == {"draft": TEXT, "name": NAME}
    assert json.loads(json.dumps(held)) == held


async def test_export_of_a_stranger_is_empty(storage: Storage) -> None:
    assert await storage.residents.export(LAN) == {}


async def test_the_forgotten_leave_no_row_and_others_keep_theirs(storage: Storage) -> None:
    await fill(storage, LAN, 1)
    await fill(storage, MINH, 11)
    before = await storage.residents.export(MINH)
    await storage.residents.forget(LAN)
    assert await storage.residents.export(LAN) == {}
    assert await storage.residents.get(LAN) is None
    assert await storage.residents.export(MINH) == before
    assert {item.chat_id for item in await storage.inbox.pending()} == {MINH}


async def test_a_forgotten_report_is_an_empty_number(storage: Storage, query: Query) -> None:
    await fill(storage, LAN, 1)
    await storage.residents.forget(LAN)
    [row] = query("SELECT * FROM reports WHERE number = 2")
    assert set(row[1:]) == {None}


async def test_updates_of_the_forgotten_are_still_known_and_purged_in_time(storage: Storage, query: Query) -> None:
    await fill(storage, LAN, 1)
    await storage.residents.forget(LAN)
    await storage.inbox.done(2, LATER)
    assert await storage.inbox.store([(1, LAN, "{}"), (2, LAN, "{}")], LATER) == []
    await storage.inbox.purge(LATER)
    assert query("SELECT * FROM inbox") == []


async def test_forgetting_a_stranger_or_twice_is_fine(storage: Storage) -> None:
    await storage.residents.forget(LAN)
    await fill(storage, LAN, 1)
    await storage.residents.forget(LAN)
    await storage.residents.forget(LAN)


async def test_no_byte_of_the_forgotten_is_left_while_the_bot_runs_on(storage: Storage, file: Path) -> None:
    await fill(storage, LAN, 1)
    assert traces(file.parent, LAN, NAME, TEXT) == {str(LAN), NAME, TEXT}
    await storage.residents.forget(LAN)
    assert traces(file.parent, LAN, NAME, TEXT) == set()


async def test_no_byte_is_left_of_rows_that_moved_between_pages(storage: Storage, file: Path) -> None:
    forgotten, others = await crowd(storage)
    for chat_id in forgotten:
        await storage.residents.forget(chat_id)
    assert traces(file.parent, *forgotten) == set()
    assert traces(file.parent, *others) != set()


async def crowd(storage: Storage) -> tuple[list[int], list[int]]:
    """People with dialogues that grow and shrink, in an order that makes SQLite leave pieces in split pages."""
    chance = random.Random(0)
    people = [7_000_000_000 + chance.randrange(10**9) for _ in range(60)]
    for _ in range(200):
        chat_id = chance.choice(people)
        dialogue = Dialogue(chat_id, {"draft": f"[{chat_id}]" * chance.randrange(1, 60)}, LATER)
        await storage.inbox.done(0, LATER, Notes(dialogue))
    return people[:20], people[20:]


async def test_what_a_forgotten_member_announced_stays_without_them(storage: Storage, query: Query) -> None:
    announcement = await announce(storage, LAN, NOON)
    draft = await storage.announcements.draft(WORDS, NOON, LAN, awaiting=Awaiting("text", Message(LAN, 6)))
    other = await announce(storage, MINH, NOON)
    await storage.residents.forget(LAN)
    for one in (announcement, draft):
        kept = await storage.announcements.get(one.id)
        assert kept
        assert (kept.content, kept.state, kept.number) == (one.content, one.state, one.number)
        assert (kept.author_id, kept.approver_id, kept.panel, kept.awaiting) == (None, None, None, None)
    assert await storage.announcements.get(other.id) == other


async def test_people_forgotten_at_once_are_all_gone(storage: Storage, file: Path) -> None:
    people = range(LAN, LAN + 20)
    for number, chat_id in enumerate(people):
        await fill(storage, chat_id, number * 10 + 1)
    await asyncio.gather(*(storage.residents.forget(chat_id) for chat_id in people))
    assert traces(file.parent, *people, NAME, TEXT) == set()


async def test_a_wipe_cut_short_is_finished_at_the_next_start(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(_connection: AsyncConnection) -> None:
        raise RuntimeError

    async with open_storage(url) as storage:
        forgotten, _ = await crowd(storage)
        with monkeypatch.context() as patch:
            patch.setattr(sqlite, "wipe", crash)
            for chat_id in forgotten:
                with pytest.raises(RuntimeError):
                    await storage.residents.forget(chat_id)
    async with open_storage(url):
        assert traces(file.parent, *forgotten) == set()


async def test_a_reader_that_holds_the_log_is_reported_and_the_wipe_made_up_for(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_storage(url) as storage:
        await fill(storage, LAN, 1)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM reports").fetchall()
            with pytest.raises(StorageError, match="chương trình khác"):
                await storage.residents.forget(LAN)
        await storage.residents.forget(LAN)
        assert traces(file.parent, LAN, NAME, TEXT) == set()


async def test_what_members_were_making_of_a_question_is_gone_as_well(storage: Storage, file: Path) -> None:
    other = "Nhà văn hóa có wifi không"
    for chat_id, text in ((LAN, TEXT), (MINH, other)):
        number = await storage.questions.add(f"{text}\n{{ạ}}", text, NOON, same=lambda *_: None, chat_id=chat_id)
        await storage.questions.edit_entry(number, {"c": [f"{text} (ạ)"], "t": "Cống"})
        data = {"edits": [{"entry": {"cách hỏi": [f"{text} (ạ)"]}}]}
        await storage.proposals.add(
            ProposalRow(0, STRANGER, "x", "button", data, NOON, {"a.yaml": (None, text.encode())})
        )
    await storage.residents.forget(LAN)
    assert traces(file.parent, TEXT, other) == {other}


def test_only_these_tables_are_about_nobody() -> None:
    """A table added later either has a `chat_id`, and is then exported and erased, or is listed here on purpose."""
    personal = {table.name for table in privacy.personal_tables()}
    assert {table.name for table in tables.metadata.sorted_tables} - personal == {
        "announcements",  # of the committee; who wrote them is erased
        "counts",
        "marks",
        "moved_chats",  # groups
        "acts",
        "blocks",
        "changed_files",
        "changes",
        "files",
        "misreadings",
        "prompts",
        "proposals",
        "proposed_files",
    }
