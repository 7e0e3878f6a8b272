"""How long `khupho run` takes from the start of its process to its first getUpdates and to its first answer, and how
much memory it then holds, with the shipped knowledge, against the local Telegram."""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.simulator import chatting
from bot.simulator.people import add_person
from bot.simulator.server import Served, serve

RUNS = 5
PERSON = 1_000_000_001
LONGEST = 60.0


@dataclass(frozen=True)
class Start:
    first_poll: float  # seconds
    first_poll_cpu: float  # seconds of processor time, which a busy machine changes less
    first_answer: float  # seconds
    resident_mb: float


async def measure(folder: Path) -> Start:
    """One start with the database in `folder`."""
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serve())
        add_person(served.telegram, "Bác Hòa", user_id=PERSON)
        chat = served.telegram.chat(PERSON)
        chatting.say(served.telegram, chat, PERSON, chatting.typed("chủ nhật này có dọn không", []))
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=_environment(served, folder), stderr=asyncio.subprocess.DEVNULL
        )
        stack.push_async_callback(process.wait)
        stack.callback(process.terminate)
        while served.telegram.updates.allowed is None:
            await _tick(began)
        polled, used = time.perf_counter() - began, _cpu_seconds(process.pid)
        while not served.telegram.journal.deliveries(str(PERSON)):
            await _tick(began)
        answered = time.perf_counter() - began
        await asyncio.sleep(1)
        return Start(polled, used, answered, _resident_mb(process.pid))


def _environment(served: Served, folder: Path) -> dict[str, str]:
    ours = {
        "KHUPHO_TOKEN": served.token,
        "KHUPHO_API_URL": served.url,
        "KHUPHO_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'khupho.db'}",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("KHUPHO_")} | ours


async def _tick(began: float) -> None:
    if time.perf_counter() - began > LONGEST:
        raise TimeoutError("the bot did not start")
    await asyncio.sleep(0.002)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Print the first start (which makes the database) and the median of the following ones."""
    with tempfile.TemporaryDirectory() as folder:
        first, *others = [asyncio.run(measure(Path(folder))) for _ in range(RUNS + 1)]
    print(f"first start (database made): getUpdates after {first.first_poll:.2f} s")
    for title, values in (
        ("start to first getUpdates, s", [start.first_poll for start in others]),
        ("processor time until then, s", [start.first_poll_cpu for start in others]),
        ("start to first answer, s", [start.first_answer for start in others]),
        ("resident memory, MB", [start.resident_mb for start in others]),
    ):
        print(f"{title}: median {statistics.median(values):.2f}, {min(values):.2f} to {max(values):.2f}")


if __name__ == "__main__":
    main()
