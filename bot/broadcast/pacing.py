"""How fast the bot may send, over all that it sends: Telegram's limits, answers to people before announcements.

Ours and not python-telegram-bot's AIORateLimiter, of which was measured (22.8): 59 messages in the first second at
its 30 a second, no limit for a private chat (20 messages in 0.01 s), and after a 429 other calls go on; nor does it
know what is urgent. aiolimiter's bucket, which it is built on, has the same burst.
"""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

NEVER = float("inf")
MINUTE = 60.0
SPARE, TALKING = 2, 10.0  # messages left free for answers, for as many seconds after the last that arrived
SWEEP = 4096  # chats remembered before those at rest are forgotten
JITTER = 0.02  # seconds by which the way there may differ from one quick call to the next
SLACK = 0.05  # seconds that announcements may catch up when they were held up
SLOWER, FASTER, SLOWEST = 0.7, 0.002, 0.05  # share of the rate: times at a 429, plus with each message, at least


@dataclass(frozen=True)
class Rates:
    """Messages a second over all, messages a second to one chat, messages a minute to one group."""

    overall: float = 30.0
    chat: float = 1.0
    group: float = 20.0


@dataclass(order=True)
class _Turn:
    """Somebody who wants to send; the order is who goes first."""

    bulk: bool
    place: int
    chat: int = field(compare=False)
    messages: int = field(compare=False)
    granted: asyncio.Future[None] = field(compare=False)


class Pacer:
    """Whatever makes a message takes a `turn`.

    Telegram counts a call when it arrives there, which is between our start and its answer. So a message counts from
    its start until a second after its answer, less the shortest round trip: no more than the limit arrive within any
    second, however long single calls take, and at any distance to Telegram nearly all of the limit is used.
    """

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._most = max(1, int(rates.overall))  # in a window that has room for so many
        self._window = self._most / rates.overall
        self._clock = clock
        self._turns: list[_Turn] = []
        self._places = 0
        self._going = 0  # messages under way
        self._arrived: deque[float] = deque()  # messages of the last window, when each arrived at the latest
        self._round_trip = MINUTE  # the shortest so far
        self._busy: set[int] = set()  # chats to which a message is under way
        self._free: dict[int, float] = {}  # chat -> from when on it may get another message
        self._groups: dict[int, deque[float]] = {}
        self._share = 1.0  # of the rate, for announcements: less after a 429
        self._held_until = 0.0
        self._answered = -TALKING  # when somebody got an answer last
        self._next_bulk = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def bulk_rate(self) -> float:
        """Announcements a second, as things are."""
        return self._rates.overall * self._share

    @asynccontextmanager
    async def turn(self, chat: int, messages: int = 1, *, bulk: bool = False) -> AsyncIterator[None]:
        """Wait until so many messages may be sent to a chat, and send them inside. `bulk` comes after all else."""
        await self._wait(chat, min(messages, self._most), bulk=bulk)
        start = self._clock()
        try:
            yield
            if not bulk:
                self._answered = self._clock()
        finally:
            self._sent(chat, min(messages, self._most), self._clock() - start, bulk=bulk)

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram said "too many": nothing to this chat and no announcement to anybody before that many seconds."""
        now = self._clock()
        self._free[chat] = max(self._free.get(chat, 0.0), now + seconds)
        if now >= self._held_until:  # calls that were under way together are refused together
            self._share = max(SLOWEST, self._share * SLOWER)
        self._held_until = max(self._held_until, now + seconds)
        self.rest(seconds)

    def rest(self, seconds: float) -> None:
        """No announcement to anybody before that many seconds."""
        self._next_bulk = max(self._next_bulk, self._clock() + seconds)

    async def _wait(self, chat: int, messages: int, *, bulk: bool) -> None:
        self._places += 1
        turn = _Turn(bulk, self._places, chat, messages, asyncio.get_running_loop().create_future())
        insort(self._turns, turn)
        self._grant()
        try:
            await turn.granted
        except asyncio.CancelledError:
            if turn in self._turns:
                self._turns.remove(turn)
            else:  # let go in the same moment
                self._release(chat, messages)
            raise

    def _grant(self) -> None:
        """Let go whoever may, in order, and come back when the next one may."""
        now, soonest, left = self._clock(), NEVER, []
        full = 0.0  # when there is room over all, once somebody had to wait for that: then nobody overtakes
        for turn in self._turns:
            full = full if full > now else self._room_at(turn.messages + self._kept_free(turn, now), now)
            at = max(full, self._chat_at(turn, now), self._next_bulk if turn.bulk else 0.0)
            if at <= now:
                self._let_go(turn, now)
            else:
                left.append(turn)
                soonest = min(soonest, at)
        self._turns = left
        self._come_back(soonest)

    def _let_go(self, turn: _Turn, now: float) -> None:
        self._going += turn.messages
        self._busy.add(turn.chat)
        if turn.bulk:
            self._next_bulk = max(self._next_bulk, now - SLACK) + turn.messages / self.bulk_rate
        turn.granted.set_result(None)

    def _sent(self, chat: int, messages: int, took: float, *, bulk: bool) -> None:
        now = self._clock()
        self._round_trip = min(self._round_trip, took)
        self._arrived.extend([now - max(0.0, self._round_trip - JITTER)] * messages)
        self._free[chat] = max(self._free.get(chat, 0.0), now + messages / self._rates.chat)
        if chat < 0:
            self._groups.setdefault(chat, deque()).extend([now] * messages)
        if bulk:
            self._share = min(1.0, self._share + FASTER * messages)
        if len(self._free) > SWEEP:
            self._free = {one: free for one, free in self._free.items() if free > now}
        self._release(chat, messages)

    def _release(self, chat: int, messages: int) -> None:
        self._busy.discard(chat)
        self._going -= messages
        self._grant()

    def _kept_free(self, turn: _Turn, now: float) -> int:
        """Messages of the limit that announcements leave to whoever may ask next."""
        return SPARE if turn.bulk and now < self._answered + TALKING and self._most > 2 * SPARE else 0

    def _room_at(self, messages: int, now: float) -> float:
        """When so many more may be sent, as far as all chats together are concerned."""
        while self._arrived and self._arrived[0] <= now - self._window:
            self._arrived.popleft()
        excess = self._going + len(self._arrived) + messages - self._most
        if excess <= 0:
            return now
        return self._arrived[excess - 1] + self._window if excess <= len(self._arrived) else NEVER

    def _chat_at(self, turn: _Turn, now: float) -> float:
        if turn.chat in self._busy:
            return NEVER
        free = self._free.get(turn.chat, 0.0)
        return max(free, self._group_at(turn, now)) if turn.chat < 0 else free

    def _group_at(self, turn: _Turn, now: float) -> float:
        recent = self._groups.get(turn.chat, deque())
        while recent and recent[0] <= now - MINUTE:
            recent.popleft()
        excess = len(recent) + turn.messages - max(int(self._rates.group), turn.messages)
        return recent[excess - 1] + MINUTE if excess > 0 else now

    def _come_back(self, at: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if at < NEVER:
            wait = max(0.0, at - self._clock())
            self._timer = asyncio.get_running_loop().call_later(wait, self._grant)
