from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import cards
from bot.channels.telegram.cards import Facts
from bot.channels.telegram.markup import PAGE, pages, plain, units
from bot.knowledge.model import KnowledgeBase
from bot.storage import Report
from bot.storage.report import ENDED, OPEN

NOW = dt.datetime(2026, 11, 18, 1, 0, tzinfo=dt.UTC)
WORDS = st.text(max_size=4096)


@settings(max_examples=60)
@given(
    text=WORDS,
    place=WORDS,
    name=WORDS.map(lambda one: one[:64]),
    state=st.sampled_from((*OPEN, *ENDED)),
)
def test_any_words_make_one_message_that_telegram_takes(
    kb: KnowledgeBase, text: str, place: str, name: str, state: str
) -> None:
    report = Report(
        27, 7, text, NOW, NOW, state=state, place=place, home_group=3, due_on=NOW.date(), reason=text[:1000],  # type: ignore[arg-type]
        duplicate_of=5,
    )  # fmt: skip
    facts = Facts(NOW.date(), name=name, handler=name, supporters=3, blocked=True)
    [page] = pages(cards.card(kb, report, facts))
    assert units(plain(page)) <= PAGE
    for row in cards.rows(kb, report, facts):
        assert all(len(str(one.callback_data).encode()) <= 64 for one in row)


def test_the_name_of_a_topic_fits(kb: KnowledgeBase) -> None:
    report = Report(27, 7, "x", NOW, NOW, home_group=3)
    assert cards.topic_name(kb, report) == "PA-0027 · Việc khác · tổ 3"
