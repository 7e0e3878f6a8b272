"""The message that makes somebody the owner of a bot that has none."""

from __future__ import annotations

import logging

from bot.channels.telegram.members import name_of
from bot.channels.telegram.talk import Talk

log = logging.getLogger(__name__)


async def claim(talk: Talk) -> None:
    """A one-time code was sent, right or wrong."""
    words, said = talk.kb.office_wording, talk.incoming
    name = name_of(said.message.from_user if said.message else None) or words.somebody
    outcome = await talk.services.ownership.claim(said.text, said.person, name, talk.now)
    log.warning("update %s: one-time code: %s", said.update_id, outcome)
    told = {"owner": words.claimed, "wrong": words.claim_wrong, "over": words.claim_over}
    await talk.say(told.get(outcome, talk.words.slow_down))
