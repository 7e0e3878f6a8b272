"""Methods that change or remove messages that are there."""

from bot.simulator.access import chat_of, own_message, require_admin, sender_id, writable_chat
from bot.simulator.keyboards import inline_markup
from bot.simulator.methods.content import caption_content, media_content, text_content
from bot.simulator.methods.handler import Handler
from bot.simulator.model import Chat, Stored
from bot.simulator.params import Params
from bot.simulator.posting import bot_posts, chat_changed, remove, replace, show
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

DELETABLE = 48 * 3600  # seconds
MOST_DELETED = 100
_TEXT = frozenset({"text", "entities", "link_preview_options"})
_CAPTION = frozenset({"caption", "caption_entities"})
_MEDIA = frozenset({"photo", "document", "video", "audio", "animation", "voice"})


def edit_message_text(telegram: Telegram, params: Params) -> Json | bool:
    content = text_content(telegram, params)
    chat, stored = _target(telegram, params)
    if "text" not in stored.wire:
        raise bad_request("there is no text in the message to edit")
    return _edit(telegram, params, chat, stored, _without(stored, _TEXT) | content)


def edit_message_caption(telegram: Telegram, params: Params) -> Json | bool:
    content = caption_content(telegram, params)
    chat, stored = _target(telegram, params)
    if _MEDIA.isdisjoint(stored.wire):
        raise bad_request("there is no caption in the message to edit")
    return _edit(telegram, params, chat, stored, _without(stored, _CAPTION) | content)


def edit_message_media(telegram: Telegram, params: Params) -> Json | bool:
    media = params.json("media")
    kind = media.get("type") if isinstance(media, dict) else None
    if kind not in _MEDIA:
        raise bad_request("can't parse InputMedia")
    content = media_content(telegram, Params(media, params.files), kind, "media")
    chat, stored = _target(telegram, params)
    return _edit(telegram, params, chat, stored, _without(stored, _TEXT | _CAPTION | _MEDIA) | content)


def edit_message_reply_markup(telegram: Telegram, params: Params) -> Json | bool:
    chat, stored = _target(telegram, params)
    return _edit(telegram, params, chat, stored, dict(stored.wire))


def delete_message(telegram: Telegram, params: Params) -> bool:
    chat = chat_of(telegram, params)
    stored = chat.messages.get(params.integer("message_id"))
    if not stored:
        raise bad_request("message to delete not found")
    if not _deletable(telegram, chat, stored):
        raise bad_request("message can't be deleted for everyone")
    remove(telegram, chat, [stored.id])
    return True


def delete_messages(telegram: Telegram, params: Params) -> bool:
    """Deletes what can be deleted and passes over the rest, as Telegram does."""
    chat = chat_of(telegram, params)
    wanted = params.integers("message_ids")
    if not 1 <= len(wanted) <= MOST_DELETED:
        raise bad_request("message identifiers must be 1-100")
    found = [chat.messages[message_id] for message_id in wanted if message_id in chat.messages]
    remove(telegram, chat, [stored.id for stored in found if _deletable(telegram, chat, stored)])
    return True


def set_message_reaction(telegram: Telegram, params: Params) -> bool:
    chat = writable_chat(telegram, params)
    stored = chat.messages.get(params.integer("message_id"))
    if not stored:
        raise bad_request("message to react not found")
    reactions = params.objects("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    stored.reactions[telegram.bot_id] = [str(reaction.get("emoji", "")) for reaction in reactions]
    show_reactions(telegram, chat, stored, telegram.bot_id)
    return True


def show_reactions(telegram: Telegram, chat: Chat, stored: Stored, user_id: int) -> None:
    show(
        telegram,
        chat,
        "reaction",
        message_id=stored.id,
        from_id=user_id,
        emojis=stored.reactions[user_id],
        **stored.shown_reactions(),
    )


def pin_chat_message(telegram: Telegram, params: Params) -> bool:
    chat = writable_chat(telegram, params)
    require_admin(telegram, chat, "manage pinned messages in the chat")
    stored = chat.messages.get(params.integer("message_id"))
    if not stored:
        raise bad_request("message to pin not found")
    if stored.id not in chat.pinned:
        chat.pinned.append(stored.id)
        bot_posts(telegram, chat, {"pinned_message": stored.wire})
        chat_changed(telegram, chat)
    return True


def unpin_chat_message(telegram: Telegram, params: Params) -> bool:
    """Without a message_id the last pinned one."""
    chat = writable_chat(telegram, params)
    require_admin(telegram, chat, "manage pinned messages in the chat")
    message_id = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    chat_changed(telegram, chat)
    return True


def unpin_all_chat_messages(telegram: Telegram, params: Params) -> bool:
    chat = writable_chat(telegram, params)
    require_admin(telegram, chat, "manage pinned messages in the chat")
    chat.pinned.clear()
    chat_changed(telegram, chat)
    return True


def _target(telegram: Telegram, params: Params) -> tuple[Chat, Stored]:
    """The message to edit, by chat and id or by inline_message_id."""
    inline_id = params.text("inline_message_id")
    if not inline_id:
        chat = writable_chat(telegram, params)
        return chat, own_message(telegram, chat, params.integer("message_id"))
    chat_id, message_id = telegram.inline_messages.get(inline_id, (0, 0))
    if not chat_id or message_id not in telegram.chats[chat_id].messages:
        raise bad_request("MESSAGE_ID_INVALID")
    return telegram.chats[chat_id], telegram.chats[chat_id].messages[message_id]


def _edit(telegram: Telegram, params: Params, chat: Chat, stored: Stored, wire: Json) -> Json | bool:
    """An edit without reply_markup takes the buttons away, as on Telegram."""
    markup = inline_markup(params)
    wire.pop("reply_markup", None)
    if markup:
        wire["reply_markup"] = markup
    if wire == stored.wire:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    stored.markup = markup
    replace(telegram, chat, stored, wire | {"edit_date": telegram.now()})
    return True if params.given("inline_message_id") else stored.wire


def _without(stored: Stored, keys: frozenset[str]) -> Json:
    return {key: value for key, value in stored.wire.items() if key not in keys}


def _deletable(telegram: Telegram, chat: Chat, stored: Stored) -> bool:
    own = sender_id(stored) == telegram.bot_id
    fresh = telegram.now() - int(stored.wire["date"]) < DELETABLE
    return (fresh and (own or chat.private)) or (not chat.private and chat.is_admin(telegram.bot_id))


METHODS: dict[str, Handler] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
