from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.broadcast.pacing import Rates
from bot.channels.telegram import progress
from bot.channels.telegram.standing import lasting
from bot.knowledge.announcement_wording import CommitteeWording
from bot.simulator.server import Served
from bot.storage import Audience, Content, Message
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Query, buttons

SLOW = Rates(overall=4.0, chat=1_000, group=1_000)  # four messages a second


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"FIRST": 0.05, "EVERY": 0.1, "LOOK": 0.02, "IDLE": 0.02, "AFTER_FAULT": 0.1}.items():
        monkeypatch.setattr(progress, name, seconds)


async def test_when_all_is_sent_the_panel_shows_the_end_and_a_report_rings(
    committee: Committee, said: CommitteeWording, query: Query
) -> None:
    await committee.residents(4)
    one = await committee.approved()
    report = await committee.report()
    assert report["text"].splitlines() == [
        "📋 Báo cáo: đã gửi xong TB-001",
        "✅ Đã gửi tới 4/4 người",
        "",
        "Theo tổ",
        "Tổ 1: 2/2",
        "Tổ 2: 1/1",
        "Tổ 3: 1/1",
    ]
    assert buttons(report) == [["📄 Đính chính, thu hồi, ai đã nhận"]]
    await committee.first.press(report, "📄 Đính chính, thu hồi, ai đã nhận")
    [card] = await committee.first.hears()
    assert "📊 Ai đã nhận" in [label for row in buttons(card) for label in row]
    panel = await committee.sees_panel(one)
    assert panel["text"].splitlines() == ["✅ Đã gửi xong TB-001", "▰▰▰▰▰▰▰▰▰▰▰▰ 100 %", "✅ Đã gửi tới 4/4 người"]
    assert buttons(panel) == []
    assert query("SELECT state, reported_at IS NOT NULL FROM announcements") == [("done", 1)]


async def test_nobody_to_send_to_is_reported_as_such(committee: Committee, said: CommitteeWording) -> None:
    await committee.approved()
    assert said.nobody in (await committee.report())["text"]


async def test_the_panel_tells_how_far_it_is_and_how_long_it_takes(
    served: Served, folder: Path, answerer: FakeAnswerer, said: CommitteeWording
) -> None:
    async with committee_town(served, folder, answerer, rates=SLOW) as committee:
        await committee.residents(6)
        one = await committee.approved()
        half = await committee.panel_says(one, " 50 %")
        assert "▰▰▰▰▰▰▱▱▱▱▱▱ 50 %" in half["text"]
        assert "Đã gửi tới 3/6 người" in half["text"]
        assert "⏱ Còn khoảng 5 giây" in half["text"]
        assert buttons(half) == [[said.button_pause, said.button_end]]
        await committee.place.storage.announcements.pause(one.id, committee.local, committee.first.id)
        paused = await committee.panel_says(one, "Tạm dừng gửi TB-001")
        assert "Chưa gửi: " in paused["text"]
        assert "Còn khoảng" not in paused["text"]
        assert buttons(paused) == [[said.button_resume, said.button_end]]


async def test_who_cannot_be_reached_is_reported_with_the_reason(committee: Committee) -> None:
    residents = await committee.residents(5)
    for one in residents[:2]:
        await committee.place.control("faults", method="sendMessage", kind="403", chat_id=one.chat)
    await committee.place.control("faults", method="sendMessage", kind="400", chat_id=residents[2].chat)
    await committee.approved()
    text = (await committee.report())["text"]
    assert "Đã gửi tới 2/5 người" in text
    assert "🚫 Không gửi được: 3 người\n" in text
    assert "• đã chặn bot: 2" in text
    assert "• không còn liên lạc được: 1" in text
    assert "Tổ 1: 1/2 · không gửi được 1" in text


async def test_who_may_not_have_got_it_is_reported_with_what_to_do(committee: Committee) -> None:
    residents = await committee.residents(3)
    await committee.place.control("faults", method="sendMessage", kind="drop_after", chat_id=residents[1].chat)
    await committee.approved()
    report = await committee.report()
    assert "❓ Chưa chắc chắn: 1 người" in report["text"]
    assert "có thể có người nhận hai lần" in report["text"]
    assert buttons(report)[0] == ["🔁 Gửi lại cho 1 người chưa chắc chắn"]


async def test_what_is_stopped_says_how_many_do_not_get_it(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with committee_town(served, folder, answerer, rates=SLOW) as committee:
        await committee.residents(6)
        one = await committee.approved()
        await committee.panel_says(one, "/6 người")
        await committee.place.storage.announcements.stop(one.id, committee.place.clock(), committee.first.id)
        text = (await committee.report())["text"]
        sent = (await committee.place.storage.deliveries.tally(one.id)).sent
        assert "Báo cáo: đã dừng hẳn việc gửi TB-001" in text
        assert f"⏹ Không gửi nữa vì đã dừng: {6 - sent} người" in text
        assert "Đã dừng hẳn việc gửi TB-001" in (await committee.sees_panel(one))["text"]


async def test_those_whose_quiet_hours_are_waited_for_are_told(committee: Committee) -> None:
    residents = await committee.residents(3)
    await committee.place.storage.residents.set_quiet(residents[0].id, (7 * 60, 9 * 60), committee.place.clock())
    one = await committee.approved()
    panel = await committee.panel_says(one, "2/3")
    assert "🌙 Chờ hết giờ yên tĩnh: 1 người, muộn nhất lúc 09:00 ngày 18/11" in panel["text"]
    assert "⏱" not in panel["text"]
    committee.place.clock.pass_by(hours=1)
    committee.wake()
    assert "Đã gửi tới 3/3 người" in (await committee.report())["text"]


async def test_what_was_scheduled_shows_its_progress_in_a_new_message_when_it_begins(committee: Committee) -> None:
    await committee.residents(2)
    one = await committee.approved(send_at=committee.local + dt.timedelta(hours=1))
    committee.place.clock.pass_by(hours=1)
    await committee.place.storage.announcements.begin_due(committee.local)
    committee.wake()
    panel, report = await committee.first.hears(2)
    assert "TB-001" in panel["text"]
    assert (await committee.sees_panel(one))["message_id"] == panel["message_id"]
    assert "Đã gửi xong TB-001" in (await committee.sees_panel(one))["text"]
    assert "Báo cáo: đã gửi xong TB-001" in report["text"]


async def test_a_reminder_is_reported_in_short(committee: Committee) -> None:
    await committee.residents(2)
    until_then = committee.local + dt.timedelta(days=1)
    announcements = committee.place.storage.announcements
    await announcements.remind("ve-sinh:1", Content("Mai dọn"), Audience(), committee.local, until_then)
    committee.wake()
    report = await committee.report()
    assert report["text"] == "📋 Bot đã tự gửi lời nhắc TB-001 theo lịch\n✅ Đã gửi tới 2/2 người"


async def test_after_a_restart_in_the_middle_the_same_message_is_edited_on(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with committee_town(served, folder, answerer, rates=SLOW) as before:
        await before.residents(6)
        one = await before.approved()
        shown = await before.panel_says(one, "/6 người")
    async with committee_town(served, folder, answerer) as after:
        report = await after.report()
        assert "Đã gửi tới 6/6 người" in report["text"]
        panel = await after.sees_panel(one)
        assert panel["message_id"] == shown["message_id"]
        assert "Đã gửi xong TB-001" in panel["text"]


async def test_a_report_that_a_crash_left_unmarked_is_given_again_rather_than_not_at_all(committee: Committee) -> None:
    await committee.residents(1)
    one = await committee.approved()
    first = await committee.report()
    await committee.place.storage.announcements.note(one.id, reported_at=None)
    assert (await committee.report())["text"] == first["text"]


async def test_trouble_with_the_panel_stops_neither_the_sending_nor_the_report(committee: Committee) -> None:
    await committee.residents(3)
    for trouble in ("500", "400", "drop_before", "drop_after"):
        await committee.place.control("faults", method="editMessageText", kind=trouble)
    await committee.place.control("faults", method="sendMessage", kind="500", chat_id=committee.chat, times=4)
    panel = await committee.place.storage.announcements.draft(Content("Mất nước"), committee.local, committee.first.id)
    await committee.place.storage.announcements.note(panel.id, panel=Message(committee.chat, 999_999))
    await committee.place.storage.announcements.approve(panel.id, 1, committee.first.id, committee.local)
    committee.wake()
    found = await committee.place.get("wait", chat_id=committee.chat, after_message_id=0, count=1, timeout=15)
    assert "Đã gửi tới 3/3 người" in found["messages"][0]["text"]


async def test_a_fault_of_the_program_ends_neither(committee: Committee, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = asyncio.Event()

    def breaks(*_: object) -> None:
        broken.set()
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(progress, "progress", breaks)
        await committee.approved()
        await broken.wait()
    assert "TB-001" in (await committee.report())["text"]


async def test_a_report_finds_the_committee_chat_when_its_author_cannot_be_reached(committee: Committee) -> None:
    await committee.residents(1)
    announcements = committee.place.storage.announcements
    draft = await announcements.draft(Content("Mất nước"), committee.local, committee.first.id)
    await announcements.note(draft.id, panel=Message(committee.first.id, 3))  # never wrote to the bot
    await announcements.approve(draft.id, 1, committee.first.id, committee.local)
    committee.wake()
    assert "Báo cáo: đã gửi xong TB-001" in (await committee.report())["text"]


async def test_a_correction_reports_in_words_of_its_own(committee: Committee) -> None:
    await committee.residents(2)
    one = await committee.approved()
    await committee.report()
    correction = await committee.changing(one, "correction", "Chủ nhật 7 giờ tổng vệ sinh")
    text = (await committee.report())["text"]
    assert text.startswith("📋 Báo cáo: đã đính chính xong TB-001\n✅ Đã sửa tin của 2/2 người")
    assert "Đã đính chính xong TB-001" in (await committee.sees_panel(correction))["text"]


async def test_a_recall_tells_apart_what_was_deleted_and_what_is_too_old_for_that(committee: Committee) -> None:
    await committee.residents(2)
    one = await committee.approved()
    await committee.report()
    recall = await committee.changing(one, "recall")
    text = (await committee.report())["text"]
    assert text.startswith("📋 Báo cáo: đã thu hồi xong TB-001\n✅ Đã xóa tin ở máy của 2/2 người")
    assert "quá 48 giờ" not in text
    assert "Đã thu hồi xong TB-001" in (await committee.sees_panel(recall))["text"]


async def test_a_recall_after_two_days_tells_that_messages_were_sent_instead(committee: Committee) -> None:
    await committee.residents(2)
    one = await committee.approved()
    await committee.report()
    committee.place.clock.pass_by(hours=49)
    await committee.changing(one, "recall")
    text = (await committee.report())["text"]
    assert "Đã xóa tin ở máy của 0/2 người" in text
    assert "Đã gửi tin báo thu hồi tới 2 người" in text


async def test_a_recall_in_the_middle_ends_the_sending_and_both_are_reported(
    served: Served, folder: Path, answerer: FakeAnswerer
) -> None:
    async with committee_town(served, folder, answerer, rates=SLOW) as committee:
        await committee.residents(6)
        one = await committee.approved()
        await committee.panel_says(one, "Đã gửi tới 2/6")
        await committee.changing(one, "recall")
        texts = [message["text"] for message in await committee.first.hears(2)]
        [stopped] = [text for text in texts if text.startswith("📋 Báo cáo: đã dừng hẳn việc gửi TB-001")]
        [recalled] = [text for text in texts if text.startswith("📋 Báo cáo: đã thu hồi xong TB-001")]
        tally = await committee.place.storage.deliveries.tally(one.id)
        assert f"Đã gửi tới {tally.recalled}/6 người" in stopped
        assert f"Đã xóa tin ở máy của {tally.recalled}/{tally.recalled} người" in recalled


async def test_nothing_is_written_when_nothing_changed(committee: Committee) -> None:
    await committee.residents(2)
    one = await committee.approved(send_at=None)
    await committee.report()
    await committee.place.storage.announcements.again(one.id, committee.local, committee.first.id)
    edits = len(await committee.place.requests("editMessageText"))
    await asyncio.sleep(0.4)
    assert len(await committee.place.requests("editMessageText")) == edits


async def test_an_announcement_that_waits_is_not_written_anew_again_and_again(committee: Committee) -> None:
    [hoa] = await committee.residents(1)
    await committee.place.storage.residents.set_quiet(hoa.id, (7 * 60, 9 * 60), committee.place.clock())
    one = await committee.approved()
    await committee.panel_says(one, "Chờ hết giờ yên tĩnh")
    edits = len(await committee.place.requests("editMessageText"))
    await asyncio.sleep(0.4)
    assert len(await committee.place.requests("editMessageText")) == edits


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "5 giây"),
        (19, "20 giây"),
        (54, "55 giây"),
        (56, "1 phút"),
        (61, "2 phút"),
        (5400, "90 phút"),
        (5401, "2 giờ"),
    ],
)
def test_time_left_is_rounded_up(said: CommitteeWording, seconds: float, told: str) -> None:
    assert lasting(said, seconds) == f"khoảng {told}"


async def test_the_report_says_what_became_of_all_of_them(committee: Committee, query: Query) -> None:
    """Each of the states at once; the numbers are those of the ledger."""
    residents = await committee.residents(7)
    for one, kind in zip(residents, ("403", "400", "drop_after", "500", "429"), strict=False):
        await committee.place.control("faults", method="sendMessage", kind=kind, chat_id=one.chat)
    await committee.approved()
    text = (await committee.report())["text"]
    assert "Đã gửi tới 3/7 người" in text
    assert "Không gửi được: 2 người" in text
    assert "Chưa chắc chắn: 2 người" in text
    counts: dict[str, int] = dict(query("SELECT state, COUNT(*) FROM deliveries GROUP BY state"))
    assert counts == {"sent": 3, "refused": 2, "unknown": 2}
