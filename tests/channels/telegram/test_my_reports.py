"""/phananh, words for what was sent already, and what others nearby have reported."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.report_wording import ReportWording
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage import NewReport
from bot.storage.tables import reports
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.test_reports import REPORT, labels, publish, send
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, until


@pytest.fixture
def asked(kb: KnowledgeBase) -> ReportWording:
    return kb.report_wording


@pytest.fixture
async def ours(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Ban]:
    async with ban(served, folder, answerer) as opened:
        yield opened


async def opened(person: Person, number: int = 1) -> Json:
    """The card of one of one's own reports."""
    listed = await person.ask("/phananh")
    label = next(one for one in labels(listed) if one.startswith(f"PA-{number:04d}"))
    await person.press(listed, label)
    return await person.sees(listed)


async def test_who_sent_nothing_is_told_how(hoa: Person, asked: ReportWording) -> None:
    told = await hoa.ask("/phananh")
    assert told["text"] == asked.list_none
    await hoa.press(told, asked.button_begin)
    assert "tin tiếp theo" in (await hoa.hears())[0]["text"]


@pytest.mark.parametrize("typed", ["/phananh", "phản ánh của tôi", "Phan anh cua toi ạ"])
async def test_ones_own_are_listed_with_their_state(hoa: Person, place: Town, asked: ReportWording, typed: str) -> None:
    await send(hoa)
    lan = await place.person("Lan")
    await send(lan)
    listed = await hoa.ask(typed)
    assert labels(listed) == [f"PA-0001 · Đèn đường · {asked.state_new}", asked.button_near]


async def test_many_are_listed_by_pages(hoa: Person, place: Town, asked: ReportWording) -> None:
    for number in range(8):
        new = NewReport(hoa.id, f"Việc {number}", kind="khac")
        await place.storage.reports.add(new, 900 + number, place.clock())
    listed = await hoa.ask("/phananh")
    assert [label[:7] for label in labels(listed)[:6]] == [f"PA-000{number}" for number in range(8, 2, -1)]
    await hoa.press(listed, asked.button_older)
    assert [label[:7] for label in labels(await hoa.sees(listed))[:2]] == ["PA-0002", "PA-0001"]
    await hoa.press(await hoa.sees(listed), asked.button_newest)
    assert labels(await hoa.sees(listed))[0].startswith("PA-0008")


async def test_words_and_photos_are_added(ours: Ban, asked: ReportWording) -> None:
    await send(ours.hoa)
    await ours.first.hears()
    await ours.hoa.press(await opened(ours.hoa), asked.button_add)
    await ours.hoa.hears()
    assert (await ours.hoa.ask("Hôm nay vẫn tắt"))["text"] == fill(asked.added, ma="PA-0001")
    assert "Hôm nay vẫn tắt" in (await ours.first.hears())[0]["text"]
    assert "Lịch tổng vệ sinh" in (await ours.hoa.ask("bao giờ dọn"))["text"]


async def test_an_album_is_added_whole_and_thanked_for_once(ours: Ban, asked: ReportWording, query: Query) -> None:
    await send(ours.hoa)
    await ours.hoa.press(await opened(ours.hoa), asked.button_add)
    await ours.hoa.hears()
    for _ in range(3):
        await ours.hoa.say(photo=True, media_group_id="9")
    assert (await ours.hoa.hears())[0]["text"] == fill(asked.added, ma="PA-0001")

    async def all_there() -> bool:
        return query("SELECT count(*) FROM letters WHERE what = 'words'") == [(3,)]

    await until(all_there)
    assert "Lịch tổng vệ sinh" in (await ours.hoa.ask("bao giờ dọn"))["text"]


async def test_adding_can_be_given_up_and_survives_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, asked: ReportWording, words: ChatWording
) -> None:
    async with ban(served, folder, answerer) as ours:
        await send(ours.hoa)
        await ours.hoa.press(await opened(ours.hoa), asked.button_add)
        await ours.hoa.hears()
    async with ban(served, folder, answerer) as ours:
        assert (await ours.hoa.ask("Vẫn tắt"))["text"] == fill(asked.added, ma="PA-0001")
        await ours.hoa.press(await opened(ours.hoa), asked.button_add)
        await ours.hoa.hears()
        assert (await ours.hoa.ask("thôi"))["text"] == words.report_cancelled


async def test_a_report_is_closed_and_opened_again_by_its_author(ours: Ban, asked: ReportWording, query: Query) -> None:
    await send(ours.hoa)
    card = await opened(ours.hoa)
    assert labels(card) == [asked.button_add, asked.button_close, asked.button_mine]
    await ours.hoa.press(card, asked.button_close)
    assert "PA-0001" in (await ours.hoa.hears())[0]["text"]
    assert query("SELECT state FROM reports") == [("closed",)]
    ours.place.clock.pass_by(days=30)
    card = await opened(ours.hoa)
    assert labels(card) == [asked.button_add, asked.button_reopen, asked.button_mine]
    await ours.hoa.press(card, asked.button_reopen)
    await ours.hoa.hears()
    assert query("SELECT state, due_on FROM reports") == [("new", "2026-12-25")]


async def test_who_is_told_that_it_is_done_can_say_at_once_that_it_is_not(ours: Ban, kb: KnowledgeBase) -> None:
    talk = kb.thread_wording
    await send(ours.hoa)
    [card] = await ours.first.hears()
    await ours.first.press(card, talk.button_take)
    [taken] = await ours.hoa.hears()
    assert labels(taken) == [talk.button_answer]
    await ours.first.press(card, talk.button_done)
    [done] = await ours.hoa.hears()
    assert labels(done) == [talk.button_answer, talk.button_not_fine]
    await ours.hoa.press(done, talk.button_not_fine)
    assert "PA-0001" in (await ours.hoa.hears())[0]["text"]
    assert buttons(await ours.hoa.sees(done)) == []
    await ours.card_says(card, talk.state_new)


async def test_who_is_blocked_sends_nothing_by_edits_or_by_opening_again(
    ours: Ban, asked: ReportWording, query: Query
) -> None:
    await send(ours.hoa)
    await ours.hoa.press(await opened(ours.hoa), asked.button_add)
    await ours.hoa.hears()
    added = await ours.hoa.say("Hôm nay vẫn tắt")
    await ours.hoa.hears()
    card = await opened(ours.hoa)
    await ours.hoa.press(card, asked.button_close)
    await ours.hoa.hears()
    await ours.delivered()
    before = query("SELECT * FROM letters"), query("SELECT * FROM reports")
    digest = ours.place.channel._desk.digest(ours.hoa.id)
    await ours.place.storage.blocks.put(digest, "PA-0001", ours.first.id, ours.place.clock())
    await ours.hoa.edit(added, "Lời quấy rối")
    await ours.hoa.send_data(card, "pa:open:1")
    assert (await ours.hoa.hears())[0]["text"] == asked.blocked
    await ours.delivered()
    assert (query("SELECT * FROM letters"), query("SELECT * FROM reports")) == before


async def test_an_old_button_tells_how_it_stands(ours: Ban, asked: ReportWording) -> None:
    await send(ours.hoa)
    card = await opened(ours.hoa)
    await ours.hoa.press(card, asked.button_close)
    await ours.hoa.hears()
    popped = await ours.hoa.send_data(card, "pa:close:1")
    assert popped == fill(asked.is_already, ma="PA-0001", trang_thai=asked.state_closed)
    assert await ours.hoa.send_data(card, "pa:open:7") == asked.not_theirs


@pytest.mark.parametrize(
    "data", ["pa:add:1", "pa:close:1", "pa:open:1", "pa:ok:1", "pa:again:1", "pa:show:1", "pa:me:1"]
)
async def test_nobody_touches_anothers(ours: Ban, asked: ReportWording, query: Query, data: str) -> None:
    await send(ours.hoa)
    before = query("SELECT state, text FROM reports")
    lan = await ours.place.person("Lan")
    shown = await lan.ask("xin chào")
    assert await lan.send_data(shown, data)
    assert query("SELECT state, text FROM reports") == before
    assert query("SELECT * FROM supporters") == []
    assert REPORT not in (await lan.sees(shown))["text"]


async def test_a_reply_to_any_message_of_the_thread_goes_into_it(ours: Ban, asked: ReportWording) -> None:
    thanks = await send(ours.hoa)
    card = (await ours.first.hears())[0]
    added = fill(asked.added, ma="PA-0001")
    assert (await ours.hoa.ask("Gần hàng nước", reply_to_message_id=thanks["message_id"]))["text"] == added
    assert "Gần hàng nước" in (await ours.first.hears())[0]["text"]
    await ours.post(ours.first, text="Cột số mấy ạ?", reply_to_message_id=card["message_id"])
    [question] = await ours.hoa.hears()
    assert (await ours.hoa.ask("bao giờ dọn?", reply_to_message_id=question["message_id"]))["text"] == added
    assert "bao giờ dọn?" in (await ours.first.hears())[0]["text"]


async def test_a_reply_to_the_committee_goes_there_while_something_else_is_written(
    ours: Ban, asked: ReportWording
) -> None:
    await send(ours.hoa)
    card = (await ours.first.hears())[0]
    await ours.post(ours.first, text="Cột số mấy ạ?", reply_to_message_id=card["message_id"])
    [question] = await ours.hoa.hears()
    await ours.hoa.ask("/gopy Xin thêm ghế đá")
    added = await ours.hoa.ask("Cột 5", reply_to_message_id=question["message_id"])
    assert added["text"] == fill(asked.added, ma="PA-0001")
    assert "PA-0002" in (await ours.hoa.ask("gửi"))["text"]


async def test_who_only_joined_is_offered_no_way_into_the_thread(ours: Ban, asked: ReportWording) -> None:
    lan = await ours.place.person("Lan")
    await lan.ask("xin chào")
    await publish(ours.hoa)
    await ours.place.storage.reports.support(1, lan.id, ours.place.clock())
    await ours.place.storage.reports.move(1, "taken", ["new"], ours.first.id, ours.place.clock())
    ours.place.channel._desk.wake()
    await lan.hears()
    assert fill(asked.button_put, ma="PA-0001") not in labels(await lan.ask("cột thứ hai"))


async def test_a_reply_to_anything_else_is_a_message_like_any(ours: Ban) -> None:
    answer = await ours.hoa.ask("bao giờ dọn")
    assert "Lịch tổng vệ sinh" in (await ours.hoa.ask("còn gì", reply_to_message_id=answer["message_id"]))["text"]


async def test_what_is_not_understood_after_the_committee_wrote_can_be_sent_there(
    ours: Ban, asked: ReportWording, words: ChatWording
) -> None:
    await send(ours.hoa)
    card = (await ours.first.hears())[0]
    await ours.post(ours.first, text="Cột số mấy ạ?", reply_to_message_id=card["message_id"])
    await ours.hoa.hears()
    put = fill(asked.button_put, ma="PA-0001")
    unknown = await ours.hoa.ask("cột thứ <b>hai</b>")
    assert labels(unknown)[0] == put
    await ours.hoa.press(unknown, put)
    assert (await ours.hoa.hears())[0]["text"] == fill(asked.added, ma="PA-0001")
    assert "cột thứ <b>hai</b>" in (await ours.first.hears())[0]["text"]
    await ours.hoa.press(unknown, put)
    assert (await ours.hoa.hears())[0]["text"] == words.report_draft_gone
    assert put not in labels(await ours.hoa.ask("bao giờ dọn"))
    ours.place.clock.pass_by(hours=25)
    assert put not in labels(await ours.hoa.ask("cột thứ hai"))


async def test_the_committee_learns_nothing_of_who_stays_anonymous(ours: Ban, asked: ReportWording) -> None:
    hoa = ours.hoa
    shown = await hoa.ask(f"/gopy {REPORT}")
    await hoa.press(shown, asked.button_hide_name)
    await hoa.press(shown, asked.button_send)
    thanks = (await hoa.hears())[0]
    card = (await ours.first.hears())[0]
    await ours.post(ours.first, text="Cột số mấy ạ?", reply_to_message_id=card["message_id"])
    assert "Cột số mấy" in (await hoa.hears())[0]["text"]
    await hoa.ask(photo=True, caption="Cột này", reply_to_message_id=thanks["message_id"])
    await ours.delivered()
    for message in (await ours.place.get("messages", chat_id=ours.chat))["messages"]:
        if message["from"]["is_bot"]:
            assert "Hòa" not in str(message)
            assert str(hoa.id) not in str(message)


async def test_others_of_the_same_group_see_it_and_join(hoa: Person, place: Town, asked: ReportWording) -> None:
    lan = await place.person("Lan")
    await publish(hoa, "Đèn đường ngõ 3 tổ 5 hỏng")
    listed = await lan.ask("/phananh")
    await lan.press(listed, asked.button_near)
    assert (await lan.sees(listed))["text"] == asked.near_list_none
    await place.storage.residents.set_group(lan.id, 5, place.clock())
    await lan.press(await lan.sees(listed), asked.button_mine)
    await lan.press(await lan.sees(listed), asked.button_near)
    await lan.press(await lan.sees(listed), f"PA-0001 · Đèn đường · {asked.state_new}")
    card = await lan.sees(listed)
    assert "Đèn đường ngõ 3 tổ 5 hỏng" in card["text"]
    assert "Hòa" not in card["text"]
    await lan.press(card, fill(asked.button_me_too, ma="PA-0001"))
    assert fill(asked.me_too_thanks, ma="PA-0001") == (await lan.hears())[0]["text"]
    assert fill(asked.card_supporters, so=1) in (await opened(hoa))["text"]


async def test_what_has_ended_cannot_be_joined(hoa: Person, place: Town, asked: ReportWording) -> None:
    lan = await place.person("Lan")
    await publish(hoa, "Đèn đường ngõ 3 hỏng")
    offer = await lan.ask("/gopy Đèn đường ngõ 3 hỏng")
    await place.storage.reports.close(1, hoa.id, place.clock())
    popped = await lan.press(offer, fill(asked.button_me_too, ma="PA-0001"))
    assert popped == fill(asked.me_too_gone, ma="PA-0001")
    await lan.press(offer, asked.button_other)
    assert asked.button_send in labels((await lan.hears())[0])


async def test_nobody_joins_their_own(hoa: Person, asked: ReportWording, query: Query) -> None:
    await publish(hoa)
    shown = await hoa.ask("xin chào")
    assert await hoa.send_data(shown, "pa:me:1") == fill(asked.me_too_gone, ma="PA-0001")
    assert query("SELECT * FROM supporters") == []


async def test_a_list_of_ten_thousand_takes_no_longer(hoa: Person, place: Town, asked: ReportWording) -> None:
    row = {"text": REPORT, "kind": "den", "state": "new", "anonymous": False, "public": True, "home_group": 5}
    at = {"created_at": place.clock(), "changed_at": place.clock()}
    rows = [row | at | {"number": n, "chat_id": hoa.id if n % 2 else 1} for n in range(1, 10_001)]
    async with place.storage.reports._database.write() as connection:
        await connection.execute(insert(reports), rows)
    reading = place.storage.reports
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        assert len(await reading.by(hoa.id, 7, 5000)) == 7
        assert len(await reading.public_of(5, hoa.id, 7, None)) == 7
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.1
    assert len(buttons(await hoa.ask("/phananh"))) == 8


async def test_what_ended_two_years_ago_is_an_empty_number(hoa: Person, place: Town, query: Query) -> None:
    await send(hoa)
    await send(hoa)
    await place.storage.reports.close(1, hoa.id, place.clock())
    await place.storage.reports.purge(place.clock() + dt.timedelta(seconds=1))
    assert query("SELECT number, text, chat_id, state FROM reports WHERE number = 1") == [(1, None, None, None)]
    assert query("SELECT count(*) FROM letters WHERE report = 1") == [(0,)]
    assert query("SELECT text FROM reports WHERE number = 2") == [(REPORT,)]
    assert "PA-0003" in (await send(hoa))["text"]
