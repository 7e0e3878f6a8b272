"""Buttons. What a button carries says everything: it works after a restart, and in any version of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.answering.model import Choice
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.knowledge.wording import ChatWording

# First part of a button's data; the rest follows after a colon. Telegram takes 64 bytes, a code has at most 40.
TOPIC, PLACE, VOTE, NONE, COMMAND, GROUP, SUBSCRIBE, ERASE, DONE = "t", "p", "v", "no", "m", "g", "sub", "del", "ok"

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
    """Label of a menu button -> the command it stands for."""
    return {
        words.button_directory: "danhba",
        words.button_calendar: "lich",
        words.button_military: "nghiavu",
        words.button_report: "gopy",
        words.button_help: "trogiup",
    }


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


def votes(topic: str) -> Row:
    return [button("👍", VOTE, "+", topic), button("👎", VOTE, "-", topic)]


def directory(words: ChatWording) -> Row:
    return [button(words.button_directory, COMMAND, "danhba")]


def subscribe(words: ChatWording) -> Row:
    return [button(words.button_subscribe, SUBSCRIBE, "on")]


def groups(words: ChatWording, count: int, a_row: int = 4) -> list[Row]:
    """The choice of a tổ, and of none."""
    numbered = [button(fill(words.button_group, so=number), GROUP, number) for number in range(1, count + 1)]
    rows = [numbered[start : start + a_row] for start in range(0, count, a_row)]
    return [*rows, [button(words.button_skip, GROUP, "none")]]


def without(keyboard: InlineKeyboardMarkup, name: str, instead: Row | None = None) -> InlineKeyboardMarkup:
    """The same keyboard with the rows of one kind of button taken out, or replaced."""
    rows: list[Row] = []
    for row in keyboard.inline_keyboard:
        if not str(row[0].callback_data).startswith(f"{name}:"):
            rows.append(list(row))
        elif instead:
            rows.append(instead)
    return InlineKeyboardMarkup(rows)
