"""The summary of each morning, and the question a week after."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.thread_wording import ThreadWording
from bot.simulator.server import Served
from bot.storage import Content
from bot.storage.report import OPEN
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.town import buttons, data_of


@pytest.fixture
async def opened(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Ban]:
    async with ban(served, folder, answerer) as opened:
        await opened.place.channel._rounds.tick()
        yield opened


@pytest.fixture
def talk(kb: KnowledgeBase) -> ThreadWording:
    return kb.thread_wording


async def next_morning(opened: Ban) -> None:
    opened.place.clock.pass_by(days=1)
    await opened.place.channel._rounds.tick()


async def test_the_committee_is_told_each_morning_what_waits(opened: Ban, talk: ThreadWording) -> None:
    for number in range(7):
        await opened.carded(f"Việc {number}", due_on=dt.date(2026, 11, 30))
    await opened.carded("Quá hạn", due_on=dt.date(2026, 11, 16))
    for number in (7, 8):
        await opened.place.storage.reports.move(number, "taken", OPEN, opened.first.id, opened.place.clock())
    await opened.place.storage.reports.reply(7, opened.first.id, Content("Ở đâu ạ?"), None, opened.place.clock())
    await next_morning(opened)
    [told] = await opened.first.hears()
    parts = told["text"].split("\n\n")
    assert parts[0] == talk.summary.replace("*", "")
    new, late, waiting = (part.splitlines() for part in parts[1:])
    assert new[0] == "🆕 Phản ánh chưa ai nhận: 6"
    assert new[-1] == fill(talk.summary_more, so=1)
    assert late == ["⏰ Phản ánh quá hạn: 1", "PA-0008 · Việc khác · tổ 3: đã có người nhận, ⏰ quá hạn 3 ngày"]
    assert waiting[1].startswith("PA-0007")
    assert data_of(told, talk.button_open) == "pt:list:0"


async def test_questions_without_an_answer_are_told_too(opened: Ban, talk: ThreadWording) -> None:
    questions, now = opened.place.storage.questions, opened.place.clock()
    await questions.add("Có wifi không", "có wifi không", now, same=lambda *_: None, chat_id=opened.hoa.id)
    await next_morning(opened)
    [told] = await opened.first.hears()
    assert told["text"].split("\n\n")[1:] == ["📬 Câu hỏi chưa trả lời: 1"]
    assert buttons(told) == [[talk.button_questions]]
    await opened.first.press(told, talk.button_questions)
    assert "Có wifi không" in str(buttons(await opened.first.sees(told)))


async def test_nothing_to_tell_is_not_told(opened: Ban) -> None:
    await next_morning(opened)
    _, card = await opened.carded()
    await opened.first.press(card, "✅ Đã xong")
    await opened.hoa.hears()
    await next_morning(opened)
    await opened.delivered()
    assert opened.place.served.telegram.chats[opened.chat].last_message_id == card["message_id"]


async def test_a_week_after_it_was_done_the_resident_is_asked_once(opened: Ban, talk: ThreadWording) -> None:
    _, card = await opened.carded()
    await opened.first.press(card, "✅ Đã xong")
    await opened.hoa.hears()
    for _ in range(8):
        await next_morning(opened)
    [asked] = await opened.hoa.hears()
    assert asked["text"] == fill(talk.ask_fine, ma="PA-0001", loai="Việc khác").replace("*", "")
    assert buttons(asked) == [[talk.button_fine, talk.button_not_fine]]
    assert [data_of(asked, label) for label in buttons(asked)[0]] == ["pa:ok:1", "pa:again:1"]
