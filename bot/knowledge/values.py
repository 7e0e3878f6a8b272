"""Typed values of the YAML files: each takes the text the committee wrote and returns a value, or raises an error
whose type names its explanation in `messages.toml` (`[check.value]`)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.language.folding import fold

WEEKDAYS = {
    "thu hai": 0, "hai": 0, "thu 2": 0,
    "thu ba": 1, "ba": 1, "thu 3": 1,
    "thu tu": 2, "tu": 2, "thu 4": 2,
    "thu nam": 3, "nam": 3, "thu 5": 3,
    "thu sau": 4, "sau": 4, "thu 6": 4,
    "thu bay": 5, "bay": 5, "thu 7": 5,
    "chu nhat": 6, "cn": 6,
}  # fmt: skip

# Beyond these years a date is a slip of the finger, and computing with it could overflow the calendar.
FIRST_YEAR, LAST_YEAR = 2000, 2100

_PHONE = re.compile(
    r"1[0-9]{2,3}"  # 113, 1022
    r"|0[35789][0-9]{8}"  # mobile
    r"|02[0-9]{9}"  # landline: area code and number are eleven digits together
    r"|1[89]00[0-9]{4,6}"  # 1800, 1900
    r"|000[0-9]{7}"  # reaches nobody: for samples
)

SAMPLE_PHONE_PREFIX = "000"


@lru_cache(maxsize=2048)  # the same few hundred keys stand thousands of times in the files
def fold_key(title: str) -> str:
    """`Điện thoại` -> `dien_thoai`: the form in which keys are compared."""
    return re.sub(r"[\s_-]+", "_", fold(title).strip())


def bare(value: str) -> str:
    """A value without spaces around it and without the curly quotes that word processors make of straight ones."""
    return value.strip().strip("“”„‘’").strip()


def unquote(value: Any) -> Any:
    """The same for numbers and codes."""
    return bare(value) if isinstance(value, str) else value


def parse_date(value: Any) -> Any:
    """`22/11/2026` or `2026-11-22` -> date."""
    if not isinstance(value, str):
        return value
    text = bare(value)
    if match := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text):
        day, month, year = match.groups()
    elif match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = match.groups()
    else:
        _refuse("date_form")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        _refuse("date_year")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        _refuse("date_impossible")


def check_confirmed(value: Any) -> Any:
    """`22/11/2026`, `11/2026` or `2026` stays text, when it can be a date."""
    if not isinstance(value, str):
        return value
    text = bare(value)
    if re.fullmatch(r"[0-9]{4}", text):
        parse_date(f"1/1/{text}")
    elif re.fullmatch(r"[0-9]{1,2}/[0-9]{4}", text):
        parse_date(f"1/{text}")
    else:
        parse_date(text)
    return text


def parse_clock(value: Any) -> Any:
    """`06:30`, `6h30` or `6h` -> time."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{2})|h([0-9]{2})?)", bare(value).lower())
    if match is None:
        _refuse("clock_form")
    try:
        return dt.time(int(match[1]), int(match[2] or match[3] or 0))
    except ValueError:
        _refuse("clock_impossible")


def parse_weekday(value: Any) -> Any:
    """`chủ nhật`, `thứ bảy`, `thứ 7`, `cn` -> 0 (Monday) .. 6 (Sunday)."""
    if not isinstance(value, str):
        return value
    day = WEEKDAYS.get(" ".join(fold(bare(value)).split()))
    return _refuse("weekday_form") if day is None else day


def parse_flag(value: Any) -> Any:
    """`có` / `không` -> bool."""
    if not isinstance(value, str):
        return value
    flag = {"co": True, "khong": False}.get(fold(bare(value)))
    return _refuse("flag_form") if flag is None else flag


def parse_phone(value: Any) -> Any:
    """A Vietnamese number in any spacing -> digits only. Numbers beginning 000 reach nobody: they are for samples."""
    if not isinstance(value, str):
        return value
    digits = re.sub(r"[\s.()-]", "", bare(value)).replace("+84", "0", 1)
    return digits if _PHONE.fullmatch(digits) else _refuse("phone_form")


def tidy(value: Any) -> Any:
    """Text as one composed form: what was typed on another system compares and prints the same."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def choice(*options: str) -> Callable[[Any], Any]:
    """A validator that finds the option meant, whatever its case, marks or spaces."""
    folded = {fold_key(option): option for option in options}

    def find(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = folded.get(fold_key(bare(value)))
        return found or _refuse("choice", options=", ".join(options))

    return find


def one_or_many(value: Any) -> Any:
    """`điện thoại: 113` means a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _refuse(kind: str, **context: Any) -> NoReturn:
    raise PydanticCustomError(kind, kind, context or None)


def _written(pattern: str) -> WithJsonSchema:
    """What an editor should expect where the committee writes text that becomes another type."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


_T = TypeVar("_T")
Many = Annotated[tuple[_T, ...], BeforeValidator(one_or_many)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3500), BeforeValidator(tidy)]
Code = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-/][a-z0-9]+)*$", max_length=40), BeforeValidator(unquote)
]
Number = BeforeValidator(unquote)
Date = Annotated[dt.date, BeforeValidator(parse_date), _written(r"^\d{1,2}/\d{1,2}/\d{4}$|^\d{4}-\d{1,2}-\d{1,2}$")]
Confirmed = Annotated[
    str, BeforeValidator(check_confirmed), _written(r"^(\d{1,2}/){0,2}\d{4}$|^\d{4}-\d{1,2}-\d{1,2}$")
]
Clock = Annotated[dt.time, BeforeValidator(parse_clock), _written(r"^\d{1,2}(:\d{2}|[hH](\d{2})?)$")]
Weekday = Annotated[int, BeforeValidator(parse_weekday), WithJsonSchema({"type": "string"})]
Phone = Annotated[str, BeforeValidator(parse_phone)]
Flag = Annotated[bool, BeforeValidator(parse_flag), WithJsonSchema({"enum": ["có", "không"]})]
