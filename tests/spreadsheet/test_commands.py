"""`khupho export` and `khupho import` at the command line."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.spreadsheet.tables import edited, files, put


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("KHUPHO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def changed(home: Path) -> Path:
    return edited(home, lambda book: put(book, "Danh bạ/truong-khu/tên", "Lê Thị Thử"))


def test_export_says_what_it_wrote(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--knowledge", str(home)]) == 0
    assert capsys.readouterr().out == "Đã ghi so-tay.xlsx\n"
    assert main(["export", "--knowledge", str(home)]) == 1
    assert "Đã có so-tay.xlsx" in capsys.readouterr().err
    assert main(["export", "bang", "--knowledge", str(home)]) == 0
    assert len(list(Path("bang").glob("*.csv"))) == 6
    assert main(["export", "bang.ods", "--knowledge", str(home)]) == 1


def test_import_shows_and_writes_nothing_by_itself(
    home: Path, changed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))  # no terminal
    before = files(home)
    assert main(["import", str(changed), "--knowledge", str(home)]) == 0
    out = capsys.readouterr().out
    assert "tên: “Nguyễn Văn Thử” → “Lê Thị Thử”" in out
    assert "--apply" in out
    assert files(home) == before


@pytest.mark.parametrize(
    ("typed", "written"), [("y\n", True), ("có\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_at_a_terminal_it_asks(
    home: Path, changed: Path, monkeypatch: pytest.MonkeyPatch, typed: str, written: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    before = files(home)
    assert main(["import", str(changed), "--knowledge", str(home)]) == 0
    assert (files(home) != before) is written


def test_with_apply_it_writes(home: Path, changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(changed), "--apply", "--knowledge", str(home)]) == 0
    assert "Đã ghi vào sổ tay: danh-ba.yaml" in capsys.readouterr().out
    assert "Lê Thị Thử".encode() in files(home)["danh-ba.yaml"]
    assert main(["import", str(changed), "--apply", "--knowledge", str(home)]) == 0
    assert "giống hệt" in capsys.readouterr().out


def test_a_fault_ends_with_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = edited(home, lambda book: put(book, "Danh bạ/truong-khu/tên", "=1+1"))
    assert main(["import", str(path), "--apply", "--knowledge", str(home)]) == 1
    assert "Danh bạ, dòng 2, cột “tên”: ô này là công thức" in capsys.readouterr().err
