from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.storage
from bot.storage import StorageError, open_storage
from bot.storage.migrating import HEAD
from bot.storage.tables import metadata

FOLDER = Path(bot.storage.__file__).with_name("migrations")
REVISIONS = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()][::-1]


@contextmanager
def connected(file: Path) -> Iterator[sa.Connection]:
    file.parent.mkdir(exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection


def migrate(file: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with connected(file) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def schema(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_the_constant_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


async def test_a_blank_database_gets_the_tables_that_the_code_knows(url: str, file: Path) -> None:
    async with open_storage(url):
        pass
    with connected(file) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert _checks(connection) == {c.name for t in metadata.tables.values() for c in _check_constraints(t)}


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_revision_is_led_to_the_same_tables(revision: str, tmp_path: Path) -> None:
    old, blank = tmp_path / "old.db", tmp_path / "blank.db"
    migrate(old, revision)
    for file in (old, blank):
        async with open_storage(f"sqlite+aiosqlite:///{file}"):
            pass
    assert schema(old) == schema(blank)


async def test_reports_of_an_older_program_become_cards(url: str, file: Path) -> None:
    migrate(file, "0002")
    with connected(file) as connection:
        connection.exec_driver_sql(
            "INSERT INTO reports (number, chat_id, text, update_id, created_at, committee_message_id) VALUES"
            " (1, 7, 'Đèn hỏng', 1, '2026-11-22 12:00:00', 55), (2, 8, 'Rác', 2, '2026-11-22 12:00:00', NULL),"
            " (3, NULL, NULL, NULL, NULL, NULL)"
        )
    async with open_storage(url) as storage:
        waiting = [(one.what, one.report, one.sent_id, one.outdated) for one in await storage.letters.pending()]
        assert waiting == [("card", 1, 55, True), ("card", 2, None, False)]
        report = await storage.reports.get(1)
        assert report
        assert (report.state, report.text, report.anonymous) == ("new", "Đèn hỏng", False)


def test_alembic_is_imported_only_when_there_is_something_to_migrate(url: str) -> None:
    program = f"""
import asyncio, sys
from bot.storage import open_storage
async def main():
    async with open_storage({url!r}): print("alembic" in sys.modules)
asyncio.run(main())
"""
    said = [subprocess.check_output([sys.executable, "-c", program], text=True).strip() for _ in range(2)]
    assert said == ["True", "False"]


async def test_a_migration_that_fails_leaves_nothing_behind(
    url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE votes (x)")
    before = schema(file)
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        async with open_storage(url):
            pass
    assert schema(file) == before


async def test_a_database_of_a_newer_program_is_refused_in_words(url: str, file: Path) -> None:
    async with open_storage(url):
        pass
    with connected(file) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="mới hơn"):
        async with open_storage(url):
            pass


def _check_constraints(table: sa.Table) -> Iterator[sa.CheckConstraint]:
    return (c for c in table.constraints if isinstance(c, sa.CheckConstraint))


def _checks(connection: sa.Connection) -> set[str | None]:
    inspector = sa.inspect(connection)
    return {check["name"] for name in inspector.get_table_names() for check in inspector.get_check_constraints(name)}
