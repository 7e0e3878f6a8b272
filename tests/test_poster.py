"""`khupho poster`: one A4 page whose code leads to the bot, made of the committee's words and nothing else."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from bot.cli import main
from bot.errors import UserError
from bot.lettering import drawable
from bot.poster import _name
from bot.poster.drawing import DOTS, fit
from bot.poster.parts import Box
from bot.simulator.server import Served, serve
from tests.knowledge_factory import SHIPPED, edit, write_knowledge

MILLIMETRE = DOTS / 25.4  # in dots of the PNG
QUIET = 4  # modules that must stay white around a code
WORDING = {"ap-phich": (SHIPPED / "ap-phich.yaml").read_text(encoding="utf-8")}

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path, **WORDING)


@pytest.fixture
def poster(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `khupho poster` with these arguments in an empty folder; exit code and what was printed."""
    for name in [name for name in os.environ if name.startswith("KHUPHO_")]:
        monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["poster", "--knowledge", str(folder), *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch, poster: Run) -> AsyncIterator[Served]:
    async with serve() as served:
        monkeypatch.setenv("KHUPHO_TOKEN", served.token)
        monkeypatch.setenv("KHUPHO_API_URL", served.url)
        yield served


def dots(path: str) -> Any:
    """A picture as rows of grey."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def scan(path: str) -> Any:
    """The one code in a picture, as a phone would read it."""
    (code,) = zxingcpp.read_barcodes(dots(path))
    return code


def test_scanning_opens_the_bot_and_registers_the_group(poster: Run) -> None:
    code, printed = poster("--to", "7", "--bot", "khupho5_bot")
    assert code == 0
    assert printed == "Đã ghi ap-phich-to-7.pdf\nĐã ghi ap-phich-to-7.png\n"
    assert scan("ap-phich-to-7.png").text == "https://t.me/khupho5_bot?start=to-7"


def test_without_a_group_the_bot_is_left_to_ask_for_it(poster: Run) -> None:
    assert poster("--bot", "khupho5_bot")[0] == 0
    assert scan("ap-phich.png").text == "https://t.me/khupho5_bot?start=to"


def test_a_range_makes_a_poster_for_each_group(poster: Run) -> None:
    assert poster("--to", "11-12", "--bot", "khupho5_bot", "--out", "new/folder")[0] == 0
    names = {"ap-phich-to-11.pdf", "ap-phich-to-11.png", "ap-phich-to-12.pdf", "ap-phich-to-12.png"}
    assert {path.name for path in Path("new/folder").iterdir()} == names
    assert scan("new/folder/ap-phich-to-12.png").text.endswith("?start=to-12")


@pytest.mark.parametrize("bot", ["abcd", "khupho5_bot", "a" * 32])
def test_the_code_is_large_and_stands_in_enough_white(poster: Run, bot: str) -> None:
    poster("--to", "7", "--bot", bot)
    corners = scan("ap-phich-to-7.png").position
    left, top, right = corners.top_left.x, corners.top_left.y, corners.bottom_right.x
    side = right - left
    assert side >= 90 * MILLIMETRE
    page = dots("ap-phich-to-7.png")
    module = np.flatnonzero(page[top + 3, left : right + 1] > 128)[0] / 7  # the corner's dark bar is seven modules long
    white = int(QUIET * module) - 2
    around = page[top - white : top + side + white, left - white : right + white].copy()
    around[white - 2 : white + side + 3, white - 2 : white + side + 3] = 255  # the code itself
    assert around.min() == 255


def test_the_pdf_is_one_page_of_a4_that_brings_its_letters(poster: Run) -> None:
    poster("--to", "7", "--bot", "khupho5_bot")
    pdf = Path("ap-phich-to-7.pdf").read_bytes()
    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert [float(side) * 25.4 / 72 for side in box] == pytest.approx([210, 297], abs=0.1)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert 0 < pdf.count(b"/Type /FontDescriptor") == pdf.count(b"/FontFile2")


def test_the_picture_is_a4_as_well(poster: Run) -> None:
    poster("--bot", "khupho5_bot")
    assert [side / MILLIMETRE for side in dots("ap-phich.png").shape] == pytest.approx([297, 210], abs=0.2)


def test_the_same_poster_is_the_same_file(poster: Run) -> None:
    poster("--bot", "khupho5_bot")
    first = Path("ap-phich.pdf").read_bytes()
    poster("--bot", "khupho5_bot")
    assert Path("ap-phich.pdf").read_bytes() == first


def test_long_names_and_odd_letters_are_no_trouble(poster: Run, folder: Path) -> None:
    edit(folder, "khu-pho.yaml", "tên: Khu phố Thử", f"tên: Khu phố {'Nguyễn Thị Minh Khai ' * 40} 🏘 $x^2$ 数")
    edit(folder, "khu-pho.yaml", "địa bàn: phường Thử", f"địa bàn: {'ĐƯỜNG' * 300}")
    assert poster("--to", "7", "--bot", "a" * 32)[0] == 0
    assert scan("ap-phich-to-7.png").text == f"https://t.me/{'a' * 32}?start=to-7"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.floats(10, 150), st.floats(5, 40))
@example("\u0301", 50, 20)  # takes no room
def test_any_text_stands_whole_within_its_box(text: str, width: float, height: float) -> None:
    shown = drawable(text, bold=True)
    lines, size = fit(shown, Box(0, 0, width, height), 40, bold=True)
    assert "".join("".join(lines).split()) == "".join(shown.split())
    assert 0 < size <= 40


def test_lines_break_where_the_sentence_pauses() -> None:
    lines, _ = fit("phường Yết Kiêu trước đây, Hạ Long, Quảng Ninh", Box(0, 0, 90, 20), 16, bold=False)
    assert lines == ["phường Yết Kiêu trước đây,", "Hạ Long, Quảng Ninh"]


@pytest.mark.parametrize("group", ["13", "0", "12-13"])
def test_a_group_that_does_not_exist_is_told_and_nothing_is_written(poster: Run, group: str) -> None:
    code, printed = poster("--to", group, "--bot", "khupho5_bot")
    assert code == 1
    assert "chỉ có tổ 1 đến 12" in printed
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize("to", ["bảy", "7-", "8-7", "-7", "1-2-3", "", "٧"])
def test_a_group_that_is_none_is_wrong_usage(poster: Run, to: str) -> None:
    with pytest.raises(SystemExit) as caught:
        poster(f"--to={to}", "--bot", "khupho5_bot")
    assert caught.value.code == 2


@pytest.mark.parametrize("pasted", ["@khupho5_bot", "t.me/khupho5_bot", "https://t.me/khupho5_bot", " khupho5_bot "])
def test_the_name_may_be_pasted_as_it_is_found(pasted: str) -> None:
    assert _name(pasted) == "khupho5_bot"


@pytest.mark.parametrize("name", ["", "bot khu phố", "5bot", "khupho5_bot?start=x", "https://example.org/khupho5_bot"])
def test_what_cannot_be_a_name_is_told(name: str) -> None:
    with pytest.raises(UserError, match="không phải tên bot"):
        _name(name)


def test_with_neither_name_nor_token_it_says_what_to_give(poster: Run) -> None:
    code, printed = poster("--to", "7")
    assert code == 1
    assert "--bot" in printed
    assert "KHUPHO_TOKEN" in printed
    assert printed.count("\n") == 1


async def test_with_a_token_telegram_is_asked_for_the_name(poster: Run, telegram: Served) -> None:
    code, _ = await asyncio.to_thread(poster, "--to", "7")
    assert code == 0
    name = telegram.telegram.bot["username"]
    assert scan("ap-phich-to-7.png").text == f"https://t.me/{name}?start=to-7"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("KHUPHO_TOKEN=123:canary", "không nhận KHUPHO_TOKEN"),
        ("KHUPHO_API_URL=http://127.0.0.1:9", "Telegram không trả lời"),
    ],
)
async def test_trouble_with_telegram_is_one_line_without_the_token(
    poster: Run, telegram: Served, monkeypatch: pytest.MonkeyPatch, setting: str, told: str
) -> None:
    monkeypatch.setenv(*setting.split("=", 1))
    code, printed = await asyncio.to_thread(poster)
    assert code == 1
    assert told in printed
    assert printed.count("\n") == 1
    assert "canary" not in printed
    assert telegram.token not in printed


def test_a_folder_without_the_words_is_told_what_to_copy(poster: Run, folder: Path) -> None:
    (folder / "ap-phich.yaml").unlink()
    code, printed = poster("--bot", "khupho5_bot")
    assert code == 1
    assert "ap-phich.yaml" in printed


def test_a_place_that_cannot_be_written_to_is_told(poster: Run) -> None:
    Path("file").touch()
    code, printed = poster("--bot", "khupho5_bot", "--out", "file/folder")
    assert code == 1
    assert "--out" in printed


def test_mistakes_in_the_words_are_found_by_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "ap-phich.yaml", '"Tổ {số}"', '"Tổ {tên}"')
    edit(folder, "ap-phich.yaml", "    - Đăng ký tạm trú ở đâu?\n", "")
    assert main(["check", "--knowledge", str(folder)]) == 1
    assert "ba câu hỏi" in capsys.readouterr().out
    edit(folder, "ap-phich.yaml", "    - Chủ nhật này", "    - Đăng ký tạm trú ở đâu?\n    - Chủ nhật này")
    assert main(["check", "--knowledge", str(folder)]) == 1
    assert "{tên}" in capsys.readouterr().out


def test_the_shipped_poster_names_no_number_but_those_for_emergencies() -> None:
    assert set(re.findall(r"\d{3,}", WORDING["ap-phich"])) == {"113", "114", "115"}
