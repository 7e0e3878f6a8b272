"""Opening a topic of a forum, by the bot or a person."""

from bot.simulator.model import Chat, Topic
from bot.simulator.posting import NEW_TOPIC, bot_posts, chat_changed, person_posts
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, bad_request

NAME_LIMIT = 128


def open_topic(telegram: Telegram, chat: Chat, sender: Json, name: str) -> Topic:
    """A new topic; its id is that of the service message that opens it."""
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    if len(name) > NAME_LIMIT:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    topic = Topic(0, name)
    created: Json = {"forum_topic_created": {"name": name, "icon_color": topic.icon_color}}
    if sender["id"] == telegram.bot_id:
        service = bot_posts(telegram, chat, created, topic_id=NEW_TOPIC)
    else:
        service = person_posts(telegram, chat, sender, created, topic_id=NEW_TOPIC)
    topic.id = service.id
    chat.topics[topic.id] = topic
    chat_changed(telegram, chat)
    return topic
