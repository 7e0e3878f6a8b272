from __future__ import annotations

from bot.storage import Report, Storage
from tests.storage.times import LATER, NOON


async def test_numbers_count_from_one(storage: Storage) -> None:
    first = await storage.reports.add(7, "Đèn hỏng", 101, NOON)
    second = await storage.reports.add(8, "Rác chưa thu", 102, NOON)
    assert (first.label, second.label) == ("PA-0001", "PA-0002")


async def test_the_same_update_makes_one_report(storage: Storage) -> None:
    first = await storage.reports.add(7, "Đèn hỏng", 101, NOON)
    assert await storage.reports.add(7, "Đèn hỏng", 101, LATER) == first
    assert await storage.reports.unsent() == [first]


async def test_reports_wait_until_the_committee_was_shown_them(storage: Storage) -> None:
    first = await storage.reports.add(7, "Đèn hỏng", 101, NOON)
    second = await storage.reports.add(8, "Rác chưa thu", 102, LATER)
    assert await storage.reports.unsent() == [first, second]
    await storage.reports.shown(1, 555)
    assert await storage.reports.unsent() == [second]
    assert await storage.reports.add(7, "", 101, LATER) == Report(1, 7, "Đèn hỏng", NOON, 555)


async def test_the_number_of_a_forgotten_report_is_never_given_again(storage: Storage) -> None:
    await storage.reports.add(7, "Đèn hỏng", 101, NOON)
    await storage.residents.forget(7)
    await storage.reports.shown(1, 555)
    assert await storage.reports.unsent() == []
    assert (await storage.reports.add(7, "Đèn lại hỏng", 103, LATER)).number == 2
    assert [row["number"] for row in (await storage.residents.export(7))["reports"]] == [2]


async def test_a_label_outgrows_four_digits() -> None:
    assert Report(12345, 7, "", NOON).label == "PA-12345"


async def test_the_reports_of_one_person_are_found_shown_or_not(storage: Storage) -> None:
    for update_id, chat in enumerate((7, 8, 7)):
        await storage.reports.add(chat, "x", update_id, NOON)
    await storage.reports.shown(1, 55)
    assert [(report.number, report.committee_message_id) for report in await storage.reports.by(7)] == [
        (1, 55),
        (3, None),
    ]
