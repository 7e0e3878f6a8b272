"""What people's screens fetch that is not JSON: the stream of events, and files."""

import json
from collections.abc import AsyncIterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.requests import json_response
from bot.simulator.state import Telegram


def screen_routes(telegram: Telegram) -> list[Route]:
    return [
        Route("/client/events", partial(events, telegram)),
        Route("/client/file/{file_id}", partial(file, telegram)),
    ]


async def events(telegram: Telegram, request: Request) -> Response:
    after = request.query_params.get("after") or request.headers.get("last-event-id")
    try:
        sequence = telegram.events.sequence if after is None else int(after)
    except ValueError:
        return json_response({"error": "after must be a number"}, 400)
    return StreamingResponse(_frames(telegram, sequence), media_type="text/event-stream")


async def _frames(telegram: Telegram, sequence: int) -> AsyncIterator[str]:
    yield ": connected\n\n"
    async for batch in telegram.events.stream(sequence):
        frames = [f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in batch]
        yield "".join(frames) or ": still here\n\n"


async def file(telegram: Telegram, request: Request) -> Response:
    stored = telegram.files.get(request.path_params["file_id"])
    if not stored:
        return json_response({"error": "there is no such file"}, 404)
    # What residents sent is shown, never run: "sandbox" takes the scripts out of a page or a drawing.
    return Response(stored.data, media_type=stored.mime, headers={"Content-Security-Policy": "sandbox"})
