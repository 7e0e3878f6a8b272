"""How fast a bot may send: 30 messages in any second, one a second to a chat after a burst, 20 a minute to a group."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.wire import too_many

BURST = 5  # messages to one chat that may come together, after which one a second
MINUTE = 60.0
SWEEP = 1024  # chats remembered before those at rest are forgotten


@dataclass
class Limits:
    """Counts new messages only, as measured on Telegram: edits, chat actions and answers to presses are free."""

    clock: Callable[[], float]
    enabled: bool = True
    per_second: int = 30
    per_minute_group: int = 20
    _recent: deque[float] = field(default_factory=deque)
    _chats: dict[int, float] = field(default_factory=dict)  # chat -> when its allowance will be whole again
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Count messages to a chat; raises 429 with retry_after, and counts nothing, when that is too fast."""
        if not self.enabled:
            return
        now = self.clock()
        wait = max(self._overall_wait(now), self._chat_wait(chat_id, now), self._group_wait(chat_id, now))
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._recent.extend([now] * messages)
        self._chats[chat_id] = max(self._chats.get(chat_id, now), now) + messages
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).extend([now] * messages)
        if len(self._chats) > SWEEP:
            self._chats = {chat: whole for chat, whole in self._chats.items() if whole > now}

    def _overall_wait(self, now: float) -> float:
        return _window_wait(self._recent, self.per_second, 1.0, now)

    def _chat_wait(self, chat_id: int, now: float) -> float:
        return max(0.0, self._chats.get(chat_id, now) - now - (BURST - 1))

    def _group_wait(self, chat_id: int, now: float) -> float:
        sent = self._groups.get(chat_id)
        return _window_wait(sent, self.per_minute_group, MINUTE, now) if sent else 0.0


def _window_wait(sent: deque[float], most: int, window: float, now: float) -> float:
    """Seconds until fewer than `most` of `sent` lie within the window; forgets those before it."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    return sent[-most] + window - now if len(sent) >= most else 0.0
