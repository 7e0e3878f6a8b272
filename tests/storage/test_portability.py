"""The same code has to run on PostgreSQL: whatever is executed must compile for it, and nothing is written by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateColumn, CreateTable

from bot.storage import (
    Act,
    Audience,
    Awaiting,
    Content,
    Dialogue,
    Due,
    Message,
    Notes,
    Occasion,
    Result,
    Storage,
)
from bot.storage.tables import metadata
from tests.storage.test_migrations import FOLDER
from tests.storage.times import LATER, NOON


@pytest.fixture
def statements(storage: Storage) -> Iterator[list[Any]]:
    """Everything executed on the database, as SQLAlchemy's elements or, when written by hand, as text."""
    said: list[Any] = []
    engines = storage.votes._database._writer.sync_engine, storage.votes._database._reader.sync_engine

    def listen(_connection: sa.Connection, element: Any, *_: Any) -> None:
        said.append(element)

    for engine in engines:
        event.listen(engine, "before_execute", listen)
    yield said
    for engine in engines:
        event.remove(engine, "before_execute", listen)


async def use_everything(storage: Storage) -> None:
    for _ in range(2):
        await storage.inbox.store([(1, 7, "{}"), (2, 7, "{}")], NOON)
        counts = [(NOON.date(), "a", "answer"), (NOON.date(), "", "unknown")]
        await storage.inbox.done(1, NOON, Notes(Dialogue(7, {"a": 1}, LATER), counts))
        await storage.inbox.pending()
        await storage.inbox.purge(NOON)
        await storage.residents.seen(7, NOON)
        await storage.residents.get(7)
        await storage.residents.set_group(7, 3, NOON)
        await storage.residents.subscribe(7, NOON)
        await storage.residents.unsubscribe(7, NOON)
        await storage.residents.set_blocked(7, NOON)
        await storage.reports.add(7, "x", 1, NOON)
        await storage.reports.unsent()
        await storage.reports.shown(1, 5)
        await storage.reports.by(7)
        await storage.votes.cast(7, 1, "a", 1, NOON)
        await storage.votes.cast(7, 1, "a", -1, NOON)
        await storage.questions.add("x", NOON)
        await storage.questions.purge(NOON)
        await storage.prompts.put(Message(-7, 1), "a", {}, NOON)
        await storage.prompts.take(Message(-7, 1))
        await storage.prompts.purge(NOON)
        await storage.acts.add(Act(NOON, 7, "a"))
        await storage.acts.latest(5, 9)
        await storage.dialogues.load(7)
        await storage.dialogues.purge(NOON)
        await storage.deliveries.purge(NOON)
    await announce(storage)
    await storage.residents.export(7)
    await storage.residents.forget(7)


async def announce(storage: Storage) -> None:
    announcements = storage.announcements
    await storage.marks.set("x", NOON)
    await storage.marks.get("x")
    await storage.moved_chats.add(-1, -100)
    await storage.moved_chats.all()
    await storage.residents.set_blocked(7, None)
    await storage.residents.subscribe(7, NOON)
    await storage.residents.set_quiet(7, (60, 120), NOON)
    await storage.residents.mute(7, "a", NOON, muted=True)
    await storage.residents.muted(7)
    audience = Audience((3,), "b")
    await announcements.reach(audience, Occasion(NOON))
    draft = await announcements.draft(Content("x"), NOON, 7, awaiting=Awaiting("text"))
    await announcements.get(draft.id)
    await announcements.add_to_album(draft.id, "", Content("x"))
    await announcements.change(draft.id, audience=audience, send_at=LATER)
    await announcements.note(draft.id, panel=Message(7, 1))
    await announcements.awaited(Message(7, 1))
    await announcements.propose(draft.id, 2, NOON)
    await announcements.approve(draft.id, 2, 7, NOON)
    await announcements.unschedule(draft.id, 1)
    await announcements.discard(draft.id)
    await announcements.discard_blank(7)
    await announcements.remind("x", Content("x"), audience, NOON, LATER)
    await announcements.reminded("x")
    [original] = await deliver(storage)
    for kind in ("correction", "recall"):
        about = await announcements.draft_about(original.announcement, kind, Content("x"), NOON, 7)
        await announcements.approve(about.id, 1, 7, NOON)
        await deliver(storage)
        await announcements.again(about.id, NOON)
        await announcements.pause(about.id)
        await announcements.resume(about.id, NOON)
    await follow(storage, original)


async def follow(storage: Storage, original: Due) -> None:
    announcements, deliveries = storage.announcements, storage.deliveries
    await announcements.begin_due(NOON)
    await announcements.stop(original.announcement.id, NOON)
    await announcements.finish(NOON)
    await announcements.followed()
    await announcements.latest(3)
    await announcements.in_force(NOON, 3, 3)
    await announcements.purge_drafts(NOON)
    await announcements.again(original.announcement.id, NOON)
    await deliveries.recover(NOON)
    await deliveries.next_due()
    await deliveries.tally(original.announcement.id)
    await deliveries.tally_by_group(original.announcement.id)
    await deliveries.held(original.announcement.id, NOON)
    await deliveries.concerns(original.announcement.id, 7)
    await deliveries.spoken_of(7, NOON, 1)
    await deliveries.spoken_of(7, NOON, None)
    await deliveries.reasons(original.announcement.id)
    await deliveries.reactions(original.announcement.id)
    await deliveries.seen(original.announcement.id, 7, NOON)
    await deliveries.react(7, 1, "x")


async def deliver(storage: Storage) -> list[Due]:
    """With every outcome there is, ending as sent."""
    items = await storage.deliveries.due(LATER, 9)
    for item in items:
        for outcome in ("refused", "unknown", "again", "sent"):
            await storage.deliveries.claim(item, LATER)
            await storage.deliveries.record(Result(item, outcome, LATER, (1,) if outcome == "sent" else ()))
    return items


async def test_every_statement_compiles_for_postgresql(storage: Storage, statements: list[Any]) -> None:
    await use_everything(storage)
    assert len(statements) > 60
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for statement in statements:
        assert not isinstance(statement, sa.TextClause)
        assert str(statement.compile(dialect=dialect))


async def test_every_public_method_is_covered_above(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = [type(subject) for subject in vars(storage).values()]
    expected = {(s, name) for s in subjects for name in vars(s) if not name.startswith("_")}
    called = set()

    def watch(subject: type, name: str) -> None:
        original = getattr(subject, name)

        async def method(*args: Any, **values: Any) -> Any:
            called.add((subject, name))
            return await original(*args, **values)

        monkeypatch.setattr(subject, name, method)

    for subject, name in expected:
        watch(subject, name)
    await use_everything(storage)
    assert called == expected


def test_the_migrations_and_the_tables_compile_for_postgresql() -> None:
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "target_metadata": metadata}
    )
    with Operations.context(context):
        for script in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions())):
            script.module.upgrade()
    said = _words(written.getvalue())
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        create = _words(str(CreateTable(table).compile(dialect=dialect)))
        for column in table.columns:
            one = _words(str(CreateColumn(column).compile(dialect=dialect)))
            if f"ALTERTABLE{table.name}ADDCOLUMN{one};" in said:  # by a later migration
                create = create.replace(f"{one},", "")
        assert create in said


def _words(sql: str) -> str:
    return "".join(sql.split())
