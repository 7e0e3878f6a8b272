"""What members write in the thread of a report goes to its author, and what either of them edits follows."""

from __future__ import annotations

from telegram import Message

from bot.answering.rich import say
from bot.channels.telegram.handlers import ask
from bot.channels.telegram.notices import content_of
from bot.channels.telegram.talk import Talk
from bot.storage import Content, Report
from bot.storage import letters as mail
from bot.storage.report import label


async def replied(talk: Talk) -> bool:
    """A member's reply to a message of the bot. False when that is not about a report."""
    report = await _report_of(talk)
    if report is None:
        return False
    await answer(talk, report)
    return True


async def said(talk: Talk) -> None:
    """A member's message in a topic of the forum; in those that are about no report members talk with one another."""
    if report := await _report_of(talk):
        await answer(talk, report)


async def answer(talk: Talk, report: Report) -> None:
    """Have it brought to the author of the report, if whoever says it may answer residents."""
    content = _content(talk)
    if not talk.is_first_of_album() and content is None:
        return
    if not await talk.may("reply"):
        return
    if content is None:
        await talk.say(talk.kb.thread_wording.not_carried)
        return
    source = (
        None if talk.incoming.private else talk.incoming.message_id
    )  # ids of other chats would be mistaken for these
    by = talk.incoming.person
    if await talk.storage.reports.reply(report.number, by, content, source, talk.now) is None:
        await gone(talk, report.number)
    talk.services.desk.wake()


async def amended(talk: Talk) -> None:
    """A member has edited what went to a resident."""
    letter = await talk.storage.letters.by_source(talk.incoming.message_id or 0)
    content = _content(talk)
    if letter is None or letter.what != mail.REPLY or content is None or not await talk.may("reply"):
        return
    await talk.storage.letters.edited(letter, content, talk.now)
    talk.services.desk.wake()


async def corrected(talk: Talk) -> None:
    """A resident has edited something: what went to the committee follows there, all else is a question."""
    content, said = _content(talk), talk.incoming
    known = said.private and content is not None and said.message_id is not None
    if known and await talk.services.desk.corrected(talk.chat, said.message_id or 0, content or Content(), said.text):
        return
    if said.message and said.message.text:
        await ask.edited(talk)


async def gone(talk: Talk, number: int) -> None:
    """Its author has had everything about them erased."""
    told = say(talk.kb.thread_wording.gone, ma=label(number))
    await (talk.toast("".join(span.text for span in told)) if talk.incoming.query else talk.say(told))


def _content(talk: Talk) -> Content | None:
    return content_of(talk.incoming.message) if talk.incoming.message else None


async def _report_of(talk: Talk) -> Report | None:
    """The report in whose thread something was said in the committee chat."""
    message = talk.incoming.message
    if message is None:
        return None
    answered = _answered(message)
    letter = await talk.storage.letters.by_sent(answered) if answered else None
    if letter and letter.report:
        return await talk.storage.reports.get(letter.report)
    thread = message.message_thread_id if message.is_topic_message else None
    return await talk.storage.reports.by_thread(thread) if thread else None


def _answered(message: Message) -> int | None:
    return message.reply_to_message.message_id if message.reply_to_message else None
