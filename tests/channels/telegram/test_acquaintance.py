from __future__ import annotations

import pytest

from bot.channels.telegram.keyboards import section_key, sections
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, until


def with_bell(words: ChatWording, text: str) -> str:
    """What stands above the bell."""
    return f"{text}\n\n{words.bell_offered}"


async def test_start_greets_tells_what_is_kept_shows_the_menu_and_asks_for_the_group(
    hoa: Person, words: ChatWording
) -> None:
    await hoa.say("/start")
    greeting, question = await hoa.hears(2)
    assert "Khu phố Thử" in greeting["text"]
    assert greeting["text"].endswith(words.notice)
    assert await hoa.keyboard() == [
        [words.button_directory, words.button_calendar],
        [words.button_military],
        [words.button_report, words.button_help],
    ]
    assert question["text"] == with_bell(words, fill(words.ask_group, khu_pho="Khu phố Thử"))
    assert [len(row) for row in buttons(question)] == [4, 4, 4, 1, 1]
    assert buttons(question)[3:] == [[words.button_skip], [words.button_subscribe]]


async def test_a_chosen_group_is_kept_and_can_be_changed(hoa: Person, place: Town, words: ChatWording) -> None:
    await hoa.say("/start")
    _, question = await hoa.hears(2)
    await hoa.press(question, "Tổ 7")
    chosen = await hoa.sees(question)
    assert chosen["text"] == with_bell(words, fill(words.group_set, to=7))
    assert buttons(chosen) == [[words.button_change_group], [words.button_subscribe]]
    await hoa.press(chosen, words.button_change_group)
    again = await hoa.sees(question)
    await hoa.press(again, "Tổ 12")
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.group == 12


async def test_skipping_keeps_no_group(hoa: Person, place: Town, words: ChatWording) -> None:
    await hoa.say("/start")
    _, question = await hoa.hears(2)
    await hoa.press(question, words.button_skip)
    assert (await hoa.sees(question))["text"] == with_bell(words, words.group_skipped)
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.group is None


async def test_start_again_tells_which_group_is_kept_and_that_announcements_come(
    hoa: Person, place: Town, words: ChatWording
) -> None:
    await place.storage.residents.set_group(hoa.id, 7, place.clock())
    _, told = await _start(hoa)
    known = fill(words.group_known, to=7)
    assert told["text"] == with_bell(words, known)
    assert buttons(told) == [[words.button_change_group], [words.button_subscribe]]
    await hoa.press(told, words.button_subscribe)
    await hoa.hears()
    for shown in (await hoa.sees(told), (await _start(hoa))[1]):
        assert shown["text"] == f"{known}\n\n{words.bell_on}"
        assert buttons(shown) == [[words.button_change_group]]
    await hoa.press(await hoa.sees(told), words.button_change_group)
    await hoa.press(await hoa.sees(told), words.button_skip)
    assert (await hoa.sees(told))["text"] == f"{known}\n\n{words.bell_on}"


async def test_who_gets_announcements_is_not_told_to_press_a_bell(hoa: Person, words: ChatWording) -> None:
    _, question = await _start(hoa)
    await hoa.press(question, words.button_subscribe)
    await hoa.hears()
    for shown in (await hoa.sees(question), (await _start(hoa))[1]):
        assert shown["text"].endswith(words.bell_on)
        assert [words.button_subscribe] not in buttons(shown)


async def _start(person: Person) -> list[Json]:
    await person.say("/start")
    return await person.hears(2)


async def test_a_link_from_a_poster_sets_the_group(hoa: Person, place: Town, words: ChatWording) -> None:
    await hoa.say("/start to-7")
    _, told = await hoa.hears(2)
    assert told["text"] == with_bell(words, fill(words.group_set, to=7))
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.group == 7


async def test_a_link_from_a_poster_without_a_group_asks_for_it(hoa: Person, words: ChatWording) -> None:
    await hoa.say("/start to")
    _, asked = await hoa.hears(2)
    assert asked["text"] == with_bell(words, fill(words.ask_group, khu_pho="Khu phố Thử"))


@pytest.mark.parametrize("payload", ["to-13", "to-0", "to-007", "to--1", "to-²", "to-9999999999"])
async def test_a_group_that_does_not_exist_is_not_kept(
    hoa: Person, place: Town, words: ChatWording, payload: str
) -> None:
    await hoa.say(f"/start {payload}")
    _, told = await hoa.hears(2)
    assert told["text"] == with_bell(words, fill(words.group_wrong, khu_pho="Khu phố Thử", so_to=12))
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.group is None


async def test_pressing_the_bell_is_the_consent_and_dung_withdraws_it(
    hoa: Person, place: Town, words: ChatWording, query: Query
) -> None:
    await hoa.say("/start")
    _, question = await hoa.hears(2)
    await hoa.press(question, words.button_subscribe)
    assert (await hoa.hears())[0]["text"] == words.subscribed
    assert [words.button_subscribe] not in buttons(await hoa.sees(question))
    place.clock.pass_by(days=1)
    stopped = await hoa.ask("/dung")
    assert (stopped["text"], buttons(stopped)) == (words.unsubscribed, [[words.button_subscribe]])
    assert query("SELECT chat_id, given_at, withdrawn_at FROM consents") == [
        (hoa.id, "2026-11-18 01:00:00.000000", "2026-11-19 01:00:00.000000")
    ]
    await hoa.press(stopped, words.button_subscribe)
    resident = await place.storage.residents.get(hoa.id)
    assert resident is not None
    assert resident.subscribed


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/danhba", "Trưởng khu"),
        ("/DanhBa", "Trưởng khu"),
        ("/danhbạ", "Trưởng khu"),
        ("/danhba@khupho_demo_bot", "Trưởng khu"),
        ("/lich", "18/11/2026 08:00"),
        ("/trogiup", "/gopy"),
        ("/help", "/gopy"),
        ("/riengtu", "91/2025/QH15"),
        ("/privacy", "91/2025/QH15"),
        ("/stop", "🔕"),
        ("/khongco", "/trogiup"),
        ("/huy", "hủy"),
    ],
)
async def test_every_command_and_alias_is_answered(hoa: Person, command: str, expected: str) -> None:
    assert expected in (await hoa.ask(command))["text"]


async def test_military_service_is_offered_by_topic(hoa: Person) -> None:
    assert buttons(await hoa.ask("/nghiavu")) == [["Đăng ký nghĩa vụ quân sự lần đầu"]]


async def test_the_menu_does_what_the_commands_do(hoa: Person, words: ChatWording) -> None:
    assert "Trưởng khu" in (await hoa.ask(words.button_directory))["text"]
    assert "18/11/2026" in (await hoa.ask(words.button_calendar))["text"]
    assert (await hoa.ask(words.button_military))["text"] == words.military
    assert (await hoa.ask(words.button_report))["text"] == words.report_ask
    assert "/gopy" in (await hoa.ask(words.button_help))["text"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("danh bạ", "Trưởng khu"),
        ("Danh ba.", "Trưởng khu"),
        ("danhba", "Trưởng khu"),
        ("lịch", "18/11/2026"),
        ("LICH ạ", "18/11/2026"),
        ("trợ giúp", "/gopy"),
        ("tro giup", "/gopy"),
        ("góp ý", "tin tiếp theo"),
        ("gop y!", "tin tiếp theo"),
        ("nghĩa vụ quân sự", "Bấm một nút"),
    ],
)
async def test_words_of_the_menu_may_be_typed(hoa: Person, typed: str, expected: str) -> None:
    assert expected in (await hoa.ask(typed))["text"]


@pytest.mark.parametrize("typed", ["đúng", "dung", "xoa", "đừng", "hủy"])
async def test_a_word_that_is_like_another_command_is_none(hoa: Person, typed: str) -> None:
    assert (await hoa.ask(typed))["text"].startswith(f"Bot chưa biết: {typed}\n")


async def test_the_directory_opens_section_by_section(hoa: Person, words: ChatWording) -> None:
    opened = await hoa.ask("/danhba")
    assert "Danh bạ: Ban khu phố" in opened["text"]
    assert opened["text"].endswith(words.directory_choose)
    assert buttons(opened) == [["Tổ trưởng"]]
    await hoa.press(opened, "Tổ trưởng")
    other = (await hoa.hears())[0]
    assert "Danh bạ: Tổ trưởng" in other["text"]
    assert buttons(other) == [["Ban khu phố"]]


async def test_a_section_that_is_gone_leads_back_to_the_directory(hoa: Person, words: ChatWording) -> None:
    await hoa.send_data(await hoa.ask("/danhba"), f"s:{section_key('Mục đã bỏ')}")
    gone = (await hoa.hears())[0]
    assert (gone["text"], buttons(gone)) == (words.topic_gone, [[words.button_directory]])


def test_the_button_of_a_section_fits_whatever_its_title() -> None:
    ((button,),) = sections(["Cơ quan của phường " * 100])
    assert len(str(button.callback_data).encode()) <= 64


async def test_after_the_calendar_a_follow_up_is_about_it(hoa: Person, answerer: FakeAnswerer) -> None:
    await hoa.ask("/lich")
    await hoa.ask("còn mấy giờ")
    assert answerer.asked[-1].last is not None
    assert answerer.asked[-1].last.topics == ("ve-sinh/lich",)


async def test_commands_and_descriptions_are_registered_in_vietnamese(hoa: Person, place: Town) -> None:
    await until(lambda: place.requests("setMyShortDescription"))
    commands = (await place.get("state"))["commands"]
    assert [command["command"] for command in commands] == [
        "start", "danhba", "lich", "thongbao", "nghiavu", "gopy", "phananh", "caidat", "trogiup", "riengtu",
        "dulieu", "dung", "xoa",
    ]  # fmt: skip
    assert {request["params"].get("language_code") for request in await place.requests("setMyCommands")} == {None, "vi"}
