"""A Telegram as JSON and back, for a demo that keeps its data."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.simulator.files import StoredFile
from bot.simulator.model import Chat, Stored, Topic
from bot.simulator.wire import Json

if TYPE_CHECKING:
    from bot.simulator.state import Telegram

VERSION = 1


def dump(telegram: Telegram) -> Json:
    return {
        "version": VERSION,
        "users": list(telegram.users.values()),
        "chats": [_dump_chat(chat) for chat in telegram.chats.values()],
        "files": [_dump_file(stored) for stored in telegram.files.all()],
        "inline_messages": [[key, *value] for key, value in telegram.inline_messages.items()],
        "last_message_id": telegram.last_message_id,
        "next_update_id": telegram.updates.next_id,
        "pending": list(telegram.updates.pending),
        "commands": [[*key, commands] for key, commands in telegram.profile.commands.items()],
        "texts": [[*key, text] for key, text in telegram.profile.texts.items()],
    }


def load(telegram: Telegram, saved: Json) -> None:
    if saved.get("version") != VERSION:
        raise ValueError(f"the saved data has version {saved.get('version')}, not {VERSION}")
    telegram.users = {user["id"]: user for user in saved["users"]}
    telegram.chats = {chat.id: chat for chat in map(_load_chat, saved["chats"])}
    for stored in saved["files"]:
        telegram.files.restore(_load_file(stored))
    telegram.inline_messages = {key: (chat, message) for key, chat, message in saved["inline_messages"]}
    telegram.last_message_id = saved["last_message_id"]
    telegram.updates.next_id = max(saved["next_update_id"], telegram.updates.next_id)
    telegram.updates.pending.extend(saved["pending"])
    telegram.profile.commands = {(scope, language): commands for scope, language, commands in saved["commands"]}
    telegram.profile.texts = {(name, language): text for name, language, text in saved["texts"]}


def _dump_chat(chat: Chat) -> Json:
    return {
        "wire": chat.wire,
        "members": list(chat.members.items()),
        "messages": [_dump_message(stored) for stored in chat.messages.values()],
        "topics": [asdict(topic) for topic in chat.topics.values()],
        "pinned": chat.pinned,
        "keyboard": chat.keyboard,
        "started": chat.started,
        "blocked": chat.blocked,
        "quiet": chat.quiet,
        "migrated_to": chat.migrated_to,
        "last_message_id": chat.last_message_id,
    }


def _dump_message(stored: Stored) -> Json:
    return asdict(stored) | {"reactions": list(stored.reactions.items())}


def _load_chat(saved: Json) -> Chat:
    messages = [Stored(**(stored | {"reactions": dict(stored["reactions"])})) for stored in saved["messages"]]
    return Chat(
        **(
            saved
            | {
                "members": dict(saved["members"]),
                "messages": {stored.id: stored for stored in messages},
                "topics": {topic["id"]: Topic(**topic) for topic in saved["topics"]},
            }
        )
    )


def _dump_file(stored: StoredFile) -> Json:
    return asdict(stored) | {"data": base64.b64encode(stored.data).decode()}


def _load_file(saved: Json) -> StoredFile:
    return StoredFile(**(saved | {"data": base64.b64decode(saved["data"])}))
