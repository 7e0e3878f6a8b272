"""An update as the handlers see it: who speaks, where, what kind of thing it is, and the words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    InlineQuery,
    Message,
    MessageEntity,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    Update,
)
from telegram.constants import ChatType

from bot.language.folding import fold

ALLOWED_UPDATES = [
    "message", "edited_message", "callback_query", "inline_query", "my_chat_member", "message_reaction",
]  # fmt: skip

# Attribute of a message -> kind. The order matters: an animation is a document too, a venue a location.
_CONTENT = {
    "photo": "photo", "animation": "sticker", "sticker": "sticker", "video": "video", "video_note": "video",
    "voice": "voice", "audio": "voice", "venue": "location", "location": "location", "contact": "contact",
    "document": "document", "poll": "poll", "dice": "dice",
}  # fmt: skip

# What Telegram itself writes into a private chat; nobody waits for an answer to it.
_SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set",
    "users_shared", "chat_shared", "connected_website", "forum_topic_created", "forum_topic_edited",
)  # fmt: skip

CALLED = "called"  # name of a reply in which the bot is mentioned
OTHER_REACTION = "★"  # one that is no emoji: made by somebody, or paid for

_ANNOUNCED = ("photo", "video", "document")  # below these, some commands are heard as well
_BELOW = ("thongbao", "gopy", "sua")
_WORDS = ("text", "command")
_EDITED = (*_WORDS, "photo", "video", "voice", "document")  # what may say something else later
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Me:
    """The bot itself."""

    id: int
    username: str

    @property
    def mention(self) -> str:
        return f"@{self.username}"

    def link(self, payload: str) -> str:
        """Opens the private chat; `payload` comes back as `/start payload`."""
        return f"https://t.me/{self.username}?start={payload}"


@dataclass(frozen=True)
class Incoming:
    """`kind` is `text`, `command`, `edited`, `forwarded`, `button`, `inline`, `member`, `reaction`, or what was sent
    (`photo`, ...); in the committee chat also `reply` (to the bot), `said` (in a topic) and `amended` (one of these
    two, edited). `name` is the command without `/` or the first part of a button's data, `text` what follows or was
    said. `person` tells speakers apart; `chat` is where the answer goes; `message_id` is what was said, or what stands
    above the pressed button, `markup` the buttons there (None when Telegram does not tell any more)."""

    update_id: int
    kind: str
    chat: int
    person: int
    private: bool
    name: str = ""
    text: str = ""
    message: Message | None = None
    message_id: int | None = None
    query: CallbackQuery | None = None
    markup: InlineKeyboardMarkup | None = None
    inline: InlineQuery | None = None
    member: ChatMemberUpdated | None = None


def read(update: Update, me: Me, committee: int | None) -> Incoming | None:
    """None for what the bot has to leave alone: talk in groups that is not for it, notices of Telegram's own."""
    if query := update.inline_query:
        person = query.from_user.id
        return Incoming(update.update_id, "inline", person, person, private=False, text=query.query, inline=query)
    if update.callback_query:
        return _button(update.update_id, update.callback_query)
    if change := update.my_chat_member:
        private = change.chat.type == ChatType.PRIVATE
        return Incoming(update.update_id, "member", change.chat.id, change.from_user.id, private, member=change)
    if reaction := update.message_reaction:
        return _reaction(update.update_id, reaction)
    if message := update.message or update.edited_message:
        return _message(update.update_id, message, me, committee, edited=update.message is None)
    return None


def _reaction(update_id: int, change: MessageReactionUpdated) -> Incoming | None:
    """A reaction in a private chat, empty when it was taken back; nothing is kept of people in groups."""
    if change.chat.type != ChatType.PRIVATE:
        return None
    shown = [one.emoji if isinstance(one, ReactionTypeEmoji) else OTHER_REACTION for one in change.new_reaction]
    chat, text = change.chat.id, "".join(shown[:1])
    return Incoming(update_id, "reaction", chat, chat, private=True, text=text, message_id=change.message_id)


def _button(update_id: int, query: CallbackQuery) -> Incoming:
    chat = query.message.chat if query.message else query.from_user
    name, _, rest = (query.data or "").partition(":")
    return Incoming(
        update_id,
        "button",
        chat.id,
        query.from_user.id,
        chat.id == query.from_user.id,
        name,
        rest,
        message_id=query.message.message_id if query.message else None,
        query=query,
        markup=query.message.reply_markup if isinstance(query.message, Message) else None,
    )


def _message(update_id: int, message: Message, me: Me, committee: int | None, *, edited: bool) -> Incoming | None:
    private = message.chat.type == ChatType.PRIVATE
    if _by_machine(message, me):
        return None
    text, called = _without_mention(message, me)
    kind, name, target = _kind(message), "", ""
    command = _COMMAND.fullmatch(text.strip())
    if command and (kind == "text" or (kind in _ANNOUNCED and fold(command[1]) in _BELOW)):
        kind, name, target, text = "command", fold(command[1]), command[2] or "", command[3] or ""
    if not private:
        called = called or target.lower() == me.username.lower()
        replies = _replies_to(message, me)
        # Members answer one another below what the bot shows the committee: whether it is for the bot is seen later.
        ours = message.chat.id == committee and kind not in ("", "command")
        in_topic = ours and _is_to_topic(message) and not called
        called = called or (replies and message.chat.id != committee)
        heard = kind == "command" or called or in_topic or (ours and replies)
        if target.lower() not in ("", me.username.lower()) or not heard:
            return None
        if ours and (replies or in_topic):
            kind, name = _in_committee(kind, edited=edited, replies=replies), CALLED if called else ""
            edited = False
    if edited:
        kind, name = ("edited", name) if kind in _EDITED and (private or kind in _WORDS) else ("", "")
    if message.forward_origin and kind == "text":
        kind = "forwarded"
    if not kind:
        return None
    person = message.sender_chat or message.from_user or message.chat
    return Incoming(
        update_id,
        kind,
        message.chat.id,
        person.id,
        private,
        name,
        text.strip(),
        message=message,
        message_id=message.message_id,
    )


def _in_committee(kind: str, *, edited: bool, replies: bool) -> str:
    if edited:
        return "amended" if kind in _EDITED else ""
    return "reply" if replies else "said"


def _by_machine(message: Message, me: Me) -> bool:
    """Other bots, and answers of our own that somebody shared by inline mode. (An anonymous admin is a bot, too.)"""
    bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return bot or (message.via_bot is not None and message.via_bot.id == me.id)


def _kind(message: Message) -> str:
    for attribute, kind in _CONTENT.items():
        if getattr(message, attribute):
            return kind
    if message.text is not None:
        return "text"
    group = message.chat.type != ChatType.PRIVATE
    return "" if group or any(getattr(message, attribute) for attribute in _SERVICE) else "other"


def _without_mention(message: Message, me: Me) -> tuple[str, bool]:
    """The words without the bot's name, and whether it was called by it."""
    text = message.text or message.caption or ""
    found = message.parse_entities() if message.text else message.parse_caption_entities()
    called = False
    for entity, words in found.items():
        if _mentions(entity, words, me):
            text, called = text.replace(words, " ", 1), True
    return text, called


def _mentions(entity: MessageEntity, words: str, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and words.lower() == me.mention.lower()


def _replies_to(message: Message, me: Me) -> bool:
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created:  # which Telegram gives with all that is written in a topic
        return False
    return reply.from_user is not None and reply.from_user.id == me.id


def _is_to_topic(message: Message) -> bool:
    """Whether something is written in a topic of a forum, to nobody in particular."""
    reply = message.reply_to_message
    return bool(message.is_topic_message) and (reply is None or reply.forum_topic_created is not None)


def is_inside(status: str) -> bool:
    """Whether somebody with this status is in the chat."""
    return status not in (ChatMember.LEFT, ChatMember.BANNED)
