"""What members do with what was approved. How it is written is in `test_drafting`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.broadcast.pacing import Rates
from bot.channels.telegram import progress
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from bot.storage import Announcement, Audience
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, buttons, until

SLOW = Rates(overall=4.0, chat=1_000, group=1_000)  # four messages a second


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"FIRST": 0.05, "EVERY": 0.1, "LOOK": 0.02, "IDLE": 0.02, "AFTER_FAULT": 0.1}.items():
        monkeypatch.setattr(progress, name, seconds)


@pytest.fixture
async def committee(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    async with committee_town(served, folder, answerer, per_minute=10_000) as opened:
        yield opened


@pytest.fixture
async def slow(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    """Eight residents get what is announced within two seconds."""
    async with committee_town(served, folder, answerer, rates=SLOW) as opened:
        await opened.residents(8)
        yield opened


async def state_of(committee: Committee, one: Announcement) -> str:
    fresh = await committee.place.storage.announcements.get(one.id)
    return fresh.state if fresh else "gone"


async def card_of(committee: Committee, one: Announcement) -> Json:
    """What the button in the list opens."""
    under = await committee.panel()
    await committee.first.send_data({"message_id": under.id}, f"an:card:{one.id}")
    return (await committee.first.hears())[0]


def labels(message: Json) -> list[str]:
    return [label for row in buttons(message) for label in row]


async def heard(person: Person) -> list[str]:
    """The announcements in somebody's chat."""
    found = await person.town.get("messages", chat_id=person.chat)
    return [m["text"] for m in found["messages"] if m["from"]["is_bot"] and "TB-001" in m.get("text", "")]


async def test_from_writing_to_the_report(committee: Committee) -> None:
    residents = await committee.residents(3)
    await committee.first.say("/thongbao Mai mất nước")
    _, panel = await committee.first.hears(2)
    await committee.first.press(panel, next(label for label in labels(panel) if label.startswith("✅ Gửi")))
    report = (await committee.first.hears())[0]
    assert "Đã gửi tới 3/3 người" in report["text"]
    assert "Đã gửi xong TB-001" in (await committee.first.sees(panel))["text"]
    assert [len(await heard(one)) for one in residents] == [1, 1, 1]


async def test_pause_continue_and_stop(slow: Committee, said: CommitteeWording, query: Query) -> None:
    one = await slow.approved()
    panel = await slow.panel_says(one, "/8 người")
    assert await slow.first.press(panel, said.button_pause) == said.paused
    await until(slow.place.idle)
    paused = await slow.sees_panel(one)
    assert "Tạm dừng gửi TB-001" in paused["text"]
    sent = query("SELECT COUNT(*) FROM deliveries WHERE state = 'sent'")
    await asyncio.sleep(0.6)
    assert query("SELECT COUNT(*) FROM deliveries WHERE state = 'pending'") == [(8 - sent[0][0],)]
    assert await slow.second.press(paused, said.button_resume) == said.resumed
    going = await slow.panel_says(one, "Đang gửi TB-001")
    await slow.second.press(going, said.button_end)
    asked = await slow.report()
    assert labels(asked) == [said.button_end_yes, said.button_end_no]
    assert await state_of(slow, one) == "sending"
    await slow.first.press(asked, said.button_end_yes)
    await until(slow.place.idle)
    assert (await slow.first.sees(asked))["text"] == "⏹ Đã dừng hẳn việc gửi TB-001."
    assert "Không gửi nữa vì đã dừng" in (await slow.report())["text"]


async def test_who_does_not_want_to_stop_after_all_stops_nothing(slow: Committee, said: CommitteeWording) -> None:
    one = await slow.approved()
    await slow.first.press(await slow.panel_says(one, "/8 người"), said.button_end)
    asked = await slow.report()
    await slow.first.press(asked, said.button_end_no)
    await until(slow.place.idle)
    assert buttons(await slow.first.sees(asked)) == []
    assert "Đã gửi tới 8/8 người" in (await slow.report())["text"]


@pytest.mark.parametrize(("what", "before", "after"), [("pause", "sending", "paused"), ("resume", "paused", "sending")])
async def test_of_two_who_press_at_once_one_is_told_that_it_is_done_already(
    slow: Committee, said: CommitteeWording, what: str, before: str, after: str
) -> None:
    one = await slow.approved()
    if before == "paused":
        await slow.place.storage.announcements.pause(one.id, slow.local, slow.first.id)
    panel = await slow.sees_panel(one)
    data = f"an:{what}:{one.id}"
    told = await asyncio.gather(slow.first.send_data(panel, data), slow.second.send_data(panel, data))
    done = {"pause": said.paused, "resume": said.resumed}[what]
    late = {"pause": said.state_paused, "resume": said.state_sending}[what]
    assert sorted(told) == sorted([done, fill(said.no_longer, ma="TB-001", trang_thai=late)])
    assert await state_of(slow, one) == after


async def test_what_is_over_can_neither_be_paused_nor_stopped(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    one = await committee.approved()
    await committee.report()
    panel = await committee.sees_panel(one)
    over = fill(said.no_longer, ma="TB-001", trang_thai=said.state_done)
    for what in ("pause", "resume", "stop"):
        assert await committee.first.send_data(panel, f"an:{what}:{one.id}") == over
    under = await committee.panel()
    await committee.first.send_data({"message_id": under.id}, f"an:stop:{one.id}:yes")
    assert (await committee.first.sees({"message_id": under.id}))["text"] == over
    assert await state_of(committee, one) == "done"


async def test_only_those_who_are_uncertain_get_it_again(committee: Committee, said: CommitteeWording) -> None:
    residents = await committee.residents(4)
    for one in residents[:2]:
        await committee.place.control("faults", method="sendMessage", kind="drop_after", chat_id=one.chat)
    sent = await committee.approved()
    report = await committee.report()
    label = fill(said.button_again, so=2)
    data = f"an:again:{sent.id}:report"
    told = await asyncio.gather(committee.first.press(report, label), committee.second.send_data(report, data))
    assert fill(said.again_begun, so=2) in told
    assert len(set(told)) == 2
    assert "Đã gửi tới 4/4 người" in (await committee.report())["text"]
    assert buttons(await committee.first.sees(report)) == []
    assert [len(await heard(one)) for one in residents] == [2, 2, 1, 1]


async def test_the_list_names_the_newest_with_their_state(committee: Committee) -> None:
    await committee.residents(1)
    await committee.approved("Tổng vệ sinh <b>chủ nhật</b> này, cả khu phố cùng ra quân từ 6 giờ rưỡi sáng")
    await committee.report()
    await committee.approved("Họp tổ", send_at=committee.local + dt.timedelta(days=3))
    await committee.first.say("/thongbao")
    listed = (await committee.first.hears(2))[0]
    assert labels(listed)[:2] == ["🗓 TB-002 · 21/11 · Họp tổ", "✅ TB-001 · 18/11 · Tổng vệ sinh chủ nhật này, cả…"]
    await committee.first.press(listed, labels(listed)[0])
    assert (await committee.report())["text"].startswith("🗓 TB-002 · đã hẹn giờ\n")


async def test_the_card_says_all_and_offers_what_makes_sense(committee: Committee, said: CommitteeWording) -> None:
    residents = await committee.residents(3)
    one = await committee.approved(asks_seen=True, urgent=True, audience=Audience(groups=(1, 2)))
    await committee.report()
    await committee.place.storage.deliveries.seen(one.id, residents[0].id, committee.place.clock())
    message = (await committee.place.get("messages", chat_id=residents[0].chat))["messages"][-1]
    await committee.place.storage.deliveries.react(residents[0].chat, message["message_id"], "👍")
    card = await card_of(committee, one)
    assert card["text"].splitlines() == [
        "✅ TB-001 · đã gửi xong",
        "",
        "“Mai 7 giờ tổng vệ sinh”",
        "",
        "🗓 Gửi lúc 08:00 ngày 18/11/2026, cho tổ 1, 2",
        "🚨 Khẩn",
        "",
        "✅ Đã gửi tới 2/2 người",
        "👀 Đã bấm “Đã xem”: 1 người",
        "Cảm xúc: 👍 1",
    ]
    assert labels(card) == [said.button_show, said.button_who, said.button_correct, said.button_recall]
    assert "Cư dân" not in card["text"]


async def test_who_has_got_it_is_told_in_numbers_and_leads_back(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(4)
    one = await committee.approved()
    await committee.report()
    card = await card_of(committee, one)
    await committee.second.press(card, said.button_who)
    await until(committee.place.idle)
    who = await committee.first.sees(card)
    told = ["📊 Ai đã nhận TB-001", "✅ Đã gửi tới 4/4 người", "", "Tổ 1: 2/2", "Tổ 2: 1/1", "Tổ 3: 1/1"]
    assert who["text"].splitlines() == told
    await committee.second.press(who, said.button_card)
    await until(committee.place.idle)
    back = await committee.first.sees(card)
    assert (back["text"], back["reply_markup"]) == (card["text"], card["reply_markup"])


async def test_it_can_be_looked_at_again_as_residents_see_it(committee: Committee, said: CommitteeWording) -> None:
    [hoa] = await committee.residents(1)
    one = await committee.approved("Mất <b>nước</b> & điện")
    await committee.report()
    await committee.first.press(await card_of(committee, one), said.button_show)
    shown = await committee.report()
    assert [shown["text"]] == await heard(hoa)


async def test_while_it_is_sent_the_card_steers_as_well(slow: Committee, said: CommitteeWording) -> None:
    one = await slow.approved()
    card = await card_of(slow, one)
    assert buttons(card)[0] == [said.button_pause, said.button_end]
    await slow.first.press(card, said.button_pause)
    await until(slow.place.idle)
    assert buttons(await slow.first.sees(card))[0] == [said.button_resume, said.button_end]
    await slow.panel_says(one, "Tạm dừng gửi TB-001")


async def test_correction_and_recall_begin_on_the_card(committee: Committee, said: CommitteeWording) -> None:
    [hoa] = await committee.residents(1)
    one = await committee.approved()
    await committee.report()
    card = await card_of(committee, one)
    await committee.first.press(card, said.button_correct)
    prompt = await committee.report()
    await committee.first.say("Chủ nhật 7 giờ tổng vệ sinh", reply_to_message_id=prompt["message_id"])
    _, panel = await committee.first.hears(2)
    await committee.first.press(panel, said.button_send_correction)
    assert "Đã sửa tin của 1/1 người" in (await committee.report())["text"]
    assert "Chủ nhật 7 giờ tổng vệ sinh" in (await heard(hoa))[0]
    await committee.first.press(await card_of(committee, one), said.button_recall)
    panel = await committee.report()
    await committee.first.press(panel, said.button_send_recall)
    assert "Đã xóa tin ở máy của 1/1 người" in (await committee.report())["text"]
    assert await heard(hoa) == []
    card = await card_of(committee, one)
    assert card["text"].startswith("↩️ TB-001 · đã thu hồi\n\n“Chủ nhật 7 giờ")
    assert said.card_corrected in card["text"]
    assert labels(card) == [said.button_show, said.button_who]
    over = fill(said.no_longer, ma="TB-001", trang_thai=said.state_recalled)
    for what in ("correct", "recall", "again"):
        assert await committee.first.send_data(card, f"an:{what}:{one.id}") == over


async def scheduled(committee: Committee) -> Json:
    """One that was written and is to be sent the next day, as the committee sees it."""
    await committee.residents(2)
    await committee.first.say("/thongbao Mai mất nước")
    _, panel = await committee.first.hears(2)
    tomorrow = committee.place.clock() + dt.timedelta(days=1)
    await committee.place.storage.announcements.change(1, send_at=tomorrow)
    await committee.first.send_data(panel, "ad:send:1:" + str(await revision(committee)))
    await until(committee.place.idle)
    return await committee.first.sees(panel)


async def revision(committee: Committee) -> int:
    draft = await committee.place.storage.announcements.get(1)
    assert draft is not None
    return draft.revision


async def test_what_is_scheduled_says_when_and_to_how_many(committee: Committee, said: CommitteeWording) -> None:
    shown = await scheduled(committee)
    head, when, count = shown["text"].splitlines()
    assert head == "🗓 Đã hẹn gửi TB-001"
    assert when.startswith("Gửi lúc 08:00 thứ năm 19/11/2026")
    assert when.endswith("cho mọi người.")
    assert count == "Tính đến bây giờ có 2 người nhận."
    assert labels(shown) == [said.button_reschedule, said.button_unschedule]


async def test_a_date_can_be_called_off_and_the_draft_opened_again(
    committee: Committee, said: CommitteeWording, words: ChatWording
) -> None:
    shown = await scheduled(committee)
    await committee.second.press(shown, said.button_unschedule)
    await until(committee.place.idle)
    off = await committee.first.sees(shown)
    assert off["text"].startswith("🗓 Đã hủy hẹn TB-001.")
    refused = fill(said.no_longer, ma="TB-001", trang_thai=said.state_draft)
    assert await committee.first.send_data(off, "an:unschedule:1") == refused
    assert await committee.first.send_data(off, "an:card:1") == words.old_button
    await until(committee.place.idle)
    assert await committee.first.sees(off) == off
    await committee.first.press(off, said.button_reopen)
    preview, panel = await committee.first.hears(2)
    assert "Mai mất nước" in preview["text"]
    assert any(label.startswith("✅ Gửi") for label in labels(panel))


async def test_what_is_scheduled_can_be_changed(committee: Committee, said: CommitteeWording) -> None:
    shown = await scheduled(committee)
    await committee.first.press(shown, said.button_reschedule)
    _, panel = await committee.first.hears(2)
    assert any(label.startswith("✅ Gửi") for label in labels(panel))
    assert buttons(await committee.first.sees(shown)) == []


async def test_what_has_begun_cannot_be_called_off(committee: Committee, said: CommitteeWording) -> None:
    shown = await scheduled(committee)
    committee.place.clock.pass_by(days=1)
    await committee.place.storage.announcements.begin_due(committee.local)
    committee.wake()
    await committee.first.hears(2)
    over = fill(said.no_longer, ma="TB-001", trang_thai=said.state_done)
    assert await committee.first.press(shown, said.button_unschedule) == over
    assert await committee.first.press(shown, said.button_reschedule) == over
    assert await committee.place.storage.announcements.get(1) is not None


@pytest.mark.parametrize("what", ["who", "correct", "recall"])
async def test_what_makes_no_sense_yet_is_refused(committee: Committee, said: CommitteeWording, what: str) -> None:
    one = await committee.approved(send_at=committee.local + dt.timedelta(hours=1))
    card = await card_of(committee, one)
    assert labels(card) == [said.button_show, said.button_reschedule, said.button_unschedule]
    refused = fill(said.no_longer, ma="TB-001", trang_thai=said.state_scheduled)
    assert await committee.first.send_data(card, f"an:{what}:{one.id}") == refused


ALL = [
    "card", "pause", "resume", "stop", "stop:yes", "again", "again:report", "unschedule", "edit", "who", "show",
    "correct", "recall",
]  # fmt: skip


def data(what: str, number: object) -> str:
    name, _, more = what.partition(":")
    return f"an:{name}:{number}" + (f":{more}" if more else "")


async def test_a_resident_can_do_none_of_it(
    committee: Committee, said: CommitteeWording, query: Query, caplog: pytest.LogCaptureFixture
) -> None:
    [hoa] = await committee.residents(1)
    one = await committee.approved()
    await committee.report()
    before = query("SELECT * FROM announcements"), query("SELECT * FROM deliveries")
    message = (await committee.place.get("messages", chat_id=hoa.chat))["messages"][-1]
    for what in ALL:
        caplog.clear()
        assert await hoa.send_data(message, data(what, one.id)) == said.members_only
        assert "refused to act for the committee" in caplog.text
    assert (query("SELECT * FROM announcements"), query("SELECT * FROM deliveries")) == before


async def test_a_member_who_was_removed_can_do_nothing_from_that_moment(
    committee: Committee, said: CommitteeWording
) -> None:
    duan = Person(committee.place, committee.second.user, committee.second.id)
    await duan.say("/start")
    message = (await duan.hears())[0]
    one = await committee.approved(send_at=committee.local + dt.timedelta(hours=1))
    await duan.send_data(message, f"an:card:{one.id}")
    card = await latest(duan)
    await committee.place.post("leave", chat_id=committee.chat, user_id=duan.id, from_id=duan.id)
    assert await duan.press(card, said.button_unschedule) == said.members_only
    assert await state_of(committee, one) == "scheduled"


async def latest(person: Person) -> Json:
    async def shown() -> Any:
        found = (await person.town.get("messages", chat_id=person.chat))["messages"]
        return found[-1] if "TB-001" in found[-1].get("text", "") else None

    await until(shown)
    return dict(await shown())


async def test_forged_buttons_are_answered_politely(committee: Committee, words: ChatWording) -> None:
    under = {"message_id": (await committee.panel()).id}
    numbers = ["999999999", "9999999999999999999999", "-1", "", "x", "²", "1 OR 1=1"]
    forged = ["an", "an:", "an::", "an:nothing:1", "an:__class__:1", "an:card", "an:card:1:2:3"]
    forged += [data(what, "999") for what in ALL] + [data("pause", number) for number in numbers]
    for pressed in forged:
        assert await committee.first.send_data(under, pressed) == words.old_button


async def test_a_correction_has_no_card_of_its_own(committee: Committee, words: ChatWording) -> None:
    await committee.residents(1)
    one = await committee.approved()
    await committee.report()
    correction = await committee.changing(one, "correction", "Mai 8 giờ")
    await committee.report()
    panel = await committee.sees_panel(correction)
    assert await committee.first.send_data(panel, f"an:card:{correction.id}") == words.old_button


async def test_buttons_work_after_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, said: CommitteeWording
) -> None:
    async with committee_town(served, folder, answerer, rates=SLOW) as before:
        await before.residents(4)
        one = await before.approved()
        await before.place.storage.announcements.pause(one.id, before.local, before.first.id)
        panel = await before.panel_says(one, "Tạm dừng")
    async with committee_town(served, folder, answerer) as after:
        assert await after.second.press(panel, said.button_resume) == said.resumed
        assert "Đã gửi tới 4/4 người" in (await after.report())["text"]
        assert "Đã gửi xong TB-001" in (await after.first.sees(panel))["text"]
