"""Writing a report, from the first word to its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.report_wording import ReportWording
from bot.knowledge.wording import ChatWording
from bot.simulator.server import Served
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, data_of, town, until

REPORT = "Đèn đường ngõ 3 hỏng"


@pytest.fixture
def asked(kb: KnowledgeBase) -> ReportWording:
    return kb.report_wording


async def send(person: Person, text: str = REPORT) -> Json:
    """Report this; what is said after it was sent."""
    shown = await person.ask(f"/gopy {text}")
    await person.press(shown, "✅ Gửi")
    return (await person.hears())[0]


def labels(message: Json) -> list[str]:
    return [label for row in buttons(message) for label in row]


async def test_words_after_the_command_are_shown_and_get_a_number_only_when_they_are_sent(
    hoa: Person, asked: ReportWording, query: Query
) -> None:
    shown = await hoa.ask("/gopy Đèn đường <b>ngõ 3</b> & hỏng")
    assert "Đèn đường <b>ngõ 3</b> & hỏng" in shown["text"]
    assert asked.review_warning in shown["text"]
    assert "PA-" not in shown["text"]
    assert query("SELECT * FROM reports") == []
    await hoa.press(shown, asked.button_send)
    assert "PA-0001" in (await hoa.hears())[0]["text"]
    assert query("SELECT number, text, kind, anonymous, public FROM reports") == [
        (1, "Đèn đường <b>ngõ 3</b> & hỏng", "den", 0, 0)
    ]
    assert buttons(await hoa.sees(shown)) == []


@pytest.mark.parametrize("opening", ["/gopy", "✍️ Góp ý", "/start gopy", "góp ý"])
async def test_only_what_is_missing_is_asked_for(
    hoa: Person, words: ChatWording, asked: ReportWording, query: Query, opening: str
) -> None:
    assert (await hoa.ask(opening))["text"] == words.report_ask
    where = await hoa.ask("đèn đường hỏng")
    assert labels(where) == [asked.button_skip, words.button_cancel]
    shown = await hoa.ask("cạnh chợ")
    assert "cạnh chợ" in shown["text"]
    await hoa.press(shown, asked.button_send)
    await hoa.hears()
    assert query("SELECT text, place FROM reports") == [("đèn đường hỏng", "cạnh chợ")]


async def test_a_kind_that_needs_no_place_is_not_asked_for_one(hoa: Person, asked: ReportWording) -> None:
    assert asked.button_send in labels(await hoa.ask("/gopy Xin thêm ghế đá"))


async def test_where_may_be_left_open_or_be_a_place_on_the_map(hoa: Person, asked: ReportWording, query: Query) -> None:
    await hoa.press(await hoa.ask("/gopy đèn đường hỏng"), asked.button_skip)
    [shown] = await hoa.hears()
    await hoa.press(shown, asked.button_where)
    await hoa.hears()
    shown = await hoa.ask(location={"latitude": 20.95, "longitude": 107.08})
    assert asked.review_map in shown["text"]
    await hoa.press(shown, asked.button_send)
    await hoa.hears()
    assert query("SELECT map, place FROM reports") == [("[20.95, 107.08]", None)]


@pytest.mark.parametrize("skip", ["bỏ qua", "Bỏ qua ạ", "ko biết"])
async def test_where_is_left_open_by_words_as_by_the_button(
    hoa: Person, asked: ReportWording, query: Query, skip: str
) -> None:
    await hoa.ask("/gopy đèn đường hỏng")
    assert asked.button_send in labels(await hoa.ask(skip))
    await hoa.ask("gửi")
    assert query("SELECT text, place FROM reports") == [("đèn đường hỏng", None)]


async def test_a_plain_message_that_reports_is_understood_as_one(hoa: Person, asked: ReportWording) -> None:
    assert asked.button_send in labels(await hoa.ask(REPORT))


async def test_a_report_that_the_bot_could_answer_is_one_and_may_be_answered_instead(
    hoa: Person, words: ChatWording, asked: ReportWording
) -> None:
    shown = await hoa.ask("đèn đường ngõ 3 hỏng còn nguyên")
    assert asked.review_question in shown["text"]
    await hoa.press(shown, words.button_as_question)
    assert "Lịch tổng vệ sinh" in (await hoa.hears())[0]["text"]


async def test_what_was_sent_asks_for_nothing_more(hoa: Person, asked: ReportWording) -> None:
    shown = await hoa.ask(f"/gopy {REPORT}")
    await hoa.press(shown, asked.button_send)
    await hoa.hears()
    sent = (await hoa.sees(shown))["text"]
    assert REPORT in sent
    assert asked.button_send not in sent
    assert asked.review_warning not in sent


@pytest.mark.parametrize("yes", ["gửi", "ok gửi đi", "Vâng ạ", "gửi hộ tôi ạ"])
async def test_saying_so_sends_it(hoa: Person, query: Query, yes: str) -> None:
    await hoa.ask(f"/gopy {REPORT}")
    assert "PA-0001" in (await hoa.ask(yes))["text"]
    assert query("SELECT text FROM reports") == [(REPORT,)]


async def test_a_question_is_answered_and_may_still_be_sent(hoa: Person, words: ChatWording, query: Query) -> None:
    answer = await hoa.ask("đèn đường hỏng báo ai?")
    assert "Bot chưa biết" in answer["text"]
    await hoa.press(answer, words.button_as_report)
    await hoa.hears()
    shown = await hoa.ask("ngõ 3")
    await hoa.press(shown, "✅ Gửi")
    await hoa.hears()
    assert query("SELECT text FROM reports") == [("đèn đường hỏng báo ai?",)]
    await hoa.press(answer, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == words.report_draft_gone


async def test_words_are_offered_for_half_an_hour(hoa: Person, place: Town, words: ChatWording) -> None:
    answer = await hoa.ask("đèn đường hỏng báo ai?")
    place.clock.pass_by(minutes=30)
    await hoa.press(answer, words.button_as_report)
    assert (await hoa.hears())[0]["text"] == words.report_draft_gone


async def test_in_a_group_nobody_reports(hoa: Person, place: Town, words: ChatWording) -> None:
    inside = hoa.inside(await place.group(hoa))
    answer = await inside.ask(f"@khupho_demo_bot {REPORT}")
    assert words.button_as_report not in labels(answer)
    assert "Bot chưa biết" in answer["text"]


@pytest.mark.parametrize("no", ["thôi", "Không!", "hủy", "huỷ bỏ", "thoi khong can", "thôi ạ", "thoi ko gui nua"])
async def test_saying_no_ends_it_at_any_step(hoa: Person, words: ChatWording, query: Query, no: str) -> None:
    for step in ("/gopy", "/gopy đèn đường hỏng", f"/gopy {REPORT}"):
        await hoa.ask(step)
        assert (await hoa.ask(no))["text"] == words.report_cancelled
        assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT * FROM reports") == []


async def test_a_command_or_a_button_ends_it(hoa: Person, words: ChatWording, asked: ReportWording) -> None:
    await hoa.press(await hoa.ask("/gopy"), words.button_cancel)
    assert (await hoa.hears())[0]["text"] == words.report_cancelled
    await hoa.ask("/gopy")
    assert (await hoa.ask("/huy"))["text"] == words.report_cancelled
    assert (await hoa.ask("/huy"))["text"] == words.nothing_to_cancel
    shown = await hoa.ask(f"/gopy {REPORT}")
    await hoa.ask("/lich")
    assert await hoa.press(shown, asked.button_send) == asked.draft_gone
    assert buttons(await hoa.sees(shown)) == []


async def test_what_may_be_a_question_can_be_answered_instead(
    hoa: Person, words: ChatWording, asked: ReportWording, query: Query
) -> None:
    await hoa.ask("/gopy")
    shown = await hoa.ask("bao giờ dọn?")
    assert asked.review_question in shown["text"]
    await hoa.press(shown, words.button_as_question)
    assert "Lịch tổng vệ sinh" in (await hoa.hears())[0]["text"]
    assert query("SELECT * FROM reports") == []


async def test_a_question_in_between_is_answered_and_the_report_waits(
    hoa: Person, asked: ReportWording, query: Query
) -> None:
    await hoa.ask(f"/gopy {REPORT}")
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn?"))["text"]
    assert "PA-0001" in (await hoa.ask("gửi đi ạ"))["text"]
    assert query("SELECT text FROM reports") == [(REPORT,)]


async def test_words_and_photos_can_be_added_and_words_replaced(
    hoa: Person, asked: ReportWording, query: Query
) -> None:
    shown = await hoa.ask(photo=True, caption=f"/gopy {REPORT}")
    assert fill(asked.review_files, so=1) in shown["text"]
    assert "từ thứ hai" in (await hoa.ask("từ thứ hai"))["text"]
    await hoa.press(shown, asked.button_photo)
    assert (await hoa.hears())[0]["text"] == asked.ask_photo
    shown = await hoa.ask(photo=True)
    assert fill(asked.review_files, so=2) in shown["text"]
    await hoa.press(shown, asked.button_text)
    await hoa.hears()
    shown = await hoa.ask("Đèn ngõ 4 mới đúng")
    assert REPORT not in shown["text"]
    await hoa.press(shown, asked.button_send)
    await hoa.hears()
    [(text, media)] = query("SELECT text, json_array_length(media) FROM reports")
    assert (text, media) == ("Đèn ngõ 4 mới đúng", 2)


@pytest.mark.parametrize("words", [REPORT, f"/gopy {REPORT}"])
async def test_an_album_is_one_report_shown_once(hoa: Person, asked: ReportWording, words: str) -> None:
    await hoa.say(photo=True, media_group_id="1", caption=words)
    [shown] = await hoa.hears()
    for _ in range(2):
        await hoa.say(photo=True, media_group_id="1")

    async def has_grown() -> bool:
        return fill(asked.review_files, so=3) in (await hoa.sees(shown))["text"]

    await until(has_grown)
    await hoa.press(shown, asked.button_send)
    assert "PA-0001" in (await hoa.hears())[0]["text"]


async def test_photos_without_words_wait_for_words(hoa: Person, asked: ReportWording, query: Query) -> None:
    await hoa.ask("/gopy")
    assert "việc gì" in (await hoa.ask(photo=True))["text"]
    assert fill(asked.review_files, so=1) in (await hoa.ask(REPORT))["text"]


async def test_what_cannot_be_passed_on_is_said(hoa: Person, asked: ReportWording) -> None:
    await hoa.ask(f"/gopy {REPORT}")
    await hoa.send_file("sticker")
    assert (await hoa.hears())[0]["text"] == asked.not_taken
    assert "PA-0001" in (await hoa.ask("gửi"))["text"]


async def test_words_that_are_edited_before_they_are_sent_are_shown_anew(hoa: Person, query: Query) -> None:
    said = await hoa.say(REPORT)
    await hoa.hears()
    await hoa.edit(said, "Đèn đường ngõ 13 hỏng")
    assert "ngõ 13" in (await hoa.hears())[0]["text"]
    await hoa.ask("gửi")
    assert query("SELECT text FROM reports") == [("Đèn đường ngõ 13 hỏng",)]


async def test_who_edits_words_that_were_added_is_told_how(hoa: Person, asked: ReportWording, query: Query) -> None:
    await hoa.ask(f"/gopy {REPORT}")
    more = await hoa.say("từ thứ hai")
    await hoa.hears()
    await hoa.edit(more, "từ thứ ba")
    assert (await hoa.hears())[0]["text"] == asked.edit_by_button
    await hoa.ask("gửi")
    assert query("SELECT text FROM reports") == [(f"{REPORT}\ntừ thứ hai",)]


async def test_too_many_words_are_asked_for_again(hoa: Person, asked: ReportWording, query: Query) -> None:
    assert (await hoa.ask(f"/gopy {'dài ' * 900}"))["text"] == asked.too_long
    await hoa.ask(REPORT)
    await hoa.ask("gửi")
    assert query("SELECT text FROM reports") == [(REPORT,)]


async def test_name_public_and_kind_are_chosen_by_buttons(hoa: Person, asked: ReportWording, query: Query) -> None:
    shown = await hoa.ask(f"/gopy {REPORT}")
    for label, told in (
        (asked.button_hide_name, asked.review_anonymous),
        (asked.button_show_name, asked.review_named),
        (asked.button_hide_name, asked.review_anonymous),
        (asked.button_publish, asked.review_public),
    ):
        await hoa.press(await hoa.sees(shown), label)
        assert told in (await hoa.sees(shown))["text"]
    await hoa.press(shown, asked.button_kind)
    [kinds] = await hoa.hears()
    await hoa.press(kinds, "Cống")
    shown = await hoa.sees(kinds)
    assert asked.button_publish not in labels(shown)
    await hoa.press(shown, asked.button_send)
    await hoa.hears()
    assert query("SELECT kind, anonymous, public FROM reports") == [("cong", 1, 0)]


async def test_buttons_fit_no_other_report(hoa: Person, asked: ReportWording, query: Query) -> None:
    old = await hoa.ask(f"/gopy {REPORT}")
    new = await hoa.ask("/gopy Đèn đường ngõ 4 hỏng")
    assert await hoa.press(old, asked.button_send) == asked.draft_gone
    await hoa.press(new, asked.button_send)
    await hoa.hears()
    assert await hoa.press(new, "✅ Gửi") == asked.draft_gone
    assert query("SELECT text FROM reports") == [("Đèn đường ngõ 4 hỏng",)]


@pytest.mark.parametrize(
    "data",
    [
        "pa:", "pa", "pa:send", "pa:send:", "pa:send:1", "pa:is:1:khac", "pa:said:0", "pa:show:", "pa:show:x",
        "pa:show:7", "pa:show:99999999999999", "pa:list:-1", "pa:near:x", "pa:add:7", "pa:close:7", "pa:open:7",
        "pa:ok:7", "pa:again:7", "pa:me:7", "pa:me:7:8", "pa:put:7:0", "pa:nothing:1", "pa:show:٣", "pa:list:",
    ],
)  # fmt: skip
async def test_forged_buttons_do_nothing(hoa: Person, place: Town, words: ChatWording, query: Query, data: str) -> None:
    shown = await hoa.ask("xin chào")
    await hoa.send_data(shown, data)
    await until(place.idle)
    seen = await place.get("messages", chat_id=hoa.chat)
    assert not any(message.get("text") == words.apology for message in seen["messages"])
    assert query("SELECT * FROM reports") == []
    assert query("SELECT * FROM letters") == []


async def test_a_forged_kind_changes_nothing(hoa: Person, asked: ReportWording, words: ChatWording) -> None:
    shown = await hoa.ask(f"/gopy {REPORT}")
    number = data_of(shown, asked.button_send).rpartition(":")[2]
    assert await hoa.send_data(shown, f"pa:is:{number}:bia-dat") == words.old_button


STEPS: tuple[tuple[str, ...], ...] = (
    ("/gopy", "đèn đường hỏng", "ngõ 3"),
    ("đèn đường hỏng báo ai?", "!✍️ Gửi thành phản ánh", "ngõ 3"),
    (f"/gopy {REPORT}", "!🙈 Ẩn tên tôi"),
    (f"/gopy {REPORT}", "!✏️ Sửa lời", "Đèn đường ngõ 3 tắt"),
    (f"/gopy {REPORT}", "!🏷 Đổi loại", "!Việc khác"),
)


@pytest.mark.parametrize("steps", STEPS)
async def test_a_restart_at_each_step_loses_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer, query: Query, steps: tuple[str, ...]
) -> None:
    async with town(served, folder, lambda: answerer) as place:
        hoa = await place.person("Hòa")
    last: Json = {}
    for step in (*steps, "gửi"):
        async with town(served, folder, lambda: answerer) as place:
            hoa = Person(place, hoa.user, hoa.chat, hoa.read)
            last = await _one(hoa, last, step)
    assert "PA-0001" in last["text"]
    assert len(query("SELECT * FROM reports")) == 1


async def _one(person: Person, shown: Json, step: str) -> Json:
    if not step.startswith("!"):
        return await person.ask(step)
    before = (await person.sees(shown))["text"]
    await person.press(shown, step[1:])
    now = await person.sees(shown)
    return now if now["text"] != before else (await person.hears())[0]


async def test_five_reports_a_day(hoa: Person, place: Town, asked: ReportWording, query: Query) -> None:
    for number in range(1, 6):
        assert f"PA-000{number}" in (await send(hoa))["text"]
    told = fill(asked.limit_reached, so=5)
    assert (await hoa.ask(f"/gopy {REPORT}"))["text"] == told
    assert (await hoa.ask("/gopy"))["text"] == told
    assert (await hoa.ask(REPORT))["text"] == told
    lan = await place.person("Lan")
    assert "PA-0006" in (await send(lan))["text"]
    place.clock.pass_by(hours=16)  # midnight in Hạ Long
    assert "PA-0007" in (await send(hoa))["text"]


async def test_being_forgotten_gives_nobody_more_of_them(
    hoa: Person, place: Town, asked: ReportWording, words: ChatWording
) -> None:
    for _ in range(5):
        await send(hoa)
    await hoa.press(await hoa.ask("/xoa"), words.button_erase)
    assert (await hoa.ask("/gopy"))["text"] == fill(asked.limit_reached, so=5)
    place.clock.pass_by(hours=16)
    assert "PA-0006" in (await send(hoa))["text"]


async def test_the_limit_is_a_setting_and_holds_when_it_is_sent(
    served: Served, folder: Path, answerer: FakeAnswerer, asked: ReportWording
) -> None:
    async with town(served, folder, lambda: answerer, reports_per_day=1) as place:
        hoa = await place.person("Hòa")
        first = await hoa.ask(f"/gopy {REPORT}")
        await hoa.press(first, asked.button_send)
        await hoa.hears()
        assert (await hoa.ask("/gopy"))["text"] == fill(asked.limit_reached, so=1)


async def test_who_is_blocked_is_told_and_sends_nothing(
    hoa: Person, place: Town, asked: ReportWording, query: Query
) -> None:
    shown = await hoa.ask(f"/gopy {REPORT}")
    digest = place.channel._desk.digest(hoa.id)
    await place.storage.blocks.put(digest, "PA-0001", 7, place.clock())
    await hoa.press(shown, asked.button_send)
    assert (await hoa.hears())[0]["text"] == asked.blocked
    assert (await hoa.ask("/gopy"))["text"] == asked.blocked
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT * FROM reports") == []


async def test_the_same_update_twice_is_one_report(hoa: Person, place: Town, query: Query) -> None:
    await hoa.ask(f"/gopy {REPORT}")
    await hoa.ask("gửi")
    update = place.served.telegram.updates.next_id - 1
    await place.control("replay", update_id=update)
    assert "PA-0002" in (await send(hoa))["text"]
    assert len(query("SELECT * FROM reports")) == 2


async def publish(person: Person, text: str = REPORT, **more: Any) -> Json:
    """Report this for others to see."""
    shown = await person.ask(f"/gopy {text}")
    await person.press(shown, "👥 Cho bà con cùng thấy")
    await person.press(shown, "✅ Gửi")
    return (await person.hears())[0]


async def test_the_same_nearby_is_joined_instead(hoa: Person, place: Town, asked: ReportWording, query: Query) -> None:
    lan, tu = await place.person("Lan"), await place.person("Tư")
    await place.storage.residents.set_group(lan.id, 5, place.clock())
    await publish(hoa, "Đèn đường ngõ 3 tổ 5 hỏng")
    offer = await lan.ask("/gopy Đèn đường ngõ 3 không sáng")
    assert "Đèn đường ngõ 3 tổ 5 hỏng" in offer["text"]
    assert "Hòa" not in offer["text"]
    await lan.press(offer, fill(asked.button_me_too, ma="PA-0001"))
    assert "PA-0001" in (await lan.hears())[0]["text"]
    assert buttons(await lan.sees(offer)) == []
    assert query("SELECT number, chat_id FROM supporters") == [(1, lan.id)]
    assert "Lịch tổng vệ sinh" in (await lan.ask("bao giờ dọn"))["text"]
    assert asked.button_send in labels(await tu.ask("/gopy Đèn đường ngõ 20 tổ 9 hỏng"))
    await place.storage.residents.set_group(tu.id, 5, place.clock())
    offer = await tu.ask("/gopy Đèn đường ngõ 4 hỏng")
    await tu.press(offer, asked.button_other)
    assert asked.button_send in labels((await tu.hears())[0])


async def test_what_its_author_keeps_private_is_offered_to_nobody(
    hoa: Person, place: Town, asked: ReportWording
) -> None:
    lan = await place.person("Lan")
    await send(hoa)
    assert asked.button_send in labels(await lan.ask(f"/gopy {REPORT}"))


async def test_any_words_can_be_sent(hoa: Person, query: Query) -> None:
    text = "<b>&amp;</b> **đậm** {mã} \u202e 👩‍👩‍👧 \x00 </a>"
    await hoa.ask(f"/gopy {text}")
    assert "PA-0001" in (await hoa.ask("gửi"))["text"]
    [(kept,)] = query("SELECT text FROM reports")
    assert "**đậm** {mã}" in kept
