"""What a method of the Bot API is here: a function of the state and the parameters."""

from collections.abc import Callable
from typing import Any

from bot.simulator.params import Params
from bot.simulator.state import Telegram

Handler = Callable[[Telegram, Params], Any]  # the result, JSON; awaited when it is a coroutine
