"""What the bot asked for and what each chat received, for tests and benchmarks."""

from collections import deque
from dataclasses import dataclass

from bot.simulator.model import Stored
from bot.simulator.wire import Json

REMEMBERED = 100_000  # requests; messages are all remembered, as their chats do


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of the bot: as it was when it came, and as it has become."""

    chat_id: int
    time: float
    message: Json
    stored: Stored

    def full(self) -> Json:
        return {"chat_id": self.chat_id, "time": self.time, "message": self.message}

    def brief(self) -> Json:
        """`edited` is the text now, None while it is the first one."""
        stored = self.stored
        return {
            "message_id": stored.id,
            "time": self.time,
            "text": _words(self.message),
            "edited": _words(stored.wire) if stored.wire is not self.message else None,
            "deleted": stored.deleted,
            "silent": stored.silent,
        }


class Journal:
    """Two logs. A request's `status` is the HTTP status, or 0 where no answer was given."""

    def __init__(self) -> None:
        self._requests: deque[Json] = deque(maxlen=REMEMBERED)
        self._delivered: list[Delivery] = []

    def request(self, method: str, params: Json, status: int, time: float) -> None:
        self._requests.append({"method": method, "params": params, "status": status, "time": time})

    def delivery(self, chat_id: int, stored: Stored, time: float) -> None:
        self._delivered.append(Delivery(chat_id, time, stored.wire, stored))

    def requests(self, method: str = "", chat_id: str = "") -> list[Json]:
        return [
            entry
            for entry in self._requests
            if (not method or entry["method"].lower() == method.lower())
            and (not chat_id or str(entry["params"].get("chat_id", "")) == chat_id)
        ]

    def deliveries(self, chat_id: str = "") -> list[Json]:
        return [delivery.full() for delivery in self._delivered if not chat_id or str(delivery.chat_id) == chat_id]

    def received(self, since: float = 0.0, chat_id: str = "") -> dict[int, list[Json]]:
        """What each chat got from the bot at `since` or later, oldest first, in few words."""
        chats: dict[int, list[Json]] = {}
        for delivery in self._delivered:
            if delivery.time >= since and (not chat_id or str(delivery.chat_id) == chat_id):
                chats.setdefault(delivery.chat_id, []).append(delivery.brief())
        return chats


def _words(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")
