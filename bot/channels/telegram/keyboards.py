"""Buttons. What a button carries says everything: it works after a restart, and in any version of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.answering.model import Choice
from bot.channels.telegram.spoken import spoken
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording

# First part of a button's data; the rest follows after a colon. Telegram takes 64 bytes, a code has at most 40.
TOPIC, PLACE, VOTE, NONE, COMMAND, GROUP, SUBSCRIBE, ERASE = "t", "p", "v", "no", "m", "g", "sub", "del"
SECTION = "s"
NOTICE, SHOW, SETTINGS, DRAFTING, MANAGE = "r", "n", "c", "ad", "an"
REPORT, THREAD, QUESTION, MAILBOX, EDIT, HISTORY, ROLE, FIGURES, WHY = "pa", "pt", "q", "h", "e", "ls", "vt", "tk", "w"
LOG = "nk"

IDS, IDS_DIGITS = 2**31, 10  # ids that the database gives are below this

Row = list[InlineKeyboardButton]


def button(label: str, *data: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=":".join(map(str, data)))


def inline(*rows: Row) -> InlineKeyboardMarkup | None:
    """The rows as a keyboard; None without any."""
    return InlineKeyboardMarkup(rows) if rows else None


def menu(words: ChatWording) -> ReplyKeyboardMarkup:
    """The menu that stays below the input field."""
    rows = (
        (words.button_directory, words.button_calendar),
        (words.button_military,),
        (words.button_report, words.button_help),
    )
    return ReplyKeyboardMarkup(
        [[KeyboardButton(label) for label in row] for row in rows],
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=words.input_hint[:64],
    )


def menu_commands(words: ChatWording) -> dict[str, str]:
    """What a menu button says, as `spoken`, or the bare name of its command -> that command. Announcements, settings
    and one's own reports have words of their own.

    Other commands that are not in the menu are not understood without their slash: `dung` is how "đúng" is typed.
    """
    labels = {
        "danhba": words.button_directory,
        "lich": words.button_calendar,
        "nghiavu": words.button_military,
        "gopy": words.button_report,
        "trogiup": words.button_help,
    }
    named = {said: command for command, label in labels.items() for said in (spoken(label), command)}
    asked = {"thongbao": words.notices_words, "caidat": words.settings_words, "phananh": words.reports_words}
    return named | {said: command for command, texts in asked.items() for said in (*map(spoken, texts), command)}


def topics(choices: Iterable[Choice]) -> list[Row]:
    """One topic a row."""
    return [[button(choice.title, TOPIC, choice.topic)] for choice in choices]


def topics_of(kb: KnowledgeBase, codes: Iterable[str]) -> list[Row]:
    """The topics with these codes, as far as they exist."""
    return topics(Choice(code, kb.topics[code].title) for code in codes if code in kb.topics)


def places(kb: KnowledgeBase, codes: Iterable[str]) -> list[Row]:
    """One place on the map a row."""
    label = kb.chat_wording.button_place
    return [[button(fill(label, noi=kb.places[code].name), PLACE, code)] for code in codes]


def votes(words: ChatWording, topic: str, chosen: str = "") -> Row:
    """Both votes on a topic; `chosen` is the sign of the one that was cast."""
    signs = {"+": "👍", "-": "👎"}
    labels = {sign: fill(words.button_chosen, nut=face) if sign == chosen else face for sign, face in signs.items()}
    return [button(label, VOTE, sign, topic) for sign, label in labels.items()]


def sections(titles: Iterable[str], a_row: int = 2) -> list[Row]:
    """The sections of the directory."""
    found = [button(title, SECTION, section_key(title)) for title in titles]
    return [found[start : start + a_row] for start in range(0, len(found), a_row)]


def section_key(title: str) -> str:
    """A section in the data of a button: short whatever its title, and another when it is renamed."""
    return fingerprint(spoken(title))


def fingerprint(text: str) -> str:
    """Stands for a text where there is no room for it."""
    return f"{crc32(text.encode('utf-8', 'replace')):08x}"


def number(text: str) -> int:
    """The id in the data of a button; 0, which nothing has, for what is none."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) <= IDS_DIGITS else 0
    return found if found < IDS else 0


def directory(words: ChatWording) -> Row:
    return [button(words.button_directory, COMMAND, "danhba")]


def subscribe(words: ChatWording) -> Row:
    return [button(words.button_subscribe, SUBSCRIBE, "on")]


def groups(words: ChatWording, count: int, a_row: int = 4) -> list[Row]:
    """The choice of a tổ, and of none."""
    numbered = [button(fill(words.button_group, so=number), GROUP, number) for number in range(1, count + 1)]
    rows = [numbered[start : start + a_row] for start in range(0, count, a_row)]
    return [*rows, [button(words.button_skip, GROUP, "none")]]


def relabelled(keyboard: InlineKeyboardMarkup, data: str, label: str) -> InlineKeyboardMarkup:
    """The same keyboard with another label on the button that carries this."""
    rows = [
        [InlineKeyboardButton(label, callback_data=data) if one.callback_data == data else one for one in row]
        for row in keyboard.inline_keyboard
    ]
    return InlineKeyboardMarkup(rows)


def has(keyboard: InlineKeyboardMarkup, name: str) -> bool:
    """Whether a row of this kind of button is there."""
    return any(str(row[0].callback_data).startswith(f"{name}:") for row in keyboard.inline_keyboard)


def without(keyboard: InlineKeyboardMarkup, name: str, instead: Row | None = None) -> InlineKeyboardMarkup:
    """The same keyboard with the rows of one kind of button taken out, or replaced."""
    rows: list[Row] = []
    for row in keyboard.inline_keyboard:
        if not str(row[0].callback_data).startswith(f"{name}:"):
            rows.append(list(row))
        elif instead:
            rows.append(instead)
    return InlineKeyboardMarkup(rows)
