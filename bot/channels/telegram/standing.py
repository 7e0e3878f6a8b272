"""How it stands with what was approved, for members of the committee: numbers and buttons, never names."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.model import RichText, Span
from bot.answering.rich import join, say
from bot.channels.telegram.courier import CHAT_GONE, DEACTIVATED, MESSAGE_GONE, NO_ANSWER
from bot.channels.telegram.keyboards import MANAGE, Row, button
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.placeholders import fill
from bot.storage import Announcement, Storage, Tally
from bot.storage.announcement import STOPPED, UNDER_WAY
from bot.storage.ledger import BLOCKED, CRASH, UNSUBSCRIBED

BAR = 12  # characters
SOON = dt.timedelta(minutes=2)  # what may be delivered this soon waits for its turn, not for quiet hours to end
_UNCERTAIN = (CRASH, NO_ANSWER)  # reasons of what may have arrived


@dataclass(frozen=True)
class Standing:
    """`held` are those whose quiet hours are waited for, the last of them until `held_until`. `deleted` is for a
    recall: at how many the message is gone, where others got a message instead. `rate` is messages a second."""

    one: Announcement
    tally: Tally
    held: int = 0
    held_until: dt.datetime | None = None
    deleted: int = 0
    rate: float | None = None
    reactions: Mapping[str, int] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Nothing of it is on its way any more."""
        return self.one.state in ("done", "stopped") and not self.tally.sending

    @property
    def waiting(self) -> int:
        """Who has not been tried yet."""
        return self.tally.pending + self.tally.sending

    @property
    def can_repeat(self) -> bool:
        """Whether those who are uncertain can be tried again."""
        return self.ended and self.tally.unknown > 0 and self.one.recalled_at is None


async def standing(storage: Storage, one: Announcement, now: dt.datetime, rate: float | None = None) -> Standing:
    """As it is at this moment; `now` is local, as the times told are."""
    tally = await storage.deliveries.tally(one.id)
    held, until = await storage.deliveries.held(one.id, now + SOON) if one.state in UNDER_WAY else (0, None)
    recalled = one.kind == "recall" and one.about is not None
    deleted = (await storage.deliveries.tally(one.about)).recalled if recalled and one.about else 0
    return Standing(one, tally, held, until and until.astimezone(now.tzinfo), deleted, rate)


def progress(words: CommitteeWording, now: Standing) -> RichText:
    """The panel: what is being done, and how far it is."""
    head = {
        "sending": words.head_sending, "paused": words.head_paused, "stopped": words.head_stopped,
    }.get(now.one.state, words.head_done)  # fmt: skip
    done = now.tally.total - now.waiting
    percent = 100 * done // now.tally.total if now.tally.total else 100
    filled = BAR * percent // 100
    bar = fill(words.bar, thanh="▰" * filled + "▱" * (BAR - filled), phan_tram=percent)
    lines = [named(head, words, now.one), _text(bar), *counts(words, now), *left(words, now)]
    return join(lines)


def controls(words: CommitteeWording, one: Announcement) -> list[Row]:
    """The buttons while it is under way."""
    end = button(words.button_end, MANAGE, "stop", one.id)
    if one.state == "sending":
        return [[button(words.button_pause, MANAGE, "pause", one.id), end]]
    return [[button(words.button_resume, MANAGE, "resume", one.id), end]] if one.state == "paused" else []


def report(words: CommitteeWording, now: Standing, groups: Sequence[Tally], reasons: Mapping[str, int]) -> RichText:
    """What came of it, when it has ended: as a whole, why not, and tổ by tổ; of a reminder in short."""
    head = named(words.report_stopped if now.one.state == "stopped" else words.report_head, words, now.one)
    if reminder := now.one.kind == "reminder":
        head = say(words.report_reminder, ma=now.one.label)
    parts = [join([head, *counts(words, now, reasons), *_unsent(words, now, reasons)])]
    if now.can_repeat:
        parts.append(_text(fill(words.unknown_explained, ma=now.one.label)))
    if len(groups) > 1 and not reminder:
        parts.append(join([say(words.by_group), by_group(words, now.one, groups)]))
    return join(parts, "\n\n")


def repeat(words: CommitteeWording, now: Standing, *where: str) -> list[Row]:
    """The button to try those again who are uncertain."""
    label = fill(words.button_again, so=now.tally.unknown)
    return [[button(label, MANAGE, "again", now.one.id, *where)]] if now.can_repeat else []


def below_report(words: CommitteeWording, now: Standing) -> list[Row]:
    """The buttons of a report: what can be done about it."""
    return [*repeat(words, now, "report"), [button(words.button_open, MANAGE, "card", now.one.about or now.one.id)]]


def by_group(words: CommitteeWording, one: Announcement, groups: Sequence[Tally]) -> RichText:
    """Who has got it, a line for each tổ."""
    return join([_text(_group(words, one, tally)) for tally in groups])


def lasting(words: CommitteeWording, seconds: float) -> str:
    """`khoảng 20 giây`, `khoảng 3 phút`, `khoảng 2 giờ`: never less than it takes."""
    if seconds <= 55:
        return fill(words.about_seconds, so=max(5, 5 * math.ceil(seconds / 5)))
    if seconds <= 90 * 60:
        return fill(words.about_minutes, so=math.ceil(seconds / 60))
    return fill(words.about_hours, so=math.ceil(seconds / 3600))


def moment(words: CommitteeWording, at: dt.datetime) -> str:
    """`lúc 19:00 ngày 28/11/2026`; `at` is local."""
    return fill(words.moment, gio=f"{at:%H:%M}", ngay=f"{at:%d/%m/%Y}")


def counts(words: CommitteeWording, now: Standing, reasons: Mapping[str, int] | None = None) -> list[RichText]:
    """What is settled: how many got it, did not, or may have."""
    tally, recall = now.tally, now.one.kind == "recall"
    if not tally.total:
        return [_text(words.nobody)]
    count = {"correction": words.count_correction, "recall": words.count_recall}.get(now.one.kind, words.count_notice)
    arrived = now.deleted if recall else tally.sent + tally.recalled
    lines = [fill(count, so=arrived, tong=tally.total)]
    if recall and tally.sent > now.deleted:
        lines.append(fill(words.count_recall_told, so=tally.sent - now.deleted))
    refused = tally.refused - (reasons or {}).get(STOPPED, 0)
    if refused:
        lines += [fill(words.count_refused, so=refused), *_reasons(words, reasons or {})]
    if tally.unknown:
        lines.append(fill(words.count_unknown, so=tally.unknown))
    return [_text(line) for line in lines]


def left(words: CommitteeWording, now: Standing) -> list[RichText]:
    """What is still to come, and how long that takes."""
    lines = []
    waiting = now.waiting - now.held
    if waiting and now.one.state != "sending":
        lines.append(fill(words.count_left, so=waiting))
    if now.held and now.held_until:
        until = fill(words.moment, gio=f"{now.held_until:%H:%M}", ngay=f"{now.held_until:%d/%m}")
        lines.append(fill(words.count_held, so=now.held, luc=until))
    if waiting and now.rate and now.one.state == "sending":
        messages = 1 if now.one.about else max(1, len(now.one.shown.media))  # for each: an album counts as many
        lines.append(fill(words.time_left, thoi_gian=lasting(words, waiting * messages / now.rate)))
    return [_text(line) for line in lines]


def _unsent(words: CommitteeWording, now: Standing, reasons: Mapping[str, int]) -> list[RichText]:
    unsent = now.tally.pending + reasons.get(STOPPED, 0)
    return [_text(fill(words.report_unsent, so=unsent))] if unsent else []


def _reasons(words: CommitteeWording, reasons: Mapping[str, int]) -> list[str]:
    """Why they did not get it."""
    told: dict[str, int] = {}
    for reason, count in reasons.items():
        if reason not in (*_UNCERTAIN, STOPPED):
            template = _reason(words, reason)
            told[template] = told.get(template, 0) + count
    return [fill(template, so=count) for template, count in told.items()]


def _reason(words: CommitteeWording, reason: str) -> str:
    known = {
        BLOCKED: words.reason_blocked,
        DEACTIVATED: words.reason_gone,
        CHAT_GONE: words.reason_gone,
        UNSUBSCRIBED: words.reason_unsubscribed,
        MESSAGE_GONE: words.reason_message_gone,
    }
    return known.get(reason, words.reason_other)


def _group(words: CommitteeWording, one: Announcement, tally: Tally) -> str:
    arrived = tally.sent + tally.recalled
    if tally.group is None:
        line = fill(words.line_no_group, so=arrived, tong=tally.total)
    else:
        line = fill(words.line_group, to=tally.group, so=arrived, tong=tally.total)
    parts = [
        fill(template, so=count)
        for template, count in (
            (words.part_refused, tally.refused),
            (words.part_unknown, tally.unknown),
            (words.part_left, tally.pending + tally.sending),
            (words.part_seen, tally.seen if one.asks_seen else 0),
        )
        if count
    ]
    return " · ".join([line, *parts])


def named(template: str, words: CommitteeWording, one: Announcement, **values: str) -> RichText:
    """A text that names what is being done: announced, corrected, recalled."""
    work = {"correction": words.work_correction, "recall": words.work_recall}.get(one.kind, words.work_notice)
    return say(template, viec=work, ma=one.label, **values)


def _text(line: str) -> RichText:
    return (Span(line),)
