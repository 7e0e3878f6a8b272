"""The whole of this Telegram, in memory: users, chats, messages, files, the bot's queue and settings."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.simulator import snapshot
from bot.simulator.events import EventLog
from bot.simulator.faults import Faults
from bot.simulator.files import FileStore
from bot.simulator.journal import Journal
from bot.simulator.limits import Limits
from bot.simulator.model import Chat, Stored
from bot.simulator.queries import Queries
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhook import Webhook
from bot.simulator.wire import Json, RefusedError

BOT_ID = 5000000005
BOT_USERNAME = "khupho_demo_bot"
BOT_NAME = "Khu phố bot"
TOKEN = f"{BOT_ID}:AAsimulated-token-for-this-machine-only"


@dataclass
class Profile:
    """What the bot tells Telegram about itself, by language; commands also by scope (see commands.py)."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # ("name" | "description" | ..., language)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # 0 is the default one


class Telegram:
    """State and the look-ups that everything else shares. `clock` gives seconds since 1970."""

    def __init__(
        self,
        bot_id: int = BOT_ID,
        username: str = BOT_USERNAME,
        first_name: str = BOT_NAME,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.clock = clock
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": first_name, "username": username}
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}  # inline_message_id -> chat and message
        self.profile = Profile()
        self.files = FileStore()
        # Numbered from the time, so that a bot which remembers handled updates meets no number again after a restart.
        self.updates = UpdateQueue(int(clock()))
        self.webhook = Webhook(self.updates, clock)
        self.queries = Queries(clock)
        self.events = EventLog()
        self.journal = Journal()
        self.faults = Faults()
        self.limits = Limits(time.monotonic)
        self.refuse: Callable[[float], None] = _nobody_calls  # closes the door for some seconds; set by server.py
        self.last_message_id = 0  # shared by private chats and basic groups
        self._person_ids = itertools.count(1_000_000_001)
        self._group_ids = itertools.count(1)

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    def now(self) -> int:
        return int(self.clock())

    def close(self) -> None:
        """Let nobody wait any longer: long polls and event streams end."""
        self.updates.changed.close()
        self.events.changed.close()
        self.queries.close()
        self.webhook.stop()
        for chat in self.chats.values():
            chat.bot_posted.close()

    def user(self, user_id: int) -> Json:
        found = self.bot if user_id == self.bot_id else self.users.get(user_id)
        if not found:
            raise RefusedError(f"there is no user {user_id}")
        return found

    def chat(self, chat_id: int) -> Chat:
        """The chat as people know it; a bot looks chats up with access.py."""
        if chat_id not in self.chats:
            raise RefusedError(f"there is no chat {chat_id}")
        return self.chats[chat_id]

    def message(self, chat: Chat, message_id: int) -> Stored:
        if message_id not in chat.messages:
            raise RefusedError(f"there is no message {message_id} in this chat")
        return chat.messages[message_id]

    def new_person_id(self) -> int:
        return next(number for number in self._person_ids if number not in self.users)

    def new_group_id(self, kind: str) -> int:
        base = -1_005_000_000_000 if kind == "supergroup" else -4_000_000
        return next(base - number for number in self._group_ids if base - number not in self.chats)

    def new_message_id(self, chat: Chat) -> int:
        if chat.type == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_message_id += 1
        return self.last_message_id

    def dump(self) -> Json:
        """Everything that lasts, as JSON: chats, messages, files, unconfirmed updates, the bot's settings."""
        return snapshot.dump(self)

    def load(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave, in place of what is here."""
        snapshot.load(self, saved)


def _nobody_calls(_seconds: float) -> None:
    raise RefusedError("connections can be refused only over a real port")
