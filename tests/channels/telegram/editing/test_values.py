"""`/sua` over HTTP: entries found, values changed, compared, written, refused."""

from __future__ import annotations

import pytest

from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.town import buttons, fonts


@pytest.mark.parametrize("asked", ["số điện thoại tổ trưởng tổ 7", "so dien thoai to truong to 7", "trần thị mẫu"])
async def test_an_entry_is_found_by_asking_for_it(desk: Desk, asked: str) -> None:
    shown = await desk.open(asked)
    assert shown["text"].startswith("📇 Tổ trưởng tổ 7")
    assert "0203 382 5113" in shown["text"]


async def test_what_an_answer_draws_on_is_offered_with_it(desk: Desk) -> None:
    await desk.person.say("/sua")
    [asked] = await desk.person.hears()
    assert asked["text"].startswith("✏️ Bác muốn sửa gì")
    shown = await desk.person.ask("bao giờ dọn vệ sinh")
    labels = [row[0] for row in buttons(shown)]
    wanted = ["❓ Lịch tổng vệ sinh", "🗓 Tổng vệ sinh", "📍 Nhà văn hóa", "📇 Trưởng khu phố"]
    assert sorted(wanted) == sorted(labels[:4])


async def test_who_does_not_find_it_can_choose_from_lists(desk: Desk) -> None:
    shown = await desk.open("xyz")
    assert shown["text"] == desk.words.not_found
    menu = await desk.asks(shown, desk.words.button_find)
    sections = await desk.press(menu, desk.words.button_contacts)
    people = await desk.press(sections, "Tổ trưởng")
    card = await desk.press(people, "📇 Tổ trưởng tổ 7")
    assert "Trần Thị Mẫu" in card["text"]
    assert buttons(card)[-1] == [desk.words.button_find]


async def test_a_card_says_what_is_a_sample_and_what_is_past_review(desk: Desk) -> None:
    desk.put("danh-ba.yaml", "xem lại trước: 31/12/2027", "xem lại trước: 31/12/2025\n    mẫu: [giờ]")
    desk.serve()
    card = await desk.card("c:truong-khu")
    assert "Giờ: 8:00-17:00 (số liệu mẫu)" in card["text"]
    assert "quá ngày xem lại" in card["text"]
    assert [desk.words.button_samples] in buttons(card)


VALUES = (
    ("c:truong-khu", "ph", "0987.654.321", "điện thoại: 0987 654 321"),
    ("c:truong-khu", "ph", "+84 987654321, 02033825999", 'điện thoại: ["0987 654 321", "0203 382 5999"]'),
    ("c:truong-khu", "na", "  Lê   Văn Mới ", "tên: Lê Văn Mới"),
    ("c:truong-khu", "ro", "Bí thư: kiêm trưởng khu", 'chức vụ: "Bí thư: kiêm trưởng khu"'),
    ("c:truong-khu", "ho", "buổi tối", "giờ: buổi tối"),
    ("c:truong-khu", "ad", "số 5, ngõ 1", "địa chỉ: số 5, ngõ 1"),
    ("c:truong-khu", "no", "gọi trước <b>& nhắn</b> # sau", 'ghi chú: "gọi trước <b>& nhắn</b> # sau"'),
    ("c:truong-khu", "so", "sổ của ban", "nguồn: sổ của ban"),
    ("c:truong-khu", "re", "1/2/2028", "xem lại trước: 01/02/2028"),
    ("s:tong-ve-sinh", "wd", "chủ nhật và thứ 7", "thứ: [chủ nhật, thứ bảy]"),
    ("s:tong-ve-sinh", "st", "6h", "từ giờ: 06:00"),
    ("s:tong-ve-sinh", "st", "7 rưỡi đến 9h", "đến giờ: 09:00"),
    ("s:tong-ve-sinh", "na", "Ra quân", "tên: Ra quân"),
    ("s:tong-ve-sinh", "no", "mang chổi", "ghi chú: mang chổi"),
    ("p:nha-van-hoa", "na", "Nhà văn hóa mới", "tên: Nhà văn hóa mới"),
    ("p:nha-van-hoa", "ad", "cuối ngõ 2", "địa chỉ: cuối ngõ 2"),
    ("t:ve-sinh/lich", "ti", "Khi nào dọn 🧹", "tiêu đề: Khi nào dọn 🧹"),
    ("t:nvqs/dang-ky", "an", "Nam đủ 17 tuổi\nthì đăng ký.", "thì đăng ký."),
)


async def test_each_kind_of_value_is_written_as_the_file_has_it(desk: Desk) -> None:
    names = ("danh-ba.yaml", "lich.yaml", "khu-pho.yaml", "hoi-dap/chung.yaml")
    for ref, short, typed, line in VALUES:
        before = {name: desk.file(name).splitlines() for name in names}
        compared = await desk.field(ref, short, typed)
        assert compared["text"].startswith(f"📝 {desk.label(ref)} – ")
        assert (await desk.write(compared))["text"].startswith("✅ Đã ghi vào sổ tay.")
        after = {name: desk.file(name).splitlines() for name in names}
        [changed] = [name for name in names if before[name] != after[name]]
        assert line in [one.strip() for one in after[changed]], typed
        assert abs(len(after[changed]) - len(before[changed])) <= 2


async def test_before_and_after_are_shown_as_residents_see_them_and_as_the_file_has_them(desk: Desk) -> None:
    compared = await desk.field("c:truong-khu", "ph", "0987 654 321")
    text = compared["text"]
    before, _, after = text.partition(desk.words.seen_after.strip("*"))
    assert "0912 345 678" in before
    assert "0987 654 321" in after
    assert "➖ điện thoại: 0912 345 678" in after
    assert "➕ điện thoại: 0987 654 321" in after
    assert "0912" in desk.file("danh-ba.yaml")


async def test_what_is_written_is_answered_at_once(desk: Desk) -> None:
    await desk.write(await desk.field("c:truong-khu", "ph", "0987 654 321"))
    assert desk.kb.contacts["truong-khu"].phones == ("0987654321",)


async def test_an_optional_value_can_be_left_empty(desk: Desk) -> None:
    card = await desk.write(await desk.field("c:truong-khu", "ho", "để trống"))
    assert "Giờ: chưa ghi" in card["text"]
    assert "giờ:" not in desk.file("danh-ba.yaml")


async def test_what_somebody_sets_is_no_sample_any_more(desk: Desk) -> None:
    desk.put("danh-ba.yaml", "xem lại trước: 31/12/2027", "xem lại trước: 31/12/2027\n    mẫu: [điện thoại, giờ]")
    desk.serve()
    compared = await desk.field("c:truong-khu", "ph", "0987 654 321")
    assert "(chưa công bố)" not in compared["text"].partition(desk.words.seen_after.strip("*"))[2].partition("\n\n")[0]
    await desk.write(compared)
    assert "    mẫu: [giờ]" in desk.file("danh-ba.yaml").splitlines()


async def test_samples_that_are_right_are_confirmed(desk: Desk) -> None:
    desk.put("danh-ba.yaml", "xem lại trước: 31/12/2027", "xem lại trước: 31/12/2027\n    mẫu: [điện thoại, giờ]")
    desk.serve()
    asked = await desk.press(await desk.card("c:truong-khu"), desk.words.button_samples)
    assert buttons(asked)[:2] == [["Điện thoại: đúng rồi"], ["Giờ: đúng rồi"]]
    await desk.write(await desk.press(asked, desk.words.button_all_samples))
    assert "mẫu:" not in desk.file("danh-ba.yaml")


async def test_still_right_takes_one_press(desk: Desk) -> None:
    card = await desk.card("c:truong-khu")  # confirmed 11/2026, to be reviewed on 31/12/2027
    toast = await desk.person.press(card, desk.words.button_still_right)
    assert "17/01/2028" in toast
    assert "xác nhận ngày: 18/11/2026" in desk.file("danh-ba.yaml")
    assert "xem lại trước: 17/01/2028" in desk.file("danh-ba.yaml")
    assert "18/11/2026" in (await desk.person.sees(card))["text"]
    assert await desk.person.press(card, desk.words.button_still_right) == desk.words.toast_unchanged


async def test_still_right_tells_which_samples_are_left(desk: Desk) -> None:
    desk.put("danh-ba.yaml", "xem lại trước: 31/12/2027", "xem lại trước: 31/12/2027\n    mẫu: [điện thoại, giờ]")
    desk.serve()
    toast = await desk.person.press(await desk.card("c:truong-khu"), desk.words.button_still_right)
    assert "còn số mẫu: điện thoại, giờ." in toast


async def test_still_right_without_a_span_means_half_a_year(desk: Desk) -> None:
    card = await desk.card("p:nha-van-hoa")
    await desk.person.press(card, desk.words.button_still_right)
    assert "xem lại trước: 19/05/2027" in desk.file("khu-pho.yaml")


async def test_what_cannot_be_read_is_asked_for_again(desk: Desk) -> None:
    said = await desk.field("c:truong-khu", "ph", "số của bác Bản")
    assert said["text"] == desk.words.unclear
    again = await desk.hears()
    assert again["text"].startswith("✏️ ")
    assert [desk.words.button_back] in buttons(again)
    assert (await desk.person.ask("0987 654 321"))["text"].startswith("📝 ")


REFUSED = (
    ("c:truong-khu", "ph", "000 0000 000", "số bịa"),
    ("s:tong-ve-sinh", "st", "9h đến 8h", "phải sau"),
    ("t:ve-sinh/lich", "an", "Hỏi {liên hệ:ai-do}", "không có mã này"),
    ("t:ve-sinh/lich", "an", "Hỏi {ông nào đó} nhé", "không có {ông nào đó} ở đây"),
    ("t:ve-sinh/lich", "an", "Ngoặc { lẻ", "dấu {"),
    ("t:ve-sinh/lich", "an", "**đậm", "dấu **"),
    ("t:ve-sinh/lich", "an", "dài " * 900, "dài quá"),
)


async def test_what_check_refuses_is_told_with_the_reason_and_asked_again(desk: Desk) -> None:
    names = ("danh-ba.yaml", "lich.yaml", "hoi-dap/chung.yaml")
    before = [desk.file(name) for name in names]
    for ref, short, typed, reason in REFUSED:
        said = await desk.field(ref, short, typed)
        assert said["text"].startswith("⛔ Chưa ghi được")
        assert reason in said["text"]
        assert (await desk.hears())["text"].startswith("✏️ ")
        mended = {"ph": "0987 654 321", "st": "7h", "an": "Sáng chủ nhật."}[short]
        assert (await desk.person.ask(mended))["text"].startswith("📝 ")
    assert before == [desk.file(name) for name in names]


async def test_placeholders_are_shown_in_words_and_kept(desk: Desk) -> None:
    card = await desk.card("t:ve-sinh/lich")
    shown = "{lịch Tổng vệ sinh} Hỏi thêm {điện thoại Trưởng khu phố}."
    assert shown in card["text"]
    typed = "Bà con chú ý: {lich tong ve sinh} Hỏi {Điện thoại Trưởng khu phố}!"
    compared = await desk.field("t:ve-sinh/lich", "an", typed)
    assert "không còn" not in compared["text"]
    await desk.write(compared)
    answer = desk.kb.topics["ve-sinh/lich"].answer
    assert answer == "Bà con chú ý: {lịch:tong-ve-sinh} Hỏi {liên hệ:truong-khu.điện thoại}!"


async def test_a_placeholder_left_out_is_told_before_anything_is_written(desk: Desk) -> None:
    compared = await desk.field("t:ve-sinh/lich", "an", "Xem {lịch:tong-ve-sinh}")
    assert "⚠️ Lời mới không còn {điện thoại Trưởng khu phố}" in compared["text"]
    again = await desk.asks(compared, desk.words.button_rewrite)
    assert "{điện thoại Trưởng khu phố}" in again["text"]
    assert "{liên hệ:truong-khu.điện thoại}" in desk.file("hoi-dap/chung.yaml")


async def test_bold_typed_in_telegram_is_kept(desk: Desk) -> None:
    bold = [{"type": "bold", "offset": 5, "length": 8}]
    compared = await desk.field("t:nvqs/dang-ky", "an", "Sáng chủ nhật <b> & nhé", entities=bold)
    assert "chủ nhật" in fonts(compared, "bold")
    await desk.write(compared)
    assert desk.kb.topics["nvqs/dang-ky"].answer == "Sáng **chủ nhật** <b> & nhé"


async def test_a_schedule_gets_another_place_by_button(desk: Desk) -> None:
    desk.put("khu-pho.yaml", "địa điểm:\n", "địa điểm:\n  - mã: san-tap\n    tên: Sân tập\n    nguồn: ban\n")
    desk.serve()
    places = await desk.press(await desk.card("s:tong-ve-sinh"), "✏️ Nơi")
    compared = await desk.press(places, "Sân tập")
    await desk.write(compared)
    assert desk.kb.schedules["tong-ve-sinh"].place == "san-tap"


async def test_a_place_is_put_on_the_map_by_sending_a_location(desk: Desk) -> None:
    shown = await desk.card("p:nha-van-hoa")
    await desk.asks(shown, "✏️ Vị trí bản đồ")
    compared = await desk.person.ask("", location={"latitude": 20.9512, "longitude": 107.0812})
    assert "vĩ độ: 20.95120" in compared["text"]
    await desk.write(compared)
    assert desk.kb.places["nha-van-hoa"].longitude == 107.0812


async def test_ways_of_asking_come_and_go(desk: Desk) -> None:
    ways = await desk.press(await desk.card("t:ve-sinh/lich"), "💬 Cách hỏi (20)")
    asked = await desk.asks(ways, desk.words.button_add_way)
    assert "cách hỏi" in asked["text"] or "câu bà con" in asked["text"]
    await desk.write(await desk.person.ask("hom nao quet ngo\nquét ngõ ngày mấy"))
    assert desk.kb.topics["ve-sinh/lich"].ways[-2:] == ("hom nao quet ngo", "quét ngõ ngày mấy")
    ways = await desk.press(await desk.card("t:ve-sinh/lich"), "💬 Cách hỏi (22)")
    page = await desk.press(await desk.press(ways, desk.words.button_after), desk.words.button_after)
    await desk.write(await desk.press(page, "➖ hom nao quet ngo"))
    assert desk.kb.topics["ve-sinh/lich"].ways[-2:] == ("lịch lao động công ích", "quét ngõ ngày mấy")


async def test_a_way_that_another_topic_has_is_told_with_that_topic(desk: Desk) -> None:
    ways = await desk.press(await desk.card("t:ve-sinh/lich"), "💬 Cách hỏi (20)")
    await desk.asks(ways, desk.words.button_add_way)
    said = await desk.person.ask("may tuoi dang ky nghia vu")
    assert "bot đã học ở mục ❓ Đăng ký nghĩa vụ quân sự lần đầu" in said["text"]
    other = await desk.press(said, "❓ Đăng ký nghĩa vụ quân sự lần đầu")
    assert "Công dân nam" in other["text"]


async def test_the_same_value_changes_nothing(desk: Desk) -> None:
    said = await desk.field("c:truong-khu", "na", "Nguyễn Văn Thử")
    assert said["text"].startswith(desk.words.unchanged)


async def test_it_can_be_dropped_at_every_step(desk: Desk) -> None:
    before = desk.file("danh-ba.yaml")
    compared = await desk.field("c:truong-khu", "na", "Lê Văn Mới")
    card = await desk.asks(compared, desk.words.button_drop)
    assert card["text"].startswith(desk.words.dropped)
    asked = await desk.asks(card, "✏️ Tên")
    await desk.press(asked, desk.words.button_back)
    assert (await desk.person.ask("bao giờ dọn"))["text"].startswith("Lịch tổng vệ sinh")  # nothing is awaited
    await desk.asks(card, "✏️ Tên")
    assert (await desk.person.ask("thôi"))["text"] == desk.kb.chat_wording.task_cancelled
    await desk.asks(card, "✏️ Tên")
    assert (await desk.person.ask("/huy"))["text"] == desk.kb.chat_wording.task_cancelled
    assert desk.file("danh-ba.yaml") == before


async def test_in_the_committee_chat_the_reply_to_the_question_counts(group: Desk) -> None:
    compared = await group.field("c:truong-khu", "ph", "0987 654 321")
    assert compared["text"].startswith("📝 ")
    await group.write(compared)
    assert group.kb.contacts["truong-khu"].phones == ("0987654321",)


async def test_in_the_committee_chat_stop_is_heard_in_the_reply(group: Desk) -> None:
    said = await group.field("c:truong-khu", "ph", "thôi")
    assert said["text"].startswith(group.words.dropped)


async def test_in_the_committee_chat_an_entry_is_found_by_a_reply(group: Desk) -> None:
    await group.person.say("/sua")
    _, asked = await group.person.hears(2)
    card = await group.person.ask("trần thị mẫu", reply_to_message_id=asked["message_id"])
    assert card["text"].startswith("📇 Tổ trưởng tổ 7")


async def test_of_two_members_who_press_at_once_one_writes(group: Desk, committee: Committee) -> None:
    compared = await group.field("c:truong-khu", "ph", "0987 654 321")
    assert await committee.first.press(compared, group.words.button_write) == group.words.toast_written
    ok = next(key for row in compared["reply_markup"]["inline_keyboard"] for key in row)["callback_data"]
    assert await committee.second.send_data(compared, ok) == group.words.toast_over
    no = ok.replace("e:ok", "e:no")
    assert await committee.second.send_data(compared, no) == group.words.toast_over


async def test_a_file_that_changed_meanwhile_is_compared_anew(desk: Desk) -> None:
    compared = await desk.field("c:truong-khu", "ph", "0987 654 321")
    desk.put("danh-ba.yaml", "tên: Trần Thị Mẫu", "tên: Trần Thị Tay")
    await desk.person.press(compared, desk.words.button_write)
    fresh = await desk.person.sees(compared)
    assert "có người vừa sửa" in fresh["text"]
    assert "0912" in desk.file("danh-ba.yaml")
    await desk.write(fresh)
    assert "0987 654 321" in desk.file("danh-ba.yaml")
    assert "Trần Thị Tay" in desk.file("danh-ba.yaml")


async def test_what_does_not_fit_any_more_is_not_written(desk: Desk) -> None:
    compared = await desk.field("c:to-truong-7", "na", "Lê Văn Mới")
    desk.put("danh-ba.yaml", "mã: to-truong-7", "mã: to-truong-bay")
    await desk.person.press(compared, desk.words.button_write)
    [said] = await desk.person.hears()
    assert said["text"] == desk.words.conflict_over
    assert "Lê Văn Mới" not in desk.file("danh-ba.yaml")


async def test_a_schedule_by_dates_and_one_by_days_of_the_month_have_those(desk: Desk) -> None:
    by_dates = "  - mã: tiem\n    tên: Tiêm chủng\n    lặp: theo ngày\n    các ngày: [05/12/2026]\n    nguồn: ban\n"
    monthly = "  - mã: hop\n    tên: Họp\n    lặp: hằng tháng\n    ngày trong tháng: 3\n    nguồn: ban\n"
    (desk.home / "them.yaml").write_text(f"lịch:\n{by_dates}{monthly}", encoding="utf-8")
    desk.serve()
    await desk.write(await desk.field("s:tiem", "da", "5/12/2026, 19/12"))
    assert "    các ngày: [05/12/2026, 19/12/2026]" in desk.file("them.yaml").splitlines()
    await desk.write(await desk.field("s:hop", "md", "3 và ngày 15"))
    assert desk.kb.schedules["hop"].month_days == (3, 15)
