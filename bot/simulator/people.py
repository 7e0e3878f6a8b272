"""People and groups: who there is, and what they can do to a chat as a whole."""

from bot.simulator.members import join, leave, set_blocked
from bot.simulator.model import Chat
from bot.simulator.posting import chat_changed, person_posts, shown_chat, wake
from bot.simulator.state import Telegram
from bot.simulator.topics import open_topic
from bot.simulator.wire import Json, RefusedError

NAME_LIMIT = 64
MOST_PEOPLE = 1_000_000


def add_person(
    telegram: Telegram,
    first_name: str,
    *,
    last_name: str = "",
    username: str = "",
    language_code: str = "vi",
    user_id: int = 0,
) -> Json:
    """A new person with a private chat; the bot cannot write there until they have written."""
    if not first_name.strip() or len(first_name) > NAME_LIMIT:
        raise RefusedError(f"first_name must have 1-{NAME_LIMIT} characters")
    user_id = user_id or telegram.new_person_id()
    names = {"first_name": first_name, "last_name": last_name, "username": username}
    chat = _settle(telegram, user_id, {key: value for key, value in names.items() if value}, language_code)
    chat_changed(telegram, chat)
    return telegram.users[user_id]


def add_people(telegram: Telegram, count: int, first_id: int, *, started: bool) -> None:
    """Many people at once, who stay off the page until they say something; `started`: the bot may write to them."""
    if count > MOST_PEOPLE or any(user_id in telegram.users for user_id in range(first_id, first_id + count)):
        raise RefusedError(f"not more than {MOST_PEOPLE}, with ids that nobody has")
    for user_id in range(first_id, first_id + count):
        chat = _settle(telegram, user_id, {"first_name": f"Người {user_id}"}, "vi")
        chat.quiet, chat.started = True, started


def _settle(telegram: Telegram, user_id: int, names: Json, language_code: str) -> Chat:
    """The user and their private chat, told to nobody."""
    if user_id in telegram.users or user_id <= 0:
        raise RefusedError(f"the id {user_id} cannot be used")
    user: Json = {"id": user_id, "is_bot": False} | names
    telegram.users[user_id] = user | ({"language_code": language_code} if language_code else {})
    members = {user_id: "member", telegram.bot_id: "member"}
    chat = Chat({"id": user_id, "type": "private"} | names, members)
    telegram.chats[user_id] = chat
    return chat


def add_group(
    telegram: Telegram,
    title: str,
    members: list[int],
    kind: str = "supergroup",
    *,
    forum: bool = False,
    admins: list[int] | None = None,
    bot_admin: bool = False,
    username: str = "",
) -> Chat:
    """A group with the bot in it; the first member is its creator."""
    if kind not in ("group", "supergroup") or (forum and kind != "supergroup"):
        raise RefusedError("type must be group or supergroup, and only a supergroup can be a forum")
    if not title or not members:
        raise RefusedError("a group needs a title and a member")
    for user_id in [*members, *(admins or [])]:
        telegram.user(user_id)
        wake(telegram, user_id)
    wire: Json = {"id": telegram.new_group_id(kind), "type": kind, "title": title}
    wire |= ({"is_forum": True} if forum else {}) | ({"username": username} if username else {})
    chat = Chat(wire, dict.fromkeys(members, "member"))
    chat.members |= dict.fromkeys(admins or [], "administrator") | {members[0]: "creator"}
    chat.members[telegram.bot_id] = "administrator" if bot_admin else "member"
    telegram.chats[chat.id] = chat
    chat_changed(telegram, chat)
    return chat


def add_topic(telegram: Telegram, chat: Chat, from_id: int, name: str) -> int:
    if not chat.forum or not chat.is_admin(from_id):
        raise RefusedError("only an admin of a forum can open a topic")
    return open_topic(telegram, chat, telegram.user(from_id), name).id


def block(telegram: Telegram, from_id: int, blocked: bool) -> None:
    set_blocked(telegram, telegram.chat(from_id), blocked)


def enter(telegram: Telegram, chat: Chat, user_id: int) -> None:
    """Join a group; the bot's own id adds the bot."""
    if chat.private or chat.has(user_id):
        raise RefusedError("only someone who is not yet in the group can join it")
    join(telegram, chat, user_id)


def go(telegram: Telegram, chat: Chat, user_id: int) -> None:
    """Leave a group; the bot's own id removes the bot."""
    if chat.private or not chat.has(user_id):
        raise RefusedError("only a member of a group can leave it")
    leave(telegram, chat, user_id, "kicked" if user_id == telegram.bot_id else "left")


def migrate(telegram: Telegram, chat: Chat) -> Chat:
    """A basic group becomes a supergroup with another id."""
    if chat.type != "group" or chat.migrated_to:
        raise RefusedError("only a basic group can become a supergroup")
    creator = next(user for user, status in chat.members.items() if status == "creator")
    wire: Json = {**chat.wire, "id": telegram.new_group_id("supergroup"), "type": "supergroup"}
    grown = Chat(wire, dict(chat.members))
    telegram.chats[grown.id] = grown
    person_posts(telegram, chat, telegram.user(creator), {"migrate_to_chat_id": grown.id})
    chat.migrated_to = grown.id
    person_posts(telegram, grown, telegram.user(creator), {"migrate_from_chat_id": chat.id})
    chat_changed(telegram, grown)
    return grown


def shown_people(telegram: Telegram) -> list[Json]:
    return [
        user | {"blocked": chat.blocked, "started": chat.started}
        for user_id, user in telegram.users.items()
        if not (chat := telegram.chats[user_id]).quiet
    ]


def shown_chats(telegram: Telegram) -> list[Json]:
    return [shown_chat(telegram, chat) for chat in telegram.chats.values() if not (chat.migrated_to or chat.quiet)]
