"""What lists cost among many reports: from a message to the bot's answer to it through the local Telegram, with the
database on disk; and the queries behind it alone. The aim is 100 ms each."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks._report import put, table
from benchmarks._town import FIRST, OWNER, Town, town, until
from bot.knowledge.loader import load
from bot.storage import Storage, open_storage
from bot.storage.report import ENDED, OPEN
from bot.storage.tables import letters, reports

RUNS, SEED = 20, 5
PEOPLE = 500
BUSY = 2000  # reports of the one who asks for their own
DOCUMENT, SECTION = Path("docs/benchmarks.md"), "reports"

Row = list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--write", action="store_true", help=f"renew the section in {DOCUMENT}")
    options = parser.parse_args()
    rows: list[Row] = [[f"{options.reports:,} reports, half of them open", "ms, median", "ms, most"]]
    no_pace = {"CHAT_MESSAGES_PER_SECOND": "1000", "MESSAGES_PER_SECOND": "1000"}  # it would be all that is measured
    with tempfile.TemporaryDirectory() as folder, town(Path(folder), PEOPLE, {"enabled": False}, **no_pace) as made:
        _fill(made, options.reports)
        rows += _asked(made)
        rows += asyncio.run(_queried(made))
    print(table(rows))
    if options.write:
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), SECTION, table(rows)), encoding="utf-8")


def _fill(made: Town, count: int) -> None:
    """Reports of all kinds and states, each with its card and a few words there and back."""
    chance, now = random.Random(SEED), dt.datetime.now(dt.UTC)
    kinds = [*load(Path("knowledge"), now=now).kb.report_kinds]
    rows: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        at = now - dt.timedelta(minutes=chance.randrange(300_000))
        state = chance.choice(OPEN if number % 2 else ENDED)
        rows.append({
            "number": number, "chat_id": FIRST if number % (count // BUSY or 1) == 0 else FIRST + number % PEOPLE,
            "text": f"Đèn đường trước nhà số {number} hỏng đã mấy hôm nay", "kind": chance.choice(kinds),
            "state": state,
            "anonymous": False, "public": True, "home_group": number % 12 + 1, "update_id": -number,
            "due_on": at.date() + dt.timedelta(days=14), "created_at": at, "changed_at": at,
            "done_at": None if state in OPEN else at, "asked_at": at, "committee_message_id": number,
        })  # fmt: skip
    sent = [_letter(row, what) for row in rows for what in ("card", "reply", "words")]
    engine = sa.create_engine(f"sqlite:///{made.file}")
    with engine.begin() as connection:
        connection.execute(reports.insert(), rows)
        connection.execute(letters.insert(), sent)
    engine.dispose()


def _letter(row: dict[str, Any], what: str) -> dict[str, Any]:
    base = {"chat_id": row["chat_id"], "report": row["number"], "to_committee": what != "reply", "what": what}
    return base | {
        "content": {"html": "…"},
        "sent_id": row["number"],
        "outdated": False,
        "created_at": row["created_at"],
    }


def _asked(made: Town) -> list[Row]:
    """As people see it."""
    with made.bot():
        until(lambda: _answers(made, OWNER, lambda: _say(made, OWNER, "/trogiup")))
        found = {
            "/hopthu": (OWNER, lambda: _say(made, OWNER, "/hopthu")),
            "/phananh": (FIRST, lambda: _say(made, FIRST, "/phananh")),
            "/riengtu, which looks nothing up": (FIRST, lambda: _say(made, FIRST, "/riengtu")),
        }
        return [_row(name, [_answers(made, chat, ask) for _ in range(RUNS)]) for name, (chat, ask) in found.items()]


def _say(made: Town, chat: int, text: str) -> None:
    made.control.post("/client/send", chat_id=chat, from_id=chat, text=text)


def _answers(made: Town, chat: int, ask: Callable[[], None]) -> float:
    """Seconds until the next message of the bot."""
    last = max((one["message_id"] for one in made.control.get("/client/messages", chat_id=chat)["messages"]), default=0)
    began = time.perf_counter()
    ask()
    found = made.control.get("/client/wait", chat_id=chat, after_message_id=last, timeout=20)["messages"]
    return time.perf_counter() - began if found else 0.0


async def _queried(made: Town) -> list[Row]:
    """The statements alone."""
    today = dt.datetime.now(dt.UTC).date()
    async with open_storage(made.database) as storage:
        works: dict[str, Callable[[Storage], Awaitable[object]]] = {
            "a page of what is open": lambda one: one.reports.open(today, 8),
            "the last page": lambda one: one.reports.open(today, 8, 4990),
            "how many in each state": lambda one: one.reports.counts(),
            "how many overdue": lambda one: one.reports.count_overdue(today),
            "what waits for residents": lambda one: one.reports.answered(),
            "one's own, a page": lambda one: one.reports.by(FIRST, 6),
            "others see it, too": lambda one: one.reports.open_public("den-duong", 3),
            "what is to be delivered": lambda one: one.letters.pending(),
            "the thread of a message": lambda one: one.letters.by_sent(5000),
        }
        return [
            _row(f"query: {name}", [await _timed(work, storage) for _ in range(RUNS)]) for name, work in works.items()
        ]


async def _timed(work: Callable[[Storage], Awaitable[object]], storage: Storage) -> float:
    began = time.perf_counter()
    await work(storage)
    return time.perf_counter() - began


def _row(name: str, seconds: Sequence[float]) -> Row:
    return [name, f"{median(seconds) * 1000:.1f}", f"{max(seconds) * 1000:.1f}"]


if __name__ == "__main__":
    main()
