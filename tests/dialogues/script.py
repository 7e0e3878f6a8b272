"""Transcripts of dialogues, as the committee can read and write them.

# a remark
Lúc: 18/11/2026 08:00                   the clock (Hạ Long); at the start of a file, or later
Sau: 20 phút                            time passes (phút, giờ, ngày)
Bác Hòa: bao giờ dọn vệ sinh            Bác Hòa writes to the bot
Bác Hòa trong nhóm: @bot lịch           ... or in the group of the file, where all its people are; @bot is its name
Bác Hòa bấm: 👍                         presses a button of the bot's last message
Bác Hòa sửa: bao giờ dọn                edits what was said last
Bác Hòa gửi: ảnh | tiếng nói | nhãn dán | tệp | vị trí
Bác Hòa gửi: ảnh, Ổ gà ở ngõ 3          ... with words below it
Bác Hòa trả lời: vâng                   replies to the bot's last message
Bot: một đoạn … đoạn nữa                the next message of the bot holds these parts in this order
Bot nhắn Bác Hòa: một đoạn              the same, when somebody else has spoken last
Bot sửa lại: một đoạn                   the last message was changed and now holds this
Bot không nói: một đoạn                 ... and its last message does not hold this
Nút: Tổ 1 | Bỏ qua                      the last message has buttons with these labels
Báo nhanh: Cảm ơn                       what pops up after a button was pressed
Bot im lặng                             the bot says nothing
Ban: PA-0001                            the next message in the chat of the committee
Ban thấy sửa lại: một đoạn              the last one there was changed and, before long, holds this
Ban không thấy: một đoạn                ... and does not hold this
Chú Dũng (Ban) trả lời: mai sửa         a member replies to it there
Chú Dũng (Ban) bấm: nhận việc           presses a button of it
Chú Dũng (Ban): bà con ơi               says something there
Thông báo: Mai cắt nước                 the committee announces this to everyone, and asks whether it was seen
Thông báo ve-sinh: Mai dọn ngõ          ... or as something on this subject
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from bot.settings import LOCAL
from bot.simulator.people import enter
from bot.storage import Audience
from tests.channels.telegram.announcing import announce
from tests.channels.telegram.town import Json, Person, Town, buttons, until

FILES = {"tiếng nói": "voice", "nhãn dán": "sticker", "tệp": "document"}
UNITS = {"phút": "minutes", "giờ": "hours", "ngày": "days"}
ANNOUNCE = "Thông báo"
TELLS = "Bot nhắn "
BARRIER = "Kính chào bot!"  # said where the bot should have been silent: what comes back first is the answer to it

_LINE = re.compile(r"(?P<who>[^:]+?)(?P<inside> \(Ban\))?(?: (?P<how>trong nhóm|bấm|sửa|gửi|trả lời))?:\s*(?P<what>.*)")


@dataclass
class Stage:
    """Where a transcript is played. `committee` is a member in the chat of the committee, `shown` the last message of
    the bot that was read there."""

    town: Town
    committee: Person
    patience: float = 5.0  # seconds to wait for a message
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Person] = field(default_factory=dict)  # the same people in the group
    group: int = 0
    speaker: Person | None = None
    said: Json = field(default_factory=dict)
    heard: Json = field(default_factory=dict)
    shown: Json = field(default_factory=dict)
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
    if who.startswith(TELLS):
        stage.speaker = await _speaker(who.removeprefix(TELLS), stage, "")
        return await _bot(stage, what)
    if found["inside"]:
        return await _inside(await _member(who, stage), stage, how, what)
    if who.startswith(ANNOUNCE):
        return await _announced(stage, who.removeprefix(ANNOUNCE).strip(), what)
    stage.speaker = await _speaker(who, stage, how)
    if how in ("", "trong nhóm"):
        stage.said = await stage.speaker.say(what.replace("@bot", "@khupho_demo_bot"))
    elif how == "bấm":
        stage.popped = await _press(stage.speaker, stage.heard, what)
    elif how == "sửa":
        await stage.speaker.edit(stage.said, what)
    elif how == "trả lời":
        stage.said = await stage.speaker.say(what, reply_to_message_id=stage.heard["message_id"])
    else:
        await _sent(stage, stage.speaker, what)
    return None


async def _press(who: Person, message: Json, label: str) -> str:
    """Press a button of a message as it looks now."""
    message = await who.sees(message)
    labels = [one for row in buttons(message) for one in row]
    assert label in labels, f"no such button among {labels}"
    return await who.press(message, label)


async def _sent(stage: Stage, speaker: Person, what: str) -> None:
    kind, _, words = map(str.strip, what.partition(","))
    if kind in FILES:
        stage.said = await speaker.send_file(FILES[kind])
    elif kind == "ảnh":
        stage.said = await speaker.say("", photo=True, **({"caption": words} if words else {}))
    else:
        stage.said = await speaker.say("", location={"latitude": 20.95, "longitude": 107.08})


async def _member(name: str, stage: Stage) -> Person:
    """Somebody in the chat of the committee."""
    if name not in stage.people:
        stage.people[name] = await stage.town.person(name)
    telegram = stage.town.served.telegram
    chat = telegram.chats[stage.committee.chat]
    if not chat.has(stage.people[name].id):
        enter(telegram, chat, stage.people[name].id)
    return stage.people[name].inside(stage.committee.chat)


async def _inside(member: Person, stage: Stage, how: str, what: str) -> None:
    if how == "bấm":
        stage.popped = await _press(member, stage.shown, what)
    elif how == "trả lời":
        await member.say(what, reply_to_message_id=stage.shown["message_id"])
    else:
        await member.say(what)


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
    stage.shown = await _next(stage.committee, stage)
    _holds(stage.shown, what)


async def _committee_edited(stage: Stage, what: str) -> None:
    """Cards are drawn anew in the background."""

    async def drawn() -> bool:
        stage.shown = await stage.committee.sees(stage.shown)
        return all(part.strip() in _text(stage.shown) for part in what.split("…"))

    try:
        await until(drawn)
    except AssertionError:
        _holds(stage.shown, what)


async def _committee_not_shown(stage: Stage, what: str) -> None:
    assert what not in _text(stage.shown)


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
    "Ban thấy sửa lại": _committee_edited,
    "Ban không thấy": _committee_not_shown,
    "Lúc": _at,
    "Sau": _after,
}
