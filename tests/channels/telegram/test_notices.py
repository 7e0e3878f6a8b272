from __future__ import annotations

import html
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import plain, shortened
from bot.knowledge.announcement_wording import NoticeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from bot.storage import Announcement, Audience, Content, Media
from tests.channels.telegram.announcing import announce, approve, draft, subscriber
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json, Person, Query, Town, buttons, town, until


@pytest.fixture
def notice(kb: KnowledgeBase) -> NoticeWording:
    return kb.notice_wording


async def _hears_start(person: Person, count: int) -> list[Json]:
    await person.say("/start")
    return await person.hears(count)


# --- the announcements in force


async def test_the_newest_in_force_are_listed_with_a_button_each_that_shows_it_whole(
    hoa: Person, place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    for number in range(1, 8):
        await announce(place, f"Tin số {number} <b>đậm</b> &amp; dài " + "chữ " * 100)
    shown = await hoa.ask("/thongbao")
    *listed, bell = [label for row in buttons(shown) for label in row]
    assert (listed, bell) == ([f"Xem TB-00{number}" for number in (7, 6, 5, 4, 3)], words.button_subscribe)
    head, first, *_ = shown["text"].split("\n\n")
    assert head == notice.list_head.replace("**", "")
    assert first.startswith("TB-007 · 18/11/2026\nTin số 7 đậm & dài chữ")
    assert first.endswith("chữ…")
    await hoa.press(shown, "Xem TB-005")
    whole = (await hoa.hears())[0]
    assert "TB-005" in whole["text"]
    assert whole["text"].count("chữ") == 100
    assert [notice.button_ask, notice.button_stop] in buttons(whole)


async def test_what_does_not_hold_for_somebody_is_not_listed(
    hoa: Person, place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    await announce(place, "Cho tổ 3", audience=Audience((3,)))
    await announce(place, "Hết hạn", days=0)
    await draft(place, "Chưa gửi")
    recalled = await announce(place, "Thu hồi")
    await approve(place, await place.storage.announcements.draft_about(recalled, "recall", Content(), place.clock(), 1))
    nothing = await hoa.ask("/thongbao")
    assert nothing["text"] == f"{notice.none_in_force}\n\n{words.bell_offered}"
    assert buttons(nothing) == [[words.button_subscribe]]
    await place.storage.residents.set_group(hoa.id, 3, place.clock())
    assert "Cho tổ 3" in (await hoa.ask("/thongbao"))["text"]


async def test_a_corrected_one_is_listed_and_shown_as_corrected(hoa: Person, place: Town) -> None:
    one = await announce(place, "Cắt nước thứ hai")
    right = await place.storage.announcements.draft_about(
        one, "correction", Content("Cắt nước thứ ba"), place.clock(), 1
    )
    await approve(place, right)
    shown = await hoa.ask("/thongbao")
    assert "Cắt nước thứ ba" in shown["text"]
    await hoa.press(shown, "Xem TB-001")
    assert "Cắt nước thứ ba" in (await hoa.hears())[0]["text"]


async def test_an_urgent_one_and_one_without_words_are_told_apart(
    hoa: Person, place: Town, notice: NoticeWording
) -> None:
    photo = Content("", (Media("photo", "file"),))
    await announce(place, content=photo)
    await announce(place, "Bão", urgent=True)
    text = (await hoa.ask("/thongbao"))["text"]
    assert "🚨 TB-002 · KHẨN · 18/11/2026\nBão" in text
    assert f"TB-001 · 18/11/2026\n{notice.list_files}" in text


async def test_whoever_gets_announcements_is_not_offered_the_bell(place: Town, notice: NoticeWording) -> None:
    lan = await subscriber(place, "Lan")
    nothing = await lan.ask("/thongbao")
    assert (nothing["text"], buttons(nothing)) == (notice.none_in_force, [])
    await announce(place)
    await lan.hears()
    assert buttons(await lan.ask("/thongbao")) == [["Xem TB-001"]]


async def test_a_button_of_a_list_outlives_neither_the_announcement_nor_a_forgery(
    hoa: Person, place: Town, notice: NoticeWording
) -> None:
    other = await announce(place, "Cho tổ 3", audience=Audience((3,)))
    unsent = await draft(place, "Chưa gửi")
    await announce(place)
    shown = await hoa.ask("/thongbao")
    for forged in (other.id, unsent.id, 99, "x", "", "²", "9" * 40):
        assert await hoa.send_data(shown, f"n:{forged}") == notice.not_in_force
    place.clock.pass_by(days=8)
    assert await hoa.press(shown, "Xem TB-003") == notice.not_in_force


async def test_in_a_group_everyones_announcements_are_listed(place: Town, notice: NoticeWording) -> None:
    hoa = await subscriber(place, group=3)
    inside = hoa.inside(await place.group(hoa))
    await place.storage.residents.unsubscribe(hoa.id, place.clock())
    empty = await inside.ask("/thongbao")
    assert (empty["text"], buttons(empty)) == (notice.none_in_force, [])
    await announce(place, "Cho tổ 3", audience=Audience((3,)))
    await announce(place, "Cho mọi người")
    shown = await inside.ask("/thongbao")
    assert "Cho mọi người" in shown["text"]
    assert "Cho tổ 3" not in shown["text"]
    await inside.press(shown, "Xem TB-002")
    assert "Cho mọi người" in (await inside.hears())[0]["text"]


@pytest.mark.parametrize(
    "typed", ["thông báo", "Thong bao", "thongbao", "có thông báo gì mới không ạ", "Xem thông báo."]
)
async def test_announcements_are_asked_for_in_words(hoa: Person, notice: NoticeWording, typed: str) -> None:
    assert notice.none_in_force in (await hoa.ask(typed))["text"]


async def test_a_newcomer_is_told_of_announcements_in_force(hoa: Person, place: Town, notice: NoticeWording) -> None:
    await announce(place, "Tin cũ")
    await announce(place, "Tin <i>mới</i>")
    *_, told = await _hears_start(hoa, 3)
    assert told["text"] == f"{notice.newcomer}\n\nTB-002 · 18/11/2026\nTin mới"
    assert buttons(told) == [[fill(notice.button_list, so=2)]]
    await hoa.press(told, fill(notice.button_list, so=2))
    assert "Tin cũ" in (await hoa.hears())[0]["text"]


async def test_nobody_is_told_after_start_of_what_comes_anyway_or_of_nothing(place: Town) -> None:
    lan = await subscriber(place, "Lan")
    await announce(place)
    await lan.hears()
    await _hears_start(lan, 2)
    assert (await lan.ask("xin chào"))["text"] == "Kính chào bà con!"


# --- the buttons below one


async def test_seen_is_counted_and_marked(place: Town, notice: NoticeWording) -> None:
    hoa = await subscriber(place)
    one = await announce(place, asks_seen=True)
    [got] = await hoa.hears()
    assert buttons(got) == [[notice.button_seen], [notice.button_ask, notice.button_stop]]
    assert await hoa.press(got, notice.button_seen) == notice.seen_thanks
    marked = await hoa.sees(got)
    assert buttons(marked) == [[notice.button_was_seen], [notice.button_ask, notice.button_stop]]
    assert await hoa.press(marked, notice.button_was_seen) == notice.seen_thanks
    assert (await place.storage.deliveries.tally(one.id)).seen == 1


async def test_who_looked_an_announcement_up_is_thanked_but_not_counted(
    hoa: Person, place: Town, notice: NoticeWording
) -> None:
    one = await announce(place, asks_seen=True)
    await hoa.press(await hoa.ask("/thongbao"), "Xem TB-001")
    [whole] = await hoa.hears()
    assert await hoa.press(whole, notice.button_seen) == notice.seen_thanks
    assert (await place.storage.deliveries.tally(one.id)).seen == 0


async def test_a_question_about_an_announcement_is_a_report_that_names_it(
    place: Town, notice: NoticeWording, query: Query
) -> None:
    hoa = await subscriber(place)
    await announce(place)
    [got] = await hoa.hears()
    await hoa.press(got, notice.button_ask)
    [prompt] = await hoa.hears()
    assert "TB-001" in prompt["text"]
    await hoa.ask("bao giờ dọn xong?")  # which the bot could answer by itself
    thanks = await hoa.ask("gửi")
    assert thanks["text"] == fill(notice.asked, thong_bao="TB-001", ma="PA-0001")
    assert query("SELECT text FROM reports") == [("TB-001: bao giờ dọn xong?",)]
    assert "Lịch tổng vệ sinh" in (await hoa.ask("bao giờ dọn"))["text"]
    assert query("SELECT count(*) FROM reports") == [(1,)]


async def test_a_question_about_an_announcement_survives_a_restart(
    served: Served, folder: Path, answerer: FakeAnswerer, notice: NoticeWording, query: Query
) -> None:
    async with town(served, folder, lambda: answerer) as place:
        hoa = await subscriber(place)
        await announce(place)
        [got] = await hoa.hears()
        await hoa.press(got, notice.button_ask)
        await hoa.hears()
    async with town(served, folder, lambda: answerer) as place:
        again = Person(place, hoa.user, hoa.chat, hoa.read)
        await again.ask("Mấy giờ?")
        await again.ask("gửi")
        assert query("SELECT text FROM reports") == [("TB-001: Mấy giờ?",)]


async def test_what_is_asked_right_after_an_announcement_is_not_taken_for_the_talk_before_it(
    place: Town, notice: NoticeWording, answerer: FakeAnswerer
) -> None:
    reader = await subscriber(place)
    await reader.ask("có dọn không")
    place.clock.pass_by(minutes=1)
    await announce(place, "Thứ năm khám sức khỏe")
    [announced] = await reader.hears()
    await reader.ask("mấy giờ ạ?")
    unknown = await reader.ask("ở đâu ạ?")
    assert [question.last for question in answerer.asked[-2:]] == [None, None]
    assert unknown["text"].endswith(fill(notice.ask_offered.replace("**", ""), ma="TB-001"))
    await reader.press(unknown, notice.button_ask)
    assert "TB-001" in (await reader.hears())[0]["text"]
    await reader.ask("mấy giờ ạ?")
    await reader.ask("gửi")
    place.clock.pass_by(minutes=1)
    await reader.ask("có dọn không")
    await reader.ask("mấy giờ ạ?")
    assert answerer.asked[-1].last is not None
    await reader.ask("mấy giờ ạ?", reply_to_message_id=announced["message_id"])
    assert answerer.asked[-1].last is None


async def test_the_committee_is_offered_only_where_the_bot_has_no_answer_and_for_a_while(
    place: Town, notice: NoticeWording
) -> None:
    reader = await subscriber(place)
    await announce(place)
    await reader.hears()
    offered = fill(notice.ask_offered.replace("**", ""), ma="TB-001")
    assert offered in (await reader.ask("bao giờ có điện"))["text"]
    assert offered not in (await reader.ask("xin chào"))["text"]
    place.clock.pass_by(minutes=16)
    assert offered not in (await reader.ask("mấy giờ ạ?"))["text"]
    assert offered not in (await reader.ask("có dọn không"))["text"]


async def test_asking_can_be_given_up(place: Town, notice: NoticeWording, query: Query) -> None:
    hoa = await subscriber(place)
    await announce(place)
    [got] = await hoa.hears()
    await hoa.press(got, notice.button_ask)
    [prompt] = await hoa.hears()
    await hoa.press(prompt, notice.button_ask_cancel)
    assert (await hoa.hears())[0]["text"] == notice.ask_cancelled
    await hoa.press(got, notice.button_ask)
    await hoa.hears()
    await hoa.ask("/gopy Đèn hỏng")  # is about no announcement
    await hoa.ask("gửi")
    assert query("SELECT text FROM reports") == [("Đèn hỏng",)]


async def test_stop_withdraws_the_consent_at_once_and_can_be_taken_back(
    place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    hoa = await subscriber(place)
    await announce(place)
    [got] = await hoa.hears()
    await hoa.press(got, notice.button_stop)
    [told] = await hoa.hears()
    assert (told["text"], buttons(told)) == (words.unsubscribed, [[words.button_subscribe]])
    assert not await _subscribed(place, hoa)
    await hoa.press(told, words.button_subscribe)
    assert (await hoa.hears())[0]["text"] == words.subscribed
    assert await _subscribed(place, hoa)


async def test_stop_offers_to_do_without_the_subject_only(
    place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    hoa = await subscriber(place)
    await announce(place, audience=Audience(subject="ve-sinh"))
    [got] = await hoa.hears()
    await hoa.press(got, notice.button_stop)
    [told] = await hoa.hears()
    only = fill(notice.button_stop_subject, chu_de="Vệ sinh")
    assert buttons(told) == [[words.button_subscribe], [only]]
    assert not await _subscribed(place, hoa)
    await hoa.press(told, only)
    shown = await hoa.sees(told)
    assert (shown["text"], buttons(shown)) == (fill(notice.stopped_subject, chu_de="Vệ sinh"), [])
    assert await _subscribed(place, hoa)
    assert await place.storage.residents.muted(hoa.id) == {"ve-sinh"}
    await announce(place, audience=Audience(subject="ve-sinh"))
    await announce(place, "Việc khác", audience=Audience(subject="an-ninh"))
    assert "Việc khác" in (await hoa.hears())[0]["text"]


async def test_who_does_not_get_announcements_is_not_signed_up_by_stopping(
    hoa: Person, place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    await announce(place, audience=Audience(subject="ve-sinh"))
    await hoa.press(await hoa.ask("/thongbao"), "Xem TB-001")
    [whole] = await hoa.hears()
    await hoa.press(whole, notice.button_stop)
    assert buttons((await hoa.hears())[0]) == [[words.button_subscribe]]


async def test_the_place_is_sent_as_the_phone_shows_it(place: Town, notice: NoticeWording) -> None:
    hoa = await subscriber(place)
    await announce(place, content=Content("Họp ở đây", place=(20.95, 107.08)))
    [got] = await hoa.hears()
    await hoa.press(got, notice.button_place)
    venue = (await hoa.hears())[0]["venue"]
    assert venue["location"] == {"latitude": 20.95, "longitude": 107.08}
    assert (venue["title"], venue["address"]) == ("Nơi ghi trong TB-001", "Ban Khu phố Thử ghim trên bản đồ")


async def test_buttons_that_are_forged_or_outlived_their_announcement_do_nothing(
    place: Town, words: ChatWording, query: Query
) -> None:
    hoa = await subscriber(place)
    one = await announce(place)
    [got] = await hoa.hears()
    unknown = ("seen:99", "ask:99", "stop:x", "stop:", "stop", "", "seen:²", "stop:99999999999999999999", f"x:{one.id}")
    for data in (*unknown, f"only:{one.id}", f"place:{one.id}"):
        assert await hoa.send_data(got, f"r:{data}") == words.old_button
    assert await _subscribed(place, hoa)
    assert query("SELECT seen_at FROM deliveries") == [(None,)]


async def test_that_something_is_not_out_yet_is_no_ones_to_know(hoa: Person, place: Town, words: ChatWording) -> None:
    unsent = await draft(place, content=Content("Họp", place=(20.95, 107.08)))
    shown = await hoa.ask("xin chào")
    for what in ("seen", "ask", "stop", "place", "only"):
        assert await hoa.send_data(shown, f"r:{what}:{unsent.id}") == words.old_button


async def test_a_member_who_looks_at_one_sent_to_others_sees_a_preview(
    served: Served, folder: Path, answerer: FakeAnswerer, notice: NoticeWording, words: ChatWording
) -> None:
    member = add_person(served.telegram, "Bản")
    committee = add_group(served.telegram, "Ban khu phố", [member["id"]], "supergroup")
    async with town(served, folder, lambda: answerer, committee.id) as place:
        ban = Person(place, member, member["id"])
        inside = ban.inside(committee.id)
        one = await announce(place)
        await inside.hears(2)  # how it stands, and the report
        shown = await ban.ask("xin chào")
        assert await ban.send_data(shown, f"r:seen:{one.id}") == notice.preview
        among = await inside.ask("/danhba")
        assert await inside.send_data(among, f"r:stop:{one.id}") == notice.preview
        hoa = await place.person("Hòa")
        elsewhere = hoa.inside(await place.group(hoa))
        shown = await elsewhere.ask("/danhba")
        assert await elsewhere.send_data(shown, f"r:stop:{one.id}") == words.private_only


async def test_a_right_is_heard_in_spite_of_noise(
    served: Served, folder: Path, answerer: FakeAnswerer, notice: NoticeWording
) -> None:
    async with town(served, folder, lambda: answerer, per_minute=2) as place:
        hoa = await subscriber(place)
        await announce(place)
        [got] = await hoa.hears()
        for _ in range(5):
            await hoa.say("xin chào")
        await hoa.press(got, notice.button_stop)
        assert not await _subscribed(place, hoa)


# --- reactions


async def test_reactions_to_announcements_are_counted_changed_and_taken_back(place: Town) -> None:
    hoa = await subscriber(place)
    one = await announce(place)
    [got] = await hoa.hears()
    await until(partial(_arrived, place, one))
    for emoji, counted in (("❤️", {"❤": 1}), ("🙏", {"🙏": 1}), ("", {})):
        await _react(hoa, got, emoji)
        await until(partial(_are, place, one, counted))


async def test_a_reaction_that_is_no_emoji_is_a_star(place: Town, served: Served) -> None:
    hoa = await subscriber(place)
    one = await announce(place)
    [got] = await hoa.hears()
    await until(partial(_arrived, place, one))
    change = {"chat": {"id": hoa.chat, "type": "private"}, "message_id": got["message_id"], "user": hoa.user}
    made = {"type": "custom_emoji", "custom_emoji_id": "1"}
    served.telegram.updates.push("message_reaction", change | {"date": 1, "old_reaction": [], "new_reaction": [made]})
    await hoa.ask("xin chào")
    assert await place.storage.deliveries.reactions(one.id) == {"★": 1}


async def test_reactions_to_other_messages_and_in_groups_leave_nothing(place: Town, query: Query) -> None:
    hoa = await place.person("Hòa")
    await _react(hoa, await hoa.ask("bao giờ dọn"), "👍")
    await hoa.ask("xin chào")
    handled = query("SELECT count(*) FROM inbox")
    inside = hoa.inside(await place.group(hoa, bot_admin=True))
    await _react(inside, await inside.ask("/danhba"), "👍")
    await hoa.ask("xin chào")
    assert query("SELECT count(*) FROM inbox") == [(handled[0][0] + 2,)]
    await until(place.idle)
    assert query("SELECT body FROM inbox WHERE body IS NOT NULL") == []
    assert query("SELECT * FROM residents") == []


async def test_reactions_are_no_noise_and_interrupt_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer, query: Query
) -> None:
    async with town(served, folder, lambda: answerer, per_minute=3) as place:
        hoa = await place.person("Hòa")
        asked = await hoa.ask("/gopy")
        for emoji in ("👍", "👎", "❤️", "🔥"):
            await _react(hoa, asked, emoji)
        await hoa.ask("Đèn hỏng")
        await hoa.ask("gửi")
        assert query("SELECT text FROM reports") == [("Đèn hỏng",)]


# --- the beginning of an announcement


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("ngắn", "ngắn"),
        ("<b>một</b>\n\n  hai  \n\nba", "một\nhai\nba"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ('<a href="https://a.vn/?x=1&amp;y">chữ</a>', "chữ"),
        ("một hai ba, bốn năm sáu bảy", "một hai ba, bốn năm…"),
        ("một hai ba, bốnnămsáubảy", "một hai ba…"),
        ("một hai ba, bốn", "một hai ba, bốn"),
        ("m" * 30, "m" * 20 + "…"),
        ("", ""),
        ("  \n ", ""),
    ],
)
def test_the_beginning_ends_with_a_word(markup: str, expected: str) -> None:
    assert shortened(plain(markup), 20) == expected


@given(st.text(), st.integers(1, 40))
def test_whatever_was_written_is_shortened_and_nothing_else(text: str, limit: int) -> None:
    assert plain(html.escape(text)) == text
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    begun = shortened(text, limit)
    assert begun == lines or (begun.endswith("…") and lines.startswith(begun[:-1]) and len(begun) <= limit + 1)


async def _react(person: Person, message: Json, emoji: str) -> None:
    place = {"chat_id": person.chat, "from_id": person.id, "message_id": message["message_id"]}
    await person.town.post("react", **place, emoji=emoji)


async def _arrived(place: Town, one: Announcement) -> bool:
    return (await place.storage.deliveries.tally(one.id)).sent == 1


async def _are(place: Town, one: Announcement, reactions: dict[str, int]) -> bool:
    return await place.storage.deliveries.reactions(one.id) == reactions


async def _subscribed(place: Town, person: Person) -> bool:
    known = await place.storage.residents.get(person.id)
    return known is not None and known.subscribed
