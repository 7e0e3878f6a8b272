from __future__ import annotations

import asyncio
import datetime as dt
import errno
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.handbook import Applied, Conflict, Gone, NotWritten, Unchanged, disk
from bot.handbook.model import BUTTON, FILE, HAND, UNDO
from bot.knowledge.editing import AddEntry, Append, Edit, ReplaceFile, Set
from bot.knowledge.loader import load
from bot.knowledge.problems import KnowledgeError
from tests.handbook.conftest import Desk
from tests.knowledge_factory import NOW, edit

DUNG, LAN = 7, 8

HOURS = Set("contacts", "truong-khu", ("giờ",), "7h")
NAME = Set("contacts", "to-truong-7", ("tên",), "Lê Thị Mới")
PLACE = Set("places", "nha-van-hoa", ("địa chỉ",), "đầu ngõ 2")


async def made(desk: Desk, *edits: Edit, by: int = DUNG, what: str = "Danh bạ") -> Applied:
    proposal = await desk.handbook.propose(edits, by, what, BUTTON, NOW)
    return await desk.handbook.apply(proposal.id, by, NOW)


async def seen(desk: Desk) -> bool:
    return await desk.handbook.seen(load(desk.folder, now=NOW), NOW)


async def acts(desk: Desk) -> list[tuple[Any, ...]]:
    return [(act.actor_id, act.what, act.subject) for _, act in await desk.storage.acts.latest(20)]


async def history(desk: Desk) -> list[tuple[int | None, str, str]]:
    return [(one.actor, one.how, one.what) for one in await desk.handbook.changes(20)]


async def test_a_proposal_shows_the_lines_and_writes_nothing(desk: Desk) -> None:
    before = desk.files()
    proposal = await desk.handbook.propose([HOURS], DUNG, "Danh bạ: giờ", BUTTON, NOW)
    (file,) = proposal.files
    (hunk,) = file.hunks
    assert (file.name, hunk.line) == ("danh-ba.yaml", 7)
    assert (hunk.before, hunk.after) == (("    giờ: 8:00-17:00",), ("    giờ: 7h",))
    assert desk.files() == before


async def test_what_is_applied_is_written_served_and_remembered(desk: Desk) -> None:
    await seen(desk)
    applied = await made(desk, HOURS, PLACE, what="Giờ và nơi")
    assert b"7h" in desk.files()["danh-ba.yaml"]
    (served,) = desk.served
    assert served.kb.contacts["truong-khu"].hours == "7h"
    assert served.kb.version == load(desk.folder, now=NOW).kb.version
    change = await desk.handbook.change(applied.change)
    assert change is not None
    assert (change.actor, change.how, change.what, change.at) == (DUNG, BUTTON, "Giờ và nơi", NOW)
    assert [file.name for file in change.files] == ["danh-ba.yaml", "khu-pho.yaml"]
    ((_, act),) = await desk.storage.acts.latest(5)
    assert (act.actor_id, act.what, act.subject) == (DUNG, "knowledge.changed", "Giờ và nơi")
    assert (act.before, act.after) == (
        "    giờ: 8:00-17:00\n    địa chỉ: đầu ngõ 1",
        "    giờ: 7h\n    địa chỉ: đầu ngõ 2",
    )
    assert await seen(desk)
    assert len(await desk.handbook.changes(9)) == 1


async def test_what_check_refuses_is_refused_with_its_reasons(desk: Desk) -> None:
    with pytest.raises(KnowledgeError, match=r"danh-ba\.yaml:6"):
        await made(desk, Set("contacts", "truong-khu", ("điện thoại",), "12"))
    with pytest.raises(KnowledgeError, match="nha-khong-co"):
        await made(desk, Set("schedules", "tong-ve-sinh", ("nơi",), "nha-khong-co"))
    with pytest.raises(KnowledgeError):
        await made(desk, ReplaceFile("lich.yaml", b"a: &x 1"))


async def test_what_is_so_already_is_no_change(desk: Desk) -> None:
    with pytest.raises(Unchanged):
        await made(desk, Set("contacts", "truong-khu", ("giờ",), "8:00-17:00"))


async def test_a_proposal_is_applied_once_or_dropped(desk: Desk) -> None:
    proposal = await desk.handbook.propose([HOURS], DUNG, "", BUTTON, NOW)
    await desk.handbook.apply(proposal.id, LAN, NOW)
    assert await history(desk) == [(LAN, BUTTON, "")]
    with pytest.raises(Gone):
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    other = await desk.handbook.propose([NAME], DUNG, "", BUTTON, NOW)
    assert await desk.handbook.drop(other.id)
    assert not await desk.handbook.drop(other.id)
    with pytest.raises(Gone):
        await desk.handbook.apply(other.id, DUNG, NOW)


async def test_of_two_members_one_wins_and_the_other_is_shown_the_file_as_it_is(desk: Desk) -> None:
    first = await desk.handbook.propose([HOURS], DUNG, "giờ", BUTTON, NOW)
    second = await desk.handbook.propose([NAME], LAN, "tên", BUTTON, NOW)
    results: Sequence[Any] = await asyncio.gather(
        desk.handbook.apply(first.id, DUNG, NOW), desk.handbook.apply(second.id, LAN, NOW), return_exceptions=True
    )
    lost = results[1]
    assert isinstance(results[0], Applied)
    assert isinstance(lost, Conflict)
    assert lost.fresh is not None
    assert "danh-ba.yaml" in str(lost)
    assert lost.fresh.files == second.files
    await desk.handbook.apply(lost.fresh.id, LAN, NOW)
    text = desk.files()["danh-ba.yaml"].decode()
    assert "giờ: 7h" in text
    assert "Lê Thị Mới" in text
    with pytest.raises(Gone):
        await desk.handbook.apply(second.id, LAN, NOW)


async def test_the_same_press_twice_at_once_applies_once(desk: Desk) -> None:
    proposal = await desk.handbook.propose([HOURS], DUNG, "giờ", BUTTON, NOW)
    presses = (desk.handbook.apply(proposal.id, by, NOW) for by in (DUNG, LAN))
    done = await asyncio.gather(*presses, return_exceptions=True)
    assert [type(one) for one in done] == [Applied, Gone]


async def test_what_changed_in_the_file_meanwhile_is_never_overwritten(desk: Desk) -> None:
    proposal = await desk.handbook.propose([HOURS], DUNG, "giờ", BUTTON, NOW)
    edit(desk.folder, "danh-ba.yaml", "8:00-17:00", "8:00-16:00")
    before = desk.files()
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert desk.files() == before
    assert conflict.value.fresh is not None
    assert conflict.value.fresh.files[0].hunks[0].before == ("    giờ: 8:00-16:00",)


async def test_a_change_whose_entry_is_gone_is_lost_and_said_so(desk: Desk) -> None:
    proposal = await desk.handbook.propose([NAME], DUNG, "tên", BUTTON, NOW)
    text = desk.files()["danh-ba.yaml"].decode()
    (desk.folder / "danh-ba.yaml").write_text(text[: text.index("  - mã: to-truong-7")])
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert conflict.value.fresh is None


async def test_of_a_file_sent_whole_only_its_own_changes_count(desk: Desk) -> None:
    old = desk.files()["danh-ba.yaml"]
    sent = ReplaceFile("danh-ba.yaml", old.replace(b"8:00-17:00", b"7h"))
    proposal = await desk.handbook.propose([sent], DUNG, "tệp", FILE, NOW)
    await made(desk, NAME)
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert conflict.value.fresh is not None
    await desk.handbook.apply(conflict.value.fresh.id, DUNG, NOW)
    assert "Lê Thị Mới" in desk.files()["danh-ba.yaml"].decode()

    again = await desk.handbook.propose([ReplaceFile("danh-ba.yaml", old)], DUNG, "tệp", FILE, NOW)
    await made(desk, Set("contacts", "truong-khu", ("giờ",), "9h"))
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.apply(again.id, DUNG, NOW)
    assert conflict.value.fresh is None


async def test_a_file_touched_in_the_very_moment_of_writing_is_left_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = await desk.handbook.propose([HOURS, PLACE], DUNG, "giờ", BUTTON, NOW)
    stage = disk._stage

    def slowly(place: Path, content: bytes) -> Path:
        if place.name == "khu-pho.yaml":
            edit(desk.folder, "khu-pho.yaml", "đầu ngõ 1", "đầu ngõ 9")
        return stage(place, content)

    monkeypatch.setattr(disk, "_stage", slowly)
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert conflict.value.fresh is not None
    assert b"7h" not in desk.files()["danh-ba.yaml"]
    assert "đầu ngõ 9" in desk.files()["khu-pho.yaml"].decode()
    assert not list(desk.folder.rglob(".khupho-*"))


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC])
async def test_a_disk_that_refuses_leaves_everything_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = desk.files()
    proposal = await desk.handbook.propose([HOURS, PLACE], DUNG, "giờ", BUTTON, NOW)
    put = disk._put

    def fail(place: Path, staged: Path | None) -> None:
        if place.name == "khu-pho.yaml":
            raise OSError(number, "no")
        put(place, staged)

    monkeypatch.setattr(disk, "_put", fail)
    with pytest.raises(NotWritten, match="no"):
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert desk.files() == before
    assert not list(desk.folder.rglob(".khupho-*"))
    assert desk.served == []
    assert await history(desk) == []
    monkeypatch.undo()
    await desk.handbook.apply(proposal.id, DUNG, NOW)
    assert desk.files() != before


async def test_the_rights_of_a_file_stay(desk: Desk) -> None:
    path = desk.folder / "danh-ba.yaml"
    path.chmod(0o640)
    await made(desk, HOURS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


async def test_a_link_stays_a_link(desk: Desk) -> None:
    real = desk.folder / ".data" / "danh-ba.yaml"
    real.parent.mkdir()
    (desk.folder / "danh-ba.yaml").rename(real)
    (desk.folder / "danh-ba.yaml").symlink_to(real)
    await made(desk, HOURS)
    assert (desk.folder / "danh-ba.yaml").is_symlink()
    assert b"7h" in real.read_bytes()


async def test_changes_by_hand_are_remembered_once_they_are_served(desk: Desk) -> None:
    await seen(desk)
    assert await history(desk) == []
    edit(desk.folder, "danh-ba.yaml", "8:00-17:00", "9h")
    (desk.folder / "them.yaml").write_text("từ điển:\n  từ đệm: [nhé]\n")
    assert await seen(desk)
    assert await seen(desk)
    assert await history(desk) == [(None, HAND, "danh-ba.yaml, them.yaml")]
    assert await acts(desk) == [(None, "knowledge.changed", "danh-ba.yaml, them.yaml")]


async def test_a_state_that_the_folder_has_left_is_not_remembered(desk: Desk) -> None:
    await seen(desk)
    old = load(desk.folder, now=NOW)
    await made(desk, HOURS)
    assert not await desk.handbook.seen(old, NOW)
    assert len(await history(desk)) == 1


async def test_a_change_by_hand_not_yet_seen_comes_before_the_button(desk: Desk) -> None:
    await seen(desk)
    edit(desk.folder, "danh-ba.yaml", "Nguyễn Văn Thử", "Nguyễn Văn Tay")
    await made(desk, HOURS)
    assert await history(desk) == [(DUNG, BUTTON, "Danh bạ"), (None, HAND, "danh-ba.yaml")]
    newest, by_hand = [await desk.handbook.change(one.id) for one in await desk.handbook.changes(5)]
    assert newest is not None
    assert by_hand is not None
    assert [hunk.after for hunk in newest.files[0].hunks] == [("    giờ: 7h",)]
    assert [hunk.after for hunk in by_hand.files[0].hunks] == [("    tên: Nguyễn Văn Tay",)]


TEN: list[list[Edit]] = [
    [HOURS],
    [NAME, PLACE],
    [Append("contacts", "truong-khu", ("điện thoại",), "113")],
    [Append("schedules", "tong-ve-sinh", ("ngoại lệ",), {"ngày": "06/12/2026", "nghỉ": "có", "lý do": "mưa"})],
    [Set("schedules", "tong-ve-sinh", ("từ giờ",), "7:00")],
    [Set("topics", "nvqs/dang-ky", ("trả lời",), "Một.\n\nHai: {tổ trưởng}")],
    [Append("topics", "ve-sinh/lich", ("cách hỏi",), "bao giờ quét ngõ")],
    [AddEntry("topics", {"mã": "a/b", "tiêu đề": "A", "trả lời": "B.", "cách hỏi": ["hỏi a b"]}, "hoi-dap/moi.yaml")],
    [Set("contacts", "truong-khu", ("xem lại trước",), "31/12/2028")],
    [ReplaceFile("thong-bao.yaml", "chủ đề thông báo:\n  - mã: ve-sinh\n    tên: Vệ sinh\n".encode())],
]


async def test_ten_changes_undone_give_the_first_folder_byte_for_byte(desk: Desk) -> None:
    await seen(desk)
    first = desk.files()
    states = []
    for number, edits in enumerate(TEN):
        states.append(desk.files())
        await made(desk, *edits, what=f"{number}")
    for one in await desk.handbook.changes(10):
        await desk.handbook.undo(one.id, LAN, NOW)
        assert desk.files() == states.pop()
    assert desk.files() == first
    newest = await desk.handbook.changes(20)
    assert [one.how for one in newest] == [UNDO] * 10 + [BUTTON] * 10
    assert [one.undone_by is None for one in newest] == [True] * 10 + [False] * 10
    for one in newest[9::-1]:  # ... and the undoing undone, oldest first
        assert one.undid is not None
    for one in newest[:10]:
        await desk.handbook.undo(one.id, LAN, NOW)
    assert b"7h" in desk.files()["danh-ba.yaml"]
    assert (await desk.handbook.changes(30))[-1].undone_by is None
    assert await seen(desk)
    assert len(await desk.handbook.changes(99)) == 30


async def test_an_undo_leaves_what_was_changed_elsewhere_since(desk: Desk) -> None:
    applied = await made(desk, HOURS)
    await made(desk, NAME)
    await desk.handbook.undo(applied.change, LAN, NOW)
    text = desk.files()["danh-ba.yaml"].decode()
    assert "8:00-17:00" in text
    assert "Lê Thị Mới" in text
    assert (await acts(desk))[0] == (LAN, "knowledge.undone", "Danh bạ")
    with pytest.raises(Unchanged):
        await desk.handbook.undo(applied.change, LAN, NOW)


async def test_an_undo_of_lines_changed_since_is_refused_and_names_the_later_change(desk: Desk) -> None:
    applied = await made(desk, HOURS)
    await made(desk, NAME, what="tên")
    await made(desk, Set("contacts", "truong-khu", ("giờ",), "9h"), what="giờ nữa")
    with pytest.raises(Conflict) as conflict:
        await desk.handbook.undo(applied.change, LAN, NOW)
    assert conflict.value.later is not None
    assert conflict.value.later.what == "giờ nữa"


async def test_an_undo_that_check_refuses_is_refused(desk: Desk) -> None:
    entry = {"mã": "san", "tên": "Sân", "địa chỉ": "ngõ 3", "nguồn": "ban khu phố"}
    applied = await made(desk, AddEntry("places", entry, "khu-pho.yaml"))
    await made(desk, Set("schedules", "tong-ve-sinh", ("nơi",), "san"))
    with pytest.raises(KnowledgeError, match="san"):
        await desk.handbook.undo(applied.change, LAN, NOW)
    with pytest.raises(Gone):
        await desk.handbook.undo(999, LAN, NOW)


async def test_two_entries_added_in_turn_can_be_taken_back_in_any_order(desk: Desk) -> None:
    first = desk.files()
    added = [await made(desk, AddEntry("subjects", {"mã": code, "tên": code}, "thong-bao.yaml")) for code in ("x", "y")]
    for one in added:
        await desk.handbook.undo(one.change, LAN, NOW)
    assert desk.files() == first


class Crash(BaseException):
    """The power goes."""


STEPS = ["proposals.begin", "stage", "first put", "second put", "serve", "changes.keep"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["apply", "undo"])
async def test_a_crash_at_any_step_leaves_a_whole_change_or_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str, how: str
) -> None:
    await seen(desk)
    done = await made(desk, HOURS, PLACE) if how == "undo" else None
    before, versions = desk.files(), len(await history(desk))
    proposal = await desk.handbook.propose([HOURS, PLACE], DUNG, "cả hai", BUTTON, NOW) if done is None else None

    def crash(*_: Any, **__: Any) -> Any:
        raise Crash

    put = disk._put
    puts: list[Path] = []

    def counted(place: Path, staged: Path | None) -> None:
        puts.append(place)
        if len(puts) == 1 + (step == "second put"):
            raise Crash
        put(place, staged)

    if step == "proposals.begin":
        monkeypatch.setattr(desk.storage.proposals, "begin", crash)
        monkeypatch.setattr(desk.storage.proposals, "add", crash)
    elif step == "changes.keep":
        monkeypatch.setattr(desk.storage.changes, "keep", crash)
    elif step == "serve":
        monkeypatch.setattr(desk.handbook, "_serve", crash)
    else:
        monkeypatch.setattr(disk, "_stage" if step == "stage" else "_put", crash if step == "stage" else counted)
    press = desk.handbook.apply if proposal else desk.handbook.undo
    number = proposal.id if proposal else done.change if done else 0
    with pytest.raises(Crash):
        await press(number, DUNG, NOW)
    monkeypatch.undo()

    after = desk.restarted()
    await after.handbook.recover(NOW)
    await seen(after)
    changed = step in ("second put", "serve", "changes.keep")
    assert (after.files() != before) == changed
    assert not list(desk.folder.rglob(".khupho-*"))
    kept = await history(after)
    assert len(kept) == versions + changed
    if changed:
        assert kept[0][:2] == (DUNG, UNDO if done else BUTTON)
        assert await after.storage.changes.files() == after.files()
    if proposal is not None and not changed:
        await after.handbook.apply(proposal.id, LAN, NOW)
    assert await after.storage.proposals.begun() == []


async def test_who_edits_after_a_crash_is_not_overwritten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await seen(desk)
    proposal = await desk.handbook.propose([HOURS, PLACE], DUNG, "cả hai", BUTTON, NOW)
    put = disk._put

    def half(place: Path, staged: Path | None) -> None:
        if place.name == "khu-pho.yaml":
            raise Crash
        put(place, staged)

    monkeypatch.setattr(disk, "_put", half)
    with pytest.raises(Crash):
        await desk.handbook.apply(proposal.id, DUNG, NOW)
    monkeypatch.undo()
    edit(desk.folder, "khu-pho.yaml", "đầu ngõ 1", "đầu ngõ 9")
    await desk.handbook.recover(NOW)
    assert await seen(desk)
    assert "đầu ngõ 9" in desk.files()["khu-pho.yaml"].decode()
    assert sorted(await history(desk), key=str) == [(DUNG, BUTTON, "cả hai"), (None, HAND, "khu-pho.yaml")]


async def test_proposals_that_nobody_applied_are_forgotten(desk: Desk) -> None:
    proposal = await desk.handbook.propose([HOURS], DUNG, "giờ", BUTTON, NOW)
    await desk.storage.proposals.purge(NOW + dt.timedelta(days=1))
    with pytest.raises(Gone):
        await desk.handbook.apply(proposal.id, DUNG, NOW)
