"""The channel as a whole: opened, run until told to stop, closed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from telegram.error import TelegramError

from bot.answering.model import RichText, Span
from bot.answering.rich import say
from bot.channels.telegram.api import make_api
from bot.channels.telegram.config import ChannelConfig
from bot.channels.telegram.dispatcher import Dispatcher
from bot.channels.telegram.faults import kind, log_failure
from bot.channels.telegram.handling import handle
from bot.channels.telegram.incoming import Incoming, Me, read
from bot.channels.telegram.markup import pages
from bot.channels.telegram.memory import Memory
from bot.channels.telegram.noise import NoiseGate
from bot.channels.telegram.poller import Backoff, Json, Poller, connect, unless_stopped
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.talk import Answerer, Services
from bot.feedback.reports import ReportDesk
from bot.knowledge.placeholders import fill
from bot.storage import InboxItem, Report, Storage

log = logging.getLogger(__name__)

INLINE_SHARE = 3  # an inline query is sent with nearly every letter: so many times more than messages are answered


@dataclass(frozen=True)
class _Arrived:
    """An update to be handled."""

    incoming: Incoming
    too_many: bool = False


class Channel:
    """Telegram as one of the ways in which residents reach the bot. See `open_channel`."""

    def __init__(
        self,
        config: ChannelConfig,
        storage: Storage,
        brain: Callable[[], Answerer],
        clock: Callable[[], dt.datetime],
        ready: asyncio.Event,
    ) -> None:
        self._config = config
        self._api = make_api(config)
        self._storage = storage
        self._brain = brain
        self._clock = clock
        self._ready = ready
        self._begun = asyncio.Event()
        self._sender = Sender(self._api, self._blocked)
        self._desk = ReportDesk(storage)
        self._gate = NoiseGate(config.per_minute)
        self._inline_gate = NoiseGate(config.per_minute * INLINE_SHARE)
        self._backoff = Backoff()

    async def run(self, stop: asyncio.Event) -> None:
        """Answer residents until told to stop. Raises UserError when Telegram does not know the token."""
        await connect(self._api, self._backoff, stop)
        if stop.is_set():
            return
        services = self._services()
        dispatcher = Dispatcher[_Arrived](lambda item: handle(services, item.incoming, too_many=item.too_many))
        left = await self._storage.inbox.pending()
        others = [asyncio.create_task(work) for work in (self._begin(left, services.me, dispatcher), self._present())]
        try:
            accept = partial(self._accept, stop, services.me, dispatcher)
            await Poller(self._api, accept, self._backoff).run(stop)
        finally:
            await dispatcher.close(self._config.stop_seconds)
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def tell_committee(self, text: str) -> int | None:
        """Say something in the committee chat, if there is one; returns the id of the (last) message.

        None when it could not be said, which is logged.
        """
        return await self._tell((Span(text),))

    async def close(self) -> None:
        """Close the connections."""
        await self._api.shutdown()

    def _services(self) -> Services:
        return Services(
            storage=self._storage,
            sender=self._sender,
            memory=Memory(self._storage.dialogues, self._clock),
            desk=self._desk,
            brain=self._brain,
            clock=self._clock,
            me=Me(self._api.id, self._api.username),
        )

    async def _present(self) -> None:
        """What needs no resident: say who the bot is, and show the committee what it has not seen."""
        await self._ready.wait()
        await introduce(self._api, self._brain().kb)
        if self._config.committee_chat is not None:
            await self._desk.forward(self._show)

    async def _begin(self, left: Sequence[InboxItem], me: Me, dispatcher: Dispatcher[_Arrived]) -> None:
        """When the knowledge is there, take up what the last stop or crash left, before what is new."""
        await self._ready.wait()
        for item in left:
            if incoming := self._read(json.loads(item.body), me):
                await dispatcher.submit(incoming.chat, _Arrived(incoming))
            else:
                await self._storage.inbox.done(item.update_id, self._clock())
        self._begun.set()

    async def _accept(
        self, stop: asyncio.Event, me: Me, dispatcher: Dispatcher[_Arrived], batch: Sequence[Json]
    ) -> None:
        """Store what has to be answered, then hand it on. Talk that is not for the bot, and noise, is not kept."""
        arrived = {}
        for update in batch:
            if (incoming := self._read(update, me)) and (verdict := self._judge(incoming)) != "drop":
                arrived[incoming.update_id] = update, _Arrived(incoming, too_many=verdict == "warn")
        rows = [
            (number, None if item.incoming.kind == "inline" else item.incoming.chat, json.dumps(update))
            for number, (update, item) in arrived.items()
        ]
        new = await self._storage.inbox.store(rows, self._clock()) if rows else ()
        if not self._begun.is_set():
            await unless_stopped(self._begun.wait(), stop)
        for number in new if self._begun.is_set() else ():
            item = arrived[number][1]
            await dispatcher.submit(item.incoming.chat, item)

    def _read(self, update: Json, me: Me) -> Incoming | None:
        try:
            return read(self._api.parse(update), me, self._sender.current(self._config.committee_chat))
        except Exception as error:  # noqa: BLE001 - one update that the library cannot read must not stop the others
            log_failure(log, f"update {update['update_id']} cannot be read", error)
            return None

    def _judge(self, incoming: Incoming) -> str:
        if incoming.kind == "inline":
            return "answer" if self._inline_gate.judge(incoming.person) == "answer" else "drop"
        return "answer" if incoming.kind == "member" else self._gate.judge(incoming.person)

    async def _show(self, report: Report, group: int | None) -> int | None:
        """Show a report in the committee chat."""
        words = self._brain().kb.chat_wording
        author = fill(words.report_from_group, to=group) if group else words.report_from_someone
        head = say(words.report_card, ma=report.label, nguoi_gui=author)
        return await self._tell((*head, Span(f"\n\n{report.text}")))

    async def _tell(self, text: RichText) -> int | None:
        chat, sent = self._config.committee_chat, None
        if chat is None:
            return None
        try:
            for page in pages(text):
                sent = await self._sender.say(chat, page)
        except TelegramError as error:
            log.warning("the committee chat could not be reached: %s", kind(error))
            return None
        return sent

    async def _blocked(self, chat: int) -> None:
        if chat > 0:  # a group that threw the bot out is nobody to remember
            await self._storage.residents.set_blocked(chat, self._clock())


@asynccontextmanager
async def open_channel(
    config: ChannelConfig,
    storage: Storage,
    brain: Callable[[], Answerer],
    clock: Callable[[], dt.datetime],
    ready: asyncio.Event,
) -> AsyncIterator[Channel]:
    """The channel, closed again whatever happens. `brain` gives the answers of the current knowledge once `ready` is
    set: updates are fetched and stored before. `clock` gives UTC."""
    channel = Channel(config, storage, brain, clock, ready)
    try:
        yield channel
    finally:
        await channel.close()
