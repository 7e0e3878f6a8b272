"""One date of a schedule, by buttons: off, moved, at another hour, as usual again, announced."""

from __future__ import annotations

from bot.channels.telegram.keyboards import fingerprint
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.town import buttons

CODE = "tong-ve-sinh"
SCHEDULE = f"s:{CODE}"  # on Sundays; today is Wednesday, 18/11/2026


async def test_two_presses_take_a_date_off(desk: Desk) -> None:
    reasons = await desk.press(await desk.card(SCHEDULE), desk.words.button_skip)
    assert "chủ nhật 22/11/2026" in reasons["text"]
    done = await desk.press(reasons, "Vì mưa")
    assert (
        done["text"]
        == "✅ Đã ghi: Tổng vệ sinh nghỉ buổi chủ nhật 22/11/2026, vì mưa. Bà con hỏi là bot trả lời như thế."
    )
    assert "      - ngày: 22/11/2026\n        nghỉ: có\n        lý do: mưa\n" in desk.file("lich.yaml")
    assert buttons(done) == [[desk.words.button_tell_now], [desk.words.button_undo], [desk.words.button_back]]


async def test_it_can_be_taken_back(desk: Desk) -> None:
    before = desk.file("lich.yaml")
    done = await desk.press(await desk.press(await desk.card(SCHEDULE), desk.words.button_skip), "Vì mưa")
    compared = await desk.press(done, desk.words.button_undo)
    assert "➖ nghỉ: có" in compared["text"]
    await desk.write(compared)
    assert desk.file("lich.yaml") == before


async def test_the_last_exception_leaves_no_empty_key(desk: Desk) -> None:
    card = await desk.card(SCHEDULE)
    await desk.write(await desk.press(card, "↩️ 29/11 như thường"))
    assert "ngoại lệ" not in desk.file("lich.yaml")


async def test_another_reason_is_typed(desk: Desk) -> None:
    reasons = await desk.press(await desk.card(SCHEDULE), desk.words.button_skip)
    await desk.asks(reasons, desk.words.button_other_reason)
    done = await desk.person.ask("vì sửa đường: ngõ 5 <b>& 7</b>")
    assert "vì sửa đường: ngõ 5 <b>& 7</b>" in done["text"]
    assert desk.kb.schedules[CODE].exceptions[-1].reason == "sửa đường: ngõ 5 <b>& 7</b>"


async def test_after_a_date_that_is_off_the_one_after_it_comes(desk: Desk) -> None:
    desk.put("lich.yaml", "ngày: 29/11/2026", "ngày: 22/11/2026")
    desk.serve()
    reasons = await desk.press(await desk.card(SCHEDULE), desk.words.button_skip)
    assert "chủ nhật 29/11/2026" in reasons["text"]


async def test_examples_of_exceptions_make_way_for_a_real_one(desk: Desk) -> None:
    desk.put("lich.yaml", "nguồn: ban khu phố", "nguồn: ban khu phố\n    mẫu: [ngoại lệ]")
    desk.serve()
    await desk.press(await desk.press(await desk.card(SCHEDULE), desk.words.button_skip), "Vì lễ, Tết")
    [exception] = desk.kb.schedules[CODE].exceptions
    assert (exception.reason, exception.date.day) == ("lễ, Tết", 22)
    assert "mẫu" not in desk.file("lich.yaml")


async def test_who_takes_off_a_date_of_a_sample_schedule_is_told_that_residents_do_not_hear_it(desk: Desk) -> None:
    desk.put("lich.yaml", "nguồn: ban khu phố", "nguồn: ban khu phố\n    mẫu: [thứ]")
    desk.serve()
    done = await desk.press(await desk.press(await desk.card(SCHEDULE), desk.words.button_skip), "Vì mưa")
    assert "còn số mẫu (thứ)" in done["text"]


async def test_a_date_is_moved_by_pressing_a_day(desk: Desk) -> None:
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    compared = await desk.press(days, "Thứ bảy 21/11")
    assert "dời sang thứ bảy 21/11/2026" in compared["text"].partition(desk.words.seen_after.strip("*"))[2]
    card = await desk.write(compared)
    assert "• chủ nhật 22/11/2026: dời sang thứ bảy 21/11/2026" in card["text"]
    assert "        dời sang: 21/11/2026\n" in desk.file("lich.yaml")


MOVES = (
    ("thứ bảy", ["dời sang: 21/11/2026"]),
    ("28/11", ["dời sang: 28/11/2026"]),
    ("thứ bảy 6h vì mưa", ["dời sang: 21/11/2026", "từ giờ: 06:00", "đến giờ: 07:30", "lý do: mưa"]),
    ("thu bay vi sua duong", ["dời sang: 21/11/2026", "lý do: sua duong"]),
    ("5 giờ chiều mai", ["dời sang: 19/11/2026", "từ giờ: 17:00", "đến giờ: 18:30"]),
    ("chủ nhật 7h", ["từ giờ: 07:00", "đến giờ: 08:30"]),
)


async def test_a_date_is_moved_in_words(desk: Desk) -> None:
    for typed, lines in MOVES:
        days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
        await desk.asks(days, desk.words.button_other_day)
        compared = await desk.person.ask(typed)
        written = [line[2:] for line in compared["text"].splitlines() if line.startswith("➕ ")]
        assert [line.replace('"', "") for line in written] == ["- ngày: 22/11/2026", *lines]


async def test_a_weekday_is_that_next_to_the_date(desk: Desk) -> None:
    desk.put("lich.yaml", "ngày: 29/11/2026", "ngày: 22/11/2026")
    desk.serve()
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    await desk.asks(days, desk.words.button_other_day)
    assert "dời sang: 28/11/2026" in (await desk.person.ask("thứ bảy 6h"))["text"]


async def test_a_day_that_is_none_is_asked_for_again(desk: Desk) -> None:
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    await desk.asks(days, desk.words.button_other_day)
    for typed in ("hôm nào nắng", "17/11/2026", "thứ bảy hoặc thứ hai", "31/11"):
        assert "chưa rõ ngày nào" in (await desk.person.ask(typed))["text"]
    assert (await desk.person.ask("thứ bảy"))["text"].startswith("📝 ")


async def test_one_date_gets_another_hour(desk: Desk) -> None:
    await desk.asks(await desk.card(SCHEDULE), desk.words.button_hours)
    assert "chưa rõ giờ nào" in (await desk.person.ask("sớm hơn"))["text"]
    compared = await desk.person.ask("7h đến 9h vì trời rét")
    card = await desk.write(compared)
    assert "chủ nhật 22/11/2026: lúc 07:00 – 09:00, vì trời rét" in card["text"]


async def test_a_moved_date_can_get_another_hour_and_be_off(desk: Desk) -> None:
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    card = await desk.write(await desk.press(days, "Thứ bảy 21/11"))
    await desk.asks(card, desk.words.button_hours)
    card = await desk.write(await desk.person.ask("8h"))
    assert "dời sang thứ bảy 21/11/2026, lúc 08:00 – 09:30" in card["text"]
    done = await desk.press(await desk.press(card, desk.words.button_skip), "Vì mưa")
    assert "chủ nhật 22/11/2026" in done["text"]
    exception = desk.kb.schedules[CODE].exceptions[-1]
    assert (exception.cancelled, exception.moved_to, exception.start) == (True, None, None)


async def test_residents_are_told_by_an_announcement_that_is_looked_at_first(desk: Desk) -> None:
    done = await desk.press(await desk.press(await desk.card(SCHEDULE), desk.words.button_skip), "Vì mưa")
    await desk.person.press(done, desk.words.button_tell_now)
    preview, panel = await desk.person.hears(2)
    assert "⛔ Tổng vệ sinh: buổi chủ nhật 22/11/2026 nghỉ, vì mưa." in preview["text"]
    assert panel["text"].startswith("📋 Bản nháp TB-001")


async def test_a_moved_date_and_another_hour_are_announced_with_all_that_is_new(desk: Desk) -> None:
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    card = await desk.write(await desk.press(days, "Thứ bảy 21/11"))
    await desk.person.press(card, "📢 Báo bà con: 22/11")
    preview, _ = await desk.person.hears(2)
    assert "Tổng vệ sinh dời sang thứ bảy 21/11/2026, từ 06:30" in preview["text"]
    await desk.asks(card, desk.words.button_hours)
    await desk.write(await desk.person.ask("9h vì rét"))
    card = await desk.card(SCHEDULE)
    await desk.person.press(card, "📢 Báo bà con: 22/11")
    preview, _ = await desk.person.hears(2)
    assert "09:00" in preview["text"]


async def test_two_members_take_the_same_date_off_once(group: Desk, committee: Committee) -> None:
    reasons = await group.press(await group.card(SCHEDULE), group.words.button_skip)
    because = f"e:nr:s:{CODE}:261122:"
    await committee.first.send_data(reasons, because + fingerprint("mưa"))
    toast = await committee.second.send_data(reasons, because + fingerprint("nắng nóng"))
    assert toast == group.words.toast_off_already
    assert [one.reason for one in group.kb.schedules[CODE].exceptions] == ["mưa bão", "mưa"]


async def test_in_the_committee_chat_a_day_is_told_in_a_reply(group: Desk) -> None:
    days = await group.press(await group.card(SCHEDULE), group.words.button_move)
    asked = await group.asks(days, group.words.button_other_day)
    compared = await group.person.ask("thứ bảy vì mưa", reply_to_message_id=asked["message_id"])
    await group.write(compared)
    assert group.kb.schedules[CODE].exceptions[-1].reason == "mưa"


async def test_a_date_that_the_schedule_has_no_more_is_not_changed(desk: Desk) -> None:
    days = await desk.press(await desk.card(SCHEDULE), desk.words.button_move)
    await desk.asks(days, desk.words.button_other_day)
    (desk.home / "lich.yaml").write_text(
        desk.file("lich.yaml").replace("thứ: chủ nhật", "thứ: thứ bảy").partition("    ngoại lệ:")[0], encoding="utf-8"
    )
    desk.serve()
    assert (await desk.person.ask("thứ hai"))["text"].startswith(desk.words.gone_day)
