"""What the channel needs to know before it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.broadcast.pacing import Rates

API_URL = "https://api.telegram.org"


@dataclass(frozen=True)
class ChannelConfig:
    """`token` and `proxy` may not be printed. `api_url` has no path: calls go to `{api_url}/bot<token>/<method>`."""

    token: str = field(repr=False)
    api_url: str = API_URL
    proxy: str | None = field(default=None, repr=False)
    committee_chat: int | None = None
    owners: tuple[int, ...] = ()
    second_approval: bool = False  # what one member wrote, another one has to approve
    reports_per_day: int = 5  # of one person
    samples: bool = False  # remind of sample schedules, tagged: for the demo
    rates: Rates = field(default_factory=Rates)
    per_minute: int = 30  # messages and button presses of one person that are answered; more is noise
    stop_seconds: float = 5.0  # how long updates in hand may take when the bot is told to stop
