import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.simulator.local import Local


class Listener:
    """A bot's own server: remembers requests and answers with the statuses given, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.requests: asyncio.Queue[bytes] = asyncio.Queue()
        self._statuses = list(statuses)
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        self.requests.put_nowait(head + await reader.readexactly(length))
        status = self._statuses.pop(0) if self._statuses else 200
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def _listening(*statuses: int) -> AsyncIterator[Listener]:
    listener = Listener(*statuses)
    server = await asyncio.start_server(listener.handle, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield listener
    finally:
        server.close()


async def test_updates_go_to_the_webhook_with_the_secret_until_taken(local: Local) -> None:
    lan = await local.resident()
    async with _listening(500) as listener:
        await local.bot("setWebhook", url=listener.url, secret_token="canary_1", allowed_updates=["message"])
        await local.act("send", chat_id=lan, from_id=lan, text="xin chao")
        first, again = [await asyncio.wait_for(listener.requests.get(), 2) for _ in range(2)]
        assert first == again
        assert b"X-Telegram-Bot-Api-Secret-Token: canary_1" in first
        assert b'"xin chao"' in first
        await local.act("send", chat_id=lan, from_id=lan, text="sau")
        await asyncio.wait_for(listener.requests.get(), 2)
        info = await local.bot("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 500"
        assert info["allowed_updates"] == ["message"]
        assert (await local.call("getUpdates"))["error_code"] == 409
        await local.bot("deleteWebhook")
    assert all(update["message"]["text"] == "sau" for update in await local.updates())


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://example.org/x"},
        {"url": "http://192.0.2.1/x"},
        {"url": "http://localhost/x", "secret_token": "đ"},
    ],
)
async def test_only_loopback_and_plain_secrets_are_accepted(local: Local, wrong: dict[str, str]) -> None:
    assert (await local.call("setWebhook", **wrong))["error_code"] == 400


async def test_pending_updates_can_be_dropped(local: Local) -> None:
    lan = await local.resident()
    await local.act("send", chat_id=lan, from_id=lan, text="cũ")
    assert (await local.bot("getWebhookInfo"))["pending_update_count"] == 1
    await local.bot("deleteWebhook", drop_pending_updates=True)
    assert await local.updates() == []
