from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from tests.knowledge_factory import NOW, SHIPPED


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBase:
    return load(SHIPPED, now=NOW).kb


@pytest.fixture(scope="session")
def production(shipped: KnowledgeBase) -> Answerer:
    """The shipped knowledge as residents are answered from it. What it learns is shared with `demo`."""
    return Answerer(shipped, samples=False)


@pytest.fixture(scope="session")
def demo(shipped: KnowledgeBase, production: Answerer) -> Answerer:
    return Answerer(shipped, samples=True)
