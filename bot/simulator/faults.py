"""Trouble on demand: calls fail as a test wishes, in an order given or at random."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from bot.simulator.wire import ApiError, RefusedError, bad_request, forbidden, too_many

SILENCE = 60.0  # seconds of a timeout that does not say how long
POLLING = frozenset({"getupdates", "getme"})  # left alone by trouble for "*": a bot without them tests nothing
KINDS = frozenset({
    "429", "400", "403", "500",
    "delay",  # carried out and answered `seconds` later
    "drop_before", "drop_after",  # the connection is cut, before or after the call is carried out
    "timeout_before", "timeout",  # the same, but `seconds` later; till then nothing comes
    "refuse",  # cut before, and nothing listens for `seconds`
})  # fmt: skip


@dataclass
class Fault:
    """`method` "*" is any method; without `chat_id` it is any chat."""

    method: str
    kind: str
    chat_id: int | None = None
    times: int = 1
    retry_after: int = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        _check_kind(self.kind)

    def error(self) -> ApiError | None:
        """What the call is answered with instead of being carried out."""
        match self.kind:
            case "429":
                return too_many(self.retry_after)
            case "400":
                return bad_request("chat not found")
            case "403":
                return forbidden("bot was blocked by the user")
            case "500":
                return ApiError(500, "Internal Server Error")
        return None

    def silence(self) -> float:
        """Seconds for which a call that is never answered waits in vain."""
        return (self.seconds or SILENCE) if self.kind.startswith("timeout") else 0.0

    def fits(self, method: str, chat_id: str) -> bool:
        right_method = self.method == "*" or self.method.lower() == method.lower()
        return right_method and (self.chat_id is None or str(self.chat_id) == chat_id)


@dataclass
class Trouble:
    """Each call of `methods` (empty: all but POLLING) meets one of `kinds` with probability `share`."""

    share: float
    kinds: list[str]
    methods: frozenset[str] = frozenset()  # in lower case
    seed: int = 0
    retry_after: int = 1
    seconds: float = 0.0
    met: Counter[str] = field(default_factory=Counter)  # how often each kind came

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or not self.kinds:
            raise RefusedError("share must be 0-1 and kinds must not be empty")
        for kind in self.kinds:
            _check_kind(kind)
        self._dice = Random(self.seed)  # noqa: S311  # the same trouble for the same seed

    def take(self, method: str) -> Fault | None:
        name = method.lower()
        concerned = name in self.methods if self.methods else name not in POLLING
        if not concerned or self._dice.random() >= self.share:
            return None
        kind = self._dice.choice(self.kinds)
        self.met[kind] += 1
        return Fault(method, kind, retry_after=self.retry_after, seconds=self.seconds)


class Faults:
    """Ordered faults, of which each call takes the first that fits it; else what trouble there is at random."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.trouble: Trouble | None = None

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this call, used up by it."""
        for fault in self._faults:
            if fault.fits(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return self.trouble.take(method) if self.trouble else None


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise RefusedError(f"kind must be one of {', '.join(sorted(KINDS))}")
