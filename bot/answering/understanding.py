"""From words to intent: which topics a message asks about, alone or as a follow-up, or what else it is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.answering.features import Floats
from bot.answering.learning import Learned, learn_from, plain_words
from bot.answering.matching import OUTSIDE, Match
from bot.answering.model import Outcome, Question, Slots
from bot.answering.phrases import ELSEWHERE, SENSE, Words
from bot.answering.slots import read_slots
from bot.knowledge.model import KnowledgeBase
from bot.language.reading import Reading

REMEMBERED = dt.timedelta(minutes=15)
FOLLOW_UP_WORDS = 12  # a follow-up is rarely longer
BRIEF = 6  # words; so short a message leans on the last one even if it looks clear by itself
PIECE_WORDS = 2  # a question has at least so many words
PIECE_CERTAINTY = 0.7  # two questions in one message: each must be this clear by itself
ALSO_ASKED = -0.7  # score of the second topic from which a message may hold two questions
SPLITS, LONGEST_PAIR = 4, 40  # places tried at most; words of two questions, longer is a story
ALONE, FAMILY = 3.0, 0.6  # a follow-up: weight of its own words; favour for topics of the family talked of
LEANING = 0.5  # least score of a message that leans on the last one
STAY = 0.6  # favour for the topic talked of itself, for a message that does not say what it is about
NEVER = 100.0  # disfavour for the topic that was not meant
FAMILIAR, VERY_FAMILIAR = 0.65, 0.95  # share of a follow-up's words that are said of the family talked of
EVERYDAY = 0.7  # a word that so many topics use says nothing of which is meant: `may gio`, `o dau`
CUED, UNCUED = 0.1, 0.6  # share of the usual relevance that is enough then
STRANGE, PLAINLY = 0.45, 0.75  # to what is no topic, for a message not to lean on the last one
EXACT = 0.999  # similarity of a text that is one of the ways of asking
SAID_BEFORE = 0.85  # similarity to what is known to be no topic, to be just that
GREETING_WORDS = 4  # so short a greeting holds nothing else
SIMILAR = 0.5  # to something known not to be the khu phố's, to say so

# `không phải, ý em là …`: the last answer was not what was asked. A bare `không` says so only before a pause.
_SELF = "(?:toi|em|chau|minh|bac|co|chu|con|anh|chi|ong|ba)"
_DENIED = "(?:khong phai|khong|nham|hoi nham|sai|lon)(?: (?:roi|the|vay|dau|day|a|bot))*"
_MEANT = f"(?:y {_SELF} (?:la|hoi|noi|muon hoi)|y la|{_SELF} (?:muon |dang )?(?:hoi|noi)(?: la| ve)?)"
_CORRECTION = re.compile(f"(?P<denied>{_DENIED} )?(?P<meant>{_MEANT} )?")

# Words at which a message may turn to its second question, and with which a follow-up begins.
JOINTS = frozenset(["va", "voi", "vs", "con", "ma", "roi", "tien", "nhan", "dong", "the", "luon"])
CUES = frozenset(["the", "con", "vay", "roi"])
# What makes a question of a few words; and with what a remark ends that is none: `lâu thế`, `em biết rồi`.
QUESTIONS = frozenset(["gi", "nao", "dau", "sao", "may", "bao", "ai", "nhieu"])
QUESTION_ENDS, REMARK_ENDS = frozenset(["khong", "chua"]), frozenset(["the", "qua", "roi", "chan", "day", "vay", "nhi"])
TO_THE_POINT = 15  # words; in a longer story another place may be by the way
BARE = 4  # words; so few may ask without a question word: `số điện thoại nữa`


@dataclass(frozen=True)
class Intent:
    """What a message asks: `topics` for `answer` (one or two), four candidates for `suggest`; `entry` is the code of
    the greeting or of the thing that is not the khu phố's. `score`: how sure it is that a topic was asked about."""

    outcome: Outcome
    score: float
    slots: Slots
    topics: tuple[str, ...] = ()
    entry: str | None = None


class Understanding:
    """Learned from one knowledge base; immutable."""

    def __init__(self, kb: KnowledgeBase, learned: Learned | None = None) -> None:
        self._kb = kb
        self.learned = learned or learn_from(kb)
        self.matcher = self.learned.matcher
        reader = self.learned.reader
        self._titles = {code: plain_words(reader.read(topic.title)) for code, topic in kb.topics.items()}
        ways = (way for greeting in kb.greetings.values() for way in greeting.ways)
        self._greeting_words = {word for way in ways for word in plain_words(reader.read(way))}
        self._topic_words: dict[str, set[str]] = {code: set() for code in kb.topics}
        for example in self.learned.examples:
            if not example.outside:
                self._topic_words[example.label].update(example.words)
        spread = Counter(word for words in self._topic_words.values() for word in words)
        most = max(EVERYDAY * len(kb.topics), 2)
        self._everyday = {word for word, topics in spread.items() if topics >= most}
        self._general = {word for text in kb.dictionary.general for word in plain_words(reader.read(text))}
        named = (e.entry for e in self.learned.examples if e.label == OUTSIDE and ELSEWHERE in e.words)
        told = Counter(entry for entry in named if kb.out_of_scope[entry].in_charge)
        self._elsewhere = max(told, key=lambda entry: told[entry], default=None)

    def intent(self, question: Question) -> Intent:
        """What one message asks, seen from the last turn if that is recent."""
        reading = self.learned.reader.read(question.text)
        slots = read_slots(reading, question.now.date())
        words = self.learned.words(reading)
        if not words:
            return Intent("unknown", 0.0, slots)
        if corrects := _correction(words, reading.breaks):
            return self._corrected(words[corrects:], question, slots)
        return self._asked(words, reading, question, slots)

    def nearest(self, text: str) -> tuple[str, ...]:
        """The likeliest topics of a message by itself, however unlikely they are."""
        words = self.learned.words(self.learned.reader.read(text))
        return self._match(words).ranking if words else ()

    def _asked(self, words: Words, reading: Reading, question: Question, slots: Slots) -> Intent:
        match = self._match(words)
        last, before = question.last, self._talked_of(question)
        bare = before is not None and self._names_nothing(words) and not self._strange(match, SAID_BEFORE)
        if not bare and (topic := self._known_by_heart(words, match)):
            return Intent("answer", 1.0, slots, (topic,))
        if last and before and (bare or self._leans(words, match, before, slots)):
            topic = self._follow_up(words, before)
            return Intent("answer", max(match.relevance, LEANING), _carried(slots, last.slots), (topic,))
        if self._asks_elsewhere(words, match) and self._elsewhere:
            return Intent("out_of_scope", 0.0, slots, entry=self._elsewhere)
        two = self._two_questions(words, reading, match)
        if two:
            return Intent("answer", match.relevance, slots, two)
        if match.sure and not self._everyday.issuperset(words):
            return Intent("answer", match.relevance, slots, match.ranking[:1])
        return self._uncertain(words, match, slots)

    def _asks_elsewhere(self, words: Words, match: Match) -> bool:
        """Whether another place is named, and no way of asking about the topic names one."""
        if not match.relevant or len(words) > TO_THE_POINT or ELSEWHERE in self._topic_words[match.ranking[0]]:
            return False
        return ELSEWHERE in self.learned.phrases.terms(words)

    def _corrected(self, words: Words, question: Question, slots: Slots) -> Intent:
        """What was meant. Only another tổ, year or day makes it the topic that was answered."""
        last, answered = question.last, self._talked_of(question)
        match = self._match(words)
        if match.sure:
            return Intent("answer", match.relevance, slots, match.ranking[:1])
        refused = answered if slots == Slots() else None
        meant = tuple(topic for topic in match.ranking if topic != refused)
        if last and answered and self._might_lean(words, match, answered):
            topic = self._follow_up(words, answered, refused)
            if topic in meant:
                return Intent("answer", max(match.relevance, LEANING), _carried(slots, last.slots), (topic,))
        return self._uncertain(words, replace(match, offers=meant), slots)

    def _known_by_heart(self, words: Words, match: Match) -> str | None:
        """The topic whose way of asking these very words are."""
        nearest = self.learned.examples[match.nearest]
        if match.similarity > EXACT and not nearest.outside:
            return nearest.label
        return self.learned.by_heart.get(self.learned.phrases.terms(words))

    def _match(self, words: Words) -> Match:
        return self.matcher.match(self.learned.phrases.terms(words))

    def _scores(self, words: Words) -> Floats:
        return self.matcher.scores(self.learned.phrases.terms(words))

    def _talked_of(self, question: Question) -> str | None:
        """The topic of the last turn, if that was lately and the knowledge, which may have changed, still has it."""
        last = question.last
        if last is None or question.now - last.at > REMEMBERED:
            return None
        return next((topic for topic in last.topics if topic in self._titles), None)

    def _uncertain(self, words: Words, match: Match, slots: Slots) -> Intent:
        """Not sure enough to answer: greet, say whose business it is, offer, or admit not to know."""
        nearest = self.learned.examples[match.nearest]
        if match.other and match.other != OUTSIDE and not match.relevant and self._only_greets(words):
            return Intent("greeting", match.relevance, slots, entry=match.other.removeprefix(OUTSIDE))
        if match.relevant:
            return Intent("suggest", match.relevance, slots, match.offers)
        theirs = nearest.label == OUTSIDE and match.similarity >= SIMILAR
        if theirs and self._kb.out_of_scope[nearest.entry].in_charge:
            return Intent("out_of_scope", match.relevance, slots, entry=nearest.entry)
        if nearest.label != OUTSIDE and match.keyword:
            return Intent("suggest", match.relevance, slots, match.offers)
        return Intent("unknown", match.relevance, slots)

    def _two_questions(self, words: Words, reading: Reading, whole: Match) -> tuple[str, ...]:
        """The topics of both halves, if the message falls into two clear questions on different topics."""
        certainty, pair = PIECE_CERTAINTY, tuple[str, ...]()
        if whole.runner_up < ALSO_ASKED or len(words) > LONGEST_PAIR:
            return pair
        for place in self._splits(words, reading):
            first = self._match(words[:place])
            if first.certainty <= certainty:
                continue
            rest = words[place:]
            for second in (self._match(rest), self._match((*self._titles[first.ranking[0]], *rest))):
                both = {first.ranking[0], second.ranking[0]}
                clear = min(first.certainty, second.certainty)
                if len(both) > 1 and clear > certainty and both <= set(whole.ranking):
                    certainty, pair = clear, tuple(sorted(both, key=whole.ranking.index))
        return pair

    def _splits(self, words: Words, reading: Reading) -> list[int]:
        joints = {i for i, word in enumerate(words) if word in JOINTS} | set(reading.breaks)
        return sorted(i for i in joints if PIECE_WORDS <= i <= len(words) - PIECE_WORDS)[:SPLITS]

    def _leans(self, words: Words, match: Match, last: str, slots: Slots) -> bool:
        """Whether a message is to be understood from what was said before: it is short, and what it says is said of
        the family of topics talked of, the more so the less it says by itself; or it says nothing by itself."""
        if not 1 < len(words) <= (BRIEF if match.sure else FOLLOW_UP_WORDS) or self._remarks(words, slots):
            return False
        said = self._said(words)
        if match.sure or self._everyday.issuperset(said):
            return self._familiar(said, last) >= VERY_FAMILIAR
        if not self._might_lean(words, match, last):
            return False
        if match.relevant or (len(words) <= BRIEF and slots != Slots()):
            return self._familiar(said, last) >= FAMILIAR
        needed = CUED if words[0] in CUES else UNCUED
        enough = len(words) <= BRIEF or match.relevance > needed * self.matcher.bars.offer
        return enough and self._familiar(said, last) >= VERY_FAMILIAR

    def _names_nothing(self, words: Words) -> bool:
        """Whether a message does not say what it is about: `mang theo gì`, `không đi thì phạt bao nhiêu`."""
        return self._general.issuperset(self._without_fillers(words)) and not self._remarks(words, Slots())

    def _remarks(self, words: Words, slots: Slots) -> bool:
        """Whether a message asks nothing: it comments on what was said."""
        said = self._without_fillers(words)
        asks = not QUESTIONS.isdisjoint(said) or said[-1] in QUESTION_ENDS or slots != Slots() or said[0] in CUES
        return not asks and (said[-1] in REMARK_ENDS or len(said) > BARE)

    def _might_lean(self, words: Words, match: Match, last: str) -> bool:
        """Not if it resembles what is no topic; if all its words are said of the topic talked of, not so soon."""
        own_words = self._topic_words[last].issuperset(self._said(words))
        return not self._strange(match, PLAINLY if own_words else STRANGE)

    def _without_fillers(self, words: Words) -> Sequence[str]:
        return [term for term in self.learned.phrases.terms(words) if not term.startswith(SENSE)]

    def _said(self, words: Words) -> Sequence[str]:
        return [term for term in self.learned.phrases.terms(words) if term not in CUES] or words

    def _familiar(self, said: Sequence[str], last: str) -> float:
        """The share of the words that are said of the family of topics talked of."""
        family = [known for topic, known in self._topic_words.items() if _family(topic) == _family(last)]
        return sum(term.isdigit() or any(term in known for known in family) for term in said) / len(said)

    def _only_greets(self, words: Words) -> bool:
        """A few words greet only if most of them are words of greetings: `giá vàng` is no `vâng`."""
        known = sum(word in self._greeting_words for word in words)
        return len(words) > GREETING_WORDS or known > len(words) / 2

    def _strange(self, match: Match, similarity: float) -> bool:
        """Whether a message resembles something that is known to be no topic."""
        return self.learned.examples[match.nearest].outside and match.similarity >= similarity

    def _follow_up(self, words: Words, last: str, refused: str | None = None) -> str:
        """The topic asked about by a message that leans on the last one, or refuses it."""
        topics = self.matcher.topics
        kin = np.array([_family(topic) == _family(last) for topic in topics])
        told = ALONE * self._scores(words) + self._scores((*self._titles[last], *words)) + FAMILY * kin
        if self._names_nothing(words):
            told = np.where(kin, told, -np.inf) + [STAY * (topic == last) for topic in topics]
        told = told - [NEVER * (topic == refused) for topic in topics]
        return max(zip(told, topics, strict=True))[1]


def _correction(words: Words, breaks: Sequence[int]) -> int:
    """How many words at the beginning of a message refuse the last answer; there is something after them."""
    found = _CORRECTION.match(" ".join(words))
    if not found or not found[0]:
        return 0
    long = found[0].count(" ")
    refuses = found["meant"] is not None and (found["denied"] is not None or found["meant"].startswith("y "))
    return long if refuses or (found["denied"] is not None and long in breaks) else 0


def _family(topic: str) -> str:
    """`nvqs/ho-so` -> `nvqs`: topics of one family are asked about one after another."""
    return topic.split("/", maxsplit=1)[0]


def _carried(now: Slots, before: Slots) -> Slots:
    """Slots of a follow-up: what it does not name stays as it was."""
    return Slots(
        group=before.group if now.group is None else now.group,
        birth_year=now.birth_year or before.birth_year,
        date=now.date or before.date,
        days=now.days if now.date else before.days,
        more_groups=now.more_groups if now.group is not None else before.more_groups,
    )
