"""Trouble on demand: the next calls of a method fail as a test wishes."""

from dataclasses import dataclass

from bot.simulator.wire import ApiError, RefusedError, forbidden, too_many

KINDS = frozenset({"429", "403", "500", "drop_before", "drop_after", "delay"})


@dataclass
class Fault:
    """`method` "*" is any method; without `chat_id` it is any chat."""

    method: str
    kind: str
    chat_id: int | None = None
    times: int = 1
    retry_after: int = 1
    seconds: float = 0.0

    def error(self) -> ApiError | None:
        """What the call is answered with instead of being carried out."""
        match self.kind:
            case "429":
                return too_many(self.retry_after)
            case "403":
                return forbidden("bot was blocked by the user")
            case "500":
                return ApiError(500, "Internal Server Error")
        return None


class Faults:
    """Ordered faults; each call takes the first that fits it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        if fault.kind not in KINDS:
            raise RefusedError(f"kind must be one of {', '.join(sorted(KINDS))}")
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this call, used up by it."""
        for fault in self._faults:
            if _fits(fault, method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None


def _fits(fault: Fault, method: str, chat_id: str) -> bool:
    right_method = fault.method == "*" or fault.method.lower() == method.lower()
    return right_method and (fault.chat_id is None or str(fault.chat_id) == chat_id)
