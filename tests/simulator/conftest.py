from collections.abc import AsyncIterator

import httpx
import pytest

from bot.simulator.app import create_app
from bot.simulator.server import Served, serve
from bot.simulator.state import TOKEN, Telegram
from tests.simulator.local import Clock, Local


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def local(clock: Clock) -> AsyncIterator[Local]:
    """Inside the process: no sockets, quick."""
    telegram = Telegram(clock=clock)
    transport = httpx.ASGITransport(app=create_app(telegram, TOKEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://local") as http:
        yield Local(http, telegram)
    telegram.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """On a real port of loopback, chosen by the system."""
    async with serve() as running:
        yield running


@pytest.fixture
async def live(served: Served) -> AsyncIterator[Local]:
    """The same helper as `local`, over the real port."""
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False) as http:
        yield Local(http, served.telegram)
