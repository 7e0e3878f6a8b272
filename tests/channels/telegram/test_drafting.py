from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.model import plain
from bot.channels.telegram.handlers.announcing.draft_panel import Panel
from bot.channels.telegram.handlers.announcing.draft_time import picked_hour
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.settings import LOCAL
from bot.simulator.server import Served
from bot.storage import Reach
from tests.channels.telegram import announcing
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.drafts import content, drafted, finish, label, press, private, step
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, buttons, data_of, fonts, until


async def test_one_message_leads_straight_to_the_preview(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(4)
    bold = [{"type": "bold", "offset": 10, "length": 3}]
    await committee.first.say("/thongbao Mai cắt nước\ntừ 8 giờ", entities=bold)
    preview, panel = await committee.first.hears(2)
    assert preview["text"] == "📢 Thông báo TB-001 · Khu phố Thử\n\nMai cắt nước\ntừ 8 giờ"
    assert "Mai" in fonts(preview, "bold")
    assert panel["text"].splitlines() == [
        "📋 Bản nháp TB-001. Tin ngay trên đây là đúng những gì bà con sẽ thấy.",
        "",
        "👥 Gửi cho tất cả bà con nhận thông báo: 4 người",
        "🕐 Gửi ngay khi bấm nút Gửi",
        "⏱ Gửi hết trong vài giây",
        "✉️ Tin thường",
        "📅 Còn hiệu lực 7 ngày",
        "👁 Không có nút “Đã xem”",
    ]
    assert buttons(panel) == [["✅ Gửi cho 4 người"], ["✏️ Sửa", "❌ Hủy"], ["🧪 Gửi thử cho tôi"]]


async def test_sent_is_what_was_seen_to_those_who_agreed(committee: Committee, query: Query) -> None:
    people = await committee.residents(3)
    panel = await drafted(committee.first)
    await press(committee.first, panel, "✅ Gửi")
    for one in people:
        assert "Mai cắt nước" in (await one.hears())[0]["text"]
    assert query("SELECT approver_id, author_id, state FROM announcements")[0][:2] == (
        committee.first.id,
        committee.first.id,
    )


async def test_step_by_step_in_private(committee: Committee, said: CommitteeWording, query: Query) -> None:
    await committee.residents(6)
    ban = private(committee.first)
    asked = await ban.ask("/thongbao")
    assert "Soạn thông báo TB-001" in asked["text"]
    assert buttons(asked) == [["❌ Hủy"]]
    panel = await ban.ask("Tổng vệ sinh")
    assert "Gửi cho ai" in panel["text"]
    panel = await step(ban, panel, "🏠")
    panel = await step(ban, panel, "Tổ 1")
    panel = await step(ban, panel, "Tổ 3")
    assert "Gửi cho tổ 1, 3: 4 người" in panel["text"]
    assert label(panel, "✅ Tổ 1") == "✅ Tổ 1 (2)"
    panel = await step(ban, panel, "Xong")
    assert "Gửi cho tổ 1, 3: 4 người" in panel["text"]
    panel = await ban.ask("20:00 thứ bảy")
    assert "🕐 Hẹn gửi 20:00 thứ bảy 21/11/2026" in panel["text"]
    assert "Tin thường hay tin khẩn" in panel["text"]
    panel = await finish(ban, panel, "🚨")
    assert "🚨 Tin khẩn" in panel["text"]
    await press(ban, panel, "✅ Gửi")
    assert query("SELECT state, urgent FROM announcements") == [("scheduled", 1)]
    shown = await ban.sees(panel)
    assert "Đã hẹn gửi TB-001" in shown["text"]


async def test_step_by_step_in_the_group_by_replies(committee: Committee, served: Served) -> None:
    await committee.residents(2)
    ban = committee.first
    await ban.say("/thongbao")
    below, prompt = await ban.hears(2)
    assert buttons(below) == [["❌ Hủy"]]
    reply = (await committee.place.requests("sendMessage"))[-1]["params"]
    assert "force_reply" in str(reply["reply_markup"])
    await ban.say("Mai họp tổ", reply_to_message_id=prompt["message_id"])
    panel = (await ban.hears())[0]
    panel = await step(ban, panel, "👥")
    await ban.say("mai 7h", reply_to_message_id=panel["message_id"])
    panel = (await ban.hears())[0]
    assert "7:00 thứ năm 19/11/2026" in panel["text"]
    panel = await finish(ban, panel, "Thường")
    assert "Bản nháp TB-001" in panel["text"]


# Time


@pytest.mark.parametrize("words", ["lúc nào cũng được", "25h", "7h rằm tháng giêng"])
async def test_a_time_not_understood_is_asked_for_again(
    committee: Committee, said: CommitteeWording, words: str
) -> None:
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    await step(ban, panel, "👥")
    assert (await ban.ask(words))["text"] == said.time_unclear
    assert "lúc" not in (await ban.ask("mai 7h"))["text"].splitlines()[0]


async def test_a_time_in_the_past_is_told_with_its_day(committee: Committee) -> None:
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    await step(ban, panel, "👥")
    assert "đã qua rồi: 07:00 thứ tư 18/11/2026 (hôm nay)." in (await ban.ask("7h sáng nay"))["text"]


async def test_day_and_hour_are_picked(committee: Committee, query: Query) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    panel = await step(ban, panel, "👥")
    panel = await step(ban, panel, "📅")
    assert buttons(panel)[0] == ["Thứ tư 18/11 (hôm nay)", "Thứ năm 19/11 (ngày mai)"]
    hours = await step(ban, panel, "Thứ tư")
    assert buttons(hours)[0][0] == "09:00"  # it is eight o'clock
    panel = await step(ban, hours, "⬅️")
    hours = await step(ban, panel, "Chủ nhật")
    panel = await step(ban, hours, "19:00")
    assert "🕐 Hẹn gửi 19:00 chủ nhật 22/11/2026" in panel["text"]
    await finish(ban, panel, "Thường")
    assert query("SELECT send_at FROM announcements")[0][0].startswith("2026-11-22 12:00")


async def test_when_the_hour_has_come_it_is_asked_for_again(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    await step(ban, panel, "👥")
    panel = await finish(ban, await ban.ask("30 phút nữa"), "Thường")
    committee.place.clock.pass_by(minutes=31)
    assert await press(ban, panel, "✅") == said.toast_over
    assert "Gửi khi nào" in (await ban.sees(panel))["text"]
    panel = await step(ban, await ban.sees(panel), "Gửi ngay")
    assert label(panel, "✅") == "✅ Gửi cho 1 người"


# Mending


async def test_everything_can_be_mended(committee: Committee, query: Query) -> None:
    await committee.residents(4)
    ban = committee.first
    panel = await drafted(ban)
    panel = await finish(ban, await step(ban, panel, "✏️"), "👁 Thêm")
    assert "👁 Có nút “Đã xem”" in panel["text"]
    panel = await step(ban, await step(ban, await step(ban, panel, "✏️"), "📅 Hiệu lực"), "30 ngày")
    assert "Còn hiệu lực 30 ngày" in panel["text"]
    panel = await step(ban, await step(ban, await step(ban, panel, "✏️"), "👥"), "🔔")
    assert buttons(panel) == [["Vệ sinh (4)"], ["An ninh (4)"], ["⬅️ Quay lại"]]
    panel = await step(ban, await step(ban, await step(ban, panel, "⬅️"), "🏠"), "Tổ 2")
    panel = await step(ban, panel, "Xong")
    assert "Gửi cho tổ 2: 1 người" in panel["text"]
    panel = await finish(ban, await step(ban, await step(ban, panel, "✏️"), "🚨"), "🚨")
    assert "🚨 Tin khẩn" in panel["text"]
    await press(ban, await step(ban, panel, "✏️"), "📝")
    [prompt] = await ban.hears()
    await ban.say("Hoãn cắt nước", reply_to_message_id=prompt["message_id"])
    preview, panel = await ban.hears(2)
    assert "KHẨN" in preview["text"]
    assert "Hoãn cắt nước" in preview["text"]
    assert "Đã xem" in str(buttons(preview))
    assert query("SELECT days, asks_seen, urgent FROM announcements") == [(30, 1, 1)]
    assert "Gửi cho tổ 2: 1 người" in panel["text"]


async def test_the_panel_before_goes_when_a_new_one_comes(committee: Committee) -> None:
    await committee.residents(1)
    ban = committee.first
    panel = await drafted(ban)
    await finish(ban, await step(ban, panel, "✏️"), "👁 Thêm")
    left = (await committee.place.get("messages", chat_id=ban.chat))["messages"]
    assert panel["message_id"] not in [one["message_id"] for one in left]


async def test_no_group_is_not_everyone(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(3)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    panel = await step(ban, panel, "🏠")
    assert await press(ban, panel, "Xong") == said.toast_groups
    panel = await step(ban, panel, "Tổ 1")
    assert await press(ban, panel, "✅ Tổ 1") == said.toast_groups


async def test_who_muted_a_subject_and_who_sleeps_are_counted(committee: Committee, query: Query) -> None:
    people, ban = await committee.residents(4), committee.first
    residents, now = committee.place.storage.residents, committee.place.clock()
    await residents.mute(people[0].id, "ve-sinh", now, muted=True)
    await residents.set_quiet(people[1].id, (7 * 60, 9 * 60), now)  # it is eight o'clock
    panel = await step(ban, await step(ban, await drafted(ban), "✏️"), "👥")
    panel = await step(ban, await step(ban, panel, "🔔"), "Vệ sinh (3)")
    assert "Gửi cho bà con nhận tin “Vệ sinh”: 3 người" in panel["text"]
    assert "🌙 Trong đó 1 người đặt giờ yên tĩnh" in panel["text"]
    urgent = await finish(ban, await step(ban, await step(ban, panel, "✏️"), "🚨"), "🚨")
    assert "🌙" not in urgent["text"]
    await press(ban, urgent, "✅ Gửi cho 3 người")
    assert people[0].id not in [chat for (chat,) in query("SELECT chat_id FROM deliveries")]


async def test_how_long_it_takes_is_told(committee: Committee, kb: KnowledgeBase) -> None:
    one = await announcing.draft(committee.place)
    for people, told in ((100, "vài giây"), (570, "khoảng 20 giây"), (10_000, "khoảng 6 phút")):
        drawn = Panel(kb, one, committee.local, Reach(people), rate=30.0, private=True)
        assert f"⏱ Gửi hết trong {told}" in plain(drawn.whole()[0])


async def test_nobody_to_send_to_leaves_no_button_to_send(committee: Committee, said: CommitteeWording) -> None:
    panel = await drafted(committee.first)
    assert panel["text"].endswith(said.nobody_yet.replace("**", ""))
    assert buttons(panel) == [["✏️ Sửa", "❌ Hủy"], ["🧪 Gửi thử cho tôi"]]
    forged = data_of(panel, "❌ Hủy").replace("drop", "send")
    await committee.first.send_data(panel, forged)
    assert (await committee.place.storage.announcements.latest(5)) == []


async def test_a_draft_can_be_dropped_and_its_number_is_given_again(committee: Committee) -> None:
    panel = await step(committee.first, await drafted(committee.first), "❌")
    assert "Đã hủy bản nháp TB-001" in panel["text"]
    assert "TB-001" in (await drafted(committee.first))["text"]


async def test_what_was_begun_and_left_takes_no_number(committee: Committee) -> None:
    ban = private(committee.first)
    for _ in range(3):
        assert "TB-001" in (await ban.ask("/thongbao"))["text"]


async def test_huy_drops_the_draft_in_private_and_in_reply(committee: Committee, query: Query) -> None:
    ban = private(committee.first)
    await ban.ask("/thongbao")
    assert "Đã hủy bản nháp TB-001" in (await ban.ask("/huy"))["text"]
    await committee.first.say("/thongbao")
    _, prompt = await committee.first.hears(2)
    await committee.first.say("/huy", reply_to_message_id=prompt["message_id"])
    assert "Đã hủy bản nháp TB-001" in (await committee.first.hears())[0]["text"]
    assert query("SELECT count(*) FROM announcements") == [(0,)]


@pytest.mark.parametrize("words", ["/huy", "thôi"])
async def test_a_draft_whose_buttons_wait_is_dropped_in_words_too(committee: Committee, words: str) -> None:
    ban = private(committee.first)
    await content(ban, text="Mai họp")  # and the audience is asked for
    assert "Đã hủy bản nháp TB-001" in (await ban.ask(words))["text"]
    await drafted(ban)
    assert "Đã hủy bản nháp TB-001" in (await ban.ask(words))["text"]


async def test_what_is_no_answer_is_answered_and_the_draft_recalled_to_mind(committee: Committee, query: Query) -> None:
    ban = private(committee.first)
    await drafted(ban)
    await ban.say("bao giờ dọn")
    answer, told = await ban.hears(2)
    assert "tổng vệ sinh" in answer["text"].lower()
    assert "TB-001 chưa gửi" in told["text"]
    await ban.ask("thôi")  # said to what was asked since
    assert query("SELECT state FROM announcements") == [("draft",)]


async def test_the_preview_stands_right_above_the_panel_after_a_time_in_words(committee: Committee) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    await step(ban, await step(ban, await drafted(ban), "✏️"), "🕐")
    await ban.say("mai 7h")
    preview, panel = await ban.hears(2)
    assert "Mai cắt nước" in preview["text"]
    assert "07:00 thứ năm" in panel["text"]


async def test_huy_in_the_group_tells_where_a_draft_is_dropped(committee: Committee, said: CommitteeWording) -> None:
    await drafted(committee.first)
    assert (await committee.first.ask("/huy"))["text"] == said.drop_how


async def test_what_is_mended_no_longer_says_that_it_will_be_sent(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    await step(ban, panel, "👥")
    panel = await finish(ban, await ban.ask("mai 7h"), "Thường")
    assert "🗓 Đã hẹn gửi" in (await step(ban, panel, "✅ Gửi theo hẹn"))["text"]
    scheduled = await ban.sees(panel)
    await finish(ban, scheduled, "✏️")
    assert (await ban.sees(scheduled))["text"] == said.rescheduling.replace("{mã}", "TB-001").replace("**", "")


async def test_another_command_ends_the_waiting_and_keeps_the_draft(committee: Committee, query: Query) -> None:
    ban = private(committee.first)
    await ban.ask("/thongbao")
    await ban.ask("/lich")
    assert "Bot chưa biết" in (await ban.ask("cái gì đó"))["text"]
    assert query("SELECT state FROM announcements") == [("draft",)]


async def test_a_test_goes_to_ones_own_phone(committee: Committee, said: CommitteeWording) -> None:
    ban = committee.first
    panel = await drafted(ban)
    assert "Bắt đầu (Start)" in await press(ban, panel, "🧪")
    mine = private(ban)
    await mine.ask("xin chào")
    assert await press(ban, panel, "🧪") == said.toast_tested
    assert "Mai cắt nước" in (await mine.hears())[0]["text"]


# A restart between any two steps, and within one


async def test_a_choice_that_was_kept_and_not_shown_goes_on_when_pressed_again(committee: Committee) -> None:
    await committee.residents(2)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    await until(committee.place.idle)
    one = await committee.place.storage.announcements.get(1)
    assert one is not None
    await committee.place.storage.announcements.change(one.id, one.revision, author_id=ban.id)  # and then a crash
    panel = await step(ban, panel, "👥")
    assert "Gửi khi nào" in panel["text"]
    panel = await finish(ban, await step(ban, panel, "Gửi ngay"), "Thường")
    await press(ban, panel, "✅")
    assert len(await committee.place.storage.announcements.latest(1)) == 1


async def test_two_taps_on_a_group_choose_it_once(committee: Committee) -> None:
    await committee.residents(2)
    ban = private(committee.first)
    [panel] = await content(ban, text="Mai họp")
    panel = await step(ban, panel, "🏠")
    await asyncio.gather(press(ban, panel, "Tổ 1"), press(ban, panel, "Tổ 1"))
    await until(committee.place.idle)
    assert "Gửi cho tổ 1: 1 người" in (await ban.sees(panel))["text"]


async def test_a_restart_between_any_two_steps_changes_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer, query: Query
) -> None:
    async def ask(read: int, *does: Any) -> tuple[int, Json]:
        async with committee_town(served, folder, answerer) as committee:
            ban = Person(committee.place, committee.first.user, committee.first.id, read)
            for do in does:
                await do(committee, ban)
            message = (await committee.place.get("messages", chat_id=ban.id))["messages"][-1]
            return max(ban.read, message["message_id"]), message

    async def residents(committee: Committee, _: Person) -> None:
        await committee.residents(2)

    read, panel = await ask(0, residents, lambda _, ban: ban.ask("/thongbao"))
    read, panel = await ask(read, lambda _, ban: ban.ask("Mai họp"))
    read, panel = await ask(read, lambda _, ban: press(ban, panel, "👥"))
    read, panel = await ask(read, lambda _, ban: ban.ask("mai 7h"))
    read, panel = await ask(read, lambda _, ban: finish(ban, panel, "Thường"))
    assert label(panel, "✅") == "✅ Gửi theo hẹn cho 2 người"
    await ask(read, lambda _, ban: press(ban, panel, "✅"))
    assert query("SELECT state FROM announcements") == [("scheduled",)]


@given(st.text(max_size=20) | st.from_regex(r"2026-\d\d-\d\dT\d{1,4}", fullmatch=True))
def test_whatever_a_button_carries_names_an_hour_within_a_year_or_none(text: str) -> None:
    now = dt.datetime(2026, 11, 18, 8, 0, tzinfo=LOCAL)
    at = picked_hour(text, now)
    assert at is None or now.date() <= at.date() < now.date() + dt.timedelta(days=366)
