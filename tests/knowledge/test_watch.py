"""The watcher: every new state once, within two seconds, whatever happens to the folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge import watch as watching
from bot.knowledge.loader import Loaded, load
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.watch import LOOK_EVERY, SETTLED_AFTER, watch
from tests.knowledge_factory import NOW, edit, write_knowledge

QUIET = 0.15  # several looks, at the pace these tests set


class Heard:
    """What the watcher told."""

    def __init__(self) -> None:
        self.news: asyncio.Queue[Loaded | KnowledgeError] = asyncio.Queue()

    async def __call__(self, news: Loaded | KnowledgeError) -> None:
        self.news.put_nowait(news)

    async def next(self) -> Loaded | KnowledgeError:
        return await asyncio.wait_for(self.news.get(), 2)

    async def nothing(self) -> bool:
        await asyncio.sleep(QUIET)
        return self.news.empty()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(watching, "SETTLED_AFTER", 0.02)
    return write_knowledge(tmp_path)


@pytest.fixture
async def heard(home: Path) -> AsyncIterator[Heard]:
    heard = Heard()
    version = load(home, now=NOW).kb.version
    async with running(home, heard, version):
        yield heard


@contextlib.asynccontextmanager
async def running(home: Path, heard: Heard, served: str = "") -> AsyncIterator[None]:
    task = asyncio.create_task(watch(home, heard, clock=lambda: NOW, served=served))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_a_change_is_told_within_two_seconds() -> None:
    assert LOOK_EVERY + 2 * SETTLED_AFTER < 1.5


async def test_nothing_is_told_while_nothing_changes(heard: Heard) -> None:
    assert await heard.nothing()


async def test_a_change_is_told_once_and_whole(home: Path, heard: Heard) -> None:
    edit(home, "khu-pho.yaml", "Khu phố Thử", "Khu phố Mới")
    news = await heard.next()
    assert isinstance(news, Loaded)
    assert news.kb.neighbourhood.name == "Khu phố Mới"
    assert await heard.nothing()


async def test_a_bad_edit_is_told_once_and_its_repair_too(home: Path, heard: Heard) -> None:
    edit(home, "khu-pho.yaml", "số tổ: 12", "số tổ: mười hai")
    assert isinstance(await heard.next(), KnowledgeError)
    assert await heard.nothing()
    edit(home, "khu-pho.yaml", "số tổ: mười hai", "số tổ: 12")
    assert isinstance(await heard.next(), Loaded)


async def test_a_touched_file_and_equal_contents_are_no_change(home: Path, heard: Heard) -> None:
    os.utime(home / "lich.yaml")
    text = (home / "lich.yaml").read_bytes()
    (home / "lich.yaml").unlink()
    (home / "lich.yaml").write_bytes(text)
    assert await heard.nothing()


async def test_new_renamed_and_removed_files_are_changes(home: Path, heard: Heard) -> None:
    (home / "them.yaml").write_text("địa điểm:\n  - mã: san\n    tên: Sân\n", encoding="utf-8")
    news = await heard.next()
    assert isinstance(news, Loaded)
    assert "san" in news.kb.places
    (home / "them.yaml").rename(home / "khac-nua.yaml")
    assert isinstance(await heard.next(), Loaded)
    (home / "lich.yaml").unlink()
    assert isinstance(await heard.next(), KnowledgeError)


async def test_a_save_in_several_writes_is_told_when_it_is_done(
    home: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SETTLED_AFTER", 0.1)
    text = (home / "khu-pho.yaml").read_text(encoding="utf-8").replace("Khu phố Thử", "Khu phố Mới")
    with (home / "khu-pho.yaml").open("w", encoding="utf-8") as slow:
        for start in range(0, len(text), 40):
            slow.write(text[start : start + 40])
            slow.flush()
            await asyncio.sleep(0.02)
    assert isinstance(await heard.next(), Loaded)
    assert await heard.nothing()


def move(here: Path, there: Path) -> None:
    here.rename(there)


def link(here: Path, there: Path) -> None:
    here.symlink_to(there)


async def test_a_vanished_folder_is_told_and_its_return_too(home: Path, heard: Heard) -> None:
    away = home.with_name("di-vang")
    move(home, away)
    news = await heard.next()
    assert isinstance(news, KnowledgeError)
    assert [problem.kind for problem in news.problems] == ["no_folder"]
    assert await heard.nothing()
    move(away, home)
    assert isinstance(await heard.next(), Loaded)
    shutil.rmtree(home)
    assert isinstance(await heard.next(), KnowledgeError)


async def test_a_folder_that_became_a_link_to_itself_is_told(home: Path, heard: Heard) -> None:
    shutil.rmtree(home)
    link(home, home)
    assert isinstance(await heard.next(), KnowledgeError)


async def test_a_change_made_before_the_first_look_is_told(home: Path) -> None:
    served = load(home, now=NOW).kb.version
    edit(home, "khu-pho.yaml", "Khu phố Thử", "Khu phố Mới")
    heard = Heard()
    async with running(home, heard, served):
        assert isinstance(await heard.next(), Loaded)


async def test_without_a_version_the_first_look_is_the_beginning(home: Path) -> None:
    heard = Heard()
    async with running(home, heard):
        assert await heard.nothing()
        edit(home, "khu-pho.yaml", "Khu phố Thử", "Khu phố Mới")
        assert isinstance(await heard.next(), Loaded)


async def test_watching_goes_on_when_telling_fails(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Heard):
        async def __call__(self, news: Loaded | KnowledgeError) -> None:
            await super().__call__(news)
            raise RuntimeError("no network")

    heard = Failing()
    async with running(home, heard, load(home, now=NOW).kb.version):
        edit(home, "khu-pho.yaml", "Khu phố Thử", "Khu phố Mới")
        await heard.next()
        edit(home, "khu-pho.yaml", "Khu phố Mới", "Khu phố Khác")
        await heard.next()
    assert "watching goes on" in caplog.text
