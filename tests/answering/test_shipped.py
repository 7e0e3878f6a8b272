"""The knowledge in `knowledge/`: every topic can be told, every way of asking leads to it, and no sample is given to a
resident in production."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from bot.answering.answerer import Answerer
from bot.answering.calendar import Asked
from bot.answering.model import Answer, Question, RichText, Slots, Turn, plain
from bot.answering.rich import phone_span
from bot.knowledge.model import KnowledgeBase, Sourced
from bot.knowledge.values import fold_key
from tests.answering.small import at

MOMENTS = [
    at("2026-11-18 08:00"),  # a Wednesday
    at("2026-11-22 07:00"),  # a Sunday, during the hour
    at("2026-12-31 23:59"),
    at("2027-02-04 12:00"),  # before Tết, with a cancelled Sunday
    at("2028-02-29 06:00"),  # many entries are past their review date
]
SLOTS = [
    Slots(),
    Slots(group=1),
    Slots(group=12),
    Slots(group=99),
    *(Slots(birth_year=year) for year in (1926, 1950, 1957, 1990, 1999, 2000, 2001, 2008, 2009, 2010, 2025)),
    *(Slots(date=dt.date(2026, 11, day)) for day in range(16, 24)),
    Slots(date=dt.date(2027, 2, 7)),
]


def told(answerer: Answerer) -> Iterator[tuple[str, RichText]]:
    """Everything the answerer can say of its own accord and on its topics, at several times and for several slots."""
    for now in MOMENTS:
        yield "directory", answerer.directory(now)
        yield "calendar", answerer.calendar(now)
        for code in answerer.kb.topics:
            yield from parts_of(code, answerer.topic(code, Question("", now, home_group=1)))
            for slots in SLOTS if now == MOMENTS[0] else SLOTS[:: len(MOMENTS)]:
                yield from parts_of(code, answerer._answer((code,), slots, 1.0, Question("", now)))


def parts_of(code: str, answer: Answer) -> Iterator[tuple[str, RichText]]:
    yield code, answer.message
    for part in answer.answers:
        yield from ((code, part.body), (code, part.source))


def samples(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every sample: where it stands, and its text as it would be told."""
    entries: list[Sourced] = [e for kind in (kb.contacts, kb.places, kb.schedules, kb.topics) for e in kind.values()]
    for entry in entries:
        for name, info in type(entry).model_fields.items():
            if entry.is_sample(str(info.title)):
                for text in texts(getattr(entry, name)):
                    yield f"{entry}.{info.title}", text


def texts(value: object) -> Iterator[str]:
    """A value as it would be told."""
    if isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str) and re.fullmatch(r"\d{5,}", value):
        yield from (value, phone_span(value).text)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dt.time):
        yield f"{value:%H:%M}"
    elif isinstance(value, float):
        yield str(value)
    elif isinstance(value, BaseModel):
        yield from texts(tuple(getattr(value, name) for name in type(value).model_fields))


# Words of samples that true facts hold as well; that they are not told of the schedule itself has its own test.
RULES = {"hằng tuần", "hằng tháng", "theo ngày"}


def test_no_sample_is_ever_told_to_a_resident(shipped: KnowledgeBase, production: Answerer) -> None:
    hidden = {text: where for where, text in samples(shipped) if text not in RULES}
    assert len(hidden) > 30, "the shipped knowledge no longer has samples: this test can go"
    said = {(where, plain(text)) for where, text in told(production)}
    links = {span.link for _, text in told(production) for span in text}
    leaks = [(where, code, text) for text, where in hidden.items() for code, words in said if text in words]
    assert leaks == []
    assert links.isdisjoint(hidden)
    tag = shipped.answer_wording.sample_tag
    marked = re.compile(rf"{re.escape(tag)}|\b(?:tên|địa chỉ|nơi|ví dụ|số liệu|đường|sân|ngõ) mẫu\b", re.IGNORECASE)
    assert not [(code, words) for code, words in said if marked.search(words)]


def test_of_a_schedule_with_a_sample_rule_no_date_is_told(shipped: KnowledgeBase, production: Answerer) -> None:
    rule = {"lap", "thu", "ngay_trong_thang", "tuan_thu", "cac_ngay"}
    unknown = [s for s in shipped.schedules.values() if rule & {fold_key(sample) for sample in s.samples}]
    days = [*shipped.answer_wording.weekdays, "2026", "2027", "2028"]
    for now in MOMENTS:
        for schedule in unknown:
            for asked in (None, now.date(), now.date() + dt.timedelta(days=4)):
                words = plain(
                    production._schedules.describe(schedule, Asked((asked,), of_this=True) if asked else None, now)
                )
                assert not [day for day in days if day in words], words


def test_no_place_that_is_a_sample_is_put_on_the_map(shipped: KnowledgeBase, production: Answerer) -> None:
    for code in shipped.topics:
        for place in production.topic(code, Question("", MOMENTS[0])).answers[0].places:
            assert not any(shipped.places[place].is_sample(key) for key in ("tên", "vĩ độ", "kinh độ"))


@pytest.mark.parametrize("code", ["directory", "calendar"])
def test_the_demo_shows_every_sample_with_its_tag(shipped: KnowledgeBase, demo: Answerer, code: str) -> None:
    said = plain(demo.directory(MOMENTS[0]) if code == "directory" else demo.calendar(MOMENTS[0]))
    contacts = [c for c in shipped.contacts.values() if c.samples] if code == "directory" else []
    schedules = [s for s in shipped.schedules.values() if s.samples] if code == "calendar" else []
    assert said.count(shipped.answer_wording.sample_tag) >= len(contacts) + len(schedules) > 0
    for contact in contacts:
        assert all(phone_span(phone).text in said for phone in contact.phones)


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_every_topic_is_told_without_leftovers(mode: str, request: pytest.FixtureRequest) -> None:
    answerer: Answerer = request.getfixturevalue(mode)
    for code, text in told(answerer):
        words = plain(text)
        assert not re.search(r"[{}]|\*\*|None|\n\n\n", words), (code, words)
        assert words == words.strip(), (code, words)
        assert all(span.text for span in text), code


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_every_topic_says_something(mode: str, request: pytest.FixtureRequest) -> None:
    answerer: Answerer = request.getfixturevalue(mode)
    for code, topic in answerer.kb.topics.items():
        (answer,) = answerer.topic(code, Question("", MOMENTS[0])).answers
        assert (answer.topic, answer.title) == (code, topic.title)
        assert plain(answer.body)
        assert len(answer.related) <= 3
        assert {choice.topic for choice in answer.related} <= set(answerer.kb.topics) - {code}


def test_what_is_not_published_names_whom_to_ask(shipped: KnowledgeBase, production: Answerer) -> None:
    for code in shipped.topics:
        body = production.topic(code, Question("", MOMENTS[0])).answers[0].body
        if any(span.style == "missing" for span in body):
            assert shipped.contacts[shipped.neighbourhood.ask].role in plain(body), code


def test_every_way_of_asking_leads_to_its_topic(shipped: KnowledgeBase, production: Answerer) -> None:
    first: list[bool] = []
    for topic in shipped.topics.values():
        for way in (topic.title, *topic.ways):
            answer = production.answer(Question(way, MOMENTS[0]))
            codes = answer.topics or tuple(choice.topic for choice in answer.suggestions)
            first.append(codes[:1] == (topic.code,))
    assert sum(first) >= 0.97 * len(first)


def test_every_greeting_and_everything_out_of_scope_gets_an_answer(
    shipped: KnowledgeBase, production: Answerer
) -> None:
    greetings = [(way, "greeting") for greeting in shipped.greetings.values() for way in greeting.ways]
    outside = [
        (way, "out_of_scope") for entry in shipped.out_of_scope.values() if entry.in_charge for way in entry.ways
    ]
    for ways in (greetings, outside):
        right = sum(production.answer(Question(way, MOMENTS[0])).outcome == outcome for way, outcome in ways)
        assert right >= 0.9 * len(ways)
    answered = [way for way, _ in outside if production.answer(Question(way, MOMENTS[0])).outcome == "answer"]
    assert len(answered) <= 0.02 * len(outside)


def test_the_examples_of_the_issue_are_answered(demo: Answerer) -> None:
    """`chủ nhật này có dọn không`, a year of birth, the head of one tổ, and follow-ups on it."""
    now = MOMENTS[0]
    (clean_up,) = demo.answer(Question("chủ nhật này có dọn vệ sinh không", now)).answers
    assert "22/11/2026" in plain(clean_up.body)
    first = demo.answer(Question("tổ trưởng tổ 7 là ai", now))
    assert "tổ 7" in plain(first.answers[0].body)
    assert "tổ 6" not in plain(first.answers[0].body)
    second = demo.answer(Question("còn tổ 8 thì sao", now, first.turn))
    assert second.turn == Turn(("lien-he/to-truong",), Slots(group=8), now)
    born = demo.answer(Question("cháu sinh năm 2009 đã phải đăng ký nghĩa vụ chưa", now))
    assert born.turn
    assert born.turn.slots.birth_year == 2009
    assert "2009" in plain(born.answers[0].body)


def test_the_questions_on_the_poster_are_answered(shipped: KnowledgeBase, production: Answerer) -> None:
    assert shipped.poster_wording
    for text in shipped.poster_wording.examples:
        answer = production.answer(Question(text, MOMENTS[0]))
        assert answer.outcome == "answer", text
        assert len(answer.topics) == 1, text
