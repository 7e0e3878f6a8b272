from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from bot.channels.telegram import progress
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage import open_storage
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, Town, telegram, town
from tests.knowledge_factory import tiny_knowledge


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return tiny_knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(autouse=True)
def looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been announced is followed more closely than members would notice."""
    for pause in ("FIRST", "LOOK", "IDLE"):
        monkeypatch.setattr(progress, pause, 0.05)


@pytest.fixture
def words(kb: KnowledgeBase) -> ChatWording:
    return kb.chat_wording


@pytest.fixture
def answerer(kb: KnowledgeBase) -> FakeAnswerer:
    return FakeAnswerer(kb)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: migrating is slow, and is tested elsewhere."""

    async def make() -> None:
        async with open_storage(f"sqlite+aiosqlite:///{file}"):
            pass

    file = tmp_path_factory.mktemp("database") / "khupho.db"
    asyncio.run(make())
    return file


@pytest.fixture
def folder(tmp_path: Path, empty_database: Path) -> Path:
    """Where the town keeps its database."""
    copyfile(empty_database, tmp_path / empty_database.name)
    return tmp_path


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
async def place(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Town]:
    """A town without a committee chat."""
    async with town(served, folder, lambda: answerer) as opened:
        yield opened


@pytest.fixture
async def hoa(place: Town) -> Person:
    """A resident who has not written yet."""
    return await place.person("Hòa")


@pytest.fixture
def query(folder: Path) -> Query:
    def run(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(folder / "khupho.db")) as connection:
            return connection.execute(sql).fetchall()

    return run


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    async with committee_town(served, folder, answerer) as opened:
        yield opened


@pytest.fixture
def said(kb: KnowledgeBase) -> CommitteeWording:
    return kb.committee_wording
