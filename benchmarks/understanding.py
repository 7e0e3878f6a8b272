"""How well questions are understood, and how fast, beside peers that are given the same ways of asking.

The knowledge is measured against itself: a fifth of the ways of asking is held out and asked. With `--questions` those
are asked instead; with `--sets` other knowledge is taught and asked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import _chart, _report
from benchmarks._asked import NOW, OUTSIDE, Asked, hold_out, read, taught
from benchmarks._figures import Figures, Questions, circumstances, compare, follow_ups, installed, two_at_once
from benchmarks._methods import Peer
from benchmarks._ours import Ours
from benchmarks._peers import PEERS
from benchmarks._sets import compare_sets
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase

DOCUMENT, FIGURES = Path("docs/benchmarks.md"), Path("docs/benchmarks.json")
HELD_OUT, QUESTIONS, PUBLIC = "held out", "questions", "public sets"
Section = tuple[str, dict[str, list[Figures]]]  # its tables, and by set of questions the figures in them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    parser.add_argument("--questions", type=Path, nargs="+", default=[], metavar="FILE", help="lines of text and label")
    parser.add_argument("--two", type=Path, metavar="FILE", help="lines of text and two labels; ours only")
    parser.add_argument("--follow-ups", type=Path, metavar="FILE", help="lines of turns and label; ours only")
    parser.add_argument("--sets", type=Path, metavar="FOLDER", help="NAME.train.jsonl and NAME.test.jsonl")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCUMENT}, and draw the chart")
    options = parser.parse_args()
    if options.write:
        _set_down(sections(options))
        return
    for title, (text, _) in sections(options).items():
        print(f"\n### {title}\n\n{text}")


def sections(options: argparse.Namespace) -> dict[str, Section]:
    """What was asked for, measured."""
    kb = load(options.knowledge, now=NOW).kb
    peers = available()
    where = circumstances([peer.package for peer in peers])
    found: dict[str, Section] = {}
    if options.questions:
        questions = {path.stem: read(path) for path in options.questions}
        found[QUESTIONS] = _compared(kb, questions, peers, where)
    if options.two or options.follow_ups:
        text, figures = found.get(QUESTIONS, ("", {}))
        found[QUESTIONS] = (text + _dialogue(Ours(kb), options.two, options.follow_ups), figures)
    if options.sets:
        tables = _report.public(compare_sets(options.sets, kb.dictionary, peers))
        found[PUBLIC] = (f"{where}. In each cell: top-1 / right at 5 %.\n\n{tables}", {})
    if not found:
        fewer, asked = hold_out(kb)
        found[HELD_OUT] = _compared(fewer, {HELD_OUT: asked}, peers, where)
    return found


def available() -> list[Peer]:
    missing = [peer.name for peer in PEERS if not installed(peer.package)]
    if missing:
        print(f"left out, as not installed (see `make bench`): {', '.join(missing)}")
    return [peer for peer in PEERS if installed(peer.package)]


def _compared(kb: KnowledgeBase, questions: Questions, peers: Sequence[Peer], where: str) -> Section:
    figures = compare(kb, questions, peers)
    known = taught(kb)
    outside = sum(label == OUTSIDE for _, label in known)
    texts = [f"{where}. Knowledge: {len(known)} texts, {outside} of them outside."]
    texts += [_asked(name, asked, figures[name]) for name, asked in questions.items()]
    return "\n\n".join(texts), figures


def _asked(name: str, asked: Sequence[Asked], figures: Sequence[Figures]) -> str:
    outside = sum(label == OUTSIDE for _, label in asked)
    heading = f"**{name}**: {len(asked) - outside} questions, {outside} texts that must not be answered."
    return "\n\n".join([heading, _report.understood(figures), _report.seen(figures), _report.noisy(figures)])


def _dialogue(ours: Ours, two: Path | None, turns: Path | None) -> str:
    lines = ""
    if two:
        share, count = two_at_once(ours, two)
        lines += f"\n\nTwo questions in one message, both answered: {share:.3f} of {count}."
    if turns:
        share, count = follow_ups(ours, turns)
        lines += f"\n\nFollow-ups answered with the right topic: {share:.3f} of {count}."
    return lines


def _set_down(measured: dict[str, Section]) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for section, (text, table) in measured.items():
        document = _report.put(document, section, text)
        if table:
            figures[section] = {name: [asdict(each) for each in column] for name, column in table.items()}
    DOCUMENT.write_text(document, encoding="utf-8")
    FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _chart.draw(figures)


if __name__ == "__main__":
    main()
