from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bot
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.simulator.server import Served
from bot.storage import Act
from tests.channels.telegram.committee_town import Committee
from tests.channels.telegram.town import Person, buttons, until

STRANGER = 5_555_555
# Every name that is in the log, by whoever writes it.
WHATS = (
    "report.taken", "report.working", "report.done", "report.impossible", "report.duplicate", "report.referred",
    "report.closed", "report.reopened", "report.replied", "block.on", "block.off", "question.answered",
    "question.dropped", "question.became", "knowledge.changed", "knowledge.undone", "role.granted", "role.taken",
    "role.ended", "announcement.sent", "announcement.scheduled", "announcement.unscheduled", "announcement.paused",
    "announcement.resumed", "announcement.stopped", "announcement.again", "announcement.corrected",
    "announcement.recalled",
)  # fmt: skip


@pytest.fixture
def office(kb: KnowledgeBase) -> OfficeWording:
    return kb.office_wording


async def did(committee: Committee, what: str, by: int | None = None, **more: str | int) -> None:
    actor = committee.first.id if by is None else by
    now = committee.place.clock()
    await committee.place.storage.acts.add(Act(now, actor or None, what, **more))  # type: ignore[arg-type]


async def test_it_says_who_did_what_when_and_what_changed(committee: Committee, office: OfficeWording) -> None:
    assert office.log_none in (await committee.first.ask("/nhatky"))["text"]
    await did(
        committee, "announcement.corrected", subject="TB-001", before="Mai <b>7 giờ</b> &amp; 8 giờ", after="x" * 500
    )
    committee.place.clock.pass_by(hours=1)
    await did(committee, "report.done", subject="PA-0027")
    text = (await committee.first.ask("/nhatky"))["text"]
    assert "09:00 18/11/2026 · Bản báo PA-0027 đã xong\n\n08:00 18/11/2026 · Bản đính chính TB-001" in text
    assert "trước: Mai 7 giờ & 8 giờ" in text
    assert f"sau: {'x' * 120}…" in text


async def test_people_are_named_as_far_as_anybody_knows(
    committee: Committee, office: OfficeWording, served: Served
) -> None:
    now = committee.place.clock()
    await committee.place.storage.roles.grant(STRANGER, "edit", "Cô Tư", committee.second.id, now)
    await did(committee, "report.done", by=STRANGER + 1, subject="PA-0001")
    await did(committee, "report.done", by=committee.chat, subject="PA-0002")
    await did(committee, "report.done", by=0, subject="PA-0003")
    await did(committee, "knowledge.changed", by=0, subject="lich.yaml")
    text = (await committee.first.ask("/nhatky"))["text"]
    assert f"{office.by_hand} sửa sổ tay, lich.yaml" in text
    assert f"Duân giao vai trò “{office.role_edit}” cho Cô Tư" in text
    assert f"{office.somebody} báo PA-0001" in text
    assert f"{office.anonymous} báo PA-0002" in text
    assert f"{office.nobody} báo PA-0003" in text


async def test_it_is_read_page_by_page(committee: Committee, office: OfficeWording) -> None:
    for number in range(1, 26):
        await did(committee, "report.done", subject=f"PA-{number:04}")
    page = await committee.first.ask("/nhatky")
    assert buttons(page) == [[office.button_older]]
    for newest, oldest, row in (
        (15, 6, [office.button_newest, office.button_older]),
        (5, 1, [office.button_newest]),
    ):
        await committee.second.press(page, office.button_older)
        await until(committee.place.idle)
        page = await committee.first.sees(page)
        assert f"PA-{newest:04}" in page["text"]
        assert f"PA-{oldest:04}" in page["text"]
        assert f"PA-{newest + 1:04}" not in page["text"]
        assert buttons(page) == [row]
    await committee.second.press(page, office.button_newest)
    await until(committee.place.idle)
    assert "PA-0025" in (await committee.first.sees(page))["text"]


@pytest.mark.parametrize("data", ["nk:0", "nk:x", "nk:-1", "nk:٥", f"nk:{'9' * 40}", "nk", "nk:1:2"])
async def test_forged_buttons_show_a_page_or_nothing(committee: Committee, data: str) -> None:
    await did(committee, "report.done", subject="PA-0001")
    page = await committee.first.ask("/nhatky")
    assert await committee.first.send_data(page, data) == ""


async def test_members_without_a_role_read_it_in_private_too_and_others_do_not(
    committee: Committee, said: CommitteeWording, office: OfficeWording
) -> None:
    await committee.place.storage.roles.grant(STRANGER, "edit", "Cô Tư", committee.second.id, committee.place.clock())
    alone = Person(committee.place, committee.first.user, committee.first.id)
    assert "Cô Tư" in (await alone.ask("/nhatky"))["text"]
    lan = await committee.place.person("Lan")
    heard = await lan.ask("/nhatky")
    assert heard["text"] == said.members_only
    assert await lan.send_data(heard, "nk:9") == said.members_only


def test_every_act_has_words() -> None:
    for what in WHATS:
        assert f"act_{what.replace('.', '_')}" in OfficeWording.model_fields, what


def test_every_act_that_the_program_names_is_in_the_list() -> None:
    named = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Act":
                given = [*node.args[2:3], *(more.value for more in node.keywords if more.arg == "what")]
                named |= {str(one.value) for one in given if isinstance(one, ast.Constant)}
    assert {"role.taken", "announcement.paused"} <= named <= set(WHATS)


async def test_an_act_of_another_version_is_shown_by_its_name(committee: Committee) -> None:
    await did(committee, "moon.painted", subject="<b>")
    assert "moon.painted" in (await committee.first.ask("/nhatky"))["text"]
