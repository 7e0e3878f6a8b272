"""/xoa after everything that somebody can do: as a resident, and as a member of the committee."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.simulator.server import Served
from bot.storage import NewReport
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.reporting import Ban, ban
from tests.channels.telegram.test_reports import send
from tests.channels.telegram.town import Person, until

ID, NAME, MARK = 7_123_456_789, "Quý Hiển", "bí mật riêng"  # MARK is in all that they write


def forms() -> Iterator[bytes]:
    """How they may stand in the file: as text, as JSON escapes it, as SQLite keeps numbers."""
    for text in (str(ID), NAME, MARK):
        yield text.encode()
        yield text.encode("unicode_escape")
    yield ID.to_bytes(6, "big")


def traces(folder: Path) -> set[bytes]:
    content = b"".join(one.read_bytes() for one in folder.glob("khupho.db*"))
    return {form for form in forms() if form in content}


async def as_resident(ours: Ban, hien: Person) -> None:
    place = ours.place
    await hien.say("/start to-3")
    _, told = await hien.hears(2)
    await hien.press(told, "🔔 Nhận thông báo")
    await hien.hears()
    await send(hien, f"Đèn đường ngõ 3 hỏng, {MARK}")
    [card] = await ours.first.hears()
    assert NAME in card["text"]
    await ours.post(ours.first, text="Cột số mấy ạ?", reply_to_message_id=card["message_id"])
    [question] = await hien.hears()
    added = await hien.say(f"Cột 5, {MARK}", reply_to_message_id=question["message_id"])
    await hien.hears()
    await ours.delivered()
    await hien.edit(added, f"Cột 6, {MARK}")
    await place.storage.reports.add(NewReport(ours.hoa.id, "Rác ở ngõ", public=True), 990_001, place.clock())
    await hien.send_data(told, "pa:me:2")
    await hien.hears()
    await hien.press(await hien.ask(f"Nhà văn hóa có wifi không {MARK}"), "📮 Gửi câu hỏi này cho ban khu phố")
    await hien.hears()
    answer = await hien.ask("bao giờ dọn")
    await hien.press(answer, "👎")
    [why] = await hien.hears()
    await hien.send_data(why, f"w:s:{answer['message_id']}")
    await hien.send_data(why, f"w:l:{answer['message_id']}")
    await hien.hears()
    await hien.ask(f"Giờ sai rồi, {MARK}")


async def as_member(ours: Ban, hien: Person) -> None:
    await ours.place.post("join", chat_id=ours.chat, user_id=ID)
    inside = hien.inside(ours.chat)
    for role in ("reply", "manage"):
        await ours.place.storage.roles.grant(ID, role, NAME, ID, ours.place.clock())
    inside.read = max(ours.place.served.telegram.chats[ours.chat].messages)
    listed = await inside.ask("/hopthu")
    await inside.send_data(listed, "pt:take:2")
    await inside.send_data(listed, "pt:cannot:2")
    await inside.send_data(listed, f"vt:+:edit:{ours.first.id}")
    await inside.ask("/nhatky")
    await hien.ask("/gopy")
    await hien.ask(f"Ổ gà {MARK}")
    await ours.delivered()


async def test_no_byte_is_left_of_who_did_everything(
    served: Served, folder: Path, answerer: FakeAnswerer, kb: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    async with ban(served, folder, answerer) as ours:
        hien = await ours.place.person(NAME, id=ID)
        await as_resident(ours, hien)
        await as_member(ours, hien)
        assert {NAME.encode(), MARK.encode(), ID.to_bytes(6, "big")} <= traces(folder)
        await until(ours.place.idle)
        hien.read = max(served.telegram.chats[ID].messages)
        shown = await hien.ask("/xoa")
        await hien.press(shown, kb.chat_wording.button_erase)
        await until(ours.place.idle)
        assert traces(folder) == set()
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert MARK not in logged
    assert NAME not in logged
