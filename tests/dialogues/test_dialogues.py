"""Whole dialogues with the shipped knowledge, through the local Telegram over HTTP; see script.py."""

from __future__ import annotations

import asyncio
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from bot.answering.answerer import Answerer
from bot.knowledge.loader import load
from bot.simulator.people import add_group, add_person
from tests.channels.telegram.town import Clock, Person, telegram, town
from tests.dialogues.script import Stage, play
from tests.knowledge_factory import SHIPPED

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("*.txt"))
CHANGING = ("hop-thu", "sua-so-tay")  # the knowledge changes while they are played
LIVE = HERE / "ban-that.txt"  # played without samples, as on Telegram


@pytest.fixture(scope="session")
def demo() -> Answerer:
    return Answerer(load(SHIPPED, now=Clock().now).kb, samples=True)


@pytest.fixture(scope="session")
def live() -> Answerer:
    return Answerer(load(SHIPPED, now=Clock().now).kb, samples=False)


class Learner(Answerer):
    """Given other knowledge, it answers from that."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "kb" and "kb" in vars(self):
            vars(self).update(vars(self.hastily(value) or Answerer(value)))
        else:
            super().__setattr__(name, value)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_dialogue(script: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    answerer: Answerer
    if script.stem in CHANGING:
        answerer = Learner(load(copytree(SHIPPED, tmp_path / "knowledge"), now=Clock().now).kb)
    else:
        answerer = request.getfixturevalue("live" if script == LIVE else "demo")
    asyncio.run(perform(script.read_text(encoding="utf-8"), tmp_path, answerer))


@pytest.mark.parametrize(
    "wrong", ["Bot: 07:45", "Bot không nói: 06:30", "Nút: Không có nút này", "Bot im lặng", "Ban: PA-0001", "nhầm"]
)
def test_what_does_not_come_true_is_told_with_its_line(wrong: str, tmp_path: Path, demo: Answerer) -> None:
    script = f"Bác Hòa: bao giờ tổng vệ sinh\n{'' if wrong == 'Bot im lặng' else 'Bot: 06:30'}\n{wrong}"
    with pytest.raises(AssertionError, match="line 3"):
        asyncio.run(perform(script, tmp_path, demo, patience=0.2))


def test_a_forged_button_shows_no_sample_place_to_residents(tmp_path: Path, live: Answerer) -> None:
    sample = next(code for code, place in live.kb.places.items() if place.latitude and place.is_sample("vĩ độ"))

    async def press() -> None:
        async with telegram() as served, town(served, tmp_path, lambda: live) as place:
            hoa = await place.person("Bác Hòa")
            await hoa.send_data(await hoa.ask("bao giờ tổng vệ sinh"), f"p:{sample}")
            assert (await hoa.hears())[0]["text"] == live.kb.chat_wording.topic_gone

    asyncio.run(press())


async def perform(script: str, folder: Path, answerer: Answerer, patience: float = 5.0) -> None:
    """Play a transcript in a town of its own."""
    async with telegram() as served:
        member = add_person(served.telegram, "Bác Bản")
        chat = add_group(served.telegram, "Ban khu phố 5", [member["id"]], "supergroup").id
        async with town(served, folder, lambda: answerer, chat) as place:
            people = {member["first_name"]: Person(place, member, member["id"])}
            await play(script, Stage(place, Person(place, member, chat), patience, people))
