"""Reading what a client sends, and answering in JSON; HTTP only."""

import json
from sys import intern
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.simulator.files import Upload
from bot.simulator.params import Params
from bot.simulator.wire import bad_request

MOST_PART = 8 * 1024 * 1024  # bytes of one field of a form that is not a file


async def read_params(request: Request) -> Params:
    """Query string and body together, whatever the body's form."""
    values: dict[str, Any] = dict(request.query_params)
    if request.method == "GET":
        return Params(values)
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return await _multipart(request, values)
    body = await request.body()
    if kind.startswith("application/json"):
        values |= _json_object(body)
    elif body:
        values |= _form(body)
    return Params(values)


async def _multipart(request: Request, values: dict[str, Any]) -> Params:
    files = {}
    async with request.form(max_part_size=MOST_PART) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = Upload(value.filename or "", await value.read(), value.content_type or "")
            else:
                values[name] = value
    return Params(values, files)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("expected an object with parameters")
    return value


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise bad_request("strings must be encoded in UTF-8") from None
    # Interned: the log of requests holds the same text for thousands of chats.
    return {intern(name): intern(value) for name, value in pairs}


def json_response(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value, separators=(",", ":")), status, media_type="application/json")
