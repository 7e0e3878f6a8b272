"""The matcher alone, on words as they come from reading."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import features, matching, parts
from bot.answering.certainty import OFFERED
from bot.answering.features import SELF, Features, Index, Vector
from bot.answering.matching import OUTSIDE, Example, Matcher

TEXTS = {
    "don": ["bao gio don ngo", "lich don ngo", "may gio quet ngo", "don ngo hom nao", "tap trung don o dau"],
    "rac": ["bao gio thu rac", "xe rac may gio den", "rac de o dau", "phi thu gom rac", "do rac cho nao"],
    "nghia-vu": [
        "dang ky nghia vu",
        "may tuoi di nghia vu",
        "giay to dang ky nghia vu",
        "nghia vu quan su",
        "tron nghia vu",
    ],
}
OTHERS = ["gia vang hom nay", "mua xe may cu", "quan pho nao ngon", "ket qua bong da", "bao gio co dien"]
EXAMPLES = [Example(tuple(text.split()), label) for label, texts in TEXTS.items() for text in texts]
EXAMPLES += [Example(tuple(text.split()), OUTSIDE, outside=True, entry="khac") for text in OTHERS]
MATCHER = Matcher(EXAMPLES)

words = st.lists(st.sampled_from(sorted({w for e in EXAMPLES for w in e.words})) | st.text(max_size=6), max_size=12)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.outside], ids=lambda e: " ".join(e.words))
def test_a_text_it_learned_gets_its_class(example: Example) -> None:
    match = MATCHER.match(example.words)
    assert match.ranking[0] == example.label
    assert match.similarity == pytest.approx(1, abs=0.01)
    assert EXAMPLES[match.nearest] == example


def test_a_slip_of_the_finger_does_not_hide_the_class() -> None:
    assert MATCHER.match(["dang", "ki", "nghiax", "vu"]).ranking[0] == "nghia-vu"


def test_a_text_unlike_all_others_is_certainly_nothing() -> None:
    match = MATCHER.match(["zzzz", "wwww"])
    assert (match.certainty, match.relevance, match.similarity) == (0, 0, 0)


def test_the_strongest_class_that_is_no_topic_is_named() -> None:
    assert MATCHER.match(["gia", "vang", "hom", "nay"]).other == OUTSIDE
    assert MATCHER.match(["lich", "don", "ngo"]).other is None


@given(words)
def test_every_measure_is_within_its_bounds(words: list[str]) -> None:
    match = MATCHER.match(words)
    assert set(match.ranking) == set(TEXTS)
    assert 0 <= match.certainty <= 1
    assert 0 <= match.relevance <= 1
    assert 0 <= match.similarity <= 1.001
    assert np.isfinite(MATCHER.scores(words)).all()


@given(words)
def test_building_twice_gives_the_same_matches(words: list[str]) -> None:
    assert AGAIN.match(words) == MATCHER.match(words)


AGAIN = Matcher(list(EXAMPLES))


@pytest.mark.parametrize("outside", [True, False])
@pytest.mark.parametrize("topics", [1, 2, 3])
def test_few_topics_are_enough(topics: int, outside: bool) -> None:
    kept = set(list(TEXTS)[:topics])
    matcher = Matcher([e for e in EXAMPLES if e.label in kept or (e.outside and outside)])
    match = matcher.match(["lich", "don", "ngo"])
    assert match.ranking[0] == "don"
    assert len(match.ranking) == min(topics, OFFERED)
    assert match.certainty >= 0.5


def test_one_example_a_class_is_enough() -> None:
    matcher = Matcher([EXAMPLES[0], EXAMPLES[5], EXAMPLES[-1]])
    assert matcher.match(EXAMPLES[5].words).ranking[0] == "rac"


def test_an_example_without_words_does_no_harm() -> None:
    assert Matcher([*EXAMPLES, Example((), "rac")]).match(["lich", "don", "ngo"]).ranking[0] == "don"


def test_at_most_four_are_offered() -> None:
    many = [Example((f"w{i}", f"v{i}"), f"t{i}") for i in range(9)]
    match = Matcher(many).match(["w5", "v5"])
    assert len(match.ranking) == OFFERED
    assert match.ranking[0] == "t5"


@pytest.mark.parametrize("columns", [0, 100])
def test_the_index_finds_what_multiplying_would(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(features, "COLUMNS", columns)
    known = Features([e.words for e in EXAMPLES])
    vectors = [known.vector(e.words) for e in EXAMPLES]
    asked = known.vector(["lich", "thu", "rac", "xyz"])
    width = 1 + max(v.ids.max() for v in vectors)
    products = _dense([asked], width) @ _dense(vectors, width).T
    assert Index(vectors).similarities(asked) == pytest.approx(products[0], abs=1e-5)


def test_a_text_is_most_similar_to_itself() -> None:
    known = Features([e.words for e in EXAMPLES])
    vectors = [known.vector(e.words) for e in EXAMPLES]
    index = Index(vectors)
    for row, vector in enumerate(vectors):
        assert index.similarities(vector).argmax() == row
        assert index.similarities(vector)[row] <= SELF + 1e-4


def _dense(vectors: list[Vector], width: int) -> npt.NDArray[np.float32]:
    rows = np.zeros((len(vectors), width), np.float32)
    for row, vector in zip(rows, vectors, strict=True):
        row[vector.ids] = vector.values
    return rows


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> Matcher:
    """Learned as knowledge is that is too large for one solve: every topic is a part of its own."""
    for module in (matching, parts):
        monkeypatch.setattr(module, "AT_ONCE", 10)
    monkeypatch.setattr(parts, "OWN", 4)
    monkeypatch.setattr(parts, "NEIGHBOURS", 4)
    return Matcher(EXAMPLES)


def test_knowledge_learned_in_parts_tells_topics_apart(in_parts: Matcher) -> None:
    learned = [(in_parts.match(e.words), MATCHER.match(e.words)) for e in EXAMPLES if not e.outside]
    assert [part.ranking[0] for part, _ in learned] == [whole.ranking[0] for _, whole in learned]
    assert [part.nearest for part, _ in learned] == [whole.nearest for _, whole in learned]


def test_parts_know_what_is_no_topic(in_parts: Matcher) -> None:
    for example in EXAMPLES:
        assert (in_parts.match(example.words).other is not None) == example.outside


def test_every_topic_has_its_part() -> None:
    """Of topics of all sizes, too: one has more ways than a part holds, many have one."""
    sizes = [parts.AT_ONCE, 3000, *[1] * 50, *[200] * 20]
    truth = np.repeat(np.arange(len(sizes) + 1), [*sizes, 100])
    drawn = np.random.default_rng(1).integers(0, 300, (len(truth), 5))
    vectors = [Vector(np.unique(row).astype(np.int32), np.ones(len(np.unique(row)), np.float32)) for row in drawn]
    found = list(parts.divide(vectors, truth, len(sizes)))
    topics = np.concatenate([labels[:-1] for _, labels in found])
    assert sorted(topics) == list(range(len(sizes)))
    for rows, labels in found:
        assert labels[-1] == len(sizes)
        assert set(labels) <= set(truth[rows])
        assert len(rows) <= parts.OWN * 2 + parts.NEIGHBOURS * 2 + parts.OUTSIDE


def test_few_visits_are_spent_on_what_is_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one text with a rare feature and nine with two common ones."""
    monkeypatch.setattr(features, "COLUMNS", 0)
    vectors = [Vector(np.array([0, 1], np.int32), np.ones(2, np.float32)) for _ in range(9)]
    vectors.append(Vector(np.array([2], np.int32), np.ones(1, np.float32)))
    asked = Vector(np.array([0, 1, 2], np.int32), np.ones(3, np.float32))
    assert list(Index(vectors).similarities(asked, visits=5)) == [0] * 9 + [1]
    assert list(Index(vectors).similarities(asked)) == [2] * 9 + [1]
