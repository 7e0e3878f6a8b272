"""What a question costs as the knowledge grows, from 100 to 100,000 ways of asking, beside rapidfuzz's extractOne over
the same texts. Topics and questions are generated, with a fixed seed: 50 ways a topic, said in the words of the topic
and in frames that all topics share; every other question has a slip of the finger.

Each size runs in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from rapidfuzz import process

from benchmarks._report import put, table
from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.knowledge.loader import load
from bot.knowledge.model import Topic

SIZES = 100, 1_000, 10_000, 100_000
WAYS, ASKED, SEED = 50, 400, 5
PEER_ASKED = 5  # extractOne takes about a second
NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DOCUMENT, SECTION = Path("docs/benchmarks.md"), "scaling"
INITIALS = [
    "b", "c", "ch", "d", "g", "h", "k", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x",
]  # fmt: skip
RIMES = [
    "a", "ac", "ai", "am", "an", "ang", "anh", "ao", "at", "au", "ay", "e", "en", "eo", "i", "ich", "im", "in", "inh",
    "it", "iu", "o", "oc", "oi", "om", "on", "ong", "ot", "u", "uc", "ui", "um", "un", "ung", "ut", "ua", "ia", "oa",
    "oan", "oai", "oang", "uy", "uyen", "uong", "uoc", "uoi", "iem", "ien", "ieng", "iet", "ieu",
]  # fmt: skip
FRAMES = (
    "{} ở đâu", "bao giờ {}", "{} thế nào", "ai phụ trách {}", "muốn {} thì làm sao", "{} cần giấy tờ gì", "{}",
    "số điện thoại {}", "{} mấy giờ", "{} có bắt buộc không", "phí {} bao nhiêu", "nhà tôi {} thì báo ai",
    "thủ tục {} gồm những gì", "đăng ký {} chỗ nào", "{} mất bao lâu", "xin {} được không", "lịch {}", "sao chưa {}",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """`build` in seconds; `peak` and `memory` in MB, at the most while building and when built; `median`, `p99` and
    `peer` (extractOne) in ms a question; `right`: share answered at once with the right topic."""

    ways: int
    build: float
    peak: float
    memory: float
    median: float
    p99: float
    right: float
    peer: float


def generate(ways: int) -> tuple[dict[str, Topic], list[tuple[str, str]]]:
    """Topics, and questions with the code of their topic."""
    rng = random.Random(SEED)
    syllables = [initial + rime for initial in INITIALS for rime in RIMES]
    rng.shuffle(syllables)
    topics, asked = {}, []
    for number in range(max(2, ways // WAYS)):
        own = rng.sample(syllables, 7)
        said = [_way(own, rng) for _ in range(WAYS)]
        code = f"muc/{number}"
        values = {"ma": code, "tieu_de": " ".join(own), "tra_loi": "Có.", "cach_hoi": tuple(dict.fromkeys(said))}
        topics[code] = Topic.model_validate(values)
        asked.append((_way(own, rng), code))
    asked = [rng.choice(asked) for _ in range(ASKED)]
    return topics, [(_slip(text, rng) if i % 2 else text, code) for i, (text, code) in enumerate(asked)]


def _way(words: Sequence[str], rng: random.Random) -> str:
    return rng.choice(FRAMES).format(" ".join(rng.sample(words, rng.choice((2, 3, 3, 4)))))


def _slip(text: str, rng: random.Random) -> str:
    """Two neighbouring letters change places."""
    place = rng.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def measure(ways: int) -> Cost:
    kb = load(Path("knowledge"), now=NOW).kb
    topics, asked = generate(ways)
    before = _now_mb()
    began = time.perf_counter()
    answerer = Answerer(replace(kb, topics=topics))
    build = time.perf_counter() - began
    peak, memory = _peak_mb() - before, _now_mb() - before
    right = sum(answerer.answer(Question(text, NOW)).topics[:1] == (code,) for text, code in asked)
    times = list(_times(lambda text: answerer.answer(Question(text, NOW)), [text for text, _ in asked]))
    texts = [way for topic in topics.values() for way in topic.ways]
    peer = median(_times(lambda text: process.extractOne(text, texts), [text for text, _ in asked[:PEER_ASKED]]))
    return Cost(
        len(texts), build, peak, memory, median(times), sorted(times)[len(times) * 99 // 100], right / ASKED, peer
    )


def _times(ask: Callable[[str], object], texts: Sequence[str]) -> Iterator[float]:
    """Milliseconds for each."""
    for text in texts:
        began = time.perf_counter()
        ask(text)
        yield (time.perf_counter() - began) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _now_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _row(cost: Cost, smallest: Cost) -> Sequence[str]:
    return [
        f"{cost.ways:,}", f"{cost.build:.1f}", f"{cost.peak:.0f}", f"{cost.memory:.0f}", f"{cost.median:.2f}",
        f"{cost.p99:.2f}", f"{cost.median / smallest.median:.1f}", f"{cost.right:.2f}", f"{cost.peer:.1f}",
        f"{cost.peer / cost.median:.0f}",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"renew the section in {DOCUMENT}")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(vars(measure(options.one))))
        return
    costs = []
    for size in SIZES:
        print(f"{size:,} ways of asking …", flush=True)
        command = [sys.executable, "-m", "benchmarks.scaling", "--one", str(size)]
        costs.append(Cost(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout)))
    heading = [
        "ways of asking", "build, s", "MB, at most", "MB, built", "ms, median", "ms, p99", "times that of 1,000",
        "right", "extractOne, ms", "times ours",
    ]  # fmt: skip
    told = table([heading, *(_row(cost, costs[1]) for cost in costs)])
    print(told)
    if options.write:
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), SECTION, told), encoding="utf-8")


if __name__ == "__main__":
    main()
