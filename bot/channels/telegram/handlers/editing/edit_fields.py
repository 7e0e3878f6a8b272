"""The values of an entry that members may change, and how what they type becomes what the file holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.answering.rich import phone_span
from bot.channels.telegram.handlers.editing import edit_texts
from bot.channels.telegram.handlers.editing.edit_entries import Entry
from bot.channels.telegram.handlers.editing.edit_times import clock, date, later, length, read_day, read_hours
from bot.channels.telegram.spoken import spoken
from bot.knowledge.edits import Append, Set
from bot.knowledge.model import Contact, Place, Schedule, Sourced, Topic
from bot.knowledge.values import fold_key, parse_phone, parse_weekday

Edit = Set | Append

_AND = re.compile(r"[,;\n]|\s+(?:và|va)\s+")


class UnclearError(ValueError):
    """What was typed is not such a value; its argument is the kind of the value."""


@dataclass(frozen=True)
class Field:
    """`short` stands for it in buttons; `titles` are the keys it is written under, `names` their fields in the model;
    `kind` tells how it is typed. An `optional` one may be left empty."""

    short: str
    titles: tuple[str, ...]
    kind: str
    optional: bool = True

    @property
    def title(self) -> str:
        return self.titles[0]


_SOURCE, _REVIEW = Field("so", ("nguồn",), "line"), Field("re", ("xem lại trước",), "date")
FIELDS = {
    "c": (
        Field("ph", ("điện thoại",), "phones"),
        Field("na", ("tên",), "line"),
        Field("ro", ("chức vụ",), "line", optional=False),
        Field("ho", ("giờ",), "line"),
        Field("ad", ("địa chỉ",), "line"),
        Field("no", ("ghi chú",), "line"),
        _SOURCE,
        _REVIEW,
    ),
    "s": (
        Field("wd", ("thứ",), "weekdays", optional=False),
        Field("md", ("ngày trong tháng",), "month_days", optional=False),
        Field("da", ("các ngày",), "dates", optional=False),
        Field("st", ("từ giờ", "đến giờ"), "hours"),
        Field("pl", ("nơi",), "place"),
        Field("na", ("tên",), "line", optional=False),
        Field("no", ("ghi chú",), "line"),
        _SOURCE,
        _REVIEW,
    ),
    "p": (
        Field("na", ("tên",), "line", optional=False),
        Field("ad", ("địa chỉ",), "line"),
        Field("lo", ("vĩ độ", "kinh độ"), "map"),
        _SOURCE,
        _REVIEW,
    ),
    "t": (
        Field("an", ("trả lời",), "text", optional=False),
        Field("ti", ("tiêu đề",), "line", optional=False),
        _SOURCE,
        _REVIEW,
    ),
}
_MODELS: dict[str, type[Sourced]] = {"c": Contact, "s": Schedule, "p": Place, "t": Topic}


def fields(one: Entry) -> list[Field]:
    """Those that this entry can have: a schedule has the days of its own rule."""
    rules = ("weekdays", "month_days", "dates")
    return [field for field in FIELDS[one.letter] if field.kind not in rules or getattr(one.value, field.kind)]


def field_of(one: Entry, short: str) -> Field | None:
    return next((field for field in fields(one) if field.short == short), None)


def value_of(one: Entry, title: str) -> Any:
    """What stands under a key."""
    names = {str(info.title): name for name, info in _MODELS[one.letter].model_fields.items()}
    return getattr(one.value, names[title])


def present(one: Entry, field: Field) -> str:
    """What stands there now, as it would be typed; empty where nothing does."""
    value = value_of(one, field.title)
    if value is None or value == ():
        return ""
    shown: dict[str, Callable[[], str]] = {
        "phones": lambda: ", ".join(phone_span(digits).text for digits in value),
        "weekdays": lambda: ", ".join(one.kb.answer_wording.weekdays[day] for day in value),
        "month_days": lambda: ", ".join(map(str, value)),
        "dates": lambda: ", ".join(map(date, value)),
        "hours": lambda: " – ".join(clock(at) for at in (one.value.start, one.value.end) if at),
        "place": lambda: one.kb.places[value].name,
        "map": lambda: f"{one.value.latitude}, {one.value.longitude}",
        "date": lambda: date(value),
        "text": lambda: edit_texts.readable(one.kb, value).strip(),
        "line": lambda: str(value),
    }
    return shown[field.kind]()


def edits(one: Entry, field: Field, typed: str, now: dt.datetime) -> list[Edit]:
    """What changes in the file; raises UnclearError."""
    empties = {spoken(word) for word in one.kb.handbook_wording.empty_words}
    if field.optional and spoken(typed) in empties:
        values: list[Any] = [None] * len(field.titles)
    else:
        try:
            values = _READ[field.kind](one, typed, now)
        except ValueError as error:
            raise UnclearError(field.kind) from error
    return changed(one, field, values)


def changed(one: Entry, field: Field, values: list[Any]) -> list[Edit]:
    """Set the values under the keys of the field."""
    return [_set(one, title, value) for title, value in zip(field.titles, values, strict=True)]


def no_samples(one: Entry, *titles: str) -> list[Edit]:
    """Take these keys out of `mẫu`."""
    gone = {fold_key(title) for title in titles}
    left = [title for title in one.value.samples if fold_key(title) not in gone]
    if len(left) == len(one.value.samples):
        return []
    return [Set(one.section, one.code, ("mẫu",), left or None)]


def _set(one: Entry, title: str, value: Any) -> Edit:
    alone = isinstance(value, list) and len(value) == 1 and len(value_of(one, title)) == 1
    if alone:
        return Set(one.section, one.code, (title, 0), value[0])
    return Set(one.section, one.code, (title,), value)


def _hours(one: Entry, typed: str, now: dt.datetime) -> list[Any]:
    """A beginning alone moves the whole."""
    start, end = read_hours(typed, now)
    lasts = length(one.value)
    end = end or (later(start, lasts) if lasts else None)
    return [clock(start), clock(end) if end else None]


def _parts(typed: str) -> list[str]:
    return [part for part in map(str.strip, _AND.split(typed)) if part]


def _phones(_one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    found = [phone_span(parse_phone(part)).text for part in _parts(typed)]
    return [_some(found)]


def _weekdays(one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    found = dict.fromkeys(map(_weekday, _parts(typed)))
    return [_some([one.kb.answer_wording.weekdays[day] for day in found])]


def _weekday(part: str) -> int:
    try:
        day: int = parse_weekday(part)
    except ValueError:
        day = parse_weekday(f"thứ {part}")
    return day


def _month_days(_one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    found = [int(part.lower().removeprefix("ngày")) for part in _parts(typed)]
    if not all(1 <= day <= 31 for day in found):
        raise ValueError(typed)
    return [_some(list(map(str, dict.fromkeys(found))))]


def _some(found: list[str]) -> list[str]:
    if not found:
        raise ValueError
    return found


def _dates(_one: Entry, typed: str, now: dt.datetime) -> list[Any]:
    return [_some([date(day) for day in sorted({read_day(part, now) for part in _parts(typed)})])]


def _date(_one: Entry, typed: str, now: dt.datetime) -> list[Any]:
    day = read_day(typed, now)
    if day <= now.date():
        raise ValueError(typed)
    return [date(day)]


def _line(_one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    return [" ".join(typed.split())]


def _text(one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    return [edit_texts.written(one.kb, typed)]


def _map(_one: Entry, typed: str, _now: dt.datetime) -> list[Any]:
    """From a location, which comes as `20.95, 107.07`."""
    latitude, longitude = map(float, typed.split(","))
    return [f"{latitude:.5f}", f"{longitude:.5f}"]


_READ: dict[str, Callable[[Entry, str, dt.datetime], list[Any]]] = {
    "phones": _phones, "weekdays": _weekdays, "month_days": _month_days, "dates": _dates,
    "hours": _hours, "date": _date, "line": _line, "text": _text, "map": _map,
}  # fmt: skip


def samples(one: Entry) -> Iterator[str]:
    """The keys of which only an example stands there, as the file has them."""
    yield from dict.fromkeys(one.value.samples)
