from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.knowledge_factory import write_knowledge


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written once: that takes longer than a copy."""
    return write_knowledge(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def home(tiny: Path, tmp_path: Path) -> Path:
    """A knowledge folder."""
    return Path(shutil.copytree(tiny, tmp_path / "knowledge"))
