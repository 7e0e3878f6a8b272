"""Run by Alembic with a connection handed over by `migrating.py`; the program itself is the only one to migrate."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # A migration and its record are one transaction: SQLite can do it once the driver no longer begins by itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
