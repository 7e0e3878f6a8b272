from __future__ import annotations

import json
from pathlib import Path

from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from tests.channels.telegram.town import Person, Town, buttons, until


async def _leave_traces(person: Person) -> None:
    """Everything a resident can leave behind."""
    await person.say("/start to-7")
    _, told = await person.hears(2)
    await person.press(told, "🔔 Nhận thông báo")
    await person.hears()
    await person.ask("/gopy Bí mật **không** {ai} <biết>")
    await person.ask("gửi")
    await person.press(await person.ask("bao giờ dọn"), "👍")


async def test_all_data_held_is_handed_over_in_words_and_as_a_file(
    hoa: Person, place: Town, words: ChatWording, kb: KnowledgeBase
) -> None:
    reports = kb.report_wording
    await _leave_traces(hoa)
    await hoa.say("/dulieu")
    told, file = await hoa.hears(2)
    assert told["text"].split("\n") == [
        words.data_intro,
        fill(words.data_since, ngay="18/11/2026"),
        fill(words.data_group, to=7),
        fill(words.data_consent, tu="18/11/2026", den=words.data_consent_open),
        fill(
            reports.data_report,
            ma="PA-0001",
            ngay="18/11/2026",
            trang_thai=reports.state_new,
            loi="Bí mật **không** {ai} <biết>",
        ),
        fill(words.data_votes, so=1),
        words.data_dialogue,
    ]
    assert file["document"]["file_name"] == words.data_file
    content = await place.client.get(f"/client/file/{file['document']['file_id']}")
    held = json.loads(content.content)
    assert held["reports"][0]["text"] == "Bí mật **không** {ai} <biết>"
    assert {row["chat_id"] for rows in held.values() for row in rows} == {hoa.id}


async def test_whoever_left_nothing_is_told_so_without_a_file(hoa: Person, place: Town, words: ChatWording) -> None:
    assert (await hoa.ask("/dulieu"))["text"] == words.data_none
    await hoa.ask("xin chào")
    assert await place.requests("sendDocument") == []


async def test_a_member_is_told_of_their_role(hoa: Person, place: Town, kb: KnowledgeBase) -> None:
    await place.storage.roles.grant(hoa.id, "reply", "Hòa *Bình*", 1, place.clock())
    await hoa.say("/dulieu")
    told, _ = await hoa.hears(2)
    role = fill(kb.office_wording.data_role, vai_tro=kb.office_wording.role_reply, ten="Hòa *Bình*")
    assert role in told["text"].split("\n")


async def test_erasing_is_asked_once_more_and_leaves_no_trace(
    hoa: Person, place: Town, words: ChatWording, folder: Path
) -> None:
    await _leave_traces(hoa)
    asked = await hoa.ask("/xoa")
    assert buttons(asked) == [[words.button_erase, words.button_keep]]
    await hoa.press(asked, words.button_erase)
    assert (await hoa.sees(asked))["text"] == words.erased
    assert buttons(await hoa.sees(asked)) == []
    await hoa.ask("xin chào")
    assert await place.storage.residents.get(hoa.id) is None
    for content in _files(folder):
        assert "Bí mật".encode() not in content


def _files(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob("khupho.db*")]


async def test_erasing_can_be_thought_over(hoa: Person, place: Town, words: ChatWording) -> None:
    await _leave_traces(hoa)
    asked = await hoa.ask("/xoa")
    await hoa.press(asked, words.button_keep)
    assert (await hoa.sees(asked))["text"] == words.erase_kept
    assert await place.storage.residents.get(hoa.id) is not None


async def test_asking_keeps_nobody(hoa: Person, place: Town) -> None:
    await hoa.ask("bao giờ dọn")
    await hoa.ask("/danhba")
    assert await place.storage.residents.get(hoa.id) is None


async def test_blocking_and_unblocking_are_noted(hoa: Person, place: Town) -> None:
    await hoa.say("/start")
    await hoa.hears(2)
    await place.post("block", from_id=hoa.id, blocked=True)
    other = await place.person("Lan")
    await other.ask("xin chào")
    await until(place.idle)
    blocked = await place.storage.residents.get(hoa.id)
    assert blocked is not None
    assert blocked.blocked_at == place.clock()
    await place.post("block", from_id=hoa.id, blocked=False)
    await hoa.ask("xin chào")
    unblocked = await place.storage.residents.get(hoa.id)
    assert unblocked is not None
    assert unblocked.blocked_at is None
