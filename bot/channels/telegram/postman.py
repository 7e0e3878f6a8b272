"""Takes letters to the committee chat and to residents, as messages in the current wording."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from contextlib import suppress

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.answering.model import RichText
from bot.answering.rich import join, say
from bot.channels.telegram import cards, keyboards
from bot.channels.telegram.api import Api
from bot.channels.telegram.cards import Facts, kind_of
from bot.channels.telegram.committee import Committee
from bot.channels.telegram.faults import kind
from bot.channels.telegram.keyboards import REPORT, button
from bot.channels.telegram.parcels import Address, Parcel, Parcels
from bot.channels.telegram.sender import Sender
from bot.feedback.reports import UndeliverableError
from bot.knowledge.model import KnowledgeBase
from bot.settings import LOCAL
from bot.storage import Letter, Report, Storage
from bot.storage import letters as mail
from bot.storage.report import label as label_of

BLOCKED, OTHER = "blocked", "other"  # why a letter does not arrive

# What Telegram says when nothing can be written in the chat just now, whatever it is
_AWAY = ("chat not found", "rights", "forbidden")
_NO_TOPIC = ("thread not found", "topic_deleted", "topic_id_invalid")

log = logging.getLogger(__name__)


class Postman:
    """Delivers for the `ReportDesk`. `kb` gives the current knowledge, `clock` aware UTC, `digest` what stands for
    somebody in the list of who is blocked."""

    def __init__(
        self,
        api: Api,
        sender: Sender,
        storage: Storage,
        *,
        committee: Committee,
        kb: Callable[[], KnowledgeBase],
        clock: Callable[[], dt.datetime],
        digest: Callable[[int], str],
    ) -> None:
        self._api = api
        self._sender = sender
        self._storage = storage
        self._committee = committee
        self._kb = kb
        self._clock = clock
        self._digest = digest
        self._parcels = Parcels(api, sender)

    async def deliver(self, letter: Letter) -> int | None:
        """As `bot.feedback.reports.Postman` says."""
        try:
            return await (self._to_committee(letter) if letter.to_committee else self._to_resident(letter))
        except BadRequest:
            raise
        except TelegramError as error:
            log.warning("letter %s has to wait: %s", letter.id, kind(error))
            return None

    async def facts(self, report: Report, *, inside: bool = True) -> Facts:
        """What a card says beyond the report. Who sent it is told in the committee chat only: from there the bot can
        take it back."""
        letters = await self._storage.letters.of(report.number)
        card = next((one for one in letters if one.what == mail.CARD), None)
        return Facts(
            today=self._clock().astimezone(LOCAL).date(),
            name=str(card.content.get("name", "")) if card and (inside or self._committee.chat is None) else "",
            handler=await self._committee.name(report.handler_id),
            supporters=len(await self._storage.reports.supporters(report.number)),
            blocked=await self._storage.blocks.has(self._digest(report.chat_id)),
            how=inside,
        )

    # To the committee

    async def _to_committee(self, letter: Letter) -> int | None:
        report = await self._storage.reports.get(letter.report or 0)
        if report is None:
            raise UndeliverableError(OTHER)
        if self._committee.chat is None:
            return None
        try:
            if letter.what in (mail.CARD, mail.COPY):
                return await self._card(self._committee.chat, letter, report)
            return await self._into_thread(self._committee.chat, letter, report)
        except BadRequest as error:
            log.warning("letter %s to the committee: %s", letter.id, error.message)
            await self._refused(letter, report, error.message.lower())
            return None

    async def _refused(self, letter: Letter, report: Report, told: str) -> None:
        """The committee chat took no message: what of it can be mended, and when."""
        if any(words in told for words in _AWAY):
            return
        if report.thread_id and any(words in told for words in _NO_TOPIC):
            await self._storage.reports.lost_thread(report.number)  # the next try opens another one
        elif letter.what != mail.CARD:
            raise UndeliverableError(OTHER)
        raise StuckError

    async def _card(self, chat: int, letter: Letter, report: Report) -> int | None:
        thread = report.thread_id if letter.what == mail.CARD else None
        if letter.what == mail.CARD and letter.sent_id is None and thread is None:
            thread = await self._committee.open_topic(report)
            if thread:
                await self._storage.reports.in_thread(report.number, thread)
                report = await self._storage.reports.get(report.number) or report
        kb, facts = self._kb(), await self.facts(report)
        parcel = Parcel(cards.card(kb, report, facts), keyboard=keyboards.inline(*cards.rows(kb, report, facts)))
        return await self._put(Address(chat, thread), letter, parcel)

    async def _into_thread(self, chat: int, letter: Letter, report: Report) -> int | None:
        below = letter.content.get("to") or (None if report.thread_id else report.committee_message_id)
        return await self._put(Address(chat, report.thread_id, below), letter, self._for_committee(letter, report))

    def _for_committee(self, letter: Letter, report: Report) -> Parcel:
        words = self._kb().thread_wording
        if letter.what == mail.WORDS:
            head = () if letter.content.get("first") else say(words.words_added, ma=report.label)
            return Parcel(head, letter.says)
        event = letter.content.get("event")
        if event == "undelivered":
            why = words.why_blocked if letter.content.get("why") == BLOCKED else words.why_other
            return Parcel(say(words.undelivered, ma=report.label, vi_sao=why))
        return Parcel(say(words.told_closed if event == "closed" else words.told_reopened, ma=report.label))

    # To residents

    async def _to_resident(self, letter: Letter) -> int:
        report = await self._storage.reports.get(letter.report) if letter.report else None
        try:
            sent = await self._put(Address(letter.chat_id), letter, self._for_resident(letter, report))
        except BadRequest as error:
            log.info("letter %s: %s", letter.id, error.message)
            raise UndeliverableError(OTHER) from None
        if sent is None:
            raise UndeliverableError(BLOCKED)
        if letter.what == mail.REPLY and letter.source_id and letter.sent_id is None:
            await self._receipt(letter.source_id)
        return sent

    def _for_resident(self, letter: Letter, report: Report | None) -> Parcel:
        words = self._kb().thread_wording
        if report is None:
            if letter.report:  # forgotten meanwhile: there is nothing to tell others who saw it, too
                raise UndeliverableError(OTHER)
            return Parcel((), letter.says, _buttons(letter))
        if letter.what == mail.REPLY:
            return Parcel(say(words.reply, ma=report.label), letter.says, self._answer(report))
        if letter.what == mail.FINE:
            fine = [
                button(words.button_fine, REPORT, "ok", report.number),
                button(words.button_not_fine, REPORT, "again", report.number),
            ]
            asked = say(words.ask_fine, ma=report.label, loai=kind_of(self._kb(), report))
            return Parcel(asked, keyboard=keyboards.inline(fine))
        return self._of_state(letter, report)

    def _of_state(self, letter: Letter, report: Report) -> Parcel:
        words, content = self._kb().thread_wording, letter.content
        own = letter.chat_id == report.chat_id
        head = words.about_own if own else words.about_supported
        act = "again" if content["act"] == "reopened" and report.state == "new" else content["act"]
        values: dict[str, str | RichText] = {
            "impossible": {"ly_do": content.get("reason") or ""},
            "referred": {"noi": content.get("reason") or ""},
            "duplicate": {"ma": label_of(content.get("duplicate_of") or 0)},
        }.get(act, {})
        told = say(getattr(words, f"now_{act}"), **values)
        about = say(head, ma=report.label, loai=kind_of(self._kb(), report))
        return Parcel(join([about, told]), keyboard=self._answer(report, act) if own else None)

    def _answer(self, report: Report, act: str = "") -> InlineKeyboardMarkup | None:
        words = self._kb().thread_wording
        answer = [button(words.button_answer, REPORT, "add", report.number)]
        not_fine = [button(words.button_not_fine, REPORT, "again", report.number)]
        return keyboards.inline(*([answer, not_fine] if act == "done" else [answer]))

    async def _receipt(self, message_id: int) -> None:
        """Show the member that it arrived."""
        chat = self._committee.chat
        with suppress(TelegramError):  # reactions may be off there
            if chat is not None:
                await self._sender.call(chat, lambda to: self._api.set_message_reaction(to, message_id, "👍"))

    async def _put(self, to: Address, letter: Letter, parcel: Parcel) -> int | None:
        """Bring up to date what was sent or, where that is gone or was never there, send it."""
        if letter.sent_id and await self._parcels.edit(to.chat, letter.sent_id, parcel):
            return letter.sent_id
        return await self._parcels.send(to, parcel)


class StuckError(Exception):
    """One report has to wait; the others need not."""


def _buttons(letter: Letter) -> InlineKeyboardMarkup | None:
    """Those that a letter brings along: rows of label and data."""
    rows = [[button(label, data) for label, data in row] for row in letter.content.get("buttons", ())]
    return keyboards.inline(*rows)
