"""What people do in a chat: write, edit, delete, press, react, use inline mode."""

from bot.simulator.access import GENERAL_TOPIC, sender_id
from bot.simulator.entities import CAPTION_LIMIT, TEXT_LIMIT, formatted
from bot.simulator.keyboards import DATA_LIMIT
from bot.simulator.markup import units
from bot.simulator.methods.edit import show_reactions
from bot.simulator.model import Chat, Stored
from bot.simulator.posting import person_posts, remove, replace, tell_bot
from bot.simulator.queries import Press, Query
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, RefusedError

EMOJI_STYLE = "\ufe0f"  # asks for the coloured picture; Telegram's own reactions do without


def typed(text: str, given: list[Json]) -> Json:
    """Content of a text message, with the entities a real client would find."""
    return _rich(text, given, "text", "entities", TEXT_LIMIT)


def captioned(media: Json, caption: str, given: list[Json]) -> Json:
    return media | (_rich(caption, given, "caption", "caption_entities", CAPTION_LIMIT) if caption else {})


def say(
    telegram: Telegram, chat: Chat, from_id: int, content: Json, *, reply_to_id: int = 0, topic_id: int = 0
) -> Stored:
    sender = _writer(telegram, chat, from_id)
    reply_to = telegram.message(chat, reply_to_id) if reply_to_id else None
    if reply_to and not topic_id:
        topic_id = int(reply_to.wire.get("message_thread_id", 0))
    if topic_id == GENERAL_TOPIC:
        topic_id = 0
    if topic_id and topic_id not in chat.topics:
        raise RefusedError(f"there is no topic {topic_id} in this chat")
    return person_posts(telegram, chat, sender, content, reply_to=reply_to, topic_id=topic_id)


def edit(telegram: Telegram, chat: Chat, from_id: int, message_id: int, text: str, *, entities: list[Json]) -> Stored:
    """A person's own message, its text or caption."""
    stored = _own(telegram, chat, from_id, message_id)
    old = {key: value for key, value in stored.wire.items() if key not in ("entities", "caption_entities")}
    content = typed(text, entities) if "text" in old else captioned({}, text, entities)
    replace(telegram, chat, stored, old | content | {"edit_date": telegram.now()})
    tell_bot(telegram, chat, "edited_message", stored.wire)
    return stored


def delete(telegram: Telegram, chat: Chat, from_id: int, message_id: int) -> None:
    """In a private chat anything, in a group one's own; the bot is told nothing."""
    telegram.message(chat, message_id)
    if not chat.private and not chat.is_admin(from_id):
        _own(telegram, chat, from_id, message_id)
    remove(telegram, chat, [message_id])


def press(telegram: Telegram, chat: Chat, from_id: int, message_id: int, data: str) -> Press:
    """Press an inline button. The data is not looked for on the message: a forged press is possible on Telegram too."""
    sender = _writer(telegram, chat, from_id)
    stored = telegram.message(chat, message_id)
    if not 1 <= len(data.encode()) <= DATA_LIMIT:
        raise RefusedError(f"data must have 1-{DATA_LIMIT} bytes")
    if sender_id(stored) != telegram.bot_id and not stored.inline_id:
        raise RefusedError("only a message of the bot has buttons")
    query = telegram.queries.press(from_id, chat.id, message_id)
    origin = {"inline_message_id": stored.inline_id} if stored.inline_id else {"message": stored.wire}
    telegram.updates.push(
        "callback_query",
        {"id": query.id, "from": sender, "chat_instance": str(abs(chat.id)), "data": data} | origin,
    )
    return query


def react(telegram: Telegram, chat: Chat, from_id: int, message_id: int, emoji: str) -> Stored:
    """Set one's reaction, or take it away with an empty emoji; groups tell the bot only where it is admin."""
    emoji = emoji.replace(EMOJI_STYLE, "")
    sender = _writer(telegram, chat, from_id)
    stored = telegram.message(chat, message_id)
    old = stored.reactions.get(from_id, [])
    stored.reactions[from_id] = [emoji] if emoji else []
    show_reactions(telegram, chat, stored, from_id)
    if chat.private or chat.is_admin(telegram.bot_id):
        change: Json = {"chat": chat.wire, "message_id": message_id, "user": sender, "date": telegram.now()}
        change |= {"old_reaction": _reactions(old), "new_reaction": _reactions(stored.reactions[from_id])}
        telegram.updates.push("message_reaction", change)
    return stored


def ask_inline(telegram: Telegram, from_id: int, query: str, chat_type: str) -> Query:
    asked = telegram.queries.ask(from_id, query)
    body = {"id": asked.id, "from": telegram.user(from_id), "query": query, "offset": "", "chat_type": chat_type}
    telegram.updates.push("inline_query", body)
    return asked


def choose_inline(telegram: Telegram, chat: Chat, from_id: int, query_id: str, result_id: str) -> Stored:
    """Send one of the results of an inline query into a chat, in the person's name."""
    sender = _writer(telegram, chat, from_id)
    query = telegram.queries.inline.get(query_id)
    message = query.answer["messages"].get(result_id) if query and query.answer else None
    if not query or not message:
        raise RefusedError("there is no such inline result")
    content = message["content"] | {"via_bot": telegram.bot}
    stored = person_posts(telegram, chat, sender, content, markup=message["markup"])
    chosen: Json = {"result_id": result_id, "from": sender, "query": query.text}
    if message["markup"]:
        stored.inline_id = f"inline{chat.id}m{stored.id}"
        telegram.inline_messages[stored.inline_id] = (chat.id, stored.id)
        chosen["inline_message_id"] = stored.inline_id
    telegram.updates.push("chosen_inline_result", chosen)
    return stored


def _rich(text: str, given: list[Json], name: str, entities_name: str, limit: int) -> Json:
    plain, entities = formatted(text, given=given)
    if not plain:
        raise RefusedError(f"the {name} is empty")
    if units(plain) > limit:
        raise RefusedError(f"the {name} is longer than {limit}: a real client would send several messages")
    return {name: plain} | ({entities_name: entities} if entities else {})


def _writer(telegram: Telegram, chat: Chat, from_id: int) -> Json:
    """The person, if they may write here."""
    sender = telegram.user(from_id)
    if chat.migrated_to:
        raise RefusedError(f"this group has become {chat.migrated_to}")
    if not chat.has(from_id) or from_id == telegram.bot_id:
        raise RefusedError(f"user {from_id} cannot write in chat {chat.id}")
    if chat.blocked:
        raise RefusedError("this person has blocked the bot")
    return sender


def _own(telegram: Telegram, chat: Chat, from_id: int, message_id: int) -> Stored:
    _writer(telegram, chat, from_id)
    stored = telegram.message(chat, message_id)
    if sender_id(stored) != from_id:
        raise RefusedError("the message is someone else's")
    return stored


def _reactions(emojis: list[str]) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji} for emoji in emojis]
