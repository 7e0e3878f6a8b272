"""Nonsense in parameters is answered with a 4xx, never with a crash."""

import inspect
import json
from contextlib import suppress
from typing import Any

import pytest

from bot.simulator import people
from bot.simulator.methods import METHODS
from bot.simulator.params import Params
from bot.simulator.posting import bot_posts
from bot.simulator.state import Telegram
from bot.simulator.wire import ApiError
from tests.simulator.local import Local

NONSENSE: list[Any] = [
    "", "x", "-1", -1, 10**20, 1.5, True, [], [1], ["x"], [{}], [[]], [{"type": "photo"}], {}, {"type": "chat"},
    {"type": 1}, "{", "[", "null", "attach://x", "\u0000", "🧹" * 3000,
]  # fmt: skip
NAMES = (
    "text", "caption", "parse_mode", "entities", "caption_entities", "reply_markup", "reply_parameters", "photo",
    "media", "document", "action", "latitude", "longitude", "title", "address", "phone_number", "first_name",
    "from_chat_id", "message_ids", "message_thread_id", "reaction", "callback_query_id", "inline_query_id",
    "inline_message_id", "results", "user_id", "commands", "scope", "language_code", "description", "menu_button",
    "file_id", "name", "url", "secret_token", "offset", "limit", "allowed_updates", "link_preview_options",
    "remove_caption", "disable_notification",
)  # fmt: skip
CONTROLS = (
    "kind", "method", "chat_id", "times", "retry_after", "seconds", "share", "kinds", "methods", "seed", "enabled",
    "per_second", "per_minute_group", "per_second_chat", "burst_chat", "count", "first_id", "started", "update_id",
)  # fmt: skip
FIELDS = (
    "text", "caption", "entities", "location", "contact", "reply_to_message_id", "message_thread_id", "message_id",
    "data", "emoji", "first_name", "title", "members", "admins", "id", "name", "user_id", "blocked", "type",
    "photos", "origin", "from_chat_id", "caption_entities",
)  # fmt: skip


async def _call(telegram: Telegram, method: str, params: dict[str, Any]) -> None:
    """Without HTTP, to be quick: anything but a result or an ApiError fails the test."""
    with suppress(ApiError):
        result = METHODS[method](telegram, Params(params))
        json.dumps(await result if inspect.isawaitable(result) else result)


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_nonsense_in_any_parameter_is_refused_politely(method: str) -> None:
    telegram = Telegram()
    telegram.limits.enabled = False
    lan = int(people.add_person(telegram, "Lan")["id"])
    group = people.add_group(telegram, "Tổ 7", [lan], forum=True, bot_admin=True)
    message = bot_posts(telegram, group, {"text": "x"}).id
    sound = {"chat_id": group.id, "from_chat_id": group.id, "message_id": message, "text": "y"}
    for nonsense in NONSENSE:
        await _call(telegram, method, dict.fromkeys((*sound, *NAMES), nonsense))
        await _call(telegram, method, sound | dict.fromkeys(NAMES, nonsense))
        for name in NAMES:
            await _call(telegram, method, sound | {name: nonsense})
    telegram.close()


@pytest.mark.parametrize("path", ["faults", "trouble", "limits", "people", "refuse", "replay"])
async def test_nonsense_to_the_controls_is_refused_politely(local: Local, path: str) -> None:
    sound = {"kind": "500", "share": 0.1, "kinds": ["500"], "count": 1}
    for name in CONTROLS:
        for nonsense in [*NONSENSE, "inf", "nan"]:
            response = await local.http.post(f"/control/{path}", json=sound | {name: nonsense})
            assert response.status_code in (200, 400)


@pytest.mark.parametrize(
    "path",
    ["send", "send-album", "forward", "edit", "delete", "press", "react", "people", "groups", "block", "join"],
)
async def test_nonsense_from_people_is_refused_politely(local: Local, path: str) -> None:
    lan = await local.resident()
    for name in FIELDS:
        for nonsense in NONSENSE[::2]:
            response = await local.http.post(f"/client/{path}", json={"chat_id": lan, "from_id": lan, name: nonsense})
            assert response.status_code in (200, 400)
