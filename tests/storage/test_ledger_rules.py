"""Whatever happens in whatever order, nobody is lost from the ledger and nobody gets too much."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any, Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.storage import Announcement, Due, Result, Storage, open_storage
from bot.storage.ledger import Key
from tests.storage.announcing import MORNING, OWNER, approved, changed, due, now_is, subscribe

PEOPLE = range(1, 5)
people = st.sampled_from(PEOPLE)
outcomes: st.SearchStrategy[Any] = st.sampled_from(["sent", "refused", "unknown", "again"])
_MAY_BECOME = {
    "sent": {"sent"},
    "refused": {"refused"},
    "unknown": {"unknown", "pending"},
    "again": {"pending", "refused"},
}
_blank: list[Path] = []  # a database with its tables, copied for each run


class Ledger(RuleBasedStateMachine):
    """The bot over a few restarts. What was read of the ledger may be claimed long after; several calls are under way
    at a time; `calls` counts those that may have reached somebody."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.storage = self.run(self.open())
        self.known: list[Announcement] = []
        self.recipients: dict[int, set[int]] = {}
        self.read: list[Due] = []
        self.flying: list[Due] = []
        self.calls: Counter[Key] = Counter()
        self.allowed: Counter[Key] = Counter()  # calls more that the committee asked for
        self.run(subscribe(self.storage, *PEOPLE))

    def run(self, work: Any) -> Any:
        return self.loop.run(work)

    async def open(self) -> Storage:
        file = self.folder / "khupho.db"
        if not _blank:
            _blank.append(Path(tempfile.mkdtemp()) / "blank.db")
            async with open_storage(f"sqlite+aiosqlite:///{_blank[0]}"):
                pass
        if not file.exists():
            shutil.copy(_blank[0], file)
        return await self.stack.enter_async_context(open_storage(f"sqlite+aiosqlite:///{file}"))

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder)

    # The committee

    @precondition(lambda self: len(self.known) < 4)
    @rule(urgent=st.booleans())
    def announce(self, urgent: bool) -> None:
        self.approved(self.run(approved(self.storage, urgent=urgent)))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), kind=st.sampled_from(["correction", "recall"]))
    def change(self, data: st.DataObject, kind: Literal["correction", "recall"]) -> None:
        original = self.pick(data)
        if original.about is None and not original.recalled_at:
            self.approved(self.run(changed(self.storage, original, kind)))

    def approved(self, announcement: Announcement) -> None:
        self.known.append(announcement)
        self.recipients[announcement.id] = set(self.rows().get(announcement.id, {}))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), what=st.sampled_from(["pause", "resume", "stop"]))
    def press(self, data: st.DataObject, what: str) -> None:
        self.run(getattr(self.storage.announcements, what)(self.pick(data).id, MORNING, OWNER))

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def once_more(self, data: st.DataObject) -> None:
        announcement = self.pick(data)
        doubtful = {chat for chat, state in self.rows().get(announcement.id, {}).items() if state == "unknown"}
        count = self.run(self.storage.announcements.again(announcement.id, MORNING, OWNER))
        assert count <= len(doubtful)
        if count:
            self.allowed.update((announcement.id, chat) for chat in doubtful)

    def pick(self, data: st.DataObject) -> Announcement:
        one = data.draw(st.sampled_from(range(len(self.known))))
        found: Announcement = self.run(now_is(self.storage, self.known[one]))
        return found

    # The residents

    @rule(chat=people, what=st.sampled_from(["subscribe", "unsubscribe", "set_blocked", "unblock", "forget"]))
    def live(self, chat: int, what: str) -> None:
        residents = self.storage.residents
        match what:
            case "forget":
                self.run(residents.forget(chat))
                for of in self.recipients.values():
                    of.discard(chat)
            case "unblock":
                self.run(residents.set_blocked(chat, None))
            case _:
                self.run(getattr(residents, what)(chat, MORNING))

    # The sending

    @rule()
    def look(self) -> None:
        self.read += self.run(due(self.storage))

    @precondition(lambda self: self.read)
    @rule(data=st.data())
    def claim(self, data: st.DataObject) -> None:
        item = self.read.pop(data.draw(st.sampled_from(range(len(self.read)))))
        if not self.run(self.storage.deliveries.claim(item, MORNING)):
            return
        now = self.run(now_is(self.storage, item.announcement))
        assert now.state == "sending"
        assert now.shown == item.announcement.shown
        if item.announcement.about is None:
            resident = self.run(self.storage.residents.get(item.chat_id))
            assert resident.subscribed
            assert resident.blocked_at is None
            assert not now.recalled_at
        assert item.key not in [one.key for one in self.flying]
        self.flying.append(item)
        self.calls[item.key] += 1

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), outcome=outcomes)
    def land(self, data: st.DataObject, outcome: Any) -> None:
        item = self.flying.pop(data.draw(st.sampled_from(range(len(self.flying)))))
        self.calls[item.key] -= outcome == "again"
        self.run(self.storage.deliveries.record(Result(item, outcome, MORNING, (7,) if outcome == "sent" else ())))
        state = self.rows().get(item.announcement.id, {}).get(item.chat_id)  # None: forgotten meanwhile
        assert state is None or state in _MAY_BECOME[outcome]

    @rule()
    def crash(self) -> None:
        self.read, self.flying = [], []
        self.run(self.stack.aclose())
        self.storage = self.run(self.open())
        self.run(self.storage.deliveries.recover(MORNING))

    @rule()
    def finish(self) -> None:
        for done in self.run(self.storage.announcements.finish(MORNING)):
            assert not set(self.rows().get(done, {}).values()) & {"pending", "sending"}

    # What holds all the time

    @invariant()
    def everybody_is_in_one_state_and_nobody_got_too_much(self) -> None:
        rows = self.rows()
        urgent = {one.id for one in self.known if one.urgent}
        for announcement, chats in self.recipients.items():
            assert set(rows.get(announcement, {})) == chats
        for announcement, theirs in rows.items():
            for chat, state in theirs.items():
                key = announcement, chat
                assert (state == "sending") == (key in [item.key for item in self.flying])
                assert self.calls[key] <= (2 if announcement in urgent else 1) + self.allowed[key]

    def rows(self) -> dict[int, dict[int, str]]:
        """Announcement -> chat -> state, as another program reads them."""
        found: dict[int, dict[int, str]] = {}
        with closing(sqlite3.connect(self.folder / "khupho.db")) as connection:
            for announcement, chat, state in connection.execute(
                "SELECT announcement_id, chat_id, state FROM deliveries"
            ):
                found.setdefault(announcement, {})[chat] = state
        return found


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
