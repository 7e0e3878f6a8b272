"""What a message says as a report: of which kind it is, whether it says where, and whether it reports at all.

Works on words as they are read: `dg ngo3` has become `duong ngo 3` before. Marks that were typed count, but for the
tones: many write them by ear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.answering.model import Answer
from bot.knowledge.model import OTHER, KnowledgeBase
from bot.language.folding import fold

# Topics that tell how to report: what leads there may be the report itself. Trouble with people is for the police
# first: it is answered, and can then be sent.
HOW_TO_REPORT, POLICE = "gop-y/", "an-ninh/"
URGENT = (POLICE, "lien-he/khan-cap", "lien-he/y-te")  # answers that nothing may stand before
LONGEST = 60  # words; more is a story, of which the bot cannot tell what is wanted
SHORT = 20  # words; no more may stand against an answer that the bot has
APART = 6  # words that may stand between those of one way of saying: `cống trước cửa nhà bị tắc`


def _one_of(words: str) -> str:
    """A pattern for one of several phrases, which commas part."""
    return f"(?:{'|'.join(phrase.strip() for phrase in words.split(','))})"


_NUMBER = r"\d{1,3}[a-h]?(?: \d{1,3}[a-h]?)?"
_THING = _one_of("to, to dan pho, ngo, ngach, hem, kiet, nha, so nha, lo, cot, cot dien, cot den, duong, pho, doc")
_NUMBERED = rf"{_THING}(?: so)? {_NUMBER}"
_NAMED = _one_of(
    "nha van hoa, nha tho, nha hop, truong hoc, truong mam non, truong tieu hoc, truong cap, cho, chua, den tho, tram,"
    "cong vien, san bong, cau, ben xe, bai xe, uy ban, sieu thi, cua hang, khach san, quan, cay xang, benh vien,"
    "phong kham, tru so, ho, nga ba, nga tu, nga nam"
)
_PEOPLE = _one_of("ong, ba, anh, chi, co, chu, bac, cu")
_NO_NAME = _one_of("tat, hong, bi, toi, em, chau, minh, rat, qua, cu, lai, da, dang, khong, chua, co, nay, kia")
_SOMEBODYS = rf"nha {_PEOPLE} (?!{_NO_NAME}\b)\w+"
_BY = _one_of(
    "gan, canh, doi dien, truoc, sau, sat, dau, cuoi, giua, chan, duoi, tren, cong, loi vao, khu vuc, doan, o, tai"
)
_NO_STREET = _one_of(
    "hong, bi, vo, tat, toi, em, chau, nha, lam, ngap, doc, ngo, di, vao, ra, len, xuong, rat, qua, co, khong, o, nay,"
    "kia"
)
_STREET = rf"{_one_of('dau, cuoi, giua, doan, tren, o, tai, mat')} (?:duong|pho) (?!{_NO_STREET}\b)[a-z]+ [a-z]+"
_PLACE = re.compile(rf"\b(?:{_NUMBERED}|{_BY} (?:cua |cong |khu |day )?{_NAMED}|{_SOMEBODYS}|{_STREET})\b")
_GROUP = re.compile(r"\bto(?: dan)?(?: pho)?(?: so)? (\d{1,2})\b")

# `không ai sửa` asks nothing; `đâu` asks where, while a place follows `đầu`, which looks the same without marks.
_NOT_NEGATED = r"(?<!khong )(?<!chua )(?<!chang )(?<!cha )(?<!khong co )(?<!chua co )"
_HEAD_OF = _one_of(
    "ngo, ngach, hem, kiet, duong, pho, doc, cau, cho, khu, xom, to, hoi, nguoi, gio, mua, nam, thang, tuan, toi, cong,"
    "day"
)
_ASKS = re.compile(
    rf"\b(?:{_NOT_NEGATED}(?:ai|gi)|nao(?! cung)|dau(?! {_HEAD_OF}\b)|sao|bao (?:gio|lau|nhieu)|may gio|the nao"
    r"|cho (?:\w+ )?(?:hoi|xin)|xin hoi|muon hoi|xin lai|het (?:khoang )?may|may (?:chuc|tram|nghin|ngan|trieu|tien))\b"
)
_POLITE = _one_of("a, nhi, vay, the, ha, day, bac, ban, ad, em, bot, khu, co, chu, anh, chi, oi, nhe, voi")
_ENDS_ASKING = re.compile(rf"\b(?:khong|chua|nhi|ha)(?: {_POLITE})*$")

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


class Said(NamedTuple):
    """A word without marks, and with those of its letters (not its tone) where they can be trusted, else empty."""

    plain: str
    shape: str = ""


Text = tuple[Said, ...]


@dataclass(frozen=True)
class Spoken:
    """A text as words. `breaks`: before which of them a clause begins."""

    words: Text
    breaks: tuple[int, ...] = ()

    @cached_property
    def plain(self) -> str:
        return " ".join(word.plain for word in self.words)

    @property
    def clauses(self) -> list[str]:
        ends = (*self.breaks, len(self.words))
        return [
            " ".join(word.plain for word in self.words[start:end])
            for start, end in zip((0, *self.breaks), ends, strict=True)
        ]


Read = Callable[[str], Spoken]


def simply(text: str) -> Spoken:
    """A text nobody misspelt."""
    words = re.findall(r"\w+", text)
    return Spoken(tuple(Said(fold(word), shape(word.lower()) if fold(word) != word.lower() else "") for word in words))


@dataclass(frozen=True)
class Reported:
    """`kind` is a code of `kb.report_kinds`, OTHER where none is named; `placed`: it says where; `group` is the tổ it
    names; `complains`: something
    is not as it should be; `asks`: it wants to know or to have something; `size` in words."""

    kind: str = OTHER
    placed: bool = False
    group: int | None = None
    complains: bool = False
    asks: bool = False
    size: int = 0

    @property
    def long(self) -> bool:
        """Whether it is a story."""
        return self.size > LONGEST

    @property
    def short(self) -> bool:
        return self.size <= SHORT


class Reporting:
    """Reads reports as the knowledge knows them."""

    def __init__(self, kb: KnowledgeBase, read: Read = simply) -> None:
        self._read = read
        self._kinds = {
            code: tuple(simply(way).words for way in (kind.title, *kind.ways)) for code, kind in kb.report_kinds.items()
        }
        self._complaints = tuple(simply(text).words for text in kb.dictionary.complaints)

    def reported(self, text: str) -> Reported:
        said = self._read(text)
        return Reported(
            kind=kind_of(said, self._kinds),
            placed=has_place(said),
            group=int(found[1]) if (found := _GROUP.search(said.plain)) else None,
            complains=any(_holds(said.words, complaint) for complaint in self._complaints),
            asks="?" in text or asks(said),
            size=len(said.words),
        )


def is_report(said: Reported, answer: Answer) -> bool:
    """Whether a message is a report by itself: something certain is wrong at a certain place, nothing is asked, and it
    is nothing for the police first. `Rác trước nhà 12 chưa ai dọn` is one, though the bot knows much about waste."""
    plain = said.complains and said.placed and said.kind != OTHER and not said.asks and not said.long
    if answered_otherwise(answer):
        return plain and said.short and not any(topic.startswith(URGENT) for topic in answer.topics)
    police = any(choice.topic.startswith(POLICE) for choice in answer.suggestions[:1])
    return plain and answer.outcome != "greeting" and not police


def answered_otherwise(answer: Answer) -> bool:
    """Whether the bot has an answer to the words that does not tell how to report."""
    return answer.outcome == "answer" and not all(topic.startswith(HOW_TO_REPORT) for topic in answer.topics)


def may_be_report(said: Reported, answer: Answer) -> bool:
    """Whether it is worth a button that sends the words as they are."""
    if answer.outcome == "answer":
        return said.complains and any(topic.startswith((HOW_TO_REPORT, POLICE)) for topic in answer.topics)
    named = said.complains and said.kind != OTHER
    return named and (answer.outcome in ("suggest", "unknown") or not said.asks)


def kind_of(said: Spoken, kinds: Mapping[str, Sequence[Text]]) -> str:
    """The kind whose ways of saying name most of the words, those that stand together counting twice; the first of
    equals, OTHER without any."""
    known = {word.plain for word in said.words}
    best, most = OTHER, 0
    for code, ways in kinds.items():
        found = sum(_named(said.words, way) for way in ways if all(word.plain in known for word in way))
        if found > most:
            best, most = code, found
    return best


def has_place(said: Spoken) -> bool:
    """Whether the words say where, so that somebody else finds it: a number, a landmark, somebody's house. `Trước cửa
    nhà tôi` does not."""
    return _PLACE.search(said.plain) is not None


def asks(said: Spoken) -> bool:
    """Whether the words want to know something; in doubt they do."""
    return any(_ASKS.search(clause) or _ENDS_ASKING.search(clause) for clause in said.clauses)


def _named(words: Text, way: Text) -> int:
    if _holds(words, way):
        return 2 * len(way)
    return len(way) if len(way) > 1 and any(_follow(words, start, way) for start in range(len(words))) else 0


def _follow(words: Text, start: int, way: Text) -> bool:
    """Whether the words of a way come one after another, hardly apart."""
    if not _same(words[start], way[0]):
        return False
    rest = iter(words[start + 1 : start + len(way) + APART])
    return all(any(_same(word, wanted) for word in rest) for wanted in way[1:])


def _holds(words: Text, way: Text) -> bool:
    size = len(way)
    starts = range(len(words) - size + 1) if size else ()
    return any(all(map(_same, words[start : start + size], way)) for start in starts)


def _same(word: Said, wanted: Said) -> bool:
    return word.plain == wanted.plain and word.shape in ("", wanted.shape or wanted.plain)


def shape(text: str) -> str:
    """A word in lower case without its tone: `đèn` -> `đen`."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_TONES))
