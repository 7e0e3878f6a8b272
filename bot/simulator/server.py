"""Serving a Telegram over HTTP inside the running event loop."""

import asyncio
import ipaddress
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.simulator.app import create_app
from bot.simulator.bot_api import ABORT
from bot.simulator.state import TOKEN, Telegram

KEEP_ALIVE = 120  # seconds; longer than clients keep idle connections, so that none is closed under a request
GRACE = 1  # seconds that requests under way get at the end


@dataclass(frozen=True)
class Served:
    url: str  # http://127.0.0.1:PORT
    token: str
    telegram: Telegram

    @property
    def base_url(self) -> str:
        """What python-telegram-bot's base_url takes; base_file_url is file_url."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        return f"{self.url}/file/bot"


@asynccontextmanager
async def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = TOKEN,
    telegram: Telegram | None = None,
) -> AsyncIterator[Served]:
    """Run a Telegram until the block ends; port 0 takes a free one. ValueError for a host that is not loopback."""
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"the local Telegram listens on loopback only, not on {host}")
    telegram = telegram or Telegram()
    door = _Door(host, port)
    config = uvicorn.Config(
        create_app(telegram, token),
        http=_CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # its lines would hold the token
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Its serve() would take over the process's signals and tick ten times a second; the steps around that are enough.
    await door.open(server)
    telegram.refuse = partial(door.shut, server)
    try:
        yield Served(f"http://{host}:{door.port}", token, telegram)
    finally:
        telegram.close()
        await door.close(server)


class _Door:
    """The listening socket, which a test may have shut for a while."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = _listener(host, port)
        self._host = host
        self.port: int = self._socket.getsockname()[1]
        self._shut: asyncio.Task[None] | None = None

    async def open(self, server: uvicorn.Server) -> None:
        await server.startup([self._socket])

    def shut(self, server: uvicorn.Server, seconds: float) -> None:
        """Cut every connection and refuse new ones for `seconds`, as soon as the one who asks is answered."""
        if not self._shut or self._shut.done():
            self._shut = asyncio.get_running_loop().create_task(self._stay_shut(server, seconds))

    async def _stay_shut(self, server: uvicorn.Server, seconds: float) -> None:
        await _accept_no_more(server)
        for listening in server.servers:
            listening.close()
        self._socket.close()
        self._socket = _listener(self._host, self.port)  # bound but not listening: the port stays ours
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(seconds)
        await self.open(server)

    async def close(self, server: uvicorn.Server) -> None:
        if self._shut:
            self._shut.cancel()
        await server.shutdown([self._socket])


async def _accept_no_more(server: uvicorn.Server) -> None:
    """A connection that asyncio has accepted and not yet handed over when its server is closed would leak."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows
        for listening in server.servers:
            for accepting in listening.sockets:
                loop.remove_reader(accepting.fileno())
    for _ in range(3):
        await asyncio.sleep(0)


def _listener(host: str, port: int) -> socket.socket:
    """Says TCP in so many words: asyncio turns Nagle's delay off (40 ms a reply) only for such a socket."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # on Windows the option would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


class _CuttableProtocol(H11Protocol):
    """Lets the application cut its connection, which ASGI has no word for."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[ABORT] = transport.abort
            await inner(scope, receive, send)

        self.app = app
