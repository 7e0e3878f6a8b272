"""Putting messages into chats, and telling the bot and the screens about it."""

from bot.simulator.entities import piece
from bot.simulator.model import Chat, Stored
from bot.simulator.state import Telegram
from bot.simulator.wire import Json

ON_SCREEN = ("keyboard", "remove_keyboard")
NEW_TOPIC = -1  # as a topic_id: the message opens a topic, whose id is its own
SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
})  # fmt: skip


def post(
    telegram: Telegram,
    chat: Chat,
    sender: Json,
    content: Json,
    *,
    reply_to: Stored | None = None,
    topic_id: int = 0,
    markup: Json | None = None,
    silent: bool = False,
) -> Stored:
    """A new message from anyone; the one way into a chat."""
    wire: Json = {
        "message_id": telegram.new_message_id(chat),
        "from": sender,
        "chat": chat.wire,
        "date": telegram.now(),
    }
    if topic_id == NEW_TOPIC:
        topic_id = wire["message_id"]
    if topic_id:
        wire |= {"message_thread_id": topic_id, "is_topic_message": True}
    if not reply_to:  # as Telegram has it: in a topic everything replies at least to what opened it
        reply_to = chat.messages.get(topic_id)
    if reply_to:
        wire["reply_to_message"] = {key: value for key, value in reply_to.wire.items() if key != "reply_to_message"}
    wire |= content
    if markup and "inline_keyboard" in markup:
        wire["reply_markup"] = markup
    stored = Stored(wire, markup, silent=silent)
    chat.messages[stored.id] = stored
    show(telegram, chat, "message", message=stored.seen())
    return stored


def bot_posts(
    telegram: Telegram,
    chat: Chat,
    content: Json,
    *,
    reply_to: Stored | None = None,
    topic_id: int = 0,
    markup: Json | None = None,
    silent: bool = False,
) -> Stored:
    """A message from the bot; its reply keyboard replaces the one on screen."""
    stored = post(
        telegram, chat, telegram.bot, content, reply_to=reply_to, topic_id=topic_id, markup=markup, silent=silent
    )
    telegram.journal.delivery(chat.id, stored, telegram.clock())
    if markup and any(kind in markup for kind in ON_SCREEN):
        chat.keyboard = markup if "keyboard" in markup else None
        show(telegram, chat, "keyboard", keyboard=chat.keyboard)
    chat.bot_posted.give()
    return stored


def person_posts(
    telegram: Telegram,
    chat: Chat,
    sender: Json,
    content: Json,
    *,
    reply_to: Stored | None = None,
    topic_id: int = 0,
    markup: Json | None = None,
) -> Stored:
    """A message from a person, which the bot gets as an update where it may see it."""
    if chat.private:
        chat.started = True
    if not sender["is_bot"]:
        wake(telegram, sender["id"])
    stored = post(telegram, chat, sender, content, reply_to=reply_to, topic_id=topic_id, markup=markup)
    tell_bot(telegram, chat, "message", stored.wire)
    return stored


def tell_bot(telegram: Telegram, chat: Chat, kind: str, message: Json) -> None:
    """Queue a message or edited_message, if privacy mode lets the bot see it."""
    if bot_sees(telegram, chat, message):
        telegram.updates.push(kind, message)


def bot_sees(telegram: Telegram, chat: Chat, message: Json) -> bool:
    """Privacy mode: in a group only service messages and what is said to the bot, unless it is an admin."""
    if chat.private:
        return not chat.blocked
    if not chat.has(telegram.bot_id):
        return False
    return chat.is_admin(telegram.bot_id) or not SERVICE.isdisjoint(message) or _said_to(telegram.bot, message)


def _said_to(bot: Json, message: Json) -> bool:
    if message.get("via_bot", {}).get("id") == bot["id"]:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
        return True
    text = message.get("text") or message.get("caption") or ""
    name = f"@{bot['username']}".lower()
    for entity in message.get("entities") or message.get("caption_entities") or ():
        if entity["type"] == "bot_command":
            _, at, addressee = piece(text, entity).partition("@")
            if not at or f"@{addressee.lower()}" == name:
                return True
        elif entity["type"] == "mention" and piece(text, entity).lower() == name:
            return True
    return False


def replace(telegram: Telegram, chat: Chat, stored: Stored, wire: Json) -> None:
    """An edit: the new form of a message, shown everywhere."""
    stored.wire = wire
    show(telegram, chat, "edit", message=stored.seen())


def remove(telegram: Telegram, chat: Chat, message_ids: list[int]) -> None:
    for message_id in message_ids:
        if stored := chat.messages.pop(message_id, None):
            stored.deleted = True
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
    show(telegram, chat, "delete", message_ids=message_ids)


def wake(telegram: Telegram, user_id: int) -> None:
    """A quiet person does something: from now on the page lists them."""
    chat = telegram.chats[user_id]
    if chat.quiet:
        chat.quiet = False
        chat_changed(telegram, chat)


def chat_changed(telegram: Telegram, chat: Chat) -> None:
    show(telegram, chat, "chat", chat=shown_chat(telegram, chat))


def show(telegram: Telegram, chat: Chat, kind: str, /, **payload: object) -> None:
    """An event for people's screens; a quiet chat is on none of them."""
    if not chat.quiet:
        telegram.events.add(kind, chat.id, **payload)


def shown_chat(telegram: Telegram, chat: Chat) -> Json:
    """A chat as the people's screens list it."""
    wire = chat.wire
    name = " ".join(part for part in (wire.get("first_name"), wire.get("last_name")) if part)
    return {
        "id": chat.id,
        "type": chat.type,
        "title": wire.get("title") or name,
        "members": [user for user in chat.members if user != telegram.bot_id and chat.has(user)],
        "admins": [user for user in chat.members if user != telegram.bot_id and chat.is_admin(user)],
        "forum": chat.forum,
        "topics": [
            {"message_thread_id": topic.id, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "pinned": chat.pinned,
        "bot_member": chat.private or chat.has(telegram.bot_id),
    }
