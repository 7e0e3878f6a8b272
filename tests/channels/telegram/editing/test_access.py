"""Who may not, what is made up, what is old, what a restart finds: nothing of it changes a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.channels.telegram.keyboards import fingerprint
from bot.simulator.server import Served
from tests.channels.telegram.committee_town import Committee, committee_town
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Json

MAN, CLEANING, TOPIC = "c:truong-khu", "s:tong-ve-sinh", "t:ve-sinh/lich"
RAIN = fingerprint("mưa")

REAL = (
    "menu", "l:c", "l:s", "l:due", "files", f"file:{fingerprint('danh-ba.yaml')}", f"o:{MAN}", f"f:{MAN}:ph",
    f"v:{MAN}",
    f"n:{CLEANING}", f"nr:{CLEANING}:261122:{RAIN}", f"nx:{CLEANING}:261122", f"d:{CLEANING}",
    f"dd:{CLEANING}:261122:261121", f"dx:{CLEANING}:261122", f"h:{CLEANING}", f"x:{CLEANING}:261129",
    f"b:{CLEANING}:261129", f"w:{TOPIC}:0", f"wa:{TOPIC}", f"wx:{TOPIC}:{fingerprint('dọn ở đâu')}",
    f"ps:{CLEANING}:{fingerprint('nha-van-hoa')}",
)  # fmt: skip

FORGED = (
    "", "x", ":", ":::", "o", "o:", "o:c", "o:c:", "o:x:truong-khu", "o:c:ai-do", "o:t:truong-khu", "o:topics:x",
    f"f:{MAN}", f"f:{MAN}:", f"f:{MAN}:an", f"f:{MAN}:mã", f"f:{MAN}:samples", f"f:{TOPIC}:ph", f"f:{CLEANING}:md",
    f"ps:{MAN}:{fingerprint('nha-van-hoa')}", f"ps:{CLEANING}:nha-van-hoa", f"ps:{CLEANING}", f"w:{MAN}:0",
    f"wa:{MAN}", f"wx:{TOPIC}:x", f"wx:{TOPIC}", f"w:{TOPIC}:-1", f"w:{TOPIC}:²", f"w:{TOPIC}:999999999",
    f"n:{MAN}", f"nr:{MAN}:261122:{RAIN}", f"nr:{CLEANING}:261123:{RAIN}", f"nr:{CLEANING}:261122:x",
    f"nr:{CLEANING}:261122", f"nr:{CLEANING}", f"nr:{CLEANING}:²²²²²²:{RAIN}", f"nr:{CLEANING}:201122:{RAIN}",
    f"nx:{CLEANING}:999999", f"dd:{CLEANING}:261122:261117", f"dd:{CLEANING}:261122:x", f"dd:{CLEANING}:261122",
    f"dx:{CLEANING}", f"x:{CLEANING}:261122", f"x:{CLEANING}", f"b:{CLEANING}:261122", f"b:{CLEANING}", f"b:{MAN}:x",
    f"k:{MAN}:*", f"k:{MAN}:ma", f"k:{MAN}", "l", "l:t", "l:c:x:y", "l:x", "file", "file:x", "file:../x.yaml",
    "ok", "ok:", "ok:0", "ok:-1", "ok:²", "ok:99999999999999999999", "ok:2147483648", f"ok:1:{MAN}", "no", "no:1",
    "re", "re:1", f"re:1:{MAN}", f"re:1:{MAN}:x", "re:1:c:ai-do:ph", "put:1",
)  # fmt: skip


def contents(desk: Desk) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in desk.home.rglob("*.yaml")}


async def test_a_resident_gets_nothing_of_it(desk: Desk, committee: Committee) -> None:
    before, refused = contents(desk), desk.kb.committee_wording.members_only
    hoa = await committee.place.person("Hòa")
    for said in ("/sua", "/sua trưởng khu", "/sua tệp"):
        assert (await hoa.ask(said))["text"] == refused
    shown = await hoa.ask("bao giờ dọn")
    for data in (*REAL, "ok:1", "no:1"):
        assert await hoa.send_data(shown, f"e:{data}") == refused
    assert contents(desk) == before
    assert await committee.place.storage.announcements.get(1) is None


async def test_who_left_the_committee_can_do_nothing_more_at_once(desk: Desk, committee: Committee) -> None:
    before = contents(desk)
    compared = await desk.field(MAN, "ph", "0987 654 321")
    card = await desk.card(MAN)
    await desk.asks(card, "✏️ Tên")
    await committee.place.post("leave", chat_id=committee.chat, user_id=desk.person.id)
    refused = desk.kb.committee_wording.members_only
    assert (await desk.person.ask("Lê Văn Mới"))["text"] == refused
    assert "Lịch tổng vệ sinh" in (await desk.person.ask("bao giờ dọn"))["text"]  # a resident like any other
    assert await desk.person.press(compared, desk.words.button_write) == refused
    assert await desk.person.press(card, desk.words.button_still_right) == refused
    assert contents(desk) == before


async def test_who_may_edit_but_not_announce_changes_the_date_and_tells_nobody(
    desk: Desk, committee: Committee
) -> None:
    await committee.place.storage.roles.grant(desk.person.id, "edit", "Bản", desk.person.id, committee.place.clock())
    shown = await desk.person.ask("/sua xyz")
    await desk.person.send_data(shown, f"e:nr:{CLEANING}:261122:{RAIN}")
    assert len(desk.kb.schedules["tong-ve-sinh"].exceptions) == 2
    toast = await desk.person.send_data(shown, f"e:b:{CLEANING}:261122")
    assert desk.kb.office_wording.role_announce in toast
    assert await committee.place.storage.announcements.get(1) is None
    assert (await committee.second.inside(committee.second.id).ask("/sua")).get("reply_markup") is None


async def test_made_up_buttons_are_refused_without_an_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    before = contents(desk)
    shown = await desk.person.ask("/sua xyz")
    for data in FORGED:
        await desk.person.send_data(shown, f"e:{data}")
    assert contents(desk) == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_every_real_button_does_without_an_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    shown = await desk.person.ask("/sua xyz")
    for data in REAL:
        await desk.person.send_data(shown, f"e:{data}")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_buttons_of_what_is_gone_say_so(desk: Desk) -> None:
    card = await desk.card("c:to-truong-7")
    (desk.home / "danh-ba.yaml").write_text(desk.file("danh-ba.yaml").partition("  - mã: to-truong-7")[0])
    desk.serve()
    assert await desk.person.press(card, desk.words.button_still_right) == desk.words.toast_gone
    assert await desk.person.press(card, "✏️ Tên") == desk.words.toast_gone


Step = Callable[[Desk], Awaitable[Json]]


async def _asked(desk: Desk) -> Json:
    return await desk.asks(await desk.card(MAN), "✏️ Điện thoại")


async def _compared(desk: Desk) -> Json:
    return await desk.field(MAN, "ph", "0987 654 321")


async def _sent(desk: Desk) -> Json:
    await desk.sends("danh-ba.yaml", desk.file("danh-ba.yaml").replace("0912 345 678", "0987 654 321"), "/sua")
    return await desk.hears()


@pytest.mark.parametrize("chat", ["private", "committee"])
@pytest.mark.parametrize("step", [_asked, _compared, _sent])
async def test_a_restart_loses_nothing(
    served: Served, folder: Path, answerer: FakeAnswerer, step: Step, chat: str
) -> None:
    async with committee_town(served, folder, answerer) as before:
        shown = await step(_desk(before, folder, answerer, chat))
    async with committee_town(served, folder, answerer) as after:
        desk = _desk(after, folder, answerer, chat)
        desk.person.read = shown["message_id"]
        if step is _asked:
            reply = {"reply_to_message_id": shown["message_id"]} if chat == "committee" else {}
            shown = await desk.person.ask("0987 654 321", **reply)
        label = desk.words.button_apply if step is _sent else desk.words.button_write
        await desk.asks(shown, label)
        assert desk.kb.contacts["truong-khu"].phones == ("0987654321",)


def _desk(town: Committee, folder: Path, answerer: FakeAnswerer, chat: str) -> Desk:
    person = town.first if chat == "committee" else town.first.inside(town.first.id)
    return Desk(person, folder / "knowledge", answerer)
