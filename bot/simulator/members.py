"""Who is in a chat, and the updates and service messages when that changes."""

from bot.simulator.model import Chat
from bot.simulator.posting import chat_changed, person_posts
from bot.simulator.state import Telegram
from bot.simulator.wire import Json

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip


def member(telegram: Telegram, chat: Chat, user_id: int, status: str = "") -> Json:
    """A ChatMember, with the status given or the present one."""
    status = status or chat.members.get(user_id, "left")
    shown: Json = {"status": status, "user": telegram.user(user_id)}
    match status:
        case "creator":
            shown["is_anonymous"] = False
        case "administrator":
            shown |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        case "kicked":
            shown["until_date"] = 0
    return shown


def change_status(telegram: Telegram, chat: Chat, user_id: int, status: str, by: Json) -> None:
    """Set a member's status and tell the bot: my_chat_member for itself, chat_member for others where it is admin."""
    before = member(telegram, chat, user_id)
    chat.members[user_id] = status
    about_bot = user_id == telegram.bot_id
    if about_bot or chat.is_admin(telegram.bot_id):
        change = _change(telegram, chat, by, before, member(telegram, chat, user_id))
        telegram.updates.push("my_chat_member" if about_bot else "chat_member", change)
    chat_changed(telegram, chat)


def join(telegram: Telegram, chat: Chat, user_id: int) -> None:
    user = telegram.user(user_id)
    change_status(telegram, chat, user_id, "member", user)
    person_posts(telegram, chat, user, {"new_chat_members": [user]})


def leave(telegram: Telegram, chat: Chat, user_id: int, status: str = "left") -> None:
    user = telegram.user(user_id)
    person_posts(telegram, chat, user, {"left_chat_member": user})
    change_status(telegram, chat, user_id, status, user)


def set_blocked(telegram: Telegram, chat: Chat, blocked: bool) -> None:
    """A person blocks the bot in their private chat, or takes that back."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    bot = telegram.bot_id
    change = _change(
        telegram, chat, telegram.user(chat.id), member(telegram, chat, bot, before), member(telegram, chat, bot, after)
    )
    telegram.updates.push("my_chat_member", change)
    chat_changed(telegram, chat)


def _change(telegram: Telegram, chat: Chat, by: Json, before: Json, after: Json) -> Json:
    return {
        "chat": chat.wire,
        "from": by,
        "date": telegram.now(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
