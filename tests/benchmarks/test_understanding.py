"""The benchmark of understanding, on a tiny knowledge, beside a peer that needs nothing installed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import _chart, _report
from benchmarks._asked import NOW, OUTSIDE, hold_out, taught
from benchmarks._figures import compare, follow_ups, two_at_once
from benchmarks._ours import NAME, Ours
from benchmarks._peers import PEERS
from benchmarks._sets import compare_sets
from bot.answering.learning import lessons
from bot.knowledge.loader import load
from bot.knowledge.model import KnowledgeBase
from tests.knowledge_factory import SHIPPED, tiny_knowledge

RAPIDFUZZ = [peer for peer in PEERS if peer.package == "rapidfuzz"]


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return tiny_knowledge(tmp_path)


def write(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_peers_are_given_every_text_that_ours_learns() -> None:
    shipped = load(SHIPPED, now=NOW).kb
    assert [text for text, _ in taught(shipped)] == [text for text, _, _ in lessons(shipped)]
    assert {label for _, label in taught(shipped)} == {*shipped.topics, OUTSIDE}


def test_what_is_held_out_is_neither_taught_nor_nearly_taught(kb: KnowledgeBase) -> None:
    fewer, asked = hold_out(kb)
    left = {way for topic in fewer.topics.values() for way in topic.ways}
    texts = {text for text, _ in asked}
    assert 6 <= len(texts) <= 4 + 4 + 1
    assert not texts & (left | {topic.title for topic in kb.topics.values()})
    assert hold_out(kb)[1] == asked


def test_ours_and_peers_are_compared_and_told(kb: KnowledgeBase) -> None:
    fewer, asked = hold_out(kb)
    figures = compare(fewer, {"tiny": asked}, RAPIDFUZZ)["tiny"]
    assert [each.name for each in figures] == [NAME, *(peer.name for peer in RAPIDFUZZ)]
    for each in figures:
        assert 0 <= each.quality.right_at_2 <= each.quality.top_1 <= each.quality.top_4 <= 1
        assert each.outcomes.right <= each.outcomes.right_or_offered
    text = "\n".join([_report.understood(figures), _report.seen(figures), _report.noisy(figures)])
    assert len({len(line) for line in _report.noisy(figures).splitlines()}) == 1
    assert text.count(NAME) == 3
    ET.fromstring(_chart.chart([asdict(each) for each in figures]))


def test_two_at_once_and_follow_ups_are_asked_as_residents_do(kb: KnowledgeBase, tmp_path: Path) -> None:
    ours = Ours(kb)
    labels = ["ve-sinh/lich", "nvqs/dang-ky"]
    two = write(tmp_path / "two.jsonl", {"text": "quả đất tròn", "labels": labels})
    turns = write(tmp_path / "turns.jsonl", {"turns": ["bao giờ dọn", "lịch dọn"], "label": "ve-sinh/lich"})
    assert two_at_once(ours, two) == (0, 1)
    assert follow_ups(ours, turns) == (1, 1)


def test_other_knowledge_is_taught_and_asked(kb: KnowledgeBase, tmp_path: Path) -> None:
    texts = {f"{label} {word}": label for label in ("sách", "cơm", "xe", "nhà", "áo") for word in ("mới", "cũ", "đẹp")}
    records = [{"text": text, "label": label} for text, label in texts.items()]
    write(tmp_path / "things.train.jsonl", *records)
    write(tmp_path / "things.test.jsonl", *records)
    (scores,) = compare_sets(tmp_path, kb.dictionary, RAPIDFUZZ).values()
    assert scores[NAME]["clean"][0] == 1
    assert set(scores) == {NAME, *(peer.name for peer in RAPIDFUZZ)}


def test_a_section_of_the_document_is_renewed_and_the_rest_kept() -> None:
    document = "before\n<!-- one -->\nold\n<!-- end of one -->\nafter"
    assert _report.put(document, "one", "new \\1") == "before\n<!-- one -->\n\nnew \\1\n\n<!-- end of one -->\nafter"
    with pytest.raises(ValueError, match="no section"):
        _report.put(document, "two", "new")
