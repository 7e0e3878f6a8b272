"""The committee's loop with the real application: asked, not known, sent, answered, written down, known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from bot.knowledge.loader import load
from bot.simulator.people import add_group, add_person
from bot.simulator.server import Served
from tests.channels.telegram.town import Clock, Person, Town, buttons, telegram
from tests.knowledge_factory import NOW, write_knowledge
from tests.live_bot import running_bot

ASKED = "Sao chổi rơi lúc nào"
ANSWER = "Rơi lúc 5 giờ sáng mai"


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with telegram() as opened:
        yield opened


async def test_what_the_committee_answered_is_known_from_that_moment_on(served: Served, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    words = load(folder, now=NOW).kb.mailbox_wording
    member = add_person(served.telegram, "Bác Bản")
    committee = add_group(served.telegram, "Ban khu phố", [member["id"]], "supergroup").id
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False, timeout=20) as client:
        town = Town(served, cast("Any", None), cast("Any", None), client, Clock())
        hoa, ban = await town.person("Hòa"), Person(town, member, member["id"])
        async with running_bot(served, tmp_path, folder, committee_chat=committee):
            asked = await hoa.ask(ASKED)
            assert [words.button_send] in buttons(asked)
            await hoa.press(asked, words.button_send)
            await hoa.hears()
            await answered(ban, words)
            assert ANSWER in (await hoa.hears())[0]["text"]
        async with running_bot(served, tmp_path, folder, committee_chat=committee):  # after a restart
            await written_down(ban, words)
            assert ANSWER in (await hoa.ask(ASKED))["text"]
            await asyncio.sleep(2.5)  # the file was seen to change, too
            assert ANSWER in (await hoa.ask("lúc nào sao chổi rơi"))["text"]
            assert (await ban.ask("/hopthu"))["text"] == words.empty
    assert "sao-choi-roi-luc-nao" in (folder / "hoi-dap/tu-hop-thu.yaml").read_text(encoding="utf-8")


async def answered(ban: Person, words: Any) -> None:
    listed = await ban.ask("/hopthu")
    await ban.press(listed, buttons(listed)[0][0])
    await ban.press(await ban.sees(listed), words.button_answer)
    await ban.hears()
    await ban.say(ANSWER)
    _, panel = await ban.hears(2)
    await ban.press(panel, buttons(panel)[0][0])


async def written_down(ban: Person, words: Any) -> None:
    """From the message that told the answer was sent: its button works after the restart."""
    panel = {"message_id": ban.read}
    for label in (words.button_entry, words.button_new, words.button_write):
        await ban.press(await ban.sees(panel), label)
    assert "Đã ghi vào sổ tay" in (await ban.hears())[0]["text"]
