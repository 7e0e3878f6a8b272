"""One update from beginning to end, whatever happens in between."""

from __future__ import annotations

import logging

from bot.channels.telegram.faults import log_failure
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.memory import State, in_force
from bot.channels.telegram.routes import dispatch
from bot.channels.telegram.talk import Services, Talk

log = logging.getLogger(__name__)


async def handle(services: Services, incoming: Incoming, *, too_many: bool = False) -> None:
    """Answer an update, or ask its sender to slow down; then mark it done.

    An update whose handling fails is done as well: it would fail again.
    """
    talk = Talk(services, incoming, services.brain(), services.clock(), State())
    try:
        if too_many:
            await talk.say(talk.words.slow_down)
            await talk.toast()
        else:
            if incoming.private and incoming.kind != "member":
                talk.state = in_force(await services.storage.dialogues.load(incoming.chat), talk.now)
            await dispatch(talk)
    except Exception as error:  # noqa: BLE001 - the one place where errors of handlers end
        log_failure(log, f"update {incoming.update_id} ({incoming.kind}) failed", error)
        await _apologise(talk)
    await services.storage.inbox.done(incoming.update_id, services.clock(), talk.notes)


async def _apologise(talk: Talk) -> None:
    if talk.incoming.kind in ("inline", "member", "reaction"):
        return
    try:
        await talk.say(talk.words.apology)
        await talk.toast()
    except Exception as error:  # noqa: BLE001 - an answer of Telegram's that is no answer, too
        log_failure(log, f"update {talk.incoming.update_id}: the apology failed too", error)
