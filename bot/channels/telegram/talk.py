"""One update and everything its handler needs."""

from __future__ import annotations

import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from telegram import InlineKeyboardMarkup

from bot.answering.model import Answer, Choice, Question, RichText
from bot.answering.reporting import Reported
from bot.answering.rich import rich
from bot.broadcast.sending import Broadcaster
from bot.channels.telegram import keyboards
from bot.channels.telegram.api import Keyboard
from bot.channels.telegram.committee import Committee
from bot.channels.telegram.incoming import Incoming, Me
from bot.channels.telegram.markup import pages
from bot.channels.telegram.members import Members, Right, Verdict
from bot.channels.telegram.memory import State, to_keep
from bot.channels.telegram.notices import Notices
from bot.channels.telegram.ownership import Ownership
from bot.channels.telegram.postman import Postman
from bot.channels.telegram.sender import Sender
from bot.feedback.reports import ReportDesk
from bot.handbook import Handbook
from bot.knowledge.model import KnowledgeBase, Place
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording
from bot.settings import LOCAL
from bot.storage import Notes, Storage

Clock = Callable[[], dt.datetime]

log = logging.getLogger(__name__)


class Answerer(Protocol):
    """What the channel asks of `bot.answering.answerer`, which it does not import: that takes long to load."""

    @property
    def kb(self) -> KnowledgeBase: ...
    def answer(self, question: Question) -> Answer: ...
    def reported(self, text: str) -> Reported: ...
    def topic(self, code: str, question: Question) -> Answer: ...
    def reading(self, text: str) -> str: ...
    def same(self, reading: str, others: Iterable[tuple[int, str]]) -> int | None: ...
    def nearest(self, text: str) -> tuple[Choice, ...]: ...
    def choices(self, prefix: str) -> tuple[Choice, ...]: ...
    def place(self, code: str) -> Place | None: ...
    def sections(self) -> tuple[str, ...]: ...
    def directory(self, now: dt.datetime, section: str | None = None) -> RichText: ...
    def calendar(self, now: dt.datetime) -> RichText: ...
    def calendar_topic(self) -> str | None: ...


class Albums:
    """Knows the albums just seen: ten photos sent together get one reply."""

    def __init__(self, size: int = 256) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._size = size

    def is_new(self, album: str) -> bool:
        """True the first time."""
        new = album not in self._seen
        self._seen[album] = None
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
        return new


@dataclass(frozen=True)
class Services:
    """What all handlers share. `clock` gives aware UTC."""

    storage: Storage
    sender: Sender
    desk: ReportDesk
    postman: Postman
    committee: Committee
    members: Members
    ownership: Ownership
    broadcaster: Broadcaster
    rate: Callable[[], float]  # announcements a second, as things are
    notices: Notices
    handbook: Handbook
    brain: Callable[[], Answerer]
    clock: Clock
    me: Me
    reports_per_day: int
    samples: bool  # residents are shown sample values, tagged: the demo
    albums: Albums = field(default_factory=Albums)


@dataclass
class Talk:
    """An update being handled: one version of the knowledge and one moment from beginning to end."""

    services: Services
    incoming: Incoming
    answerer: Answerer
    now: dt.datetime
    state: State
    notes: Notes = field(default_factory=Notes)
    toasted: bool = False

    @cached_property
    def kb(self) -> KnowledgeBase:
        return self.answerer.kb

    @property
    def words(self) -> ChatWording:
        return self.kb.chat_wording

    @property
    def storage(self) -> Storage:
        return self.services.storage

    @property
    def local(self) -> dt.datetime:
        return self.now.astimezone(LOCAL)

    @property
    def chat(self) -> int:
        return self.incoming.chat

    async def may(self, right: Right) -> bool:
        """Whether who says or presses this may act so. Who may not is told, once, and it is logged."""
        verdict = await self.services.members.judge(self.incoming, right)
        if verdict != "allowed":
            await self._refuse(verdict, right)
        return verdict == "allowed"

    async def is_member(self) -> bool:
        """Whether it comes from the committee, as reading needs. Others are told, once, and it is logged."""
        member = await self.services.members.includes(self.incoming)
        if not member:
            await self._refuse("stranger", "read")
        return member

    async def _refuse(self, verdict: Verdict, right: str) -> None:
        number = self.incoming.update_id
        log.warning("update %s: refused to act for the committee: may not %s (%s)", number, right, verdict)
        words = self.kb.office_wording
        if verdict == "stranger":
            refused = self.kb.committee_wording.members_only
        elif verdict == "nameless":
            refused = words.nameless
        else:
            refused = fill(words.roleless, vai_tro=getattr(words, f"role_{right}"))
        await (self.toast(refused) if self.incoming.query else self.say(refused))

    def is_first_of_album(self) -> bool:
        """True for what comes alone, and for one message of an album."""
        album = self.incoming.message and self.incoming.message.media_group_id
        return not album or self.services.albums.is_new(album)

    def remember(self, state: State) -> None:
        """Where the conversation stands after this update; kept when it is done."""
        if self.incoming.private:
            self.notes.dialogue = to_keep(self.chat, state, self.now)

    async def question(self, text: str = "") -> Question:
        """The text with what is known of who asks; nothing is known of a group."""
        if not self.incoming.private:
            return Question(text, self.local)
        resident = await self.storage.residents.get(self.chat)
        return Question(text, self.local, self.state.turn, resident.group if resident else None)

    async def say(self, text: str | RichText, keyboard: Keyboard | None = None) -> int | None:
        """Reply, in as many messages as it takes; the buttons stand under the last one, whose id is returned."""
        sent: int | None = None
        parts = pages(rich(text) if isinstance(text, str) else text)
        for number, part in enumerate(parts, 1):
            below = keyboard if number == len(parts) else None
            sent = await self.services.sender.say(self.chat, part, below, self.reply_to)
            if sent is None:
                return None
        return sent

    @property
    def reply_to(self) -> int | None:
        """What the answer refers to where that is not plain to see: in groups, and after an edit."""
        said = self.incoming
        return said.message_id if said.kind == "edited" or not said.private else None

    async def toast(self, text: str = "") -> None:
        """Answer a pressed button, once."""
        query = self.incoming.query
        if query and not self.toasted:
            self.toasted = True
            await self.services.sender.toast(self.chat, query.id, text)

    async def change(self, text: str | RichText, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Replace the message whose button was pressed."""
        page = pages(rich(text) if isinstance(text, str) else text)[0]
        if message_id := self.incoming.message_id:
            await self.services.sender.edit(self.chat, message_id, page, keyboard)

    async def rebutton(self, name: str, instead: keyboards.Row | None = None) -> None:
        """Take the rows of one kind of button off the message whose button was pressed, or replace them."""
        if self.incoming.message_id and self.incoming.markup:
            rest = keyboards.without(self.incoming.markup, name, instead)
            await self.services.sender.edit_keyboard(self.chat, self.incoming.message_id, rest)


Handler = Callable[[Talk], Awaitable[None]]
