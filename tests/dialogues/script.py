"""Transcripts of dialogues, as the committee can read and write them.

# a remark
Lúc: 18/11/2026 08:00                   the clock (Hạ Long); at the start of a file, or later
Sau: 20 phút                            time passes (phút, giờ, ngày)
Bác Hòa: bao giờ dọn vệ sinh            Bác Hòa writes to the bot
Bác Hòa trong nhóm: @bot lịch           ... or in the group of the file, where all its people are; @bot is its name
Bác Hòa bấm: 👍                         presses a button of the bot's last message
Bác Hòa sửa: bao giờ dọn                edits what was said last
Bác Hòa gửi: ảnh | tiếng nói | nhãn dán | tệp | vị trí
Bot: một đoạn … đoạn nữa                the next message of the bot holds these parts in this order
Bot sửa lại: một đoạn                   the last message was changed and now holds this
Bot không nói: một đoạn                 ... and its last message does not hold this
Nút: Tổ 1 | Bỏ qua                      the last message has buttons with these labels
Báo nhanh: Cảm ơn                       what pops up after a button was pressed
Bot im lặng                             the bot says nothing
Ban: PA-0001                            the next message in the chat of the committee
Thông báo: Mai cắt nước                 the committee announces this to everyone, and asks whether it was seen
Thông báo ve-sinh: Mai dọn ngõ          ... or as something on this subject
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from bot.settings import LOCAL
from bot.storage import Audience
from tests.channels.telegram.announcing import announce
from tests.channels.telegram.town import Json, Person, Town, buttons

FILES = {"tiếng nói": "voice", "nhãn dán": "sticker", "tệp": "document"}
UNITS = {"phút": "minutes", "giờ": "hours", "ngày": "days"}
ANNOUNCE = "Thông báo"
BARRIER = "Kính chào bot!"  # said where the bot should have been silent: what comes back first is the answer to it

_LINE = re.compile(r"(?P<who>[^:]+?)(?: (?P<how>trong nhóm|bấm|sửa|gửi))?:\s*(?P<what>.*)")


@dataclass
class Stage:
    """Where a transcript is played. `committee` is a member in the chat of the committee."""

    town: Town
    committee: Person
    patience: float = 5.0  # seconds to wait for a message
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Person] = field(default_factory=dict)  # the same people in the group
    group: int = 0
    speaker: Person | None = None
    said: Json = field(default_factory=dict)
    heard: Json = field(default_factory=dict)
    popped: str = ""


async def play(script: str, stage: Stage) -> None:
    """Say what is said and compare what comes back; AssertionError names the line."""
    lines = [(number, line.strip()) for number, line in enumerate(script.splitlines(), 1)]
    for number, line in lines:
        if line and not line.startswith("#"):
            try:
                await _line(line, stage)
            except AssertionError as error:
                raise AssertionError(f"line {number}: {line}\n{error}") from error


async def _line(line: str, stage: Stage) -> None:
    if line == "Bot im lặng":
        return await _silence(stage)
    found = _LINE.fullmatch(line)
    assert found, "not a line of a transcript"
    who, how, what = found["who"], found["how"] or "", found["what"]
    if expect := _EXPECTED.get(who):
        return await expect(stage, what)
    if who.startswith(ANNOUNCE):
        return await _announced(stage, who.removeprefix(ANNOUNCE).strip(), what)
    stage.speaker = await _speaker(who, stage, how)
    if how in ("", "trong nhóm"):
        stage.said = await stage.speaker.say(what.replace("@bot", "@khupho_demo_bot"))
    elif how == "bấm":
        stage.popped = await stage.speaker.press(stage.heard, what)
    elif how == "sửa":
        await stage.speaker.edit(stage.said, what)
    elif what in FILES:
        stage.said = await stage.speaker.send_file(FILES[what])
    else:
        extra: Json = {"photo": True} if what == "ảnh" else {"location": {"latitude": 20.95, "longitude": 107.08}}
        stage.said = await stage.speaker.say("", **extra)
    return None


async def _speaker(name: str, stage: Stage, how: str) -> Person:
    if name not in stage.people:
        stage.people[name] = await stage.town.person(name)
    if how in ("bấm", "sửa") and stage.speaker and stage.speaker.chat == stage.group:
        how = "trong nhóm"
    if how != "trong nhóm":
        return stage.people[name]
    if not stage.group:
        stage.group = await stage.town.group(*stage.people.values())
    return stage.members.setdefault(name, stage.people[name].inside(stage.group))


async def _bot(stage: Stage, what: str) -> None:
    assert stage.speaker
    stage.heard = await _next(stage.speaker, stage)
    _holds(stage.heard, what)


async def _next(person: Person, stage: Stage) -> Json:
    """The next message of the bot."""
    seen = max((p.read for p in [*stage.people.values(), *stage.members.values()] if p.chat == person.chat), default=0)
    person.read = max(person.read, seen)
    found = await stage.town.get(
        "wait", chat_id=person.chat, after_message_id=person.read, count=1, timeout=stage.patience
    )
    assert found["messages"], "the bot says nothing"
    message: Json = found["messages"][0]
    person.read = message["message_id"]
    return message


def _holds(message: Json, parts: str) -> None:
    rest = _text(message)
    for part in filter(None, map(str.strip, parts.split("…"))):
        assert part in rest, f"“{part}” is not in:\n{_text(message)}"
        rest = rest.partition(part)[2]


def _text(message: Json) -> str:
    venue = message.get("venue", {})
    document = message.get("document", {})
    shown = message.get("text") or venue.get("title") or document.get("file_name") or ""
    return re.sub(r"\s+", " ", str(shown))


async def _not_said(stage: Stage, what: str) -> None:
    assert what not in _text(stage.heard)


async def _edited(stage: Stage, what: str) -> None:
    assert stage.speaker
    stage.heard = await stage.speaker.sees(stage.heard)
    _holds(stage.heard, what)


async def _buttons(stage: Stage, what: str) -> None:
    assert stage.speaker
    labels = [label for row in buttons(stage.heard) for label in row]
    menu = [label for row in await stage.speaker.keyboard() for label in row]
    missing = [label for label in map(str.strip, what.split("|")) if label not in labels + menu]
    assert not missing, f"no such buttons: {missing} among {labels} and {menu}"


async def _popped(stage: Stage, what: str) -> None:
    assert what in stage.popped, f"popped up: “{stage.popped}”"


async def _committee(stage: Stage, what: str) -> None:
    _holds(await _next(stage.committee, stage), what)


async def _announced(stage: Stage, subject: str, what: str) -> None:
    await announce(stage.town, what, audience=Audience(subject=subject), asks_seen=True)


async def _silence(stage: Stage) -> None:
    assert stage.speaker
    private = stage.speaker.chat > 0
    await stage.speaker.say(BARRIER if private else f"@khupho_demo_bot {BARRIER}")
    heard = await _next(stage.speaker, stage)
    assert "chào" in _text(heard), f"the bot says: {_text(heard)}"


async def _at(stage: Stage, what: str) -> None:
    stage.town.clock.now = dt.datetime.strptime(what, "%d/%m/%Y %H:%M").replace(tzinfo=LOCAL).astimezone(dt.UTC)


async def _after(stage: Stage, what: str) -> None:
    amount, unit = what.split()
    stage.town.clock.pass_by(**{UNITS[unit]: int(amount)})


_EXPECTED = {
    "Bot": _bot,
    "Bot sửa lại": _edited,
    "Bot không nói": _not_said,
    "Nút": _buttons,
    "Báo nhanh": _popped,
    "Ban": _committee,
    "Lúc": _at,
    "Sau": _after,
}
