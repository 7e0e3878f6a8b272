from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.announcement_wording import NoticeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.storage import Audience
from tests.channels.telegram.announcing import announce, subscriber
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, Town, buttons, data_of, until


@pytest.fixture
def notice(kb: KnowledgeBase) -> NoticeWording:
    return kb.notice_wording


async def test_who_does_not_get_announcements_is_offered_the_bell(
    hoa: Person, place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    shown = await hoa.ask("/caidat")
    assert shown["text"] == notice.settings_off.replace("**", "")
    assert buttons(shown) == [[words.button_subscribe], [notice.button_group_unknown]]
    assert await place.storage.residents.get(hoa.id) is None
    await hoa.press(shown, words.button_subscribe)
    known = await place.storage.residents.get(hoa.id)
    assert known is not None
    assert known.subscribed
    on = await hoa.sees(shown)
    assert on["text"].split("\n\n")[2:] == [notice.settings_subjects, notice.settings_no_quiet]
    assert buttons(on) == [
        ["✅ Vệ sinh"], ["✅ An ninh"], [notice.button_quiet], [notice.button_group_unknown], [notice.button_stop]
    ]  # fmt: skip
    await hoa.press(on, notice.button_stop)
    off = await hoa.sees(shown)
    assert (off["text"], buttons(off)) == (shown["text"], buttons(shown))
    known = await place.storage.residents.get(hoa.id)
    assert known is not None
    assert not known.subscribed


async def test_subjects_are_switched_one_by_one_even_all_of_them(place: Town, notice: NoticeWording) -> None:
    hoa = await subscriber(place)
    shown = await hoa.ask("/caidat")
    await hoa.press(shown, "✅ Vệ sinh")
    await hoa.press(shown, "✅ Vệ sinh")  # twice on the same message: it says what shall be
    await hoa.press(await hoa.sees(shown), "✅ An ninh")
    assert buttons(await hoa.sees(shown))[:2] == [["⬜ Vệ sinh"], ["⬜ An ninh"]]
    assert await place.storage.residents.muted(hoa.id) == {"ve-sinh", "an-ninh"}
    await announce(place, "Vệ sinh", audience=Audience(subject="ve-sinh"))
    await announce(place, "Cho mọi người")
    assert "Cho mọi người" in (await hoa.hears())[0]["text"]
    await hoa.press(await hoa.sees(shown), "⬜ Vệ sinh")
    assert await place.storage.residents.muted(hoa.id) == {"an-ninh"}
    assert buttons(await hoa.sees(shown))[0] == ["✅ Vệ sinh"]


async def test_quiet_hours_are_chosen_kept_and_taken_back(
    place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    hoa = await subscriber(place)
    shown = await hoa.ask("/caidat")
    await hoa.press(shown, notice.button_quiet)
    choice = await hoa.sees(shown)
    assert choice["text"] == notice.quiet_choose
    none = fill(words.button_chosen, nut=notice.button_no_quiet)
    hours = ["Từ 20:00 đến 6:00", "Từ 21:00 đến 6:00", "Từ 22:00 đến 6:00", "Từ 12:00 đến 14:00"]
    assert buttons(choice) == [[none], *([label] for label in hours), [notice.button_back]]
    await hoa.press(choice, hours[1])
    kept = await hoa.sees(shown)
    assert kept["text"].split("\n\n")[-1] == fill(notice.settings_quiet, gio="từ 21:00 đến 6:00")
    known = await place.storage.residents.get(hoa.id)
    assert known is not None
    assert known.quiet == (21 * 60, 6 * 60)
    await hoa.press(kept, notice.button_quiet)
    choice = await hoa.sees(shown)
    assert [fill(words.button_chosen, nut=hours[1])] in buttons(choice)
    await hoa.press(choice, notice.button_back)
    assert (await hoa.sees(shown))["text"] == kept["text"]
    await hoa.send_data(shown, data_of(choice, notice.button_no_quiet))
    known = await place.storage.residents.get(hoa.id)
    assert known is not None
    assert known.quiet is None


async def test_in_quiet_hours_only_urgent_ones_come(place: Town) -> None:
    hoa = await subscriber(place)
    await place.storage.residents.set_quiet(hoa.id, (12 * 60, 14 * 60), place.clock())
    place.clock.pass_by(hours=5)  # 13:00
    await announce(place, "Thường")
    await announce(place, "Khẩn cấp", urgent=True)
    assert "Khẩn cấp" in (await hoa.hears())[0]["text"]
    place.clock.pass_by(hours=1)
    place.channel._broadcaster.wake()
    assert "Thường" in (await hoa.hears())[0]["text"]


async def test_the_group_is_changed_where_it_always_was(place: Town, words: ChatWording, notice: NoticeWording) -> None:
    hoa = await subscriber(place, group=7)
    shown = await hoa.ask("/caidat")
    await hoa.press(shown, fill(notice.button_group_known, to=7))
    await hoa.press(await hoa.sees(shown), "Tổ 12")
    known = await place.storage.residents.get(hoa.id)
    assert known is not None
    assert known.group == 12


@pytest.mark.parametrize(
    "data", ["want:khong-co", "mute:", "mute", "quiet:1-2", "quiet:x", "bell:maybe", "bell", "back:x", "x:y", ""]
)
async def test_forged_settings_change_nothing(place: Town, words: ChatWording, data: str) -> None:
    hoa = await subscriber(place)
    shown = await hoa.ask("/caidat")
    before = await place.storage.residents.export(hoa.id)
    assert await hoa.send_data(shown, f"c:{data}") == words.old_button
    assert {**await place.storage.residents.export(hoa.id), "inbox": []} == {**before, "inbox": []}
    assert (await hoa.sees(shown))["text"] == shown["text"]


async def test_old_settings_keep_nothing_of_who_was_forgotten(
    place: Town, notice: NoticeWording, words: ChatWording
) -> None:
    hoa = await subscriber(place)
    shown = await hoa.ask("/caidat")
    await place.storage.residents.forget(hoa.id)
    await hoa.press(shown, "✅ Vệ sinh")
    assert buttons(await hoa.sees(shown))[0] == [words.button_subscribe]
    await hoa.send_data(shown, "c:quiet:1260-360")
    await hoa.send_data(shown, "c:quiet")
    assert await place.storage.residents.get(hoa.id) is None
    assert await place.storage.residents.muted(hoa.id) == set()


async def test_settings_are_no_matter_for_groups(place: Town, words: ChatWording) -> None:
    hoa = await place.person("Hòa")
    inside = hoa.inside(await place.group(hoa))
    told = await inside.ask("/caidat")
    assert told["text"] == words.private_only
    assert await inside.send_data(told, "c:bell:on") == words.private_only
    assert (await hoa.ask("/start caidat"))["text"].startswith("⚙️")


@pytest.mark.parametrize("typed", ["cài đặt", "Cai dat ạ", "caidat", "giờ yên tĩnh"])
async def test_settings_open_at_a_word(hoa: Person, notice: NoticeWording, typed: str) -> None:
    assert (await hoa.ask(typed))["text"] == notice.settings_off.replace("**", "")


async def test_without_subjects_there_is_none_to_choose(
    place: Town, notice: NoticeWording, answerer: FakeAnswerer, kb: KnowledgeBase
) -> None:
    hoa = await subscriber(place)
    answerer.kb = replace(kb, subjects={})
    shown = await hoa.ask("/caidat")
    assert notice.settings_subjects not in shown["text"]
    assert len(buttons(shown)) == 3


async def test_what_is_kept_of_announcements_is_handed_over_and_erased(
    place: Town, notice: NoticeWording, words: ChatWording, query: Query
) -> None:
    hoa = await subscriber(place, group=7)
    one = await announce(place, asks_seen=True)
    [got] = await hoa.hears()

    async def arrived() -> bool:
        return (await place.storage.deliveries.tally(one.id)).sent == 1

    await until(arrived)
    await hoa.press(got, notice.button_seen)
    await place.post("react", chat_id=hoa.chat, from_id=hoa.id, message_id=got["message_id"], emoji="🙏")
    shown = await hoa.ask("/caidat")
    await hoa.press(shown, "✅ An ninh")
    await hoa.send_data(shown, "c:quiet:1260-360")
    await hoa.say("/dulieu")
    told, _ = await hoa.hears(2)
    for line in (
        fill(notice.data_quiet, gio=fill(notice.quiet_hours, tu="21:00", den="6:00")),
        fill(notice.data_mutes, chu_de="An ninh"),
        fill(notice.data_deliveries, so=1, da_xem=1, cam_xuc=1),
    ):
        assert line in told["text"].split("\n")
    await hoa.press(await hoa.ask("/xoa"), words.button_erase)
    await hoa.ask("xin chào")
    assert query("SELECT * FROM deliveries") == query("SELECT * FROM mutes") == query("SELECT * FROM residents") == []
    assert query("SELECT content FROM announcements") != []
