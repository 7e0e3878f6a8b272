"""The bot's queue of updates: what it asked for, what it has confirmed, who may poll."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from bot.simulator.signals import Signal
from bot.simulator.wire import ApiError, Json

ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # off unless asked for
LONGEST_POLL = 50  # seconds
LARGEST_BATCH = 100
REMEMBERED = 10_000  # updates that can be replayed


class UpdateQueue:
    """Updates wait here until a higher offset, or a 2xx from the webhook, confirms them."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.allowed: frozenset[str] | None = None
        self.pending: deque[Json] = deque()
        self.changed = Signal()
        self._replayed: deque[Json] = deque()  # delivered once whatever the offset
        self._history: deque[Json] = deque(maxlen=REMEMBERED)
        self._poll = 0

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember what the bot asked for; None changes nothing, an empty list means the usual kinds."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def wants(self, kind: str) -> bool:
        return kind not in ON_REQUEST if self.allowed is None else kind in self.allowed

    def push(self, kind: str, body: Json) -> None:
        if not self.wants(kind):
            return
        update = {"update_id": self.next_id, kind: body}
        self.next_id += 1
        self.pending.append(update)
        self._history.append(update)
        self.changed.give()

    def replay(self, update_id: int) -> bool:
        """Deliver an update again; False when it is not remembered."""
        found = next((update for update in self._history if update["update_id"] == update_id), None)
        if found is not None:
            self._replayed.append(found)
            self.changed.give()
        return found is not None

    def clear(self) -> None:
        self.pending.clear()
        self._replayed.clear()

    def confirm(self, offset: int) -> None:
        """Forget updates below `offset`; a negative one keeps only the last -offset."""
        if offset < 0:
            offset = self.next_id + offset
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Updates from `offset` on, waiting up to `seconds` for one; 409 for the poll that another one ends."""
        self._poll += 1
        mine = self._poll
        self.changed.give()
        self.confirm(offset)
        if not self.pending and not self._replayed:
            await asyncio.sleep(0)  # lets an earlier poll see that it has been ended
        deadline = time.monotonic() + min(seconds, LONGEST_POLL)
        while mine == self._poll:
            if batch := self._batch(min(limit, LARGEST_BATCH)):
                return batch
            left = deadline - time.monotonic()
            if left <= 0 or self.changed.closed:
                return []
            await self.changed.wait(left)
        raise ApiError(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )

    def first(self) -> Json | None:
        """The update that a webhook should get next."""
        waiting = self._replayed or self.pending
        return waiting[0] if waiting else None

    def delivered(self, update: Json) -> None:
        """The webhook took this update."""
        for waiting in (self._replayed, self.pending):
            if waiting and waiting[0] is update:
                waiting.popleft()
                return

    def _batch(self, limit: int) -> list[Json]:
        batch = [self._replayed.popleft() for _ in range(min(limit, len(self._replayed)))]
        for update in self.pending:
            if len(batch) >= limit:
                break
            batch.append(update)
        return batch
