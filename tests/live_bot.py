"""The real application against a local Telegram, inside the test or as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import App, open_app
from bot.settings import load_settings
from bot.simulator import chatting
from bot.simulator.server import Served

PATIENCE = 30.0  # seconds; a machine that runs all tests at once may be slow


def settings_for(served: Served, folder: Path, knowledge: Path, **more: Any) -> dict[str, Any]:
    return {
        "token": served.token,
        "api_url": served.url,
        "knowledge": str(knowledge),
        "database_url": f"sqlite+aiosqlite:///{folder / 'khupho.db'}",
        **more,
    }


@asynccontextmanager
async def running_bot(served: Served, folder: Path, knowledge: Path, **more: Any) -> AsyncIterator[asyncio.Task[None]]:
    """The application in this process, stopped at the end."""
    settings = load_settings(**settings_for(served, folder, knowledge, **more))
    async with open_app(settings) as app, stopped_at_the_end(app) as task:
        yield task


@asynccontextmanager
async def stopped_at_the_end(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """The application running; stopped as by SIGTERM."""
    stop = asyncio.Event()
    task = asyncio.create_task(app.run(stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


async def start_process(served: Served, folder: Path, knowledge: Path, **more: Any) -> asyncio.subprocess.Process:
    """`khupho run` as a process; what it prints can be read from `stderr`."""
    given = settings_for(served, folder, knowledge, **more)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KHUPHO_")}
    settings = {f"KHUPHO_{name.upper()}": str(value) for name, value in given.items()}
    root = str(Path(__file__).parent.parent)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=kept | settings | {"PYTHONPATH": root},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def end(process: asyncio.subprocess.Process, number: int = signal.SIGTERM) -> str:
    """Send a signal; everything the process has printed."""
    process.send_signal(number)
    printed, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    return printed.decode()


def say(served: Served, chat_id: int, text: str) -> None:
    """A person writes in their private chat."""
    chatting.say(served.telegram, served.telegram.chat(chat_id), chat_id, chatting.typed(text, []))


def heard(served: Served, chat_id: int) -> list[str]:
    """The texts that a chat received from the bot."""
    return [entry["message"].get("text", "") for entry in served.telegram.journal.deliveries(str(chat_id))]


async def eventually(condition: Callable[[], object], seconds: float = PATIENCE) -> float:
    """Wait until something holds; how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        await asyncio.sleep(0.01)
    return time.monotonic() - began
