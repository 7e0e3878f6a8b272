"""Announcements through the local Telegram: how fast they go, what they cost, and whether every one is accounted for
when the bot is killed and when calls fail.

Telegram and the bot as shipped, with its database on disk, are processes of their own.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from benchmarks._report import put, table
from benchmarks._town import (
    FIRST,
    Outcome,
    Town,
    resident_mb,
    telegram,
    town,
    until,
)
from benchmarks.throughput import Connection, ways_of_asking
from bot.simulator.state import TOKEN

ROUNDS = 3
PERMITTED = 30  # messages a second
HIGH = 1000
MANY = 100_000
QUESTIONS = 200
ASKED_EVERY = 0.2  # seconds
ASKING = 20_000  # residents who get the announcement while others ask: more than the questions take
KINDS = ["drop_after", "429", "500", "timeout", "403", "refuse"]
TROUBLE = {"share": 0.2, "kinds": KINDS, "methods": ["sendMessage"], "seed": 7, "seconds": 0.5}
NO_LIMITS = {"enabled": False}
DOCUMENT, SECTION = Path("docs/benchmarks.md"), "announcements"

Row = Sequence[str]


@dataclass(frozen=True)
class Sizes:
    paced: int  # recipients at the permitted rate
    fast: int  # recipients as fast as it goes
    sample: int  # messages to some of the many
    kills: int
    recipients: int  # of announcements that meet with trouble


def pace(sizes: Sizes, folder: Path) -> list[Row]:
    """How much of the permitted rate is used."""
    with town(folder, sizes.paced, {"enabled": True}) as made:
        announcement, _ = made.approve()
        made.deliver(announcement, 2 * sizes.paced / PERMITTED + 60)
        share = _per_second(made) / PERMITTED
        with closing(Connection(made.url)) as control:  # the one of the town has been idle for too long
            refused = control.get("/control/limits")["refused"]
    return [
        [f"{sizes.paced:,} recipients at {PERMITTED}/s: share of the permitted rate", f"{share:.1%}", ">= 97 %"],
        ["calls answered with 429", str(refused), "0"],
    ]


def speed(sizes: Sizes, folder: Path) -> list[Row]:
    """Ours beside a bare loop, in turns."""
    pairs = [(_ours(sizes.fast, folder / str(number)), _bare(sizes.fast)) for number in range(ROUNDS)]
    ours, bare = (median(each) for each in zip(*pairs, strict=True))
    ratio = median(one / other for one, other in pairs)
    return [
        [f"{sizes.fast:,} recipients at {HIGH}/s: messages a second", f"{ours:.0f}", ""],
        ["a bare loop of send_message", f"{bare:.0f}", ""],
        ["of the bare loop", f"{ratio:.2f}", ">= 0.8"],
    ]


def _ours(people: int, folder: Path) -> float:
    folder.mkdir()
    with town(folder, people, {"per_second": HIGH}, MESSAGES_PER_SECOND=str(HIGH)) as made:
        announcement, _ = made.approve()
        made.deliver(announcement)
        return _per_second(made)


def _bare(people: int) -> float:
    with telegram() as url, closing(Connection(url)) as control:
        control.post("/control/limits", per_second=HIGH)
        control.post("/control/people", count=people, first_id=FIRST, started=True)
        subprocess.run([sys.executable, "-m", "benchmarks._bare", TOKEN, url, str(people)], check=True)
        received = control.get("/control/received")["received"].values()
        return _rate([message["time"] for messages in received for message in messages])


def many(sizes: Sizes, folder: Path) -> list[Row]:
    """What a large audience costs."""
    with town(folder, MANY, NO_LIMITS, MESSAGES_PER_SECOND=str(HIGH)) as made, made.bot() as bot:
        until(lambda: made.control.get("/control/requests", method="getUpdates")["requests"], pause=0.5)
        time.sleep(15)  # until all that it learns is learned
        idle = resident_mb(bot.pid)
        approval = made.approve_in_chat()
        most, sent, end = idle, 0, time.monotonic() + 600
        while sent < sizes.sample and time.monotonic() < end:
            for _ in range(20):
                most = max(most, resident_mb(bot.pid))
                time.sleep(0.1)
            sent = made.sent()
    return [
        [f"{MANY:,} recipients: approval in the chat, s", f"{approval:.1f}", "<= 3"],
        [f"memory above the idle bot ({idle:.0f} MB) while {sent:,} are sent, MB", f"{most - idle:.0f}", "<= 30"],
    ]


def questions(sizes: Sizes, folder: Path) -> list[Row]:  # noqa: ARG001 - as all the others
    """How long a resident waits for an answer."""
    with town(folder, ASKING, {"enabled": True}) as made, made.bot():
        asked = ways_of_asking(QUESTIONS)
        _answered(made, asked[:20])
        idle = _answered(made, asked)
        made.approve_in_chat()
        busy = _answered(made, asked)
    return [
        ["a resident's question, idle: p95, ms", f"{idle:.0f}", ""],
        ["the same during an announcement", f"{busy:.0f}", f"<= {1.2 * idle + 100:.0f}"],
    ]


def _answered(made: Town, asked: Sequence[str]) -> float:
    """The 95th percentile, in milliseconds, of questions from new people: a few a second, since what is measured is
    the wait for one answer and not how many there can be."""
    took = []
    for text in asked:
        chat = made.control.post("/client/people", first_name="Hòa")["id"]
        began = time.perf_counter()
        said = made.control.post("/client/send", chat_id=chat, from_id=chat, text=text)
        made.control.get("/client/wait", chat_id=chat, after_message_id=said["message_id"], count=1, timeout=60)
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(ASKED_EVERY)
    return quantiles(took, n=20)[-1]


def killed(sizes: Sizes, folder: Path, *, urgent: bool) -> list[Row]:
    """Killed at random moments and started again each time."""
    with town(folder, sizes.recipients, {"enabled": True}) as made:
        kills, outcome = kill_often(made, sizes.kills, random.Random(2026), urgent=urgent)
    kind = "urgent" if urgent else "ordinary"
    aims = ("", "0", "<= 1 each", "0") if urgent else ("", "", "0", "0")
    return _accounted(f"kill -9 {kills} times in {sizes.recipients}, {kind}", outcome, aims)


def kill_often(made: Town, kills: int, chance: random.Random, *, urgent: bool) -> tuple[int, Outcome]:
    """Kill the bot so often while it sends, then let it finish; how often it really was, and what became of it."""
    announcement, _ = made.approve(urgent=urgent)
    done = 0
    for number in range(kills):
        left = made.left(announcement)
        if not left:
            break
        share = left // (kills - number)  # to be sent until the next one
        with made.bot():
            goal = left - chance.randint(0, max(2 * share, 1))
            until(lambda: made.left(announcement) <= max(goal, 0), 120, 0.001)  # noqa: B023 - called here and now
            time.sleep(chance.uniform(0, 0.05))
        done += 1
    made.deliver(announcement)
    return done, made.outcome(announcement)


def troubled(sizes: Sizes, folder: Path, *, urgent: bool) -> list[Row]:
    """A fifth of the calls fail in one way or another."""
    with town(folder, sizes.recipients, NO_LIMITS, MESSAGES_PER_SECOND="200") as made:
        made.control.post("/control/trouble", **TROUBLE)
        announcement, _ = made.approve(urgent=urgent)
        made.deliver(announcement)
        outcome = made.outcome(announcement)
    kind = "urgent" if urgent else "ordinary"
    aims = ("", "", "<= 1 each", "0") if urgent else ("", "", "0", "0")
    return _accounted(f"faults at 20 % of calls, {kind}", outcome, aims)


def _accounted(what: str, outcome: Outcome, aims: Sequence[str]) -> list[Row]:
    unexplained = sum(not outcome.came[chat] for chat, state in outcome.states.items() if state == "sent")
    return [
        [f"{what}: in the ledger", outcome.told(), aims[0]],
        ["got nothing", f"{outcome.lost}, of whom it says sent: {unexplained}", aims[1]],
        ["messages too many", f"{outcome.doubled}, at most {max(outcome.most - 1, 0)} each", aims[2]],
        ["people of whom the ledger says what is not so", str(outcome.untrue), aims[3]],
    ]


def _per_second(made: Town) -> float:
    return _rate([at for times in made.times().values() for at in times])


def _rate(times: Sequence[float]) -> float:
    return (len(times) - 1) / (max(times) - min(times))


PARTS: dict[str, Callable[[Sizes, Path], list[Row]]] = {
    "pace": pace,
    "speed": speed,
    "many": many,
    "questions": questions,
    "killed": partial(killed, urgent=False),
    "killed-urgent": partial(killed, urgent=True),
    "troubled": partial(troubled, urgent=False),
    "troubled-urgent": partial(troubled, urgent=True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--recipients", type=int, default=10_000, help="at the permitted rate; 10,000 take 6 minutes")
    parser.add_argument("--fast", type=int, default=5_000, help="recipients as fast as it goes")
    parser.add_argument("--sample", type=int, default=15_000, help=f"messages sent to some of {MANY}")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--troubled", type=int, default=570, help="recipients of announcements that meet with trouble")
    parser.add_argument("--write", action="store_true", help=f"renew the section in {DOCUMENT}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    sizes = Sizes(options.recipients, options.fast, options.sample, options.kills, options.troubled)
    rows: list[Row] = [["", "measured", "aim"]]
    for name in options.parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            found = PARTS[name](sizes, Path(folder))
        print(table([rows[0], *found]), flush=True)
        rows += found
    if options.write:
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), SECTION, table(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
