"""`/thongke` for members: a picture with its words, another stretch of time, a table. For nobody else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.storage import Notes
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.town import Json, Person, Town, buttons

TODAY = dt.date(2026, 11, 18)


@pytest.fixture
def office(kb: KnowledgeBase) -> OfficeWording:
    return kb.office_wording


async def asked(place: Town, outcome: str, count: int, topic: str = "", day: dt.date = TODAY) -> None:
    await place.storage.inbox.done(1, place.clock(), Notes(counts=[(day, topic, outcome)] * count))


async def content(place: Town, file: Json) -> bytes:
    """What Telegram keeps of a file."""
    return (await place.client.get(f"/client/file/{file['file_id']}")).content


def cells(table: bytes) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for page in load_workbook(io.BytesIO(table)):
        for row in page.iter_rows(values_only=True):
            yield page.title, row


async def test_a_member_gets_a_picture_and_its_words(committee: Committee, office: OfficeWording) -> None:
    await asked(committee.place, "answer", 6, "ve-sinh/lich")
    await asked(committee.place, "unknown", 2)
    shown = await committee.first.ask("/thongke")
    assert "12/11/2026 – 18/11/2026" in shown["caption"]
    assert "Bà con hỏi 8 câu: trả lời được ngay 6, bot chưa biết 2." in shown["caption"]
    assert "Lịch tổng vệ sinh (6)" in shown["caption"]
    assert buttons(shown) == [
        [office.button_figures_month, office.button_figures_before],
        [office.button_figures_table],
    ]
    with Image.open(io.BytesIO(await content(committee.place, shown["photo"][-1]))) as picture:
        assert picture.width == 1080
        assert 800 < picture.height < 2600


@pytest.mark.parametrize("words", ["/thongke tháng", "/thongke thang", "/thongke THÁNG này"])
async def test_a_whole_month_is_asked_for_in_words(committee: Committee, words: str) -> None:
    assert "01/11/2026 – 30/11/2026" in (await committee.first.ask(words))["caption"]


async def test_buttons_show_another_month(committee: Committee, office: OfficeWording) -> None:
    await asked(committee.place, "answer", 1, "ve-sinh/lich", dt.date(2026, 10, 31))
    shown = await committee.first.ask("/thongke")
    await committee.first.press(shown, office.button_figures_before)
    [before] = await committee.first.hears()
    assert "01/10/2026 – 31/10/2026" in before["caption"]
    assert "Bà con hỏi 1 câu" in before["caption"]
    assert buttons(before)[0] == [office.button_figures_week, office.button_figures_month]


async def test_the_table_has_the_same_numbers(committee: Committee, office: OfficeWording) -> None:
    await asked(committee.place, "answer", 7, "ve-sinh/lich")
    await asked(committee.place, "answer", 5, "=1+1")
    shown = await committee.first.ask("/thongke")
    await committee.first.press(shown, office.button_figures_table)
    [sent] = await committee.first.hears()
    assert sent["document"]["file_name"] == "thong-ke-w20261118.xlsx"
    found = list(cells(await content(committee.place, sent["document"])))
    assert (office.figures_by_day, ("18/11/2026", 12, 0, 0, 0, 12)) in found
    assert (office.figures_topics, ("Lịch tổng vệ sinh", 7)) in found
    assert (office.figures_topics, ("=1+1", 5)) in found
    assert (office.figures_sheet_all, (office.figures_questions, 12)) in found


async def test_members_can_ask_in_private(committee: Committee) -> None:
    alone = Person(committee.place, committee.first.user, committee.first.id)
    await alone.say("/start")
    await alone.hears(2)
    assert "caption" in await alone.ask("/thongke")


async def test_a_resident_is_refused_the_command_and_the_button(committee: Committee, kb: KnowledgeBase) -> None:
    [resident] = await committee.residents(1)
    refused = await resident.ask("/thongke")
    assert refused["text"] == kb.committee_wording.members_only
    for what in ("p", "x"):
        assert await resident.send_data(refused, f"tk:{what}:m202611") == kb.committee_wording.members_only
    assert not await committee.place.requests("sendPhoto")
    assert not await committee.place.requests("sendDocument")


@pytest.mark.parametrize(
    "data", ["tk", "tk:", "tk:p", "tk:p:", "tk:p:m202612", "tk:p:w20261131", "tk:z:m202611", "tk:x:m1"]
)
async def test_a_made_up_button_is_told_to_be_out_of_use(committee: Committee, kb: KnowledgeBase, data: str) -> None:
    shown = await committee.first.ask("/thongke")
    assert await committee.first.send_data(shown, data) == kb.chat_wording.old_button
