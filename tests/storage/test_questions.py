from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

import pytest
from sqlalchemy import insert

from bot.storage import Storage, questions
from bot.storage.question import Group
from bot.storage.tables import questions as table
from tests.storage.conftest import Query
from tests.storage.times import LATER, NOON

MEMBER, OTHER = 900, 901


def equal(reading: str, others: Iterable[tuple[int, str]]) -> int | None:
    return next((number for number, other in others if other == reading), None)


def quoting(text: str) -> list[str]:
    return [f"“{text}” …"]


async def add(
    storage: Storage, text: str, *, reading: str = "", topic: str | None = None, by: int | None = None
) -> int:
    return await storage.questions.add(text, reading or text.lower(), NOON, same=equal, topic=topic, chat_id=by)


async def test_what_asks_the_same_is_one_group_counted_with_who_waits(storage: Storage) -> None:
    first = await add(storage, "Có wifi không", reading="wifi")
    second = await add(storage, "nhà văn hóa có wifi ko", reading="wifi")
    other = await add(storage, "Mấy giờ mở cửa")
    for number, chat in ((first, 7), (second, 8), (second, 8)):
        await storage.questions.send(number, chat, NOON)
    assert await storage.questions.open(5) == [
        Group(first, "Có wifi không", 2, 2),
        Group(other, "Mấy giờ mở cửa", 1, 0),
    ]
    assert await storage.questions.open(5, 1) == [Group(other, "Mấy giờ mở cửa", 1, 0)]
    assert await storage.questions.group(second) == Group(first, "Có wifi không", 2, 2)
    assert await storage.questions.waiting() == (2, 2)


async def test_a_question_after_an_answer_is_no_group_with_one_after_none(storage: Storage) -> None:
    await add(storage, "mấy giờ")
    await add(storage, "mấy giờ", topic="ve-sinh/lich")
    assert [group.topic for group in await storage.questions.open(5)] == [None, "ve-sinh/lich"]


async def test_a_question_is_sent_once_and_by_one_person(storage: Storage) -> None:
    number = await add(storage, "mấy giờ")
    send = storage.questions.send
    assert [await send(number, 7, NOON), await send(number, 7, NOON), await send(number, 8, NOON)] == [
        "sent",
        "already",
        "gone",
    ]
    assert await send(number + 1, 7, NOON) == "gone"


async def test_everybody_who_sent_it_gets_one_letter_with_their_own_words(storage: Storage, query: Query) -> None:
    numbers = [await add(storage, text, reading="wifi") for text in ("có wifi không", "wifi ko", "wifi đâu", "wi fi")]
    for number, chat in zip(numbers, (7, 8, 8), strict=False):
        await storage.questions.send(number, chat, NOON)
    assert await storage.questions.propose(numbers[0], "Có <b>wifi</b>")
    sent = await storage.questions.answer(numbers[0], "Có <b>wifi</b>", MEMBER, LATER, compose=quoting)
    assert sent == 2
    letters = await storage.letters.pending()
    assert [(one.chat_id, one.says.html, one.question) for one in letters] == [
        (7, "“có wifi không” …", numbers[0]),
        (8, "“wifi đâu” …", numbers[0]),
    ]
    assert await storage.questions.open(5) == []
    assert query("SELECT what, subject, actor_id FROM acts") == [("question.answered", "CH-0001", MEMBER)]
    assert await storage.questions.answered() == [(numbers[0], "wifi")]
    assert await storage.questions.send(numbers[3], 9, LATER) == "closed"


async def test_of_two_members_at_once_one_wins(storage: Storage) -> None:
    number = await add(storage, "mấy giờ", by=7)
    await storage.questions.propose(number, "Bảy giờ")
    results = await asyncio.gather(
        storage.questions.answer(number, "Bảy giờ", MEMBER, NOON, compose=quoting),
        storage.questions.drop(number, "Không rõ", OTHER, NOON, compose=quoting),
        storage.questions.refer(number, "ve-sinh/lich", OTHER, NOON, compose=quoting),
    )
    assert sorted(map(str, results)) == ["1", "None", "None"]
    assert len(await storage.letters.pending()) == 1
    assert not await storage.questions.propose(number, "Tám giờ")


async def test_only_what_was_proposed_last_is_sent(storage: Storage) -> None:
    number = await add(storage, "mấy giờ", by=7)
    await storage.questions.propose(number, "Bảy giờ")
    await storage.questions.propose(number, "Tám giờ")
    assert await storage.questions.answer(number, "Bảy giờ", MEMBER, NOON, compose=quoting) is None
    assert await storage.questions.answer(number, "Tám giờ", MEMBER, NOON, compose=quoting) == 1


async def test_a_member_of_a_group_is_not_answered_by_itself(storage: Storage) -> None:
    await add(storage, "a", reading="x")
    second = await add(storage, "b", reading="x")
    assert not await storage.questions.propose(second, "Vâng")
    assert await storage.questions.drop(second, "Vâng", MEMBER, NOON, compose=quoting) is None


async def test_what_is_split_off_is_a_group_of_its_own_even_the_first(storage: Storage) -> None:
    numbers = [await add(storage, text, reading="x") for text in ("a", "b", "a", "c")]
    assert await storage.questions.texts(numbers[0]) == [(1, "a"), (2, "b"), (4, "c")]
    assert await storage.questions.split(numbers[2])
    assert [(one.id, one.asked) for one in await storage.questions.open(5)] == [(1, 2), (2, 2)]
    assert [text for _, text in await storage.questions.texts(2)] == ["b", "c"]
    assert not await storage.questions.split(numbers[0])
    assert not await storage.questions.split(99)


async def test_what_a_forgotten_person_asked_leaves_the_others_in_their_group(storage: Storage, query: Query) -> None:
    first = await add(storage, "Chuyện của tôi", reading="x", by=7)
    second = await add(storage, "Chuyện ấy", reading="x", by=8)
    alone = await add(storage, "Chuyện khác", by=7)
    await storage.residents.seen(7, NOON)
    await storage.residents.forget(7)
    assert await storage.questions.open(5) == [Group(first, "Chuyện ấy", 1, 1)]
    assert await storage.questions.texts(first) == [(second, "Chuyện ấy")]
    assert await storage.questions.group(alone) is None
    assert query("SELECT chat_id, text, reading FROM questions WHERE id = 1") == [(None, None, None)]
    await storage.questions.propose(first, "Vâng")
    assert await storage.questions.answer(first, "Vâng", MEMBER, NOON, compose=quoting) == 1


async def test_what_nobody_waits_for_is_dropped_after_a_while(storage: Storage, query: Query) -> None:
    await add(storage, "nobody's")
    await add(storage, "sent", by=7)
    await add(storage, "first", reading="x")
    await add(storage, "second", reading="x", by=7)
    await storage.questions.purge(LATER)
    assert query("SELECT text FROM questions ORDER BY id") == [("sent",), ("first",), ("second",)]


async def test_who_asks_thousands_of_questions_makes_nobody_wait(
    storage: Storage, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "COMPARED", 2)
    monkeypatch.setattr(questions, "NOBODYS", 3)
    for number in range(6):
        await add(storage, f"câu {number}")
    compared: list[int] = []

    def seen(_reading: str, others: Iterable[tuple[int, str]]) -> None:
        compared.extend(number for number, _ in others)

    await storage.questions.add("x", "x", NOON, same=seen)
    assert compared == [5, 6]
    await storage.questions.purge(NOON)
    assert query("SELECT text FROM questions") == [("câu 4",), ("câu 5",), ("x",)]


async def test_what_became_of_it_is_kept_and_logged(storage: Storage, query: Query) -> None:
    number = await add(storage, "mấy giờ", by=7)
    await storage.questions.propose(number, "Bảy giờ")
    await storage.questions.answer(number, "Bảy giờ", MEMBER, NOON, compose=quoting)
    await storage.questions.edit_entry(number, {"t": "Giờ"})
    one = await storage.questions.get(number)
    assert one
    assert one.entry == {"t": "Giờ"}
    await storage.questions.became(number, "hoi-dap-them/gio", MEMBER, NOON)
    one = await storage.questions.get(number)
    assert one
    assert (one.became, one.entry) == ("hoi-dap-them/gio", None)
    assert query("SELECT what, after FROM acts ORDER BY id") == [
        ("question.answered", "Bảy giờ"),
        ("question.became", "hoi-dap-them/gio"),
    ]


async def test_ten_thousand_questions_are_listed_at_once(storage: Storage) -> None:
    rows = [
        {
            "id": number,
            "text": f"câu {number}",
            "reading": f"cau {number}",
            "asked_at": NOON,
            "alike": None if number <= 4000 else number % 4000 + 1,
            "chat_id": number if number % 3 else None,
            "state": "open",
        }
        for number in range(1, 10_001)
    ]
    async with storage.questions._database.write() as connection:
        await connection.execute(insert(table), rows)
    await storage.questions.open(1)
    begun = time.perf_counter()
    assert len(await storage.questions.open(8)) == 8
    assert await storage.questions.waiting() == (4000, 6667)
    assert time.perf_counter() - begun < 0.5  # some 50 ms; the machine may be busy
