"""Open the storage: safe, at the newest revision, closed again whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import URL, NullPool, make_url
from sqlalchemy.exc import ArgumentError, InvalidRequestError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage import migrating, sqlite
from bot.storage.acts import Acts
from bot.storage.announcements import Announcements
from bot.storage.blocks import Blocks
from bot.storage.changes import Changes
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.dialogues import Dialogues
from bot.storage.faults import in_words, storage_error
from bot.storage.figures import Figures
from bot.storage.inbox import Inbox
from bot.storage.letters import Letters
from bot.storage.marks import Marks, MovedChats
from bot.storage.misreadings import Misreadings
from bot.storage.prompts import Prompts
from bot.storage.proposals import Proposals
from bot.storage.questions import Questions
from bot.storage.reports import Reports
from bot.storage.residents import Residents
from bot.storage.roles import Roles
from bot.storage.votes import Votes

_POOLS: dict[str, dict[str, Any]] = {
    "write": {"pool_size": 1, "max_overflow": 0},
    "read": {"pool_size": 4, "max_overflow": 0},
    "migrate": {"poolclass": NullPool},
}


@dataclass(frozen=True)
class Storage:
    """Everything that is kept. Each method commits before it returns; times are aware and given by the caller."""

    inbox: Inbox
    residents: Residents
    reports: Reports
    letters: Letters
    blocks: Blocks
    votes: Votes
    questions: Questions
    misreadings: Misreadings
    dialogues: Dialogues
    announcements: Announcements
    deliveries: Deliveries
    marks: Marks
    moved_chats: MovedChats
    prompts: Prompts
    acts: Acts
    changes: Changes
    proposals: Proposals
    figures: Figures
    roles: Roles


@asynccontextmanager
async def open_storage(url: str) -> AsyncIterator[Storage]:
    """The database at an address in SQLAlchemy's form (`sqlite+aiosqlite:///data/khupho.db`), made when missing.

    Raises `StorageError` when the operator can mend what is wrong.
    """
    address = _parse(url)
    where = place(address)
    async with AsyncExitStack() as stack:
        writer, reader = [await stack.enter_async_context(_engine(address, role)) for role in ("write", "read")]
        with in_words(where):
            await _to_head(address, reader, where)
        database = Database(writer, reader, where)
        stack.push_async_callback(database.close)
        await database.finish_erasing()
        yield _storage(database)


def place(address: URL) -> str:
    """How messages name the database: its file, or its address without the password."""
    return str(address.database) if address.get_backend_name() == sqlite.NAME else str(address)


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise storage_error("bad_address", "") from error
    if address.get_backend_name() == sqlite.NAME:
        if address.query:  # a file has no options of use here, and a wrong one fails late and unclearly
            raise storage_error("bad_address", place(address))
        sqlite.make_file(address)
    return address


@asynccontextmanager
async def _engine(address: URL, role: Literal["write", "read", "migrate"]) -> AsyncIterator[AsyncEngine]:
    is_sqlite = address.get_backend_name() == sqlite.NAME
    extra = {"connect_args": {"timeout": sqlite.BUSY_SECONDS}} if is_sqlite else {}
    try:
        # Parameters are residents' words and ids: they stay out of errors and logs.
        engine = create_async_engine(address, hide_parameters=True, **_POOLS[role], **extra)
    except (InvalidRequestError, ModuleNotFoundError) as error:  # a driver that is not async, or not installed
        raise storage_error("bad_address", place(address)) from error
    if is_sqlite:
        sqlite.prepare(engine, role)
    try:
        yield engine
    finally:
        await engine.dispose()


async def _to_head(address: URL, reader: AsyncEngine, where: str) -> None:
    async with reader.connect() as connection:
        if await migrating.revision(connection) == migrating.HEAD:
            return
    async with _engine(address, "migrate") as engine, engine.begin() as connection:
        await migrating.upgrade(connection, where)


def _storage(database: Database) -> Storage:
    return Storage(
        inbox=Inbox(database),
        residents=Residents(database),
        reports=Reports(database),
        letters=Letters(database),
        blocks=Blocks(database),
        votes=Votes(database),
        questions=Questions(database),
        misreadings=Misreadings(database),
        dialogues=Dialogues(database),
        announcements=Announcements(database),
        deliveries=Deliveries(database),
        marks=Marks(database),
        moved_chats=MovedChats(database),
        prompts=Prompts(database),
        acts=Acts(database),
        changes=Changes(database),
        proposals=Proposals(database),
        figures=Figures(database),
        roles=Roles(database),
    )
