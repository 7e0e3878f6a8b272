"""The web application: the Bot API, people's screens, the page and the controls."""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.simulator.bot_api import BotApi, BotFiles
from bot.simulator.client_api import client_routes
from bot.simulator.control_api import control_routes
from bot.simulator.screens import screen_routes
from bot.simulator.state import Telegram

WEB = Path(__file__).with_name("web")
NO_CACHE = "no-cache"


def create_app(telegram: Telegram, token: str) -> Starlette:
    """An application around `telegram`, for the one bot with `token`. The busiest route comes first."""
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", BotApi(telegram, token)),
            Route("/file/bot{token}/{path:path}", BotFiles(telegram, token)),
            *client_routes(telegram),
            *screen_routes(telegram),
            *control_routes(telegram),
            Route("/", _page),
            Mount("/static", _Fresh(directory=WEB)),
        ]
    )


class _Fresh(StaticFiles):
    """Files that a browser asks for again each time: after an update none of the old page is left in its cache."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = NO_CACHE
        return response


async def _page(_request: Request) -> Response:
    return FileResponse(WEB / "index.html", headers={"Cache-Control": NO_CACHE})
