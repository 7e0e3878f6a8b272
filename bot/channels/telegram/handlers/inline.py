"""Inline mode: `@bot lịch dọn` in any chat lets a resident share an answer."""

from __future__ import annotations

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.answering.model import Answer, Question, RichText, TopicAnswer, plain
from bot.channels.telegram.markup import pages
from bot.channels.telegram.render import topic_as_rich
from bot.channels.telegram.talk import Talk

RESULTS = 5
DESCRIPTION = 120  # characters of the answer shown in the list


async def inline(talk: Talk) -> None:
    """Answer with up to five topics; what is popular when nothing is typed yet."""
    query = talk.incoming.inline
    if query is None:
        return
    text = talk.incoming.text.strip()
    found = _search(talk, text) if text else _popular(talk)
    results = [_article(topic.topic, topic.title, topic.body, topic_as_rich(topic)) for topic in found]
    button = InlineQueryResultsButton(talk.words.inline_private, start_parameter="hoi")
    await talk.services.sender.inline(talk.incoming.person, query.id, results, button)


def _search(talk: Talk, text: str) -> list[TopicAnswer]:
    """What answers the words best, then what is near to it."""
    answer = talk.answerer.answer(Question(text, talk.local))
    near = [choice.topic for choice in answer.suggestions]
    near += [choice.topic for topic in answer.answers for choice in topic.related]
    return _distinct(answer, *(_topic(talk, code) for code in near))


def _popular(talk: Talk) -> list[TopicAnswer]:
    return _distinct(*(_topic(talk, code) for code in talk.words.popular if code in talk.kb.topics))


def _topic(talk: Talk, code: str) -> Answer:
    return talk.answerer.topic(code, Question("", talk.local))


def _distinct(*answers: Answer) -> list[TopicAnswer]:
    """The topics of several answers, each once: the first, which the question itself led to, counts."""
    found: dict[str, TopicAnswer] = {}
    for answer in answers:
        for topic in answer.answers:
            found.setdefault(topic.topic, topic)
    return list(found.values())[:RESULTS]


def _article(code: str, title: str, body: RichText, text: RichText) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        pages(text)[0], ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(code, title, content, description=plain(body)[:DESCRIPTION])
