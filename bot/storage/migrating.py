"""Bring the tables to the form this program knows."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.faults import storage_error

HEAD = "0003"  # the newest revision; kept here because importing Alembic takes longer than all the rest of the start


async def revision(connection: AsyncConnection) -> str | None:
    """The revision of the tables; None for a blank database."""
    return await connection.run_sync(_revision)


async def upgrade(connection: AsyncConnection, where: str) -> None:
    """Run what is missing up to HEAD, in the transaction of this connection."""
    await connection.run_sync(_upgrade, where)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    value: str | None = connection.scalar(select(column("version_num")).select_from(table("alembic_version")))
    return value


def _upgrade(connection: Connection, where: str) -> None:
    from alembic import command  # noqa: PLC0415 - slow, and needed only after an update of the program
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("bot.storage").joinpath("migrations")))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:  # the tables have a revision that this program does not know
        raise storage_error("newer", where) from error
