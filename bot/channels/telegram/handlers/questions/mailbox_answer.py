"""A question of the mailbox is answered: in words, with what there is on a topic, or not at all, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.answering.model import Answer, Question, RichText
from bot.answering.rich import join, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.questions import mailbox_letters, mailbox_new
from bot.channels.telegram.keyboards import MAILBOX, button, inline
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.memory import State
from bot.channels.telegram.notices import content_of
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.tasks import Task, expect
from bot.feedback.mailbox import new_ways
from bot.knowledge.placeholders import fill
from bot.storage.question import Asked, Group

TEXT = 300  # characters of a question above the field for the answer


async def ask(talk: Talk, number: int, _: str = "") -> None:
    """`✍️ Trả lời`"""
    words = talk.kb.mailbox_wording
    if group := await _open(talk, number):
        template = words.ask_answer if talk.incoming.private else words.ask_answer_group
        await expect(talk, Task("mailbox.answer", {"id": group.id}), _asking(template, group))


async def answered(talk: Talk, number: int, _: str) -> bool:
    """The words: kept, and shown as residents will get them."""
    html = await _words(talk, number)
    if html and (group := await _open(talk, number)):
        await _preview(talk, group, html)
    return html is not None


async def repeat(talk: Talk, number: int, before: str) -> None:
    """What was answered to the same question of earlier."""
    earlier = await talk.storage.questions.get(keyboards.number(before))
    group = await _open(talk, number)
    if group and earlier and earlier.state == "answered" and earlier.answer:
        await _preview(talk, group, earlier.answer)
    elif group:
        await talk.toast(talk.words.old_button)


async def post(talk: Talk, number: int, mark: str) -> None:
    """`✅`: only what was seen, and only once."""
    words, one = talk.kb.mailbox_wording, await talk.storage.questions.get(number)
    html = one.answer if one and one.state == "open" else None
    if html and keyboards.fingerprint(html) != mark:
        await talk.toast(words.changed)
        return
    compose = mailbox_letters.composing(words, html or "")
    by, questions = talk.incoming.person, talk.storage.questions
    sent = await questions.answer(number, html, by, talk.now, compose=compose) if html else None
    if one is None or sent is None:
        await _too_late(talk, one)
        return
    talk.services.desk.wake()
    entry = [button(words.button_entry, MAILBOX, "b", number)]
    text = say(words.posted, ma=one.label, so=str(sent)) if sent else say(words.kept, ma=one.label)
    await talk.change(text, inline(entry, mailbox_new.home(talk)))


async def show_topic(talk: Talk, number: int, topic: str) -> None:
    """`📖 Có sẵn`: what is there, as residents will get it, and what else will be done."""
    words, group = talk.kb.mailbox_wording, await _open(talk, number)
    if group is None:
        return
    if topic not in talk.kb.topics:
        await talk.toast(talk.words.topic_gone)
        return
    title = talk.kb.topics[topic].title
    for page in mailbox_letters.referring(words, _on(talk, topic))(group.text):
        await _show(talk, page)
    ways = await _ways(talk, group.id)
    added = say(words.ways_added_too, loi="; ".join(f"“{way}”" for way in ways)) if ways else ()
    text = join([say(words.preview_refer, ma=group.label, muc=title), added], "\n\n")
    await talk.say(text, inline([_send(talk, group, "f", topic)], [_back(talk, group.id)]))


async def refer(talk: Talk, number: int, topic: str) -> None:
    """Send it, and have the bot understand the question from now on, if this member may edit."""
    words = talk.kb.mailbox_wording
    if topic not in talk.kb.topics:
        await talk.toast(talk.words.topic_gone)
        return
    ways, answer = await _ways(talk, number), _on(talk, topic)
    compose = mailbox_letters.referring(words, answer)
    sent = await talk.storage.questions.refer(number, topic, talk.incoming.person, talk.now, compose=compose)
    one = await talk.storage.questions.get(number)
    if one is None or sent is None:
        await _too_late(talk, one)
        return
    talk.services.desk.wake()
    text = say(words.posted, ma=one.label, so=str(sent)) if sent else say(words.kept, ma=one.label)
    await talk.change(text, inline(mailbox_new.home(talk)))
    if ways and await talk.services.members.may(talk.incoming, "edit"):
        await mailbox_new.add_at_once(talk, topic, ways)


async def ask_reason(talk: Talk, number: int, _: str) -> None:
    """`🚫 Không trả lời`"""
    words = talk.kb.mailbox_wording
    if group := await _open(talk, number):
        template = words.ask_reason if talk.incoming.private else words.ask_reason_group
        await expect(talk, Task("mailbox.reason", {"id": group.id}), _asking(template, group))


async def dropped(talk: Talk, number: int, _: str) -> bool:
    """The reason: told to those who wait."""
    words, html = talk.kb.mailbox_wording, await _words(talk, number, "reason")
    if not html:
        return html is not None
    compose = mailbox_letters.composing(words, html, "dropped")
    sent = await talk.storage.questions.drop(number, html, talk.incoming.person, talk.now, compose=compose)
    one = await talk.storage.questions.get(number)
    if one is None or sent is None:
        await _too_late(talk, one)
    else:
        talk.services.desk.wake()
        await talk.say(say(words.dropped, ma=one.label, so=str(sent)), inline(mailbox_new.home(talk)))
    talk.remember(State())
    return True


async def _words(talk: Talk, number: int, step: str = "answer") -> str | None:
    """What was written, in Telegram's HTML; empty when it has to be written again, None when it is no message."""
    words, message = talk.kb.mailbox_wording, talk.incoming.message
    if message is None:
        return None
    content = content_of(message)
    again = Task(f"mailbox.{step}", {"id": number})
    if content is None or content.media or not content.html:
        await expect(talk, again, words.words_only)
    elif excess := mailbox_letters.too_long(content.html):
        await expect(talk, again, say(words.too_long, so=str(excess)))
    else:
        talk.remember(State())
        return content.html
    return ""


async def _preview(talk: Talk, group: Group, html: str) -> None:
    words = talk.kb.mailbox_wording
    if not await talk.storage.questions.propose(group.id, html):
        await _too_late(talk, await talk.storage.questions.get(group.id))
        return
    for page in mailbox_letters.composed(words, group.text, html):
        await _show(talk, page)
    rewrite = button(words.button_rewrite, MAILBOX, "a", group.id)
    rows = [[_send(talk, group, "y", keyboards.fingerprint(html))], [rewrite, _back(talk, group.id)]]
    await talk.say(say(words.preview, ma=group.label), inline(*rows))


async def _show(talk: Talk, html: str) -> None:
    await talk.services.sender.say(talk.chat, html, None, talk.reply_to)


def _send(talk: Talk, group: Group, what: str, more: str) -> InlineKeyboardButton:
    words = talk.kb.mailbox_wording
    label = fill(words.button_post, so=group.waiting) if group.waiting else words.button_keep
    return button(label, MAILBOX, what, group.id, more)


def _back(talk: Talk, group: int) -> InlineKeyboardButton:
    return button(talk.kb.mailbox_wording.button_back, MAILBOX, "g", group)


def _asking(template: str, group: Group) -> RichText:
    return say(template, ma=group.label, loi=shortened(group.text, TEXT))


async def _ways(talk: Talk, group: int) -> Sequence[str]:
    return new_ways(talk.kb, [text for _, text in await talk.storage.questions.texts(group)])


def _on(talk: Talk, topic: str) -> Answer:
    return talk.answerer.topic(topic, Question("", talk.local))


async def _open(talk: Talk, number: int) -> Group | None:
    """The group, if it is open still; else this is told."""
    group = await talk.storage.questions.group(number)
    if group is None:
        await _too_late(talk, await talk.storage.questions.get(number))
    return group


async def _too_late(talk: Talk, one: Asked | None) -> None:
    """Somebody else was faster."""
    words = talk.kb.mailbox_wording
    text = fill(words.closed, ma=one.label) if one and one.state != "open" else words.no_question
    await (talk.toast(text) if talk.incoming.query else talk.say(text))
