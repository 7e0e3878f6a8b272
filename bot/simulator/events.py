"""What happened, in order, for the people's screens."""

from collections import deque
from collections.abc import AsyncIterator
from functools import partial
from itertools import islice

from bot.simulator.signals import Signal
from bot.simulator.wire import Json

REMEMBERED = 20_000
HEARTBEAT = 15.0  # seconds without an event after which a stream says that it is alive


class EventLog:
    """Numbered events; a screen that reconnects asks for those after the last number it saw."""

    def __init__(self) -> None:
        self.sequence = 0
        self.changed = Signal()
        self._events: deque[Json] = deque(maxlen=REMEMBERED)

    def add(self, kind: str, chat_id: int | None, **payload: object) -> None:
        self.sequence += 1
        self._events.append({"seq": self.sequence, "type": kind, "chat_id": chat_id, **payload})
        self.changed.give()

    def after(self, sequence: int) -> list[Json]:
        missed = min(max(self.sequence - sequence, 0), len(self._events))
        return list(islice(self._events, len(self._events) - missed, None))

    async def stream(self, sequence: int) -> AsyncIterator[list[Json]]:
        """Batches of events as they come; an empty batch is a heartbeat. Ends when the log is closed."""
        while not self.changed.closed:
            batch = await self.changed.until(partial(self.after, sequence), HEARTBEAT)
            yield batch
            sequence = batch[-1]["seq"] if batch else sequence
