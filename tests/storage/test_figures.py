"""What is counted of a stretch of time: nothing before it, nothing after it, and of nobody who left."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Notes, Storage
from bot.storage.figures import Counted

DAY = dt.date(2026, 11, 22)
SINCE = dt.datetime(2026, 11, 21, 17, tzinfo=dt.UTC)  # midnight in Hạ Long
UNTIL = SINCE + dt.timedelta(days=1)
BEFORE, AFTER = SINCE - dt.timedelta(seconds=1), UNTIL


@pytest.fixture
def put(storage: Storage, file: Path) -> Any:
    """Rows, as other parts of the program write them."""

    def write(table: str, *rows: dict[str, Any]) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            for row in rows:
                values = [v.replace(tzinfo=None) if isinstance(v, dt.datetime) else v for v in row.values()]
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_plain(v) for v in values])

    return write


def _plain(value: Any) -> Any:
    return value.isoformat(" ", "microseconds") if isinstance(value, dt.datetime) else value


async def counted(storage: Storage) -> Counted:
    return await storage.figures.of(DAY, DAY, SINCE, UNTIL)


async def test_an_empty_database_counts_nothing(storage: Storage) -> None:
    found = await counted(storage)
    assert (found.asked, found.topics, found.votes, found.reports, found.closed, found.groups) == (
        {},
        {},
        {},
        {},
        (),
        {},
    )


async def test_questions_by_day_and_outcome_and_answers_by_topic(storage: Storage) -> None:
    asked = [(DAY, "rac", "answer")] * 3 + [(DAY, "", "unknown"), (DAY, "rac", "suggest"), (DAY, "", "answer")]
    other = [(DAY - dt.timedelta(1), "rac", "answer"), (DAY + dt.timedelta(1), "rac", "answer")]
    await storage.inbox.done(1, SINCE, Notes(counts=[*asked, *other]))
    found = await counted(storage)
    assert found.asked == {(DAY, "answer"): 4, (DAY, "unknown"): 1, (DAY, "suggest"): 1}
    assert found.topics == {"rac": 3}


async def test_votes_with_their_reasons(storage: Storage, put: Any) -> None:
    for number, (value, reason, at) in enumerate(
        [
            (1, None, SINCE),
            (1, None, SINCE),
            (-1, "old", SINCE),
            (-1, None, SINCE),
            (-1, "old", BEFORE),
            (1, None, AFTER),
        ]
    ):
        put(
            "votes",
            {"chat_id": 1, "message_id": number, "topic": "rac", "value": value, "reason": reason, "cast_at": at},
        )
    found = await counted(storage)
    assert found.votes == {1: 2, -1: 2}
    assert found.reasons == {"old": 1}


async def test_reports_by_state_and_how_long_those_finished_took(storage: Storage, put: Any) -> None:
    noon = SINCE + dt.timedelta(hours=12)
    put(
        "reports",
        {"number": 1, "state": "new", "created_at": noon},
        {"number": 2, "state": "done", "created_at": SINCE, "done_at": noon},
        {"number": 3, "state": "closed", "created_at": BEFORE, "done_at": noon},
        {"number": 4, "state": "done", "created_at": BEFORE, "done_at": AFTER},
        {"number": 5, "state": None, "created_at": None},
    )
    found = await counted(storage)
    assert found.reports == {"new": 1, "done": 1}
    assert sorted(found.closed) == [dt.timedelta(hours=12), dt.timedelta(hours=12, seconds=1)]


async def test_questions_sent_to_the_committee_and_what_became_of_them(storage: Storage, put: Any) -> None:
    sent = {"asked_at": SINCE, "state": "open", "text": "?"}
    put(
        "questions",
        sent | {"id": 1, "sent_at": SINCE, "answered_at": SINCE, "became": "rac"},
        sent | {"id": 2, "sent_at": SINCE, "alike": 1},
        sent | {"id": 3, "sent_at": BEFORE, "answered_at": SINCE},
        sent | {"id": 4},
    )
    put("misreadings", {"text": "?", "topic": "rac", "meant": "to", "told_at": SINCE})
    found = await counted(storage)
    assert (found.passed_on, found.answered, found.became) == (2, 2, 1)
    assert found.misread == {"rac": 1}


async def test_who_wants_announcements_by_home(storage: Storage) -> None:
    for person, group in ((1, 7), (2, 7), (3, None), (4, 7), (5, 7)):
        await storage.residents.set_group(person, group, SINCE)
        await storage.residents.subscribe(person, SINCE)
    await storage.residents.unsubscribe(4, SINCE)
    await storage.residents.set_blocked(5, SINCE)
    assert (await counted(storage)).groups == {7: 2, None: 1}
