from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handbook import Handbook
from bot.knowledge.loader import Loaded, read_folder
from bot.storage import Storage, open_storage
from tests.knowledge_factory import NOW, write_knowledge


class Desk:
    """A handbook over a folder, and what came of it. `served` are the versions taken into use."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        self.folder = folder
        self.storage = storage
        self.served: list[Loaded] = []
        self.handbook = Handbook(folder, storage, self._serve)
        self.now: dt.datetime = NOW

    async def _serve(self, loaded: Loaded) -> None:
        self.served.append(loaded)

    def files(self) -> dict[str, bytes]:
        return dict(read_folder(self.folder).files)

    def restarted(self) -> Desk:
        return Desk(self.folder, self.storage)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty one, made once: migrating is slow, and is tested elsewhere."""

    async def make() -> None:
        async with open_storage(f"sqlite+aiosqlite:///{file}"):
            pass

    file = tmp_path_factory.mktemp("database") / "khupho.db"
    asyncio.run(make())
    return file.read_bytes()


@pytest.fixture
async def desk(tmp_path: Path, database: bytes) -> AsyncIterator[Desk]:
    (tmp_path / "khupho.db").write_bytes(database)
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}") as storage:
        yield Desk(write_knowledge(tmp_path), storage)
