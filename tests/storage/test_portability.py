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
from sqlalchemy.schema import CreateTable

from bot.storage import Dialogue, Notes, Storage
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
        await storage.inbox.done(1, NOON, Notes(Dialogue(7, {"a": 1}, LATER), counts, ["x"]))
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
        await storage.unanswered.purge(NOON)
        await storage.dialogues.load(7)
        await storage.dialogues.purge(NOON)
    await storage.residents.export(7)
    await storage.residents.forget(7)


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

        async def method(*args: Any) -> Any:
            called.add((subject, name))
            return await original(*args)

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
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        create = str(CreateTable(table).compile(dialect=dialect))
        assert _words(create) in _words(written.getvalue())


def _words(sql: str) -> str:
    return "".join(sql.split())
