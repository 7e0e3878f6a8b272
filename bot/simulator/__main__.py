"""python -m bot.simulator: a local Telegram by itself, for developers."""

import argparse
import asyncio
import contextlib
import sys

from bot.simulator.server import serve
from bot.simulator.state import TOKEN


async def run(port: int, token: str) -> None:
    async with serve(port=port, token=token) as served:
        sys.stdout.write(f"{served.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description="A local Telegram on loopback.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(options.port, options.token))


if __name__ == "__main__":
    main()
