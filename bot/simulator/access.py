"""What the bot may reach: Telegram's refusals for chats, messages, topics and rights."""

from bot.simulator.model import Chat, Stored, Topic
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import ApiError, bad_request, forbidden

GENERAL_TOPIC = 1


def chat_of(telegram: Telegram, params: Params, name: str = "chat_id") -> Chat:
    """The chat that a call names, by id or by @username."""
    wanted = params.text(name)
    if not wanted:
        raise bad_request(f"{name} is empty")
    if wanted.startswith("@"):
        found = next((chat for chat in telegram.chats.values() if f"@{chat.wire.get('username')}" == wanted), None)
    else:
        found = telegram.chats.get(_number(wanted))
    if not found:
        raise bad_request("chat not found")
    if found.migrated_to:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": found.migrated_to},
        )
    return found


def known_chat(telegram: Telegram, params: Params, name: str = "chat_id") -> Chat:
    """The same, if it is a group only while the bot is in it."""
    chat = chat_of(telegram, params, name)
    if not chat.private and not chat.has(telegram.bot_id):
        kicked = chat.members.get(telegram.bot_id) == "kicked"
        raise forbidden(f"bot {'was kicked from' if kicked else 'is not a member of'} the {chat.type} chat")
    return chat


def writable_chat(telegram: Telegram, params: Params, name: str = "chat_id") -> Chat:
    """The same, where the bot may write."""
    chat = known_chat(telegram, params, name)
    if chat.private:
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def own_message(telegram: Telegram, chat: Chat, message_id: int, action: str = "edit") -> Stored:
    """A message that the bot may edit."""
    stored = chat.messages.get(message_id)
    if not stored:
        raise bad_request(f"message to {action} not found")
    if sender_id(stored) != telegram.bot_id or (stored.markup and "inline_keyboard" not in stored.markup):
        raise bad_request(f"message can't be {action}ed")
    return stored


def writable_topic(telegram: Telegram, chat: Chat, params: Params) -> Topic | None:
    """The forum topic that a message goes to; None is the chat itself or its General topic."""
    topic_id = params.integer("message_thread_id")
    if not topic_id or (chat.forum and topic_id == GENERAL_TOPIC):
        return None
    topic = chat.topics.get(topic_id)
    if not topic:
        raise bad_request("message thread not found")
    if topic.closed and not chat.is_admin(telegram.bot_id):
        raise bad_request("TOPIC_CLOSED")
    return topic


def require_admin(telegram: Telegram, chat: Chat, purpose: str) -> None:
    if not chat.private and not chat.is_admin(telegram.bot_id):
        raise bad_request(f"not enough rights to {purpose}")


def sender_id(stored: Stored) -> int:
    return int(stored.wire.get("from", {}).get("id", 0))


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0
