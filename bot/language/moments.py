"""The moment a short answer to "when?" names: `20:00 thứ bảy`, `mai 7h`, `7 rưỡi tối nay`, `nửa tiếng nữa`, `ngay`.

A wrong hour wakes a thousand people, asking again costs one message: an answer with anything in it that is not
understood here (`7h rằm tháng giêng`, `mỗi tối 7h`, `thứ bảy 22/11` when that is a Sunday) names no moment.
"""

from __future__ import annotations

import datetime as dt
import re

from bot.language.days import Days, days_named
from bot.language.folding import fold
from bot.language.numbers import NUMBER, TEENS, number
from bot.language.reading import Reader, Reading
from bot.language.tables import table

_READER = Reader(
    {
        **{f"t{n}": f"thứ {n}" for n in range(2, 8)},
        **dict.fromkeys(("cn", "chúa nhật"), "chủ nhật"),
        **dict.fromkeys(("hnay", "hn"), "hôm nay"),
        **dict.fromkeys(("nmai", "ngmai"), "ngày mai"),
        **dict.fromkeys(("bjo", "bh", "bgio", "bây h"), "bây giờ"),
    }
)
# Said around a moment without changing it.
_FILLERS = frozenset(
    table("""
a ak anh ba bac bao chac chau chi cho chu chung co con cung da dan dat de di dinh dong dung duoc em giup gui hen ho hoi
hom khoang la lap lich lien loa luc luon minh mong mung muon nay ngay nguoi nha nhe nho oi ok phat roi se som tam
thi thoi thong tin toi tu tuc u va vang vao vay voi
""")
)
_NOW = re.compile(r"\b(?:ngay|bây giờ|bay gio|luôn|luon|liền|lien|lập tức|lap tuc)\b")
_NOW_WORDS = _FILLERS | {"bay", "gio"}

_MARKED = frozenset(table("bây mốt tới từ"))  # which would be other words without their marks
_FORMS = (
    (re.compile(r"\b(\d{1,2})[:h](\d{1,2})\b"), r"\1 gio \2"),  # 20:00, 7h30
    (re.compile(r"\b(\d{1,2})h\b"), r"\1 gio"),
    (re.compile(rf"\b({NUMBER}) [hg]\b"), r"\1 gio"),
    (re.compile(r"\b(?:ph|p)\b"), "phut"),
)
_CLOCK = re.compile(
    rf"\b(?P<hour>{NUMBER}) (?:ruoi|gio(?: ruoi| kem (?P<less>{NUMBER})(?: phut)?"
    rf"| (?P<more>\d{{1,2}}|{TEENS})(?: phut)?| (?P<few>{NUMBER}) phut)?)(?= |$)"
)
# The hours that belong to each part of a day, counted from its midnight: a night runs into the next day.
_PARTS = {
    "sang": range(12),
    "trua": range(10, 16),
    "chieu": range(12, 20),
    "toi": range(17, 25),
    "dem": range(19, 29),
    "khuya": range(20, 29),
}
_PART = re.compile(  # `tôi` is a slip for `tối`, except in `gửi cho tôi lúc 7h`, `tôi muốn gửi lúc 7h`
    rf"(?<!\bcho )(?<!\bgiup )(?<!\bnho )(?<!\btuan )\b(?:{'|'.join(_PARTS)})\b(?! (?:muon|dinh|dat|gui|hen|nho)\b)"
)

_HOURS = rf"(?:(?P<hours>{NUMBER}|nua) )?(?:%s)(?: dong ho)?(?: (?P<half>ruoi)| (?P<more>{NUMBER}) phut)?"
_LENGTH, _SURE_LENGTH = (  # `sau 7 giờ` may be an hour of the clock
    rf"(?:{_HOURS % units}|(?P<minutes>{NUMBER}) phut)" for units in ("tieng|gio", "tieng")
)
_FROM_NOW = tuple(
    re.compile(rf"\b{form}(?= |$)")
    for form in (
        rf"{_LENGTH} nua",
        rf"(?:trong(?: vong)?|sau) {_LENGTH} (?:nua|tới)",
        rf"(?:trong(?: vong)?|sau) {_SURE_LENGTH}(?: toi)?",
        rf"{_SURE_LENGTH} (?:sau|tới)",
    )
)

_DAYS_AHEAD = re.compile(rf"\b(?P<count>{NUMBER}) (?:ngay|hom|(?P<weeks>tuan)) (?:nua|sau)\b")
_DAY_OF_MONTH = re.compile(r"\b(?:ngay|mung|mong) (?P<day>0?[1-9]|[12]\d|3[01])(?= (?!gio\b|tieng\b|phut\b|ruoi\b)|$)")
_TOMORROW = re.compile(r"\bmai\b")
_DAY = dt.timedelta(days=1)
_BACK = 183 * _DAY  # a day without its year is the nearest one: `22/10` said in November is over


def read_moment(text: str, now: dt.datetime) -> dt.datetime | None:
    """The moment meant, in the zone of `now` (aware) and to the minute; `now` itself for `ngay`.

    It is before `now` when what was named is over (`7h sáng nay` said at noon). None: no hour named, or not understood.
    """
    moments = {_read(_READER.read(way), now) for way in _ways(text, now.date())}
    return moments.pop() if len(moments) == 1 else None


def _ways(text: str, today: dt.date) -> tuple[str, ...]:
    """`chu nhat toi 7h` typed without marks is in the evening or the coming Sunday: both must name the same moment."""
    reading = _READER.read(text)
    for days in days_named(reading, today):
        after = reading.words[days.words.stop : days.words.stop + 1]
        if days.weekly and after and after[0].text == "toi":
            before, behind = text[: after[0].start], text[after[0].end :]
            return f"{before}tối{behind}", f"{before}tới{behind}"
    return (text,)


def _read(reading: Reading, now: dt.datetime) -> dt.datetime | None:
    if _NOW.search(reading.text) and all(word.plain in _NOW_WORDS for word in reading.words):
        return now
    words = [word.text if word.text in _MARKED else word.plain for word in reading.words]
    parts = [_PARTS[part] for part in _PART.findall(" ".join(words))]
    named = _named(reading, now.date())
    for at in (at for days in named for at in days.words):
        words[at] = "|"
    rest = " ".join(words)
    for typed, form in _FORMS:
        rest = typed.sub(form, rest)
    return (None if named else _from_now(rest, now)) or _on_a_day(rest, named, parts, now)


def _named(reading: Reading, today: dt.date) -> list[Days]:
    """The single days named, each word read once."""
    named: list[Days] = []
    for days in days_named(reading, today, today - _BACK):
        if days.length == 1 and not any(at in other.words for other in named for at in days.words):
            named.append(days)
    return named


def _from_now(rest: str, now: dt.datetime) -> dt.datetime | None:
    """`2 tiếng nữa`, `trong 30 phút`."""
    for form in _FROM_NOW:
        if (match := form.search(rest)) and _understood(_cut(rest, match)):
            return (now + _length(match)).replace(second=0, microsecond=0)
    return None


def _length(match: re.Match[str]) -> dt.timedelta:
    if minutes := match["minutes"]:
        return dt.timedelta(minutes=number(minutes))
    if match["hours"] == "nua":
        return dt.timedelta(minutes=30)
    more = 30 if match["half"] else number(match["more"] or "0")
    return dt.timedelta(hours=number(match["hours"] or "1"), minutes=more)


def _on_a_day(rest: str, named: list[Days], parts: list[range], now: dt.datetime) -> dt.datetime | None:
    """The hour of a day named, or of the first day on which it is still to come."""
    today = now.date()
    for pattern in (_DAYS_AHEAD, _DAY_OF_MONTH, _TOMORROW):
        if match := pattern.search(rest):
            named = [Days(_first(match, today), range(0)), *named]
            rest = _cut(rest, match)
    clock = _CLOCK.search(rest)
    minutes = _minutes(clock, parts) if clock else None
    if clock is None or minutes is None or not _understood(_PART.sub("|", _cut(rest, clock))) or not _agree(named):
        return None
    day = min(named, key=lambda days: days.weekly, default=None)
    at = dt.datetime.combine(day.first if day else today, dt.time(), now.tzinfo) + dt.timedelta(minutes=minutes)
    if minutes >= 24 * 60 and at - _DAY >= now and (day is None or day.first == today):
        return at - _DAY  # `1h đêm nay`, said after midnight
    if at < now and (day is None or day.weekly):
        return at + (7 * _DAY if day else _DAY)
    return at


def _first(match: re.Match[str], today: dt.date) -> dt.date:
    """The day named in a way that only answers to "when?" use."""
    found = match.groupdict()
    if day := found.get("day"):
        coming = (today + ahead * _DAY for ahead in range(62))  # two months: one of them has a 31st
        return next(date for date in coming if date.day == int(day))
    return today + number(found.get("count") or "1") * (7 * _DAY if found.get("weeks") else _DAY)


def _agree(named: list[Days]) -> bool:
    """Whether all that is named is one day: `thứ bảy 12/12` need not be the next Saturday."""
    days = {day.first for day in named if not day.weekly} or {day.first for day in named}
    return len(days) <= 1 and len({day.first.weekday() for day in named}) <= 1


def _minutes(clock: re.Match[str], parts: list[range]) -> int | None:
    """From the midnight of the day to the hour said; None when there is no such hour in that part of the day."""
    said = number(clock["hour"])
    possible = [said, said + 12, said + 24] if parts and said <= 12 else [said]
    hour = next((hour for hour in possible if all(hour in part for part in parts or [range(25)])), None)
    less, more = number(clock["less"] or "0"), number(clock["more"] or clock["few"] or "0")
    more = 30 if clock[0].endswith("ruoi") else more
    if hour is None or less > 59 or more > 59 or (not parts and hour == 24 and more):
        return None
    return hour * 60 + more - less


def _cut(rest: str, match: re.Match[str]) -> str:
    return f"{rest[: match.start()]} | {rest[match.end() :]}"


def _understood(rest: str) -> bool:
    """Whether nothing is left that could change the moment."""
    return all(word == "|" or fold(word) in _FILLERS for word in rest.split())
