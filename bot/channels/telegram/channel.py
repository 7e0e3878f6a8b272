"""The channel as a whole: opened, run until told to stop, closed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.broadcast.pacing import Pacer
from bot.broadcast.sending import Broadcaster
from bot.channels.telegram.api import make_api
from bot.channels.telegram.committee import Committee
from bot.channels.telegram.config import ChannelConfig
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.dispatcher import Dispatcher
from bot.channels.telegram.duties import duties
from bot.channels.telegram.faults import log_failure
from bot.channels.telegram.handling import handle
from bot.channels.telegram.incoming import Incoming, Me, read
from bot.channels.telegram.markup import pages
from bot.channels.telegram.members import Members
from bot.channels.telegram.noise import NoiseGate
from bot.channels.telegram.notices import Notices
from bot.channels.telegram.ownership import Ownership
from bot.channels.telegram.poller import Backoff, Json, Poller, connect, unless_stopped
from bot.channels.telegram.postman import Postman
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.progress import Watcher
from bot.channels.telegram.routes import always_heard
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.talk import Answerer, Services
from bot.feedback.reports import ReportDesk
from bot.feedback.rounds import Rounds
from bot.handbook import Handbook
from bot.settings import LOCAL
from bot.storage import InboxItem, Storage, StorageError

log = logging.getLogger(__name__)

STORE_AGAIN = 5.0  # seconds
BEGIN_AGAIN = 5.0  # seconds
GROUP_SHARE = 15  # messages a minute answered in a group, where Telegram takes 20 of a bot
IDS = 2**63  # what the database holds; Telegram's ids stay far below
QUIET_SHARE = 3  # of what nobody hears an answer to (an inline query comes with nearly every letter) this much more


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
        *,
        ready: asyncio.Event,
        handbook: Handbook,
    ) -> None:
        self._config = config
        self._api = make_api(config)
        self._storage = storage
        self._brain = brain
        self._clock = clock
        self._ready = ready
        self._handbook = handbook
        self._begun = asyncio.Event()
        pacer = Pacer(config.rates)
        self._rate: Callable[[], float] = lambda: pacer.bulk_rate
        self._sender = Sender(self._api, pacer, self._blocked, storage.moved_chats.add)
        self._notices = Notices(self._api, self._sender, lambda: brain().kb, LOCAL)
        courier = Courier(self._api, self._sender, self._notices, pacer, clock)
        self._broadcaster = Broadcaster(storage, courier, clock)
        self._committee = Committee(self._api, self._sender, config.committee_chat, lambda: brain().kb)
        self._members = Members(
            self._sender, storage.roles, config.owners, config.committee_chat, second_approval=config.second_approval
        )
        self._ownership = Ownership(storage.roles)
        self._watcher = Watcher(
            storage,
            self._sender,
            committee=config.committee_chat,
            words=lambda: brain().kb.committee_wording,
            clock=lambda: clock().astimezone(LOCAL),
            rate=self._rate,
        )
        self._desk = ReportDesk(storage, config.token, clock)
        self._postman = Postman(
            self._api,
            self._sender,
            storage,
            committee=self._committee,
            kb=lambda: brain().kb,
            clock=clock,
            digest=self._desk.digest,
        )
        self._rounds = Rounds(
            storage,
            clock,
            duties(storage, self._committee, lambda: brain().kb),
            morning=lambda: brain().kb.thread_wording.summary_at,
            wake=self._desk.wake,
        )
        self._gate = NoiseGate(config.per_minute)
        self._group_gate = NoiseGate(GROUP_SHARE)
        self._quiet_gate = NoiseGate(config.per_minute * QUIET_SHARE)
        self._rights_gate = NoiseGate(config.per_minute)
        self._backoff = Backoff()

    async def run(self, stop: asyncio.Event) -> None:
        """Answer residents until told to stop. Raises UserError when Telegram does not know the token."""
        await connect(self._api, self._backoff, stop)
        if stop.is_set():
            return
        services = self._services()
        dispatcher = Dispatcher[_Arrived](lambda item: handle(services, item.incoming, too_many=item.too_many))
        self._sender.remember(await self._storage.moved_chats.all())
        left = await self._storage.inbox.pending()
        works = (
            self._begin(left, services.me, dispatcher),
            *map(
                self._lasting,
                (
                    self._present,
                    self._carry,
                    self._broadcaster.run,
                    self._watcher.run,
                    self._keep_time,
                    self._rounds.run,
                ),
            ),
        )
        others = [asyncio.create_task(work) for work in works]
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
        return await self._committee.tell(text)

    async def offer_ownership(self) -> str | None:
        """A one-time code that makes who sends it the owner, where the bot has none."""
        return None if self._config.owners else await self._ownership.offer()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.shutdown()

    def _services(self) -> Services:
        return Services(
            storage=self._storage,
            sender=self._sender,
            desk=self._desk,
            postman=self._postman,
            committee=self._committee,
            members=self._members,
            ownership=self._ownership,
            broadcaster=self._broadcaster,
            rate=self._rate,
            notices=self._notices,
            handbook=self._handbook,
            brain=self._brain,
            clock=self._clock,
            reports_per_day=self._config.reports_per_day,
            me=Me(self._api.id, self._api.username),
            samples=self._config.samples,
        )

    async def _lasting(self, work: Callable[[], Awaitable[None]]) -> None:
        """What is done from the time the knowledge is there until the bot ends; what a fault ends is begun again."""
        await self._ready.wait()
        while True:
            try:
                return await work()
            except Exception as error:  # noqa: BLE001 - a bug in one of them must not silence it for ever
                log_failure(log, "a part of the bot failed and is started again", error)
            await asyncio.sleep(BEGIN_AGAIN)

    async def _present(self) -> None:
        """Say who the bot is."""
        await introduce(self._api, self._brain().kb, self._members.chat)

    async def _carry(self) -> None:
        """Letters between residents and the committee."""
        await self._desk.run(self._postman)

    async def _keep_time(self) -> None:
        """Begin what was scheduled, and remind."""
        from bot.broadcast.timetable import Timetable  # noqa: PLC0415 - APScheduler is slow to load, and can wait

        await Timetable(
            self._storage,
            self._clock,
            lambda: self._brain().kb,
            samples=self._config.samples,
            render=lambda text: pages(text)[0],
            tell=self.tell_committee,
            wake=self._broadcaster.wake,
        ).run()

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
            await self._follow_committee(update)
            if (incoming := self._read(update, me)) and (verdict := self._judge(incoming)) != "drop":
                arrived[incoming.update_id] = update, _Arrived(incoming, too_many=verdict == "warn")
        rows = [
            (number, None if item.incoming.kind == "inline" else item.incoming.chat, json.dumps(update))
            for number, (update, item) in arrived.items()
        ]
        new = await self._stored(rows, stop) if rows else ()
        if not self._begun.is_set():
            await unless_stopped(self._begun.wait(), stop)
        if self._begun.is_set():  # what a stop leaves here is in the inbox, for the next start
            await unless_stopped(_submit([arrived[number][1] for number in new], dispatcher), stop)

    async def _follow_committee(self, update: Json) -> None:
        """When its chat becomes a supergroup: who is a member does not wait until the bot next has something to say."""
        message = update.get("message") or {}
        new = message.get("migrate_to_chat_id")
        if new and message["chat"]["id"] == self._members.chat:
            try:
                await self._sender.moved(message["chat"]["id"], new)
            except StorageError as error:  # after a restart, it is learned from the first message that is refused
                log.error("that the committee chat moved cannot be kept: %s", error)

    async def _stored(self, rows: Sequence[tuple[int, int | None, str]], stop: asyncio.Event) -> Sequence[int]:
        """The ids not known before. While the database is locked or full the updates stay at Telegram."""
        while not stop.is_set():
            try:
                return await self._storage.inbox.store(rows, self._clock())
            except StorageError as error:
                log.error("updates cannot be stored; trying again in %.0f s: %s", STORE_AGAIN, error)
                await unless_stopped(asyncio.sleep(STORE_AGAIN), stop)
        return ()

    def _read(self, update: Json, me: Me) -> Incoming | None:
        try:
            found = read(self._api.parse(update), me, self._sender.current(self._config.committee_chat))
        except Exception as error:  # noqa: BLE001 - one update that the library cannot read must not stop the others
            log_failure(log, f"update {update['update_id']} cannot be read", error)
            return None
        return found if found and max(abs(found.chat), abs(found.update_id)) < IDS else None

    def _judge(self, incoming: Incoming) -> str:
        if incoming.kind in ("inline", "reaction"):
            return "answer" if self._quiet_gate.judge(incoming.person) == "answer" else "drop"
        if always_heard(incoming):
            return "answer" if self._rights_gate.judge(incoming.person) == "answer" else "drop"
        if incoming.kind == "member":
            return "answer"
        crowd = incoming.chat < 0 and incoming.chat != self._members.chat  # the committee presses many buttons
        if crowd and self._group_gate.judge(incoming.chat) != "answer":
            return "drop"
        return self._gate.judge(incoming.person)

    async def _blocked(self, chat: int) -> None:
        if chat > 0:  # a group that threw the bot out is nobody to remember
            await self._storage.residents.set_blocked(chat, self._clock())


async def _submit(items: Sequence[_Arrived], dispatcher: Dispatcher[_Arrived]) -> None:
    for item in items:
        await dispatcher.submit(item.incoming.chat, item)


@asynccontextmanager
async def open_channel(
    config: ChannelConfig,
    storage: Storage,
    brain: Callable[[], Answerer],
    clock: Callable[[], dt.datetime],
    *,
    ready: asyncio.Event,
    handbook: Handbook,
) -> AsyncIterator[Channel]:
    """The channel, closed again whatever happens. `brain` gives the answers of the current knowledge once `ready` is
    set: updates are fetched and stored before. `clock` gives UTC."""
    channel = Channel(config, storage, brain, clock, ready=ready, handbook=handbook)
    try:
        yield channel
    finally:
        await channel.close()
