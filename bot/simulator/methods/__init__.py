"""Every method of the Bot API that this Telegram knows, by lower-case name (Telegram does not mind the case)."""

from bot.simulator.methods import answer, chat, edit, profile, receive, send
from bot.simulator.methods.handler import Handler

METHODS: dict[str, Handler] = {
    name.lower(): handler
    for part in (receive, send, edit, answer, chat, profile)
    for name, handler in part.METHODS.items()
}
