from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.server import Served
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.knowledge_factory import tiny_knowledge


@pytest.fixture
def answerer(folder: Path) -> FakeAnswerer:
    """Answers from a folder of its own, which is changed."""
    return FakeAnswerer(tiny_knowledge(folder))


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    """Where nobody is too fast."""
    async with committee_town(served, folder, answerer, per_minute=10_000) as opened:
        yield opened


@pytest.fixture
def desk(committee: Committee, answerer: FakeAnswerer, folder: Path) -> Desk:
    """A member in private."""
    return Desk(committee.first.inside(committee.first.id), folder / "knowledge", answerer)


@pytest.fixture
def group(committee: Committee, answerer: FakeAnswerer, folder: Path) -> Desk:
    """A member in the committee chat."""
    return Desk(committee.first, folder / "knowledge", answerer)
