"""How fast a bot may send: so many messages in any second, a minute to a group, a second to a chat after a burst."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.wire import too_many

MINUTE = 60.0
SWEEP = 1024  # chats remembered before those at rest are forgotten
_NONE: deque[float] = deque()


@dataclass
class Limits:
    """Counts new messages only, as measured on Telegram: edits, chat actions and answers to presses are free."""

    clock: Callable[[], float]
    enabled: bool = True
    per_second: int = 30
    per_minute_group: int = 20
    per_second_chat: float = 1.0
    burst_chat: int = 5  # messages to one chat that may come together
    refused: int = 0  # calls answered with 429
    _recent: deque[float] = field(default_factory=deque)
    _chats: dict[int, float] = field(default_factory=dict)  # chat -> when its allowance will be whole again
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Count messages to a chat; raises 429 with retry_after, and counts nothing, when that is too fast."""
        if not self.enabled:
            return
        now = self.clock()
        wait = max(
            _window_wait(self._recent, self.per_second, messages, 1.0, now),
            _window_wait(self._groups.get(chat_id, _NONE), self.per_minute_group, messages, MINUTE, now),
            self._chat_wait(chat_id, now),
        )
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        self._recent.extend([now] * messages)
        self._chats[chat_id] = max(self._chats.get(chat_id, now), now) + messages / self.per_second_chat
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).extend([now] * messages)
        if len(self._chats) > SWEEP:
            self._chats = {chat: whole for chat, whole in self._chats.items() if whole > now}

    def _chat_wait(self, chat_id: int, now: float) -> float:
        return self._chats.get(chat_id, now) - now - (self.burst_chat - 1) / self.per_second_chat


def _window_wait(sent: deque[float], most: int, messages: int, window: float, now: float) -> float:
    """Seconds until the window has room for `messages` (it is empty for more than `most`); forgets those before it."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    kept = max(most - messages, 0)
    return sent[-kept - 1] + window - now if len(sent) > kept else 0.0
