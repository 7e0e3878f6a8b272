"""Methods about chats, their members and their topics."""

from functools import partial

from bot.simulator.access import chat_of, known_chat, require_admin, writable_chat
from bot.simulator.members import change_status, leave, member
from bot.simulator.methods.handler import Handler
from bot.simulator.model import Chat, Topic
from bot.simulator.params import Params
from bot.simulator.posting import bot_posts, chat_changed, remove
from bot.simulator.state import Telegram
from bot.simulator.topics import open_topic
from bot.simulator.wire import Json, bad_request

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(telegram: Telegram, params: Params) -> Json:
    chat = known_chat(telegram, params)
    shown = chat.wire | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned:
        shown["pinned_message"] = chat.messages[chat.pinned[-1]].wire
    return shown


def get_chat_member(telegram: Telegram, params: Params) -> Json:
    """Who has never been in the group has "left" it, as on Telegram."""
    chat = known_chat(telegram, params)
    return member(telegram, chat, _known_user(telegram, params))


def get_chat_administrators(telegram: Telegram, params: Params) -> list[Json]:
    chat = _group(telegram, params, "there are no administrators in the private chat")
    return [member(telegram, chat, user_id) for user_id in chat.members if chat.is_admin(user_id)]


def get_chat_member_count(telegram: Telegram, params: Params) -> int:
    chat = known_chat(telegram, params)
    return sum(chat.has(user_id) for user_id in chat.members)


def ban_chat_member(telegram: Telegram, params: Params) -> bool:
    chat = _group(telegram, params, "can't ban members in private chats")
    require_admin(telegram, chat, "restrict/unrestrict chat member")
    user_id = _known_user(telegram, params)
    if chat.members.get(user_id) == "creator":
        raise bad_request("can't remove chat owner")
    change_status(telegram, chat, user_id, "kicked", telegram.bot)
    return True


def unban_chat_member(telegram: Telegram, params: Params) -> bool:
    chat = _group(telegram, params, "can't unban members in private chats")
    require_admin(telegram, chat, "restrict/unrestrict chat member")
    user_id = _known_user(telegram, params)
    if chat.members.get(user_id) == "kicked":
        change_status(telegram, chat, user_id, "left", telegram.bot)
    return True


def leave_chat(telegram: Telegram, params: Params) -> bool:
    chat = _group(telegram, params, "chat can't be left")
    leave(telegram, chat, telegram.bot_id)
    return True


def get_user_profile_photos(telegram: Telegram, params: Params) -> Json:
    _known_user(telegram, params)
    return {"total_count": 0, "photos": []}


def create_forum_topic(telegram: Telegram, params: Params) -> Json:
    chat = _forum(telegram, params, "create a topic")
    topic = open_topic(telegram, chat, telegram.bot, params.text("name"))
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(telegram: Telegram, params: Params) -> bool:
    chat, topic = _topic(telegram, params, "edit the topic")
    topic.name = params.text("name") or topic.name
    bot_posts(telegram, chat, {"forum_topic_edited": {"name": topic.name}}, topic_id=topic.id)
    chat_changed(telegram, chat)
    return True


def delete_forum_topic(telegram: Telegram, params: Params) -> bool:
    """The topic and every message in it."""
    chat, topic = _topic(telegram, params, "delete the topic")
    del chat.topics[topic.id]
    inside = [stored.id for stored in chat.messages.values() if stored.wire.get("message_thread_id") == topic.id]
    remove(telegram, chat, inside)
    chat_changed(telegram, chat)
    return True


def set_topic_closed(closed: bool, telegram: Telegram, params: Params) -> bool:
    chat, topic = _topic(telegram, params, "close or reopen the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    bot_posts(telegram, chat, {f"forum_topic_{'closed' if closed else 'reopened'}": {}}, topic_id=topic.id)
    chat_changed(telegram, chat)
    return True


def _topic(telegram: Telegram, params: Params, purpose: str) -> tuple[Chat, Topic]:
    chat = _forum(telegram, params, purpose)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if not topic:
        raise bad_request("message thread not found")
    return chat, topic


def _forum(telegram: Telegram, params: Params, purpose: str) -> Chat:
    chat = writable_chat(telegram, params)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    require_admin(telegram, chat, purpose)
    return chat


def _group(telegram: Telegram, params: Params, otherwise: str) -> Chat:
    chat = chat_of(telegram, params)
    if chat.private:
        raise bad_request(otherwise)
    return writable_chat(telegram, params)


def _known_user(telegram: Telegram, params: Params) -> int:
    user_id = params.integer("user_id")
    if user_id not in telegram.users and user_id != telegram.bot_id:
        raise bad_request("user not found")
    return user_id


METHODS: dict[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "leaveChat": leave_chat,
    "getUserProfilePhotos": get_user_profile_photos,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "closeForumTopic": partial(set_topic_closed, True),
    "reopenForumTopic": partial(set_topic_closed, False),
}
