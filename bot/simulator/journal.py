"""What the bot asked for and what each chat received, for tests and benchmarks."""

from collections import deque

from bot.simulator.wire import Json

REMEMBERED = 100_000


class Journal:
    """Two logs. A request's `status` is the HTTP status, or 0 where the connection was dropped."""

    def __init__(self) -> None:
        self._requests: deque[Json] = deque(maxlen=REMEMBERED)
        self._delivered: deque[Json] = deque(maxlen=REMEMBERED)

    def request(self, method: str, params: Json, status: int, time: float) -> None:
        self._requests.append({"method": method, "params": params, "status": status, "time": time})

    def delivery(self, chat_id: int, message: Json, time: float) -> None:
        self._delivered.append({"chat_id": chat_id, "time": time, "message": message})

    def requests(self, method: str = "", chat_id: str = "") -> list[Json]:
        return [
            entry
            for entry in self._requests
            if (not method or entry["method"].lower() == method.lower())
            and (not chat_id or str(entry["params"].get("chat_id", "")) == chat_id)
        ]

    def deliveries(self, chat_id: str = "") -> list[Json]:
        return [entry for entry in self._delivered if not chat_id or str(entry["chat_id"]) == chat_id]
