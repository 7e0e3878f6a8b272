"""Delivery of updates to the bot's own server: one at a time, in order, until it answers 2xx."""

import asyncio
import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.simulator.updates import UpdateQueue
from bot.simulator.wire import Json, bad_request

TIMEOUT = 30.0  # seconds for one delivery
FIRST_RETRY = 0.1
LONGEST_RETRY = 10.0
IDLE = 60.0


@dataclass
class _Target:
    url: str
    secret: str


class Webhook:
    """Plain HTTP to loopback only, as a Bot API server of one's own allows."""

    def __init__(self, updates: UpdateQueue, clock: Callable[[], float]) -> None:
        self._updates = updates
        self._clock = clock
        self._target: _Target | None = None
        self._task: asyncio.Task[None] | None = None
        self.last_error: tuple[int, str] | None = None

    @property
    def url(self) -> str:
        return self._target.url if self._target else ""

    def start(self, url: str, secret: str) -> None:
        """Begin deliveries to `url`; must be called in a running loop."""
        _check_loopback(url)
        self.stop()
        self._target = _Target(url, secret)
        self.last_error = None
        self._task = asyncio.get_running_loop().create_task(self._deliver(self._target))

    def stop(self) -> None:
        self._target = None
        if self._task:
            self._task.cancel()
        self._task = None

    def info(self) -> Json:
        shown: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.last_error:
            shown |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return shown

    async def _deliver(self, target: _Target) -> None:
        retry = FIRST_RETRY
        while not self._updates.changed.closed:
            update = self._updates.first()
            if update is None:
                await self._updates.changed.wait(IDLE)
            elif problem := await _problem(target, update):
                self.last_error = int(self._clock()), problem
                await asyncio.sleep(retry)
                retry = min(retry * 2, LONGEST_RETRY)
            else:
                self._updates.delivered(update)
                retry = FIRST_RETRY


async def _problem(target: _Target, update: Json) -> str:
    """Deliver one update; empty when the bot took it, else what went wrong."""
    try:
        status = await asyncio.wait_for(_post(target, json.dumps(update).encode()), TIMEOUT)
    except TimeoutError:
        return "Read timeout expired"
    except (OSError, ValueError, IndexError) as error:
        return f"Connection failed: {type(error).__name__}"
    return "" if 200 <= status < 300 else f"Wrong response from the webhook: {status}"


async def _post(target: _Target, body: bytes) -> int:
    parts = urlsplit(target.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if target.secret:
        lines.append(f"X-Telegram-Bot-Api-Secret-Token: {target.secret}")
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        status = int((await reader.readline()).split()[1])
        await reader.read()
        return status
    finally:
        writer.close()


def _check_loopback(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if parts.scheme != "http" or not local:
        raise bad_request("bad webhook: this local Telegram delivers to http:// addresses on loopback only")
