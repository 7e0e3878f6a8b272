"""What is learned from one version of the knowledge; the same lessons are learned only once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from bot.answering.matching import OUTSIDE, Example, Matcher
from bot.answering.phrases import Phrases
from bot.answering.slips import Slips
from bot.knowledge.model import Dictionary, KnowledgeBase, Neighbourhood
from bot.language.reading import Reader, Reading

GROUP = "tổ"  # groups within the khu phố are numbered as well
HIGHEST = 30  # number of a khu phố
KINDS = "khu phố", "khu"  # people say so of others whatever their own is called


class Lesson(NamedTuple):
    """A text, its class (the code of a topic, or one of those that begin with OUTSIDE), and the code of its entry."""

    text: str
    label: str
    entry: str


@dataclass(frozen=True)
class Learned:
    """A reader that knows the committee's abbreviations, what else the dictionary says, the ways of asking as they are
    then read, and their matcher."""

    reader: Reader
    phrases: Phrases
    examples: tuple[Example, ...]
    matcher: Matcher
    slips: Slips
    taught: frozenset[Lesson]
    by_heart: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def words(self, reading: Reading) -> tuple[str, ...]:
        """The words of a question, slips mended; as many as were read."""
        return tuple(self.slips.mend(word) for word in plain_words(reading))

    def hastily(self, kb: KnowledgeBase) -> Learned | None:
        """The same for a changed knowledge base, for the seconds that learning takes: new ways of asking are known by
        heart. None if a topic or another entry is gone: it must not be found any more."""
        now = frozenset(lessons(kb))
        if {lesson[1:] for lesson in self.taught} - {lesson[1:] for lesson in now}:
            return None
        new = {way: label for way, label, _ in now - self.taught if not label.startswith(OUTSIDE)}
        by_heart = {self.phrases.terms(self.words(self.reader.read(way))): label for way, label in new.items()}
        return replace(self, by_heart=by_heart)


def lessons(kb: KnowledgeBase) -> Iterator[Lesson]:
    """Every text whose class is known. Greetings are classes of their own; all that is not the khu phố's is one."""
    for topic in kb.topics.values():
        yield from (Lesson(way, topic.code, topic.code) for way in (topic.title, *topic.ways))
    for greeting in kb.greetings.values():
        yield from (Lesson(way, f"{OUTSIDE}{greeting.code}", greeting.code) for way in greeting.ways)
    for entry in kb.out_of_scope.values():
        yield from (Lesson(way, OUTSIDE, entry.code) for way in (entry.subject, *entry.ways))


def elsewhere(neighbourhood: Neighbourhood) -> tuple[str, ...]:
    """What places are called that are not the khu phố: those the committee names, and khu phố of other numbers."""
    name, _, own = neighbourhood.name.lower().rpartition(" ")
    kinds = dict.fromkeys((*KINDS, name, name.split(" ")[0])) if own.isdigit() else KINDS
    others = (f"{kind} {n}" for kind in kinds for n in range(1, HIGHEST + 1) if kind != GROUP and str(n) != own)
    return (*neighbourhood.elsewhere, *others)


def learn_from(kb: KnowledgeBase) -> Learned:
    return learn(kb.dictionary, tuple(lessons(kb)), elsewhere(kb.neighbourhood))


@lru_cache(maxsize=2)
def learn(dictionary: Dictionary, taught: tuple[Lesson, ...], elsewhere: tuple[str, ...] = ()) -> Learned:
    """Takes some two seconds of CPU for 5,000 ways of asking. Remembered, as most edits of the committee's change
    answers, not questions: those are in use at once. All names of places `elsewhere` become one word: whoever says
    one of them mostly asks what is not ours."""
    meanings = {short: a.meaning for a in dictionary.abbreviations for short in a.short}
    reader = Reader(meanings, [way for way, _, _ in taught])

    def words(text: str) -> tuple[str, ...]:
        return plain_words(reader.read(text))

    phrases = Phrases(
        map(words, dictionary.fillers),
        [tuple(map(words, group)) for group in dictionary.synonyms],
        map(words, elsewhere),
    )
    examples = tuple(
        Example(phrases.terms(words(way)), label, outside=label.startswith(OUTSIDE), entry=entry)
        for way, label, entry in taught
    )
    slips = Slips(word for example in examples for word in example.words)
    return Learned(reader, phrases, examples, Matcher(examples), slips, frozenset(taught))


def plain_words(reading: Reading) -> tuple[str, ...]:
    """The words without diacritics, with numbers made alike where only their kind tells."""
    words = [word.plain for word in reading.words]
    return tuple(_number(word, words[i - 1] if i else "") for i, word in enumerate(words))


def _number(word: str, before: str) -> str:
    if not word.isdigit():
        return word
    if before == "to":
        return "#to"
    if len(word) == 4 and word[:2] in ("19", "20"):
        return "#nam"
    return word if len(word) <= 3 else "#so"
