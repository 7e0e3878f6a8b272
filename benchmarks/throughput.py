"""Questions a second through the local Telegram, from the first one posted to the last reply: the bot as shipped, with
its database on disk, beside a bare echo bot of the same library.

Telegram, the bot and whoever asks are processes of their own; all are warm before the clock starts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks._report import put, table
from bot.knowledge.loader import load
from bot.simulator.state import TOKEN

ROUNDS = 3
CHATS = 100
WARM_UP = 100  # questions
PATIENCE = 60.0  # seconds without the reply that is waited for
ECHO = "bare echo bot"
DOCUMENT, SECTION = Path("docs/benchmarks.md"), "end to end"
ASKING = 4  # connections by which questions are posted

Json = dict[str, Any]


@dataclass(frozen=True)
class Speed:
    per_second: float
    cpu_ms: float  # processor time of the bot for one question, which a busy machine changes less


class Connection:
    """A connection to the local Telegram, kept open."""

    def __init__(self, url: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE + 10)

    def post(self, path: str, **body: Any) -> Json:
        return self._call("POST", path, json.dumps(body))

    def get(self, path: str, **query: Any) -> Json:
        return self._call("GET", f"{path}?{urlencode(query)}", None)

    def close(self) -> None:
        self._http.close()

    def _call(self, method: str, path: str, body: str | None) -> Json:
        self._http.request(method, path, body, {"Content-Type": "application/json"})
        response = self._http.getresponse()
        found: Json = json.loads(response.read())
        if response.status != http.client.OK:
            raise RuntimeError(f"{path}: {found}")
        return found


@dataclass(frozen=True)
class Lane:
    """A local Telegram and the bot that polls it."""

    url: str
    bot_pid: int

    def measure(self, questions: Sequence[str]) -> Speed:
        """Ask them all at once, from people who have not written yet."""
        control = Connection(self.url)
        chats = [control.post("/client/people", first_name="Hòa")["id"] for _ in range(min(CHATS, len(questions)))]
        asked = [(chat, text) for text, chat in zip(questions, itertools.cycle(chats), strict=False)]
        used, began = _cpu_seconds(self.bot_pid), time.perf_counter()
        with ThreadPoolExecutor(ASKING) as pool:
            list(pool.map(self._post, [asked[number::ASKING] for number in range(ASKING)]))
        for place, chat in enumerate(chats):
            self._await(control, chat, len(asked[place :: len(chats)]))
        seconds = time.perf_counter() - began
        return Speed(len(asked) / seconds, (_cpu_seconds(self.bot_pid) - used) / len(asked) * 1000)

    def _post(self, asked: Sequence[tuple[int, str]]) -> None:
        connection = Connection(self.url)
        for chat, text in asked:
            connection.post("/client/send", chat_id=chat, from_id=chat, text=text)

    def _await(self, control: Connection, chat: int, count: int) -> None:
        found = control.get("/client/wait", chat_id=chat, after_message_id=0, count=count, timeout=PATIENCE)["messages"]
        if len(found) != count:
            raise RuntimeError(f"{len(found)} replies instead of {count}")


@contextmanager
def lane(command: Sequence[str], environment: dict[str, str]) -> Iterator[Lane]:
    """Start a local Telegram and the bot; `{token}` and `{url}` stand for the address in both arguments."""
    with ExitStack() as stack:
        simulator = [sys.executable, "-m", "bot.simulator", "--port", "0"]
        telegram = stack.enter_context(_process(simulator, os.environ, subprocess.PIPE))
        assert telegram.stdout
        url = telegram.stdout.readline().decode().strip()
        Connection(url).post("/control/limits", enabled=False)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KHUPHO_")}
        given = {name: value.format(token=TOKEN, url=url) for name, value in environment.items()}
        arguments = [argument.format(token=TOKEN, url=url) for argument in command]
        bot = stack.enter_context(_process([sys.executable, "-m", *arguments], inherited | given, subprocess.DEVNULL))
        yield Lane(url, bot.pid)


@contextmanager
def _process(command: Sequence[str], environment: Any, output: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ways_of_asking(count: int) -> list[str]:
    """Questions that the shipped knowledge answers, spread over its topics."""
    kb = load(Path("knowledge"), now=dt.datetime.now(dt.UTC)).kb
    by_rank = itertools.zip_longest(*(topic.ways for topic in kb.topics.values()))
    ways = [way for ways in by_rank for way in ways if way]
    return list(itertools.islice(itertools.cycle(ways), count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help=f"renew the section in {DOCUMENT}")
    options = parser.parse_args()
    questions = ways_of_asking(options.questions)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ours = {
            "KHUPHO_TOKEN": "{token}",
            "KHUPHO_API_URL": "{url}",
            "KHUPHO_DATABASE_URL": f"sqlite+aiosqlite:///{Path(folder) / 'khupho.db'}",
        }
        lanes = {
            ECHO: stack.enter_context(lane(["benchmarks._echo", "{token}", "{url}"], {})),
            "khupho": stack.enter_context(lane(["bot", "run"], ours)),
        }
        for each in lanes.values():
            each.measure(questions[:WARM_UP])
        speeds = [{name: each.measure(questions) for name, each in lanes.items()} for _ in range(ROUNDS)]
    rows = [["", "questions a second", "each round", "processor ms a question", "of the echo bot"]]
    for name in lanes:
        each_round = ", ".join(f"{speed[name].per_second:.0f}" for speed in speeds)
        share = median(speed[name].per_second / speed[ECHO].per_second for speed in speeds)
        cpu = median(speed[name].cpu_ms for speed in speeds)
        rows.append(
            [
                name,
                f"{median(speed[name].per_second for speed in speeds):.0f}",
                each_round,
                f"{cpu:.1f}",
                f"{share:.2f}",
            ]
        )
    told = f"{len(questions)} questions from {CHATS} chats, medians of {ROUNDS} rounds.\n\n{table(rows)}"
    print(told)
    if options.write:
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), SECTION, told), encoding="utf-8")


if __name__ == "__main__":
    main()
