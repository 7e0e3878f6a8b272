"""`khupho demo`: a Telegram on loopback, people to be, and the real application answering them."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.app import open_app, stop_on_signals
from bot.errors import UserError
from bot.logs import configure_logging
from bot.messages import message
from bot.settings import LogChoice, Settings, load_settings
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served, serve
from bot.simulator.state import TOKEN, Telegram

HOA, LINH, DUNG = 1_000_000_001, 1_000_000_002, 1_000_000_003
PORTS = 20  # tried one after the other
SAVE_EVERY = 5.0

Announce = Callable[[str], None]


def run_demo(*, port: int, folder: Path | None, announce: Announce) -> None:
    """Blocks until SIGTERM or Ctrl-C. `folder` keeps everything; without it nothing is kept."""
    configure_logging(LogChoice(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="khupho-", ignore_cleanup_errors=True) as temporary:
        asyncio.run(_run(port, folder or Path(temporary), announce))
    announce(message("demo.stopped"))


async def _run(port: int, folder: Path, announce: Announce) -> None:
    stop = stop_on_signals()
    telegram, committee = populate(folder / "telegram.json")
    async with AsyncExitStack() as stack:
        served = await _serve(stack, telegram, port)
        app = await stack.enter_async_context(open_app(demo_settings(served, folder, committee), samples=True))
        await stack.enter_async_context(_saved(telegram, folder / "telegram.json"))
        announce(message("demo.ready", url=served.url))
        await app.run(stop)


def populate(kept: Path) -> tuple[Telegram, int]:
    """A Telegram as it was kept, or with three people and two groups; and the id of the committee's group."""
    telegram = Telegram()
    if kept.is_file():
        _restore(telegram, kept)
    else:
        for user_id, name in ((HOA, "Bác Hòa"), (LINH, "Cháu Linh"), (DUNG, "Chú Dũng")):
            add_person(telegram, name, user_id=user_id)
        add_group(telegram, message("demo.group"), [DUNG])
        add_group(telegram, message("demo.neighbours"), [HOA, LINH], "group")
    return telegram, next(chat.id for chat in telegram.chats.values() if chat.type == "supergroup")


def _restore(telegram: Telegram, kept: Path) -> None:
    try:
        telegram.load(json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(message("demo.bad_data", path=kept)) from None


def demo_settings(served: Served, folder: Path, committee: int) -> Settings:
    """Nothing of a live bot is used, except the knowledge folder."""
    return load_settings(
        token=served.token,
        api_url=served.url,
        proxy=None,
        database_url=f"sqlite+aiosqlite:///{(folder / 'khupho.db').resolve().as_posix()}",
        owners=(DUNG,),
        committee_chat=committee,
        log=LogChoice(),
    )


async def _serve(stack: AsyncExitStack, telegram: Telegram, port: int) -> Served:
    """On the port asked for or, when it is taken, the next free one."""
    last = min(port + PORTS - 1, 65535) if port else port
    for candidate in range(port, last + 1):
        try:
            return await stack.enter_async_context(serve(port=candidate, token=TOKEN, telegram=telegram))
        except OSError:
            continue
    raise UserError(message("demo.no_free_port", first=port, last=last))


@asynccontextmanager
async def _saved(telegram: Telegram, path: Path) -> AsyncIterator[None]:
    """Keep what is said: every few seconds while something happens, and at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    saving = asyncio.create_task(_save_often(telegram, path))
    try:
        yield
    finally:
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        _save(telegram, path)


async def _save_often(telegram: Telegram, path: Path) -> None:
    saved = -1
    while True:
        await asyncio.sleep(SAVE_EVERY)
        if telegram.events.sequence != saved:
            saved = telegram.events.sequence
            _save(telegram, path)


def _save(telegram: Telegram, path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(telegram.dump(), ensure_ascii=False), encoding="utf-8")
    new.replace(path)
