"""What is held on a person: told, handed over, erased."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from bot.answering.model import Span
from bot.answering.rich import say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.reports.report_draft import state_in_words
from bot.channels.telegram.handlers.settings import quiet_words
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.settings import LOCAL
from bot.storage import Report
from bot.storage.letters import CARD
from bot.storage.report import label

Row = dict[str, Any]


async def privacy(talk: Talk) -> None:
    """`/riengtu`"""
    await talk.say(say(talk.words.privacy, khu_pho=talk.kb.neighbourhood.name))


async def data(talk: Talk) -> None:
    """`/dulieu`: in words, and all of it in a file."""
    held = await talk.storage.residents.export(talk.chat)
    lines = _lines(talk, held)
    if not lines:
        await talk.say(talk.words.data_none)
        return
    told = "\n".join([talk.words.data_intro, *lines])
    await talk.say((Span(told),))  # as it is: the resident's own words are no markup
    content = json.dumps(held, ensure_ascii=False, indent=2).encode()
    await talk.services.sender.file(talk.chat, content, talk.words.data_file)


async def erase(talk: Talk) -> None:
    """`/xoa`: asked once more."""
    words = talk.words
    yes = keyboards.button(words.button_erase, keyboards.ERASE, "yes")
    no = keyboards.button(words.button_keep, keyboards.ERASE, "no")
    await talk.say(words.erase_ask, keyboards.inline([yes, no]))


async def erase_confirmed(talk: Talk) -> None:
    """One of the two buttons."""
    if talk.incoming.text == "yes":
        shown = await talk.services.desk.forget(talk.chat, talk.services.committee.take_back)
        await talk.change(_erased(talk.words, shown))
    else:
        await talk.change(talk.words.erase_kept)


def _erased(words: ChatWording, shown: Mapping[Report, bool]) -> str:
    """What became of the person's reports in the committee chat is told as well."""
    told = [words.erased]
    for text, deleted in ((words.erased_reports, True), (words.kept_reports, False)):
        if labels := [report.label for report, gone in shown.items() if gone is deleted]:
            told.append(fill(text, ma=", ".join(labels)))
    return "\n\n".join(told)


def _lines(talk: Talk, held: dict[str, list[Row]]) -> list[str]:
    words, lines = talk.words, []
    for row in held.get("residents", []):
        lines.append(fill(words.data_since, ngay=_day(row["created_at"])))
        lines += [fill(words.data_group, to=row["home_group"])] if row["home_group"] else []
    for row in held.get("consents", []):
        until = _day(row["withdrawn_at"]) if row["withdrawn_at"] else words.data_consent_open
        lines.append(fill(words.data_consent, tu=_day(row["given_at"]), den=until))
    lines += _on_announcements(talk, held)
    lines += _on_reports(talk, held)
    for row in held.get("questions", []):
        lines.append(fill(talk.kb.mailbox_wording.data_question, ngay=_day(row["sent_at"]), loi=row["text"]))
    for row in held.get("roles", []):
        office = talk.kb.office_wording
        role = getattr(office, f"role_{row['role']}", row["role"])
        lines.append(fill(office.data_role, vai_tro=role, ten=row["name"]))
    if votes := held.get("votes"):
        lines.append(fill(words.data_votes, so=len(votes)))
    if held.get("dialogues"):
        begun = any(row["state"].get("task") or row["state"].get("said") for row in held["dialogues"])
        lines.append(talk.kb.report_wording.data_draft if begun else words.data_dialogue)
    return lines


def _on_reports(talk: Talk, held: dict[str, list[Row]]) -> list[str]:
    words, lines = talk.kb.report_wording, []
    for row in held.get("reports", []):
        state = state_in_words(words, row["state"], row["duplicate_of"])
        told = {"ma": label(row["number"]), "ngay": _day(row["created_at"]), "trang_thai": state}
        lines.append(fill(words.data_report, **told, loi=row["text"]))
    if letters := [row for row in held.get("letters", []) if row["what"] != CARD]:  # the card is the report itself
        lines.append(fill(words.data_letters, so=len(letters)))
    if joined := held.get("supporters"):
        lines.append(fill(words.data_supports, ma=", ".join(label(row["number"]) for row in joined)))
    return lines


def _on_announcements(talk: Talk, held: dict[str, list[Row]]) -> list[str]:
    words, subjects = talk.kb.notice_wording, talk.kb.subjects
    hours = [(row["quiet_from"], row["quiet_to"]) for row in held.get("residents", []) if row["quiet_from"] is not None]
    lines = [fill(words.data_quiet, gio=quiet_words(talk, one)) for one in hours]
    if codes := [row["subject"] for row in held.get("mutes", [])]:
        titles = [subjects[code].title if code in subjects else code for code in codes]
        lines.append(fill(words.data_mutes, chu_de=", ".join(titles)))
    if sent := held.get("deliveries"):
        seen, reactions = (sum(row[name] is not None for row in sent) for name in ("seen_at", "reaction"))
        lines.append(fill(words.data_deliveries, so=len(sent), da_xem=seen, cam_xuc=reactions))
    return lines


def _day(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).astimezone(LOCAL).strftime("%d/%m/%Y")
