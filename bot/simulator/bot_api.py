"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import contextlib
import inspect
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.simulator.methods import METHODS
from bot.simulator.params import Params
from bot.simulator.requests import json_response, read_params
from bot.simulator.state import Telegram
from bot.simulator.wire import ApiError

ABORT = "khupho.abort"  # the scope extension by which a connection can be cut, see server.py


class _DroppedError(Exception):
    """The connection is to be cut instead of answered, after `seconds` of silence or when the client gives up."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds


class BotApi:
    """An ASGI endpoint, so that a dropped connection can be left without a response."""

    def __init__(self, telegram: Telegram, token: str) -> None:
        self._telegram = telegram
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except _DroppedError as dropped:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_disconnected(receive), dropped.seconds)
            scope["extensions"][ABORT]()
            await _disconnected(receive)
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        started = self._telegram.clock()
        params, status = Params({}), 0
        method = str(request.path_params["method"])
        try:
            _check_token(request, self._token)
            params = await read_params(request)
            result = await self._call(method, params)
            status = 200
            return json_response({"ok": True, "result": result})
        except ApiError as error:
            status = error.code
            return json_response(error.body(), status)
        finally:
            self._telegram.journal.request(method, params.values, status, started)

    async def _call(self, method: str, params: Params) -> Any:
        """The method, with the trouble that was ordered for it."""
        handler = METHODS.get(method.lower())
        if not handler:
            raise ApiError(404, "Not Found")
        fault = self._telegram.faults.take(method, params.text("chat_id"))
        if not fault:
            return await _resolved(handler(self._telegram, params))
        if error := fault.error():
            raise error
        if fault.kind == "refuse":
            self._telegram.refuse(fault.seconds)
        if fault.kind in ("refuse", "drop_before", "timeout_before"):
            raise _DroppedError(fault.silence())
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        result = await _resolved(handler(self._telegram, params))
        if fault.kind in ("drop_after", "timeout"):
            raise _DroppedError(fault.silence())
        return result


class BotFiles:
    """Downloads, as getFile names them."""

    def __init__(self, telegram: Telegram, token: str) -> None:
        self._telegram = telegram
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            _check_token(request, self._token)
            response = self._file(request.path_params["path"])
        except ApiError as error:
            response = json_response(error.body(), error.code)
        await response(scope, receive, send)

    def _file(self, path: str) -> Response:
        stored = self._telegram.files.at(path)
        if not stored:
            raise ApiError(404, "Not Found")
        return Response(stored.data, media_type=stored.mime)


def _check_token(request: Request, token: str) -> None:
    if request.path_params["token"] != token:
        raise ApiError(401, "Unauthorized")


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _resolved(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result
