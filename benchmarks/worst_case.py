"""What the longest messages that Telegram lets through cost, written to be as hard as can be: processor time from the
text to the finished answer, the median and the most of some runs. The aim is 20 ms."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks._report import put, table
from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.knowledge.loader import load
from bot.serving import settle

LONGEST = 4096  # characters of a message
RUNS, SEED = 9, 5
NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DOCUMENT, SECTION = Path("docs/benchmarks.md"), "worst case"


def messages(ways: list[str]) -> Mapping[str, str]:
    rng = random.Random(SEED)
    rng.shuffle(ways)
    whole = {
        "one word": "a" * LONGEST,
        "digits": "1" * LONGEST,
        "emoji": "😀" * LONGEST,
        "combining marks": "a\u0301\u0302\u0323" * LONGEST,
        "a token over and over": "to7 " * LONGEST,
        "raw VNI keys": "to63 truong7 " * LONGEST,
        "many clauses": "a. " * LONGEST,
        "many questions": ", ".join(ways),
        "words stuck together": "".join(ways).replace(" ", ""),
        "letters at random": " ".join("".join(rng.choices("abcdefghijlmnorstuwxyz", k=4)) for _ in range(LONGEST)),
        "foreign letters": " ".join("".join(map(chr, rng.choices(range(0x1E00, 0x1EFF), k=3))) for _ in range(LONGEST)),
    }
    return {name: text[:LONGEST] for name, text in whole.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"renew the section in {DOCUMENT}")
    options = parser.parse_args()
    kb = load(Path("knowledge"), now=NOW).kb
    answerer = Answerer(kb)
    settle()  # as when the bot runs
    rows = [["message of 4,096 characters", "ms, median", "ms, most"]]
    for name, text in messages([way for topic in kb.topics.values() for way in topic.ways]).items():
        times = []
        for _ in range(RUNS):
            began = time.process_time()
            answerer.answer(Question(text, NOW))
            times.append((time.process_time() - began) * 1000)
        rows.append([name, f"{median(times):.1f}", f"{max(times):.1f}"])
    print(table(rows))
    if options.write:
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), SECTION, table(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
