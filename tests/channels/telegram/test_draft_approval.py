from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge.announcement_wording import CommitteeWording
from bot.simulator.server import Served
from bot.storage import Awaiting, Content, Media
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.drafts import drafted, finish, label, press, private, step
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, data_of, town, until


async def test_a_resident_gets_the_list_and_no_draft(
    committee: Committee, said: CommitteeWording, query: Query
) -> None:
    lan = await committee.place.person("Lan")
    await lan.say("/thongbao Tôi là trưởng khu")
    refused, _ = await lan.hears(2)
    assert refused["text"] == said.members_only
    assert query("SELECT count(*) FROM announcements") == [(0,)]


EVERY = (
    "audience", "all", "groups", "group", "grouped", "subjects", "on", "when", "now", "pick", "hours", "at",
    "urgency", "ordinary", "urgent", "keeping", "keep", "seen", "menu", "content", "panel", "preview", "test", "drop",
    "send",
)  # fmt: skip


async def test_no_button_works_for_a_resident(
    committee: Committee, said: CommitteeWording, query: Query, caplog: pytest.LogCaptureFixture
) -> None:
    await drafted(committee.first)
    await until(committee.place.idle)
    before = query("SELECT * FROM announcements")
    lan = await committee.place.person("Lan")
    heard = await lan.ask("xin chào")
    for what in EVERY:
        assert await lan.send_data(heard, f"ad:{what}:1:1:1") == said.members_only
    assert query("SELECT * FROM announcements") == before
    assert caplog.text.count("refused to act") == len(EVERY)
    assert "Lan" not in caplog.text


async def test_who_was_taken_out_of_the_committee_has_no_say(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    duan = private(committee.second)
    panel = await drafted(duan)
    await duan.ask("/thongbao")
    await committee.place.post("leave", chat_id=committee.chat, user_id=duan.id)
    assert await press(duan, panel, "✅") == said.members_only
    assert "Bot chưa biết" in (await duan.ask("lời này không vào đâu cả"))["text"]
    assert await committee.place.storage.announcements.latest(5) == []


FORGED = (
    "", ":", "send", "send:1", "send:1:1:", "send:x:1", "send:1:x", f"send:{10**12}:1", "nothing:1:1", "group:1:1:99",
    "group:1:1:", "on:1:1:khong-co", "hours:1:1:2026-13-01", "hours:1:1:", "at:1:1:2026-11-19T99",
    "at:1:1:9999-12-31T23",
    "at:1:1:2026-11-01T07", "keep:1:1:1000", "keep:1:1:", "SEND:1:1", "send:-1:1", "at:1:1:T", "at:1:1:2026-11-19T²",
)  # fmt: skip


async def test_made_up_buttons_change_nothing(committee: Committee, query: Query) -> None:
    panel = await drafted(committee.first)
    before = query("SELECT revision, audience, send_at, days, state FROM announcements")
    for data in FORGED:
        await committee.first.send_data(panel, f"ad:{data}")
        assert query("SELECT revision, audience, send_at, days, state FROM announcements") == before, data
    heard = (await committee.place.get("messages", chat_id=committee.chat))["messages"]
    assert committee.place.channel._brain().kb.chat_wording.apology not in str(heard)


async def test_an_old_button_does_not_send_what_was_not_seen(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    panel = await drafted(committee.first)
    old = data_of(panel, label(panel, "✅"))
    await step(committee.first, await step(committee.first, panel, "✏️"), "📅 Hiệu lực")
    await committee.first.press(await committee.first.sees(panel), "30 ngày")
    assert await committee.first.send_data(panel, old) == said.toast_changed
    assert await committee.first.send_data(panel, "ad:send:77:1") == said.toast_gone


async def test_somebody_elses_private_draft_is_theirs(committee: Committee, said: CommitteeWording) -> None:
    await committee.residents(1)
    panel = await drafted(private(committee.first))
    duan = private(committee.second)
    heard = await duan.ask("xin chào")
    assert await duan.send_data(heard, data_of(panel, label(panel, "✅"))) == said.toast_not_yours


async def test_somebody_elses_private_draft_cannot_be_opened_as_if_it_had_been_scheduled(
    committee: Committee, said: CommitteeWording
) -> None:
    await drafted(private(committee.first))
    duan = private(committee.second)
    heard = await duan.ask("xin chào")
    assert await duan.send_data(heard, "an:edit:1") == said.toast_not_yours
    draft = await committee.place.storage.announcements.get(1)
    assert draft is not None
    assert draft.author_id == committee.first.id


async def test_an_owner_needs_no_committee_chat(served: Served, folder: Path, answerer: FakeAnswerer) -> None:
    async with committee_town(served, folder, answerer) as committee:
        lan = await committee.place.person("Lan")
    async with committee_town(served, folder, answerer, owners=(lan.id,)) as committee:
        lan = Person(committee.place, lan.user, lan.id)
        assert "Soạn thông báo" in (await lan.ask("/thongbao"))["text"]


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(
    committee: Committee, said: CommitteeWording, query: Query
) -> None:
    await committee.residents(2)
    panel = await drafted(committee.first)
    told = await asyncio.gather(*(press(one, panel, "✅") for one in (committee.first, committee.second)))
    assert sorted(told) == ["", said.toast_approved.replace("{mã}", "TB-001")]
    assert query("SELECT count(*) FROM deliveries") == [(2,)]


async def test_many_buttons_pressed_in_the_committee_chat_are_no_noise(committee: Committee) -> None:
    ban = committee.first
    panel = await step(ban, await step(ban, await drafted(ban), "✏️"), "👥")
    panel = await step(ban, panel, "🏠")
    for group in range(1, 13):
        panel = await step(ban, panel, f"Tổ {group} ")
    panel = await step(ban, panel, "✅ Tổ 5")
    panel = await step(ban, panel, "Xong")
    assert "Gửi cho tổ 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12: 0 người" in panel["text"]


async def test_members_talk_with_one_another_below_what_the_bot_says(committee: Committee) -> None:
    ban = committee.first
    panel = await drafted(ban)
    await committee.second.say("Được đấy bác ạ", reply_to_message_id=panel["message_id"])
    await until(committee.place.idle)
    answer = await ban.ask("@khupho_demo_bot bao giờ dọn", reply_to_message_id=panel["message_id"])
    assert "tổng vệ sinh" in answer["text"].lower()  # and nothing came before


# A second approval


@pytest.fixture
async def careful(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Committee]:
    async with committee_town(served, folder, answerer, second_approval=True) as opened:
        yield opened


async def test_a_second_member_has_to_agree(careful: Committee, said: CommitteeWording, query: Query) -> None:
    await careful.residents(1)
    panel = await drafted(careful.first)
    assert await press(careful.second, panel, "✅") == said.toast_not_asked
    assert await press(careful.first, panel, "✅") == said.second_asked
    panel = await careful.first.sees(panel)
    assert said.waits_for_second.replace("**", "") in panel["text"]
    assert await press(careful.first, panel, "✅") == said.toast_own
    assert await press(careful.second, panel, "✅") == ""
    assert query("SELECT author_id, approver_id FROM announcements") == [(careful.first.id, careful.second.id)]


async def test_what_was_called_off_has_to_be_agreed_to_again(careful: Committee, said: CommitteeWording) -> None:
    await careful.residents(1)
    announcements = careful.place.storage.announcements
    one = await announcements.draft(
        Content("Mai cắt nước"), careful.local, careful.second.id, send_at=careful.local + dt.timedelta(hours=1)
    )
    under = {"message_id": (await careful.panel()).id}
    send = f"ad:send:{one.id}:{one.revision}"
    assert await careful.second.send_data(under, send) == said.second_asked
    await careful.first.send_data(under, send)
    await careful.first.send_data(under, f"an:unschedule:{one.id}")
    assert await careful.second.send_data(under, send) == said.toast_not_asked


async def test_nothing_is_added_to_what_others_are_asked_to_agree_to(careful: Committee) -> None:
    await careful.residents(1)
    announcements = careful.place.storage.announcements
    album = Content("Ảnh", (Media("photo", "a"),))
    one = await announcements.draft(album, careful.local, careful.first.id, awaiting=Awaiting("album", None, "7"))
    assert await announcements.propose(one.id, one.revision, careful.local)
    assert not await announcements.add_to_album(one.id, "7", Content("Ảnh khác", (Media("photo", "b"),)))


async def test_who_mends_a_draft_cannot_approve_it(careful: Committee, said: CommitteeWording) -> None:
    await careful.residents(1)
    panel = await drafted(careful.first)
    await press(careful.first, panel, "✅")
    duan = careful.second
    duan.read = careful.first.read
    panel = await finish(duan, await step(duan, await duan.sees(panel), "✏️"), "👁 Thêm")
    assert said.waits_for_second.replace("**", "") not in panel["text"]
    assert await press(duan, panel, "✅") == said.second_asked
    assert await press(duan, panel, "✅") == said.toast_own
    assert await press(careful.first, panel, "✅") == ""


async def test_what_was_written_in_private_is_shown_to_the_others(careful: Committee, query: Query) -> None:
    await careful.residents(1)
    ban = private(careful.first)
    panel = await drafted(ban)
    await press(ban, panel, "✅")
    preview, asked = await careful.second.hears(2)
    assert "Mai cắt nước" in preview["text"]
    assert await press(careful.second, asked, "✅") == ""
    assert query("SELECT approver_id FROM announcements") == [(careful.second.id,)]


async def test_without_a_committee_chat_the_other_owners_are_asked(
    served: Served, folder: Path, answerer: FakeAnswerer, town_of_owners: Town, query: Query
) -> None:
    ban, duan = await town_of_owners.person("Bản", id=71), await town_of_owners.person("Duân", id=72)
    lan = await town_of_owners.person("Lan")
    for one in (ban, duan, lan):
        await one.ask("xin chào")
    await town_of_owners.storage.residents.subscribe(lan.id, town_of_owners.clock())
    panel = await drafted(ban)
    await press(ban, panel, "✅")
    _, asked = await duan.hears(2)
    assert await press(duan, asked, "✅") == ""
    assert "TB-001 của bác đã được một thành viên khác duyệt" in (await ban.hears())[0]["text"]
    assert query("SELECT author_id, approver_id FROM announcements") == [(71, 72)]


@pytest.fixture
async def town_of_owners(served: Served, folder: Path, answerer: FakeAnswerer) -> AsyncIterator[Town]:
    async with town(served, folder, lambda: answerer, owners=(71, 72), second_approval=True) as opened:
        yield opened


async def test_who_is_nameless_cannot_be_told_apart(careful: Committee, said: CommitteeWording) -> None:
    chat = {"id": careful.chat, "type": "supergroup", "title": "Ban khu phố"}
    entity = {"type": "bot_command", "offset": 0, "length": 9}
    careful.place.push(
        careful.first,
        text="/thongbao Mai họp",
        entities=[entity],
        sender_chat=chat,
        **{"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
    )
    assert (await careful.first.hears())[0]["text"] == said.anonymous


# Changes to what was announced


async def announced(committee: Committee) -> Json:
    """The card of something that was sent."""
    panel = await drafted(committee.first)
    await press(committee.first, panel, "✅")
    one = (await committee.place.storage.announcements.latest(1))[0]
    await until(lambda: _is_over(committee, one.id))
    await committee.first.hears()  # the report
    await committee.first.say("/thongbao")
    listed, _ = await committee.first.hears(2)
    await committee.first.press(listed, label(listed, "✅"))
    return (await committee.first.hears())[0]


async def _is_over(committee: Committee, number: int) -> bool:
    one = await committee.place.storage.announcements.get(number)
    return one is not None and one.reported_at is not None


async def test_a_correction_shows_the_new_words_and_is_sent(committee: Committee) -> None:
    [lan] = await committee.residents(1)
    ban = committee.first
    card = await announced(committee)
    await press(ban, card, "✏️")
    [prompt] = await ban.hears()
    assert "Đính chính TB-001" in prompt["text"]
    await ban.say("", photo=True, caption="ảnh", reply_to_message_id=prompt["message_id"])
    [prompt] = await ban.hears()
    assert "chỉ gửi chữ" in prompt["text"]
    await ban.say("Mai KHÔNG cắt nước", reply_to_message_id=prompt["message_id"])
    preview, panel = await ban.hears(2)
    assert "Mai KHÔNG cắt nước" in preview["text"]
    assert "máy của 1 người" in panel["text"]
    assert buttons(panel) == [["✅ Gửi đính chính"], ["✏️ Sửa", "❌ Hủy"], ["🧪 Gửi thử cho tôi"]]
    forged = data_of(panel, "❌ Hủy").replace("drop", "urgent")
    await ban.send_data(panel, forged)
    await press(ban, panel, "✅")
    heard = (await lan.hears())[0]

    async def corrected() -> bool:
        return "KHÔNG" in (await lan.sees(heard))["text"]

    await until(corrected)


async def test_a_recall_is_asked_for_once_more(committee: Committee) -> None:
    [lan] = await committee.residents(1)
    ban = committee.first
    card = await announced(committee)
    heard = (await lan.hears())[0]
    await press(ban, card, "↩️")
    [panel] = await ban.hears()
    assert panel["text"].startswith("↩️ Thu hồi TB-001 ở 1 người?")
    assert buttons(panel) == [["✅ Gửi lệnh thu hồi"], ["❌ Hủy"]]
    await press(ban, panel, "✅")

    async def gone() -> bool:
        shown = (await committee.place.get("messages", chat_id=lan.chat))["messages"]
        return heard["message_id"] not in [one["message_id"] for one in shown]

    await until(gone)
