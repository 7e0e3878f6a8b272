"""Buttons below an answer with which what was said goes to the committee."""

from __future__ import annotations

import datetime as dt

from bot.answering.model import Answer, RichText
from bot.answering.reporting import HOW_TO_REPORT, POLICE, is_report, may_be_report
from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill

WRITTEN_LATELY = dt.timedelta(hours=24)


def reports(talk: Talk, answer: Answer) -> bool:
    """Whether what was said is a report by itself."""
    said = talk.incoming
    return said.private and said.message is not None and is_report(talk.answerer.reported(said.text), answer)


def below(talk: Talk, answer: Answer) -> tuple[Row, str]:
    """The button below an answer, and the words it would send: where the answer is about reporting, or is none."""
    about = any(topic.startswith((HOW_TO_REPORT, POLICE)) for topic in answer.topics)
    said = talk.incoming
    if not said.private or said.message is None:
        return ([button(talk.kb.report_wording.button_begin, keyboards.COMMAND, "gopy")] if about else []), ""
    if may_be_report(talk.answerer.reported(said.text), answer):
        mark = keyboards.fingerprint(said.text)
        return [button(talk.words.button_as_report, REPORT, "said", mark)], said.text
    if about or answer.outcome in ("suggest", "unknown"):
        return [button(talk.kb.report_wording.button_begin, keyboards.COMMAND, "gopy")], ""
    return [], ""


async def to_committee(talk: Talk) -> tuple[RichText, list[Row], str]:
    """What was not understood may be an answer to what the committee wrote lately: what is said to that, the button
    that sends it there, and the words it would send."""
    if not talk.incoming.private:
        return (), [], ""
    since = talk.now - WRITTEN_LATELY
    letter = await talk.storage.letters.last_about_report(talk.chat, since)
    report = await talk.storage.reports.get(letter.report) if letter and letter.report else None
    if report is None or report.chat_id != talk.chat:
        return (), [], ""
    words, said = talk.kb.report_wording, talk.incoming.text
    put = button(fill(words.button_put, ma=report.label), REPORT, "put", report.number, keyboards.fingerprint(said))
    return say(words.put_offered, ma=report.label), [[put]], said
