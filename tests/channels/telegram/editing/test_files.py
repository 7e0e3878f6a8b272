"""Whole files of the handbook, sent to the bot and by it; whatever is hostile is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.handlers.editing.edit_file import target
from bot.knowledge.loader import is_knowledge_name
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.editing.desk import Desk
from tests.channels.telegram.town import Json, buttons

PEOPLE, MORE = "danh-ba.yaml", "chào hỏi:\n  - mã: tam-biet\n    trả lời: Tạm biệt!\n    cách hỏi: [tạm biệt]\n"


def contents(desk: Desk) -> dict[str, bytes]:
    return {str(path.relative_to(desk.home)): path.read_bytes() for path in desk.home.rglob("*") if path.is_file()}


async def test_a_file_is_compared_and_put_in_place_when_somebody_says_so(desk: Desk) -> None:
    new = desk.file(PEOPLE).replace("0912 345 678", "0987 654 321")
    await desk.sends(PEOPLE, new)
    compared = await desk.hears()
    assert compared["text"].startswith("📄 Thay đổi trong danh-ba.yaml.")
    assert "➖ điện thoại: 0912 345 678\n➕ điện thoại: 0987 654 321" in compared["text"]
    assert buttons(compared) == [[desk.words.button_apply], [desk.words.button_drop]]
    assert "0912" in desk.file(PEOPLE)
    done = await desk.asks(compared, desk.words.button_apply)
    assert done["text"] == desk.words.written.replace("**", "")
    assert desk.file(PEOPLE) == new
    assert desk.kb.contacts["truong-khu"].phones == ("0987654321",)


async def test_it_can_be_dropped(desk: Desk) -> None:
    before = contents(desk)
    await desk.sends(PEOPLE, desk.file(PEOPLE).replace("0912 345 678", "0987 654 321"))
    assert (await desk.asks(await desk.hears(), desk.words.button_drop))["text"] == desk.words.dropped
    assert contents(desk) == before


async def test_a_second_copy_on_a_phone_is_still_the_same_file(desk: Desk) -> None:
    await desk.sends("chung (2).yaml", desk.file("hoi-dap/chung.yaml") + "# hết\n")
    assert (await desk.hears())["text"].startswith("📄 Thay đổi trong hoi-dap/chung.yaml.")


async def test_a_new_name_is_a_new_file(desk: Desk) -> None:
    await desk.sends("Lời chào mới.yaml", MORE)
    compared = await desk.hears()
    assert compared["text"].startswith("📄 Tệp mới loi-chao-moi.yaml.")
    await desk.asks(compared, desk.words.button_apply)
    assert "tam-biet" in desk.kb.greetings


async def test_the_same_file_changes_nothing(desk: Desk) -> None:
    await desk.sends(PEOPLE, desk.file(PEOPLE))
    assert "không có gì phải đổi" in (await desk.hears())["text"]


async def test_a_fault_is_told_with_file_line_and_reason(desk: Desk) -> None:
    before = contents(desk)
    await desk.sends(PEOPLE, desk.file(PEOPLE).replace("0912 345 678", "0912"))
    refused = (await desk.hears())["text"]
    assert "danh-ba.yaml:6:" in refused
    assert "chỉ ghi số, đủ số" in refused
    assert contents(desk) == before


async def test_a_long_difference_also_comes_as_a_file(desk: Desk) -> None:
    text = desk.file("hoi-dap/chung.yaml") + "".join(f"      - đăng ký kiểu {n} thế nào nhỉ\n" for n in range(200))
    await desk.sends("chung.yaml", text)
    whole, compared = await desk.person.hears(2)
    assert whole["document"]["file_name"] == "thay-doi-chung.txt"
    assert "… và nhiều dòng nữa" in compared["text"]


async def test_the_present_file_is_sent_for_editing(desk: Desk) -> None:
    choice = await desk.open("tệp")
    await desk.person.press(choice, "hoi-dap/chung.yaml")
    sent, how = await desk.person.hears(2)
    assert sent["document"]["file_name"] == "hoi-dap__chung.yaml"
    assert how["text"] == desk.words.file_how
    await desk.sends("hoi-dap__chung.yaml", desk.file("hoi-dap/chung.yaml") + "# hết\n")
    assert (await desk.hears())["text"].startswith("📄 Thay đổi trong hoi-dap/chung.yaml.")


async def test_what_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    await desk.sends(PEOPLE, desk.file(PEOPLE).replace("0912 345 678", "0987 654 321"))
    compared = await desk.hears()
    desk.put(PEOPLE, "tên: Trần Thị Mẫu", "tên: Trần Thị Tay")
    await desk.person.press(compared, desk.words.button_apply)
    fresh = await desk.person.sees(compared)
    assert "có người vừa sửa" in fresh["text"]
    await desk.asks(fresh, desk.words.button_apply)
    assert "Trần Thị Tay" in desk.file(PEOPLE)
    assert "0987 654 321" in desk.file(PEOPLE)


async def test_in_the_committee_chat_a_file_is_sent_below_sua_or_as_a_reply(group: Desk) -> None:
    new = group.file(PEOPLE).replace("0912 345 678", "0987 654 321")
    await group.sends(PEOPLE, new, caption="/sua")
    compared = await group.hears()
    assert compared["text"].startswith("📄 Thay đổi trong danh-ba.yaml.")
    await group.sends(PEOPLE, new, reply_to=compared)
    assert (await group.hears())["text"].startswith("📄 Thay đổi trong danh-ba.yaml.")


async def test_another_file_below_sua_is_refused(desk: Desk) -> None:
    await desk.sends("danh-ba.docx", b"PK", caption="/sua")
    assert (await desk.hears())["text"] == desk.words.file_not_yaml


async def test_a_residents_file_is_no_file_of_the_handbook(desk: Desk, committee: Committee) -> None:
    hoa = Desk(await committee.place.person("Hòa"), desk.home, desk.answerer)
    before = contents(desk)
    await hoa.sends(PEOPLE, MORE)
    assert (await hoa.hears())["text"] == desk.kb.chat_wording.document
    await hoa.sends(PEOPLE, MORE, caption="/sua")
    assert (await hoa.hears())["text"] == desk.kb.committee_wording.members_only
    assert contents(desk) == before


def hostile() -> Iterator[tuple[str, str, bytes]]:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a]\n" for n in range(30))
    yield "aliases", PEOPLE, bomb.encode()
    yield "nested lists", PEOPLE, b"[" * 50_000
    yield "a Word file", PEOPLE, b"PK\x03\x04" + b"\0" * 1000
    yield "no UTF-8", PEOPLE, "danh bạ: Bản".encode("utf-16")
    yield "half a letter", PEOPLE, b"danh b\xe1\xba"
    yield "NUL", PEOPLE, b"a: \0\n"
    yield "a hidden file", ".an.yaml", MORE.encode()
    yield "dots", "..yaml", MORE.encode()
    yield "a folder that is not there", "la__moi.yaml", MORE.encode()
    yield "nothing but signs", "💥.yaml", MORE.encode()
    yield "a dash", "-.yml", MORE.encode()


async def test_hostile_files_are_refused(desk: Desk) -> None:
    before = contents(desk)
    for what, name, content in hostile():
        await desk.sends(name, content)
        assert (await desk.hears())["text"].startswith("⛔"), what
    assert contents(desk) == before


async def test_a_file_of_50_megabytes_is_not_fetched(desk: Desk) -> None:
    await desk.sends(PEOPLE, b"#" * 50_000_000)
    assert "quá lớn" in (await desk.hears())["text"]
    assert await _fetched(desk) == []


async def test_a_file_a_little_too_large_is_refused(desk: Desk) -> None:
    await desk.sends(PEOPLE, b"#" * 1_000_001)
    assert "quá lớn" in (await desk.hears())["text"]


async def test_a_link_out_of_the_folder_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    (desk.home / "moi.yaml").symlink_to(outside)
    await desk.sends("moi.yaml", MORE)
    await desk.person.press(await desk.hears(), desk.words.button_apply)
    await desk.hears()
    assert not outside.exists()


FILES = {"khu-pho.yaml": b"a\nb\n", "hoi-dap/khu-pho.yaml": b"c\nd\n", "hoi-dap/x.yml": b""}


@pytest.mark.parametrize(
    ("sent", "content", "meant"),
    [
        ("khu-pho.yaml", b"a\nb\nx\n", "khu-pho.yaml"),
        ("khu-pho.yaml", b"c\nx\n", "hoi-dap/khu-pho.yaml"),
        ("hoi-dap__khu-pho.yaml", b"a\nb\n", "hoi-dap/khu-pho.yaml"),
        ("x.yml", b"", "hoi-dap/x.yml"),
        ("hoi-dap__Rác thải.yml", b"", "hoi-dap/rac-thai.yaml"),
        ("../khu-pho.yaml", b"", None),
        ("..__khu-pho.yaml", b"", None),
        ("/etc/x.yaml", b"", None),
        ("a\\b.yaml", b"", None),
        (".yaml", b"", None),
        ("~$x.yaml", b"", None),
        ("a\0.yaml", b"", None),
    ],
)
def test_the_file_meant_by_a_name(sent: str, content: bytes, meant: str | None) -> None:
    assert target(FILES, sent, content) == meant


@given(st.text(max_size=40))
def test_any_name_is_a_file_of_the_folder_or_none(stem: str) -> None:
    name = target(FILES, f"{stem}.yaml", b"")
    assert name is None or name in FILES or (is_knowledge_name(name) and name.isascii() and ".." not in name)


async def _fetched(desk: Desk) -> list[Json]:
    return await desk.person.town.requests("getFile")
