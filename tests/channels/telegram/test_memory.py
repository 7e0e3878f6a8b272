from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.model import Slots, Turn
from bot.channels.telegram.memory import OFFER_LASTS, TURN_LASTS, WRITING_LASTS, State, in_force, to_keep
from bot.simulator.server import Served
from bot.storage import StorageError
from tests.channels.telegram.fake_answerer import FakeAnswerer
from tests.channels.telegram.town import Person, Query, town, until

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TURN = Turn(("ve-sinh/lich",), Slots(7, 1990, dt.date(2026, 11, 29), 2, (8, 9)), NOW)


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State(TURN),
        State(TURN, said="đèn hỏng"),
        State(writing=14),
        State(task="report.where", data={"id": 5, "text": "đèn hỏng", "map": [20.9, 107.0]}),
    ],
)
def test_a_state_comes_back_from_json_as_it_was(state: State) -> None:
    kept = to_keep(7, state, NOW)
    assert in_force(replace(kept, state=json.loads(json.dumps(kept.state))), NOW) == state


@pytest.mark.parametrize(
    ("state", "lasts"),
    [
        (State(TURN), TURN_LASTS),
        (State(TURN, said="đèn hỏng"), OFFER_LASTS),
        (State(task="report.ready"), WRITING_LASTS),
        (State(writing=14), WRITING_LASTS),
    ],
)
def test_a_state_counts_for_a_while(state: State, lasts: dt.timedelta) -> None:
    kept = to_keep(7, state, NOW)
    assert in_force(kept, NOW + lasts - dt.timedelta(seconds=1)) == state
    assert in_force(kept, NOW + lasts) == State()


def test_nothing_is_kept_of_a_conversation_that_ended() -> None:
    assert to_keep(7, State(), NOW).state == {}


async def test_a_report_cut_short_by_a_crash_is_sent_again_and_is_the_same_and_what_follows_is_none(
    served: Served, folder: Path, answerer: FakeAnswerer, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(served, folder, lambda: answerer) as before:
        hoa = await before.person("Hòa")
        await hoa.ask("/gopy đèn đường ngõ 3 hỏng")
        await until(before.idle)

        async def full(*_: object) -> None:
            raise StorageError("full")

        monkeypatch.setattr(before.storage.inbox, "done", full)
        assert "PA-0001" in (await hoa.ask("gửi"))["text"]
    async with town(served, folder, lambda: answerer) as after:
        again = Person(after, hoa.user, hoa.chat, hoa.read)
        await again.say("bao giờ dọn")
        first, second = await again.hears(2)
        assert "PA-0001" in first["text"]
        assert "Lịch tổng vệ sinh" in second["text"]
    assert query("SELECT number, text FROM reports") == [(1, "đèn đường ngõ 3 hỏng")]
