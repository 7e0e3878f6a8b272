"""What Excel makes of values, made undone where there is only one way, refused where there is more than one."""

from __future__ import annotations

import datetime as dt
import re

from bot.knowledge.values import check_confirmed, parse_clock, parse_date, parse_phone
from bot.knowledge.yaml_writing import tidy
from bot.spreadsheet.columns import Column
from bot.spreadsheet.reading import Cell

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2}):00(?: ?([AP])M)?|([0-9]{1,2}):([0-9]{2}) ?([AP])M", re.IGNORECASE)
_WITHOUT_ZERO = re.compile(r"[35789][0-9]{8}|2[0-9]{9}")  # a mobile and a landline number
_DAY = re.compile("d", re.IGNORECASE)


class CellError(ValueError):
    """What cannot be taken as it is; the key of its wording, and what that names."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.values = kind, values


def text_of(cell: Cell, column: Column, old: str) -> str:
    """The text that was meant. `old`: what the entry says now, which tells what Excel has changed by itself.

    Raises CellError where that is not certain.
    """
    if cell.fault:
        raise CellError(cell.fault, value=cell.value)
    value = cell.value
    if isinstance(value, str):
        return _from_text(value, column, old)
    if isinstance(value, bool):
        raise CellError("flag", value=value)
    if isinstance(value, int | float):
        return _from_number(value, column, old)
    if isinstance(value, dt.datetime | dt.date):
        return _from_date(value, cell.format, column, old)
    if isinstance(value, dt.time | dt.timedelta):
        return _from_time(value, column)
    if value is None:
        return ""
    raise CellError("unknown", value=value)


def _from_text(value: str, column: Column, old: str) -> str:
    text = tidy(value)
    if text == old:
        return text
    if parse_phone in column.kinds:
        return "\n".join(_phone(line.strip(), old) for line in text.split("\n"))
    if _SCIENTIFIC.fullmatch(text):
        raise CellError("scientific", value=text)
    if parse_clock in column.kinds and (match := _TIME.fullmatch(text)):
        return _clock(int(match[1] or match[4]), int(match[2] or match[5]), match[3] or match[6] or "")
    return text


def _clock(hour: int, minute: int, half: str) -> str:
    """`half`: A or P where the clock has twelve hours."""
    if half:
        hour = hour % 12 + (12 if half.upper() == "P" else 0)
    return f"{hour:02}:{minute:02}"


def _phone(text: str, old: str) -> str:
    """One number. Excel takes the zero off those it holds for a quantity."""
    if _SCIENTIFIC.fullmatch(text):
        raise CellError("scientific", value=text)
    if text.isdecimal():
        for line in old.split("\n"):
            if re.sub(r"[^0-9]", "", line).lstrip("0") == text.lstrip("0"):
                return line if not text.startswith("0") else text
    if _WITHOUT_ZERO.fullmatch(text):
        raise CellError("zero_lost", value=text)
    return text


def _from_number(value: float, column: Column, old: str) -> str:
    text = str(int(value)) if float(value).is_integer() else repr(value)
    if parse_phone in column.kinds:
        return _phone(text, old)
    if _numeric(column) or text == old:
        return text
    if check_confirmed in column.kinds and isinstance(column.meant(text), str) and len(text) == 4:
        return text
    if parse_date in column.kinds or parse_clock in column.kinds:
        raise CellError("number_for_time", value=text)
    raise CellError("number", value=text)


def _numeric(column: Column) -> bool:
    return int in column.kinds or float in column.kinds


def _from_date(value: dt.date, shown_as: str, column: Column, old: str) -> str:
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise CellError("date_and_time", value=value)
        value = value.date()
    day, month = f"{value:%d/%m/%Y}", f"{value.month}/{value.year}"
    if check_confirmed in column.kinds:
        if old and column.meant(old) in (month, f"{value:%m/%Y}") and value.day == 1:
            return old
        if not _DAY.search(shown_as):
            return f"{value:%m/%Y}"
    elif parse_date not in column.kinds:
        raise CellError("date", value=day)
    if old and column.meant(old) == column.meant(day):
        return old
    if value.day <= 12 and value.day != value.month:
        raise CellError("date_order", one=day, other=f"{value:%m/%d/%Y}")
    return day


def _from_time(value: dt.time | dt.timedelta, column: Column) -> str:
    if isinstance(value, dt.timedelta):
        minutes, rest = divmod(value, dt.timedelta(minutes=1))
        if rest or not 0 <= minutes < 24 * 60:
            raise CellError("time", value=value)
        value = dt.time(*divmod(minutes, 60))
    if parse_clock not in column.kinds or value.second or value.microsecond:
        raise CellError("time", value=value)
    return f"{value:%H:%M}"
