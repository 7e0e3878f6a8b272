"""`khupho demo`: people, the committee and the bot on one page, kept only when asked for."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.demo import DUNG, HOA, LINH, demo_settings, populate
from bot.errors import UserError
from bot.messages import message
from bot.simulator.server import serve
from tests.knowledge_factory import write_knowledge
from tests.live_bot import PATIENCE

ROOT = Path(__file__).parent.parent


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path)


@asynccontextmanager
async def demo(folder: Path, knowledge: Path, *arguments: str) -> AsyncIterator[httpx.AsyncClient]:
    """The demo as a process, stopped by Ctrl-C; a client that speaks to its page's server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KHUPHO_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        env=kept | {"KHUPHO_KNOWLEDGE": str(knowledge), "KHUPHO_TOKEN": "wrong", "PYTHONPATH": str(ROOT)},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    address = re.search(r"http://[\d.:]+", line)
    assert address, line
    try:
        async with httpx.AsyncClient(base_url=address[0], trust_env=False, timeout=PATIENCE) as client:
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0
    assert rest.decode() == "Đã dừng.\n"


async def ask(client: httpx.AsyncClient, text: str) -> str:
    said = (await client.post("/client/send", json={"chat_id": HOA, "from_id": HOA, "text": text})).json()
    query = {"chat_id": HOA, "after_message_id": said["message_id"], "timeout": PATIENCE}
    return str((await client.get("/client/wait", params=query)).json()["messages"][0]["text"])


async def test_a_question_on_the_page_is_answered_with_samples_shown(tmp_path: Path, knowledge: Path) -> None:
    path = knowledge / "lich.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("từ giờ: 06:30\n", "từ giờ: 06:30\n    mẫu: từ giờ\n"), encoding="utf-8")
    async with demo(tmp_path, knowledge, "--port", "0") as client:
        assert "<html" in (await client.get("/")).text
        assert "06:30" in await ask(client, "tổng vệ sinh ngày nào")


async def test_a_kept_demo_goes_on_where_it_stopped(tmp_path: Path, knowledge: Path) -> None:
    for expected in (2, 4):
        async with demo(tmp_path, knowledge, "--port", "0", "--data", str(tmp_path / "kept")) as client:
            await ask(client, "tổng vệ sinh ngày nào")
            shown = (await client.get("/client/messages", params={"chat_id": HOA, "viewer": HOA})).json()
        assert len(shown["messages"]) == expected


async def test_a_port_that_is_taken_gives_the_next_one(tmp_path: Path, knowledge: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with demo(tmp_path, knowledge, "--port", str(port)) as client:
            assert client.base_url.port != port


async def test_two_residents_with_their_group_and_the_committee_are_there(tmp_path: Path) -> None:
    telegram, committee = populate(tmp_path / "none.json")
    assert [user["first_name"] for user in telegram.users.values()] == ["Bác Hòa", "Cháu Linh", "Chú Dũng"]
    assert telegram.chat(committee).wire["title"] == message("demo.group")
    (neighbours,) = [chat for chat in telegram.chats.values() if chat.type == "group"]
    assert neighbours.wire["title"] == message("demo.neighbours")
    assert [neighbours.has(member) for member in (HOA, LINH, telegram.bot_id, DUNG)] == [True, True, True, False]


async def test_a_file_that_is_no_kept_demo_is_told(tmp_path: Path) -> None:
    (tmp_path / "telegram.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"telegram\.json"):
        populate(tmp_path / "telegram.json")


async def test_nothing_of_a_live_bot_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "API_URL", "PROXY", "DATABASE_URL", "OWNERS", "COMMITTEE_CHAT", "LOG"):
        monkeypatch.setenv(f"KHUPHO_{name}", "123:live")
    async with serve() as served:
        settings = demo_settings(served, tmp_path, -1)
    assert "live" not in repr(settings.model_dump())
    assert settings.api_url == served.url
