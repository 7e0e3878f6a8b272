"""Questions of the mailbox: kept beside those that ask the same, and made into an entry of the handbook."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from bot.feedback.masking import mask
from bot.knowledge.check import comparable
from bot.knowledge.model import Greeting, KnowledgeBase, OutOfScope, Topic
from bot.knowledge.placeholders import fill
from bot.language.folding import fold
from bot.settings import LOCAL
from bot.storage.question import Asked

FILE = "hoi-dap/tu-hop-thu.yaml"  # where topics made of questions go
# What a member may change of the entry: letter in buttons -> field of `Topic`.
FIELDS = {"t": "title", "m": "code", "c": "ways", "l": "answer", "n": "source", "x": "confirmed_on"}
TITLE, CODE, WAY, WAYS = 60, 40, 200, 20  # characters; and how many

_BOLD = re.compile(r"</?(?:b|strong)>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_EDGES = " ,.;:!?…"


def key_of(letter: str) -> str:
    """The Vietnamese key under which a value of the entry stands."""
    return str(Topic.model_fields[FIELDS[letter]].title)


def entry_of(kb: KnowledgeBase, first: Asked, texts: Sequence[str], today: dt.date) -> dict[str, Any]:
    """The entry as it is proposed, by letter (see FIELDS), with what members changed of it."""
    words, ways = kb.mailbox_wording, new_ways(kb, texts)
    title = title_of(kb, [*ways, *texts])
    answered = first.answered_at.astimezone(LOCAL) if first.answered_at else today
    proposed = {
        "t": title,
        "m": unused_code(kb, words.entry_code, title),
        "c": ways or list(filter(None, [title])),
        "l": as_written(first.answer or ""),
        "n": fill(words.entry_source, ngay=f"{answered:%d/%m/%Y}"),
        "x": f"{today:%d/%m/%Y}",
    }
    return {**proposed, **(first.entry or {})}


def as_entry(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as the file has it."""
    order = "mtlnxc"  # as the other topics are written
    return {key_of(letter): values[letter] for letter in order if values[letter]}


def new_ways(kb: KnowledgeBase, texts: Sequence[str]) -> list[str]:
    """The questions that can be ways of asking: different ones in which nothing is hidden, not known so far."""
    entries: list[Topic | OutOfScope | Greeting] = [
        *kb.topics.values(),
        *kb.out_of_scope.values(),
        *kb.greetings.values(),
    ]
    known = {comparable(way) for entry in entries for way in entry.ways}
    found: dict[str, str] = {}
    for text in map(_one_line, texts):
        bare = comparable(text)
        if bare and bare not in known and len(text) <= WAY and mask(text) == text and "###" not in text:
            found.setdefault(bare, text)
    return [text for text in found.values() if not re.search(r"\[…\]|@…", text)][:WAYS]


def title_of(kb: KnowledgeBase, texts: Sequence[str]) -> str:
    """A short title: of the questions the one with the most marks, without polite words around it."""
    best = max(texts, key=_marked, default="")
    words = _without_fillers(re.sub(r"###|\[…\]|…?@…", " ", _one_line(best)).split(), kb.dictionary.fillers)
    short = " ".join(words)
    if len(short) > TITLE:
        short = short[:TITLE].rpartition(" ")[0] or short[:TITLE]
    short = short.strip(_EDGES)
    return short[:1].upper() + short[1:]


def unused_code(kb: KnowledgeBase, head: str, title: str) -> str:
    """`hoi-dap-them/nha-van-hoa-co-wifi`: of plain letters, and no topic's so far."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title).encode("ascii", "ignore").decode()).strip("-") or "muc"
    for number in count(1):
        tail = "" if number == 1 else f"-{number}"
        room = CODE - len(head) - 1 - len(tail)
        cut = slug if len(slug) <= room else slug[: room + 1].rpartition("-")[0] or slug[:room]
        code = f"{head}/{cut.strip('-')}{tail}"
        if code not in kb.topics:
            return code
    raise AssertionError("there is always a number")


def as_written(answer: str) -> str:
    """Telegram's HTML as the committee writes in its files: `**bold**`, links in words, no braces."""
    plain = _LINK.sub(
        lambda link: link[2] if link[1] in link[2] else f"{link[2]} ({link[1]})", answer.replace("**", "")
    )
    words = html.unescape(_TAG.sub("", _BOLD.sub("**", plain)))
    return words.replace("{", "(").replace("}", ")").strip()


def _one_line(text: str) -> str:
    return " ".join(text.replace("{", "(").replace("}", ")").split())


def _marked(text: str) -> float:
    """The share of letters with marks."""
    return sum(not letter.isascii() for letter in text) / max(len(text), 1)


def _without_fillers(words: list[str], fillers: Sequence[str]) -> list[str]:
    """Without polite words at the beginning and the end, as long as something is left."""
    known = {tuple(comparable(filler).split()) for filler in fillers} - {()}
    longest = max(map(len, known), default=0)
    bare = [comparable(word) for word in words]
    start, end = 0, len(words)
    for size in [*range(longest, 0, -1)] * 2:
        if size < end - start and tuple(bare[start : start + size]) in known:
            start += size
        if size < end - start and tuple(bare[end - size : end]) in known:
            end -= size
    return words[start:end]
