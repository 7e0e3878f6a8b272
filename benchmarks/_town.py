"""Many residents, a local Telegram and the bot, each a process of its own, and what became of an announcement."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.throughput import PATIENCE, Connection
from bot.simulator.state import TOKEN
from bot.storage import Announcement, Content, open_storage
from bot.storage.tables import consents, residents

WORDS = "Mai cúp nước từ 8 giờ đến 11 giờ"
FIRST = 2_000_000_001  # the id of the first resident
OWNER = 1_900_000_001
GROUPS = 30
SEND = "✅ Gửi"  # how the label of the button begins
STATES = ("pending", "sending", "sent", "refused", "unknown", "recalled")


@dataclass(frozen=True)
class Outcome:
    """What the ledger says of each recipient, beside how many messages really came."""

    states: dict[int, str]
    came: Counter[int]

    @property
    def doubled(self) -> int:
        """Messages more than one, over all people."""
        return sum(count - 1 for count in self.came.values() if count > 1)

    @property
    def most(self) -> int:
        return max(self.came.values(), default=0)

    @property
    def lost(self) -> int:
        """People to whom nothing came."""
        return sum(not self.came[chat] for chat in self.states)

    @property
    def untrue(self) -> int:
        """People of whom the ledger says what is not so, or nothing final."""
        true = {
            "sent": self.came.keys(),
            "refused": self.states.keys() - self.came.keys(),
            "unknown": self.states.keys(),
        }
        found = sum(chat not in true.get(state, ()) for chat, state in self.states.items())
        return found + len(self.came.keys() - self.states.keys())

    def told(self) -> str:
        counts = Counter(self.states.values())
        return ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])


@dataclass
class Town:
    """A local Telegram with people who agreed to announcements, and the bot's database of them."""

    folder: Path
    people: int
    url: str
    control: Connection
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "khupho.db"

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.file}"

    @contextmanager
    def bot(self) -> Iterator[subprocess.Popen[bytes]]:
        """`khupho run`; killed when left."""
        ours = {
            "KHUPHO_TOKEN": TOKEN,
            "KHUPHO_API_URL": self.url,
            "KHUPHO_DATABASE_URL": self.database,
            "KHUPHO_OWNERS": str(OWNER),
            **self.settings,
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KHUPHO_")}
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(command, env=inherited | ours, stderr=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.kill()

    def approve(self, **values: Any) -> tuple[Announcement, float]:
        """Write an announcement to everybody into the ledger, and the seconds that took."""
        return asyncio.run(self._approve(values))

    def approve_in_chat(self) -> float:
        """Have an owner announce to everybody, while the bot runs; the seconds from the press to its answer."""
        self.control.post("/client/send", chat_id=OWNER, from_id=OWNER, text=f"/thongbao {WORDS}")
        keys: list[tuple[int, str]] = []

        def previewed() -> bool:
            found = self.control.get("/client/messages", chat_id=OWNER)["messages"]
            keys.extend(
                (message["message_id"], key["callback_data"])
                for message in found
                for row in message.get("reply_markup", {}).get("inline_keyboard", [])
                for key in row
                if key["text"].startswith(SEND)
            )
            return bool(keys)

        until(previewed)
        message, data = keys[-1]
        place = {"chat_id": OWNER, "from_id": OWNER, "message_id": message}
        began = time.perf_counter()
        pressed = self.control.post("/client/press", **place, data=data, wait=PATIENCE)
        assert pressed["answered"]
        return time.perf_counter() - began

    async def _approve(self, values: dict[str, Any]) -> tuple[Announcement, float]:
        now = dt.datetime.now(dt.UTC)
        async with open_storage(self.database) as storage:
            draft = await storage.announcements.draft(Content(WORDS), now, OWNER, **values)
            began = time.perf_counter()
            announcement = await storage.announcements.approve(draft.id, draft.revision, OWNER, now)
            assert announcement
            return announcement, time.perf_counter() - began

    def states(self, announcement: Announcement) -> dict[int, str]:
        query = "SELECT chat_id, state FROM deliveries WHERE announcement_id = ?"
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection:
            return dict(connection.execute(query, (announcement.id,)))

    def left(self, announcement: Announcement) -> int:
        """How many deliveries have not ended."""
        query = "SELECT count(*) FROM deliveries WHERE announcement_id = ? AND state IN ('pending', 'sending')"
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection:
            return int(connection.execute(query, (announcement.id,)).fetchone()[0])

    def sent(self) -> int:
        """How many deliveries of all announcements ended well."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as connection:
            return int(connection.execute("SELECT count(*) FROM deliveries WHERE state = 'sent'").fetchone()[0])

    def times(self) -> dict[int, list[float]]:
        """When announcements came to each resident."""
        with closing(Connection(self.url)) as control:  # trouble may have cut the one we have
            received = control.get("/control/received")["received"]
        return {
            int(chat): [message["time"] for message in messages if WORDS in message["text"]]
            for chat, messages in received.items()
            if int(chat) >= FIRST
        }

    def outcome(self, announcement: Announcement) -> Outcome:
        came = Counter({chat: len(times) for chat, times in self.times().items() if times})
        return Outcome(self.states(announcement), came)

    def deliver(self, announcement: Announcement, longest: float = 600.0) -> None:
        """Let the bot run until nothing is left."""
        with self.bot():
            until(lambda: not self.left(announcement), longest)


@contextmanager
def town(folder: Path, people: int, limits: dict[str, Any], **settings: str) -> Iterator[Town]:
    """`limits` are those of the Telegram, `settings` those of the bot without `KHUPHO_`."""
    with telegram() as url, closing(Connection(url)) as control:
        control.post("/control/limits", **limits)
        control.post("/control/people", count=people, first_id=FIRST, started=True)
        control.post("/client/people", first_name="Thu", id=OWNER)
        # Who has not pressed Start cannot be shown the progress.
        control.post("/client/send", chat_id=OWNER, from_id=OWNER, text="/start")
        made = Town(folder, people, url, control, {f"KHUPHO_{name}": value for name, value in settings.items()})
        asyncio.run(_register(made))
        yield made


@contextmanager
def telegram() -> Iterator[str]:
    """A local Telegram of its own; its address."""
    command = [sys.executable, "-m", "bot.simulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


async def _register(made: Town) -> None:
    async with open_storage(made.database):  # makes the tables
        pass
    now = dt.datetime.now(dt.UTC)
    chats = range(FIRST, FIRST + made.people)
    engine = sa.create_engine(f"sqlite:///{made.file}")
    with engine.begin() as connection:
        people = [{"chat_id": chat, "home_group": chat % GROUPS + 1, "created_at": now} for chat in chats]
        connection.execute(residents.insert(), people)
        given = [{"chat_id": chat, "purpose": "announcements", "given_at": now} for chat in chats]
        connection.execute(consents.insert(), given)
    engine.dispose()


def until(condition: Callable[[], object], longest: float = PATIENCE, pause: float = 0.05) -> None:
    """Wait for something."""
    end = time.monotonic() + longest
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("waited in vain")
        time.sleep(pause)


def resident_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0
