"""`/lichsu`: what was changed, by whom, and how it is taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.telegram.handlers.editing.history import A_PAGE
from bot.channels.telegram.upkeep import monthly_reminder
from bot.handbook.model import BUTTON
from bot.knowledge.editing import Edit, Set
from bot.knowledge.loader import load
from bot.storage.misreadings import Misreading
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.town import Json, buttons, data_of
from tests.knowledge_factory import NOW

HOURS = "8:00-17:00"


@pytest.fixture
async def changed(committee: Committee, desk: Desk) -> list[int]:
    """Three changes by the first member: 7h, 8h, and another name."""
    edits = [_hours("7h"), _hours("8h"), Set("contacts", "to-truong-7", ("tên",), "Lê Thị Mới")]
    return [await _made(committee, edit, f"Danh bạ: lần {number}") for number, edit in enumerate(edits, 1)]


def _hours(text: str) -> Edit:
    return Set("contacts", "truong-khu", ("giờ",), text)


async def _made(committee: Committee, edit: Edit, what: str) -> int:
    handbook, by, now = committee.place.channel._handbook, committee.first.id, committee.place.clock()
    proposal = await handbook.propose([edit], by, what, BUTTON, now)
    return (await handbook.apply(proposal.id, by, now)).change


async def test_the_history_tells_who_changed_what_and_when(
    changed: list[int], desk: Desk, committee: Committee
) -> None:
    shown = await desk.person.ask("/lichsu")
    moment = committee.local.strftime("%d/%m %H:%M")
    lines = shown["text"].split("\n\n")[1].split("\n")
    assert lines == [f"{n}. {moment} · Bản · Danh bạ: lần {4 - n}" for n in (1, 2, 3)]
    assert buttons(shown) == [["1", "2", "3"]]


async def test_an_empty_history_says_so(desk: Desk) -> None:
    assert desk.words.history_none in (await desk.person.ask("/lichsu"))["text"]


async def test_a_change_shows_its_lines_before_and_after(changed: list[int], desk: Desk) -> None:
    card = await desk.press(await desk.person.ask("/lichsu"), "2")
    assert "danh-ba.yaml" in card["text"]
    assert "➖ giờ: 7h" in card["text"]
    assert "➕ giờ: 8h" in card["text"]
    back = await desk.press(card, desk.words.button_history)
    assert "Danh bạ: lần 3" in back["text"]


async def test_a_change_is_taken_back_after_asking_and_the_taking_back_too(changed: list[int], desk: Desk) -> None:
    for label, there in (("1", "Trần Thị Mẫu"), ("1", "Lê Thị Mới")):
        card = await desk.press(await desk.person.ask("/lichsu"), label)
        asked = await desk.press(card, desk.words.button_undo_change)
        assert desk.words.ask_undo in asked["text"]
        assert there not in desk.file("danh-ba.yaml")
        done = await desk.press(asked, desk.words.button_undo_yes)
        assert "Đã hoàn tác" in done["text"]
        assert there in desk.file("danh-ba.yaml")
        assert desk.kb.contacts["to-truong-7"].name == there
    listed = (await desk.person.ask("/lichsu"))["text"]
    assert "hoàn tác: Danh bạ: lần 3" in listed


async def test_who_thinks_better_of_it_changes_nothing(changed: list[int], desk: Desk) -> None:
    before = desk.file("danh-ba.yaml")
    card = await desk.press(await desk.person.ask("/lichsu"), "1")
    asked = await desk.press(card, desk.words.button_undo_change)
    again = await desk.press(asked, desk.words.button_drop)
    assert [desk.words.button_undo_change] in buttons(again)
    assert desk.file("danh-ba.yaml") == before


async def test_what_was_changed_again_names_the_later_change(changed: list[int], desk: Desk) -> None:
    shown = await desk.person.ask("/lichsu")
    blocked = await _undone(desk, shown, changed[0])
    assert "Danh bạ: lần 2" in blocked["text"]
    assert "8h" in desk.file("danh-ba.yaml")
    later = await desk.press(blocked, desk.words.button_later)
    assert "➕ giờ: 8h" in later["text"]


async def _undone(desk: Desk, shown: Json, number: int) -> Json:
    await desk.person.send_data(shown, f"ls:y:{number}")
    return await desk.person.sees(shown)


async def test_two_members_who_take_the_same_change_back_do_it_once(
    changed: list[int], committee: Committee, desk: Desk
) -> None:
    first, second = committee.first, committee.second
    shown = await first.ask("/lichsu")
    assert await first.send_data(shown, f"ls:y:{changed[2]}") == desk.words.toast_undone
    assert await second.send_data(shown, f"ls:y:{changed[2]}") == desk.words.toast_undone_already
    assert len(await committee.place.channel._handbook.changes(9)) == 4


async def test_what_check_refuses_is_told_with_the_reason(committee: Committee, desk: Desk) -> None:
    name = await _made(committee, Set("contacts", "truong-khu", ("ghi chú",), "gọi trước"), "ghi chú")
    desk.put("lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
    shown = await desk.person.ask("/lichsu")
    await desk.person.send_data(shown, f"ls:y:{name}")
    [refused] = await desk.person.hears()
    assert "lich.yaml:5" in refused["text"]
    assert "gọi trước" in desk.file("danh-ba.yaml")


async def test_a_change_by_hand_is_in_the_history(committee: Committee, desk: Desk) -> None:
    handbook = committee.place.channel._handbook
    await handbook.seen(load(desk.home, now=NOW), committee.place.clock())
    desk.put("danh-ba.yaml", HOURS, "9h")
    await handbook.seen(load(desk.home, now=NOW), committee.place.clock())
    shown = await desk.person.ask("/lichsu")
    assert f"{desk.words.history_by_hand} · danh-ba.yaml" in shown["text"]
    done = await _undone(desk, shown, 1)
    assert desk.words.button_undo_change in str(buttons(done))
    assert HOURS in desk.file("danh-ba.yaml")


async def test_a_long_history_has_pages(committee: Committee, desk: Desk) -> None:
    for number in range(A_PAGE + 2):
        await _made(committee, _hours(f"{number}h"), f"lần {number}")
    shown = await desk.person.ask("/lichsu")
    assert "lần 9" in shown["text"]
    older = await desk.press(shown, desk.words.button_older)
    assert "lần 1" in older["text"]
    assert desk.words.button_older not in str(buttons(older))
    newest = await desk.press(older, desk.words.button_newest)
    assert newest["text"] == shown["text"]


async def test_residents_see_and_undo_nothing(changed: list[int], committee: Committee, desk: Desk) -> None:
    before, refused = desk.file("danh-ba.yaml"), desk.kb.committee_wording.members_only
    hoa = await committee.place.person("Hòa")
    shown = await hoa.ask("/lichsu")
    assert shown["text"] == refused
    for data in ("ls", "ls:p:3", f"ls:o:{changed[0]}", f"ls:u:{changed[0]}", f"ls:y:{changed[2]}"):
        assert await hoa.send_data(shown, data) == refused
    assert desk.file("danh-ba.yaml") == before


@pytest.mark.parametrize(
    "data", ["ls:x", "ls:o", "ls:o:", "ls:o:999", "ls:y:-1", "ls:y:²", "ls:u:" + "9" * 40, "ls::::"]
)
async def test_made_up_buttons_do_nothing(changed: list[int], desk: Desk, data: str) -> None:
    before = desk.file("danh-ba.yaml")
    shown = await desk.person.ask("/lichsu")
    await desk.person.send_data(shown, data)
    assert desk.file("danh-ba.yaml") == before


async def test_the_buttons_work_in_the_committee_chat(changed: list[int], group: Desk) -> None:
    card = await group.press(await group.person.ask("/lichsu"), "1")
    asked = await group.press(card, group.words.button_undo_change)
    done = await group.press(asked, group.words.button_undo_yes)
    assert "Đã hoàn tác" in done["text"]


async def test_the_reminder_of_the_month_names_what_wants_looking_at(committee: Committee, desk: Desk) -> None:
    storage, now = committee.place.storage, committee.local
    assert await monthly_reminder(storage, desk.kb, now) == ((), None)
    await _made(committee, Set("contacts", "truong-khu", ("xem lại trước",), "31/12/2025"), "hạn")
    await _made(committee, Set("schedules", "tong-ve-sinh", ("mẫu",), ["từ giờ"]), "mẫu")
    for number in range(3):
        await storage.votes.cast(number, 1, "ve-sinh/lich", -1, now - dt.timedelta(days=2))
        await storage.misreadings.add(Misreading("mấy giờ", "ve-sinh/lich", "nvqs/dang-ky"), now)
    text, below = await monthly_reminder(storage, desk.kb, now)
    said = "".join(span.text for span in text)
    for label in (desk.label("c:truong-khu"), desk.label("s:tong-ve-sinh"), "Lịch tổng vệ sinh (3 👎)", "(3 lần)"):
        assert label in said
    assert below is not None
    data = [str(key.callback_data) for row in below.inline_keyboard for key in row]
    assert data == ["e:o:c:truong-khu", "e:o:s:tong-ve-sinh", "e:o:t:ve-sinh/lich", "e:l:due"]


async def test_the_reminder_is_told_once_a_month(committee: Committee, desk: Desk) -> None:
    await _made(committee, Set("contacts", "truong-khu", ("xem lại trước",), "31/12/2025"), "hạn")
    place = committee.place
    first = place.clock().replace(year=2027, month=1, day=1, hour=0, minute=30)
    for days, told in ((0, 1), (1, 0), (29, 0), (31, 1)):
        place.clock.now = first + dt.timedelta(days=days)  # half past seven in the morning, here
        await place.channel._rounds.tick()
        messages = await committee.first.hears(told) if told else []
        for message in messages:
            assert desk.label("c:truong-khu") in message["text"]
            assert data_of(message, desk.label("c:truong-khu")) == "e:o:c:truong-khu"
