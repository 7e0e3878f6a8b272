"""One noisy person disturbs nobody: what exceeds a person's share of a minute is not even stored."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

Verdict = Literal["answer", "warn", "drop"]
MINUTE = 60.0


class NoiseGate:
    """Judges each message by how many the same person sent within a minute, dropped ones included: who goes on is
    not heard again before a pause. `clock` gives monotonic seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._recent: dict[int, deque[float]] = {}
        self._warned: set[int] = set()
        self._swept = clock()

    def judge(self, person: int) -> Verdict:
        """`warn` for the first message too many of a burst, `drop` for those after it."""
        now = self._clock()
        self._sweep(now)
        recent = self._recent.setdefault(person, deque(maxlen=self._per_minute))
        free = len(recent) < self._per_minute or recent[0] <= now - MINUTE
        recent.append(now)
        if free:
            self._warned.discard(person)
            return "answer"
        if person in self._warned:
            return "drop"
        self._warned.add(person)
        return "warn"

    def _sweep(self, now: float) -> None:
        """Forget, once a minute, who has been silent for one."""
        if now - self._swept >= MINUTE:
            self._swept = now
            self._recent = {person: recent for person, recent in self._recent.items() if recent[-1] > now - MINUTE}
            self._warned &= self._recent.keys()
