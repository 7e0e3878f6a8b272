"""Chats and the messages in them."""

from dataclasses import dataclass, field

from bot.simulator.signals import Signal
from bot.simulator.wire import Json

IN_CHAT = frozenset({"creator", "administrator", "member", "restricted"})
ADMINS = frozenset({"creator", "administrator"})


@dataclass(slots=True)
class Stored:
    """A message. `wire` is what the bot sees and is replaced, never changed, by an edit."""

    wire: Json
    markup: Json | None = None  # of any kind; the bot sees only inline keyboards
    reactions: dict[int, list[str]] = field(default_factory=dict)  # by user
    inline_id: str = ""  # set for a message that came from an inline query
    silent: bool = False  # sent with disable_notification, which only people's clients know
    deleted: bool = False

    @property
    def id(self) -> int:
        return int(self.wire["message_id"])

    def seen(self) -> Json:
        """The message as people see it."""
        shown = dict(self.wire)
        if self.markup:
            shown["reply_markup"] = self.markup
        if self.silent:
            shown["silent"] = True
        if self.reactions:
            shown |= self.shown_reactions()
        return shown

    def shown_reactions(self) -> Json:
        """How many gave each emoji, and who gave which."""
        reacted = {user: emojis for user, emojis in self.reactions.items() if emojis}
        given = [emoji for emojis in reacted.values() for emoji in emojis]
        return {"reactions": {emoji: given.count(emoji) for emoji in given}, "reacted": reacted}


@dataclass
class Topic:
    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's), a basic group or a supergroup."""

    wire: Json
    members: dict[int, str] = field(default_factory=dict)  # user id -> status, of people and of the bot
    messages: dict[int, Stored] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Json | None = None  # the reply keyboard now on screen
    started: bool = False  # private: the person has written to the bot
    blocked: bool = False  # private: the person has blocked the bot
    quiet: bool = False  # private: one of many made at once, not listed on the page until they say something
    migrated_to: int = 0
    last_message_id: int = 1  # supergroups count their own messages; 1 is their creation, and a forum's General topic
    bot_posted: Signal = field(default_factory=Signal)

    @property
    def id(self) -> int:
        return int(self.wire["id"])

    @property
    def type(self) -> str:
        return str(self.wire["type"])

    @property
    def private(self) -> bool:
        return self.type == "private"

    @property
    def forum(self) -> bool:
        return bool(self.wire.get("is_forum"))

    def has(self, user_id: int) -> bool:
        return self.members.get(user_id) in IN_CHAT

    def is_admin(self, user_id: int) -> bool:
        return self.members.get(user_id) in ADMINS
