"""`/caidat`: whether announcements come, on which subjects, and when not. One message, changed in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import InlineKeyboardButton

from bot.answering.rich import first_upper, join, rich
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.start import Shown
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.storage import Resident

Hours = tuple[int, int]  # minutes of the day

# The quiet hours that can be chosen
QUIET: tuple[Hours, ...] = ((20 * 60, 6 * 60), (21 * 60, 6 * 60), (22 * 60, 6 * 60), (12 * 60, 14 * 60))


async def settings(talk: Talk) -> None:
    """`/caidat`"""
    await talk.say(*await _standing(talk))


async def changed(talk: Talk) -> None:
    """One of its buttons. Each says what shall be, not what shall change: pressed twice it does the same."""
    what, _, value = talk.incoming.text.partition(":")
    act = _ACTS.get(what)
    shown = await act(talk, value) if act else None
    if shown:
        await talk.change(*shown)
    else:
        await lookup.unknown_button(talk)


def quiet_words(talk: Talk, hours: Hours) -> str:
    """`từ 21:00 đến 6:00`"""
    start, end = (f"{minutes // 60}:{minutes % 60:02}" for minutes in hours)
    return fill(talk.kb.notice_wording.quiet_hours, tu=start, den=end)


async def _bell(talk: Talk, value: str) -> Shown | None:
    if value == "on":
        await talk.storage.residents.subscribe(talk.chat, talk.now)
    elif value == "off":
        await talk.storage.residents.unsubscribe(talk.chat, talk.now)
    else:
        return None
    return await _standing(talk)


async def _wanted(talk: Talk, code: str) -> Shown | None:
    return await _subject(talk, code, muted=False)


async def _unwanted(talk: Talk, code: str) -> Shown | None:
    return await _subject(talk, code, muted=True)


async def _subject(talk: Talk, code: str, *, muted: bool) -> Shown | None:
    if code not in talk.kb.subjects:
        return None
    if await _subscribed(talk):
        await talk.storage.residents.mute(talk.chat, code, talk.now, muted=muted)
    return await _standing(talk)


async def _quiet(talk: Talk, value: str) -> Shown | None:
    """The choice of quiet hours, or what was chosen there."""
    choices = {"none": None, **{_data(hours): hours for hours in QUIET}}
    if value and value not in choices:
        return None
    resident = await _subscribed(talk)
    if value and resident:
        await talk.storage.residents.set_quiet(talk.chat, choices[value], talk.now)
    return await _standing(talk) if value or not resident else _quiet_choice(talk, resident)


async def _back(talk: Talk, value: str) -> Shown | None:
    return None if value else await _standing(talk)


_ACTS: Mapping[str, Callable[[Talk, str], Awaitable[Shown | None]]] = {
    "bell": _bell, "want": _wanted, "mute": _unwanted, "quiet": _quiet, "back": _back,
}  # fmt: skip


async def _subscribed(talk: Talk) -> Resident | None:
    """Who presses, when announcements come to them: else there is nothing to choose, and nothing is kept."""
    resident = await talk.storage.residents.get(talk.chat)
    return resident if resident and resident.subscribed else None


async def _standing(talk: Talk) -> Shown:
    """How it stands now, with what can be changed."""
    words = talk.kb.notice_wording
    known = await talk.storage.residents.get(talk.chat)
    change_group = [_group_button(talk, known)]
    if known is None or not known.subscribed:
        bell = [_button(talk.words.button_subscribe, "bell", "on")]
        return rich(words.settings_off), keyboards.inline(bell, change_group)
    quiet = fill(words.settings_quiet, gio=quiet_words(talk, known.quiet)) if known.quiet else words.settings_no_quiet
    parts = [words.settings_on, *([words.settings_subjects] if talk.kb.subjects else []), quiet]
    other = [[_button(words.button_quiet, "quiet")], change_group, [_button(words.button_stop, "bell", "off")]]
    return join([*map(rich, parts)], "\n\n"), keyboards.inline(*await _subjects(talk), *other)


async def _subjects(talk: Talk) -> list[keyboards.Row]:
    """One subject a row, with a tick where it is wanted."""
    words, muted = talk.kb.notice_wording, await talk.storage.residents.muted(talk.chat)
    return [
        [_button(fill(words.button_unwanted, chu_de=subject.title), "want", code)]
        if code in muted
        else [_button(fill(words.button_wanted, chu_de=subject.title), "mute", code)]
        for code, subject in talk.kb.subjects.items()
    ]


def _quiet_choice(talk: Talk, resident: Resident) -> Shown:
    words = talk.kb.notice_wording
    rows: list[keyboards.Row] = []
    for hours in (None, *QUIET):
        label = first_upper(quiet_words(talk, hours)) if hours else words.button_no_quiet
        shown = fill(talk.words.button_chosen, nut=label) if hours == resident.quiet else label
        rows.append([_button(shown, "quiet", _data(hours) if hours else "none")])
    return rich(words.quiet_choose), keyboards.inline(*rows, [_button(words.button_back, "back")])


def _group_button(talk: Talk, resident: Resident | None) -> InlineKeyboardButton:
    words, group = talk.kb.notice_wording, resident.group if resident else None
    label = fill(words.button_group_known, to=group) if group else words.button_group_unknown
    return keyboards.button(label, keyboards.GROUP, "ask")


def _button(label: str, *data: str) -> InlineKeyboardButton:
    return keyboards.button(label, keyboards.SETTINGS, *data)


def _data(hours: Hours) -> str:
    return f"{hours[0]}-{hours[1]}"
