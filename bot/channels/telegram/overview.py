"""One announcement on a card, with what can be done about it; and its line in the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.answering.model import RichText, Span
from bot.answering.rich import join, say
from bot.channels.telegram.keyboards import MANAGE, Row, button
from bot.channels.telegram.markup import plain, shortened
from bot.channels.telegram.standing import Standing, controls, counts, left, moment, repeat
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import Subject
from bot.knowledge.placeholders import fill
from bot.storage import Announcement, Audience

IN_LIST, ON_CARD = 32, 300  # characters of its words
_SIGNS = {"scheduled": "🗓", "sending": "📤", "paused": "⏸", "stopped": "⏹", "done": "✅", "draft": "📝"}

Subjects = Mapping[str, Subject]


def state_words(words: CommitteeWording, one: Announcement) -> str:
    """`đã gửi xong`"""
    return words.state_recalled if one.recalled_at else str(getattr(words, f"state_{one.state}"))


def audience_words(words: CommitteeWording, audience: Audience, subjects: Subjects) -> str:
    """`mọi người`, `tổ 3, 7`, `những người theo dõi chủ đề Vệ sinh`"""
    if audience.groups:
        return fill(words.to_groups, to=", ".join(map(str, audience.groups)))
    if not audience.subject:
        return words.to_everyone
    known = subjects.get(audience.subject)
    return fill(words.to_subject, chu_de=known.title if known else audience.subject)


def in_list(words: CommitteeWording, one: Announcement, zone: dt.tzinfo) -> str:
    """What the button in the list says: `✅ TB-014 · 28/11 · Sáng chủ nhật…`"""
    day = _begun(one).astimezone(zone)
    return fill(
        words.recent,
        dau=_sign(one),
        ma=one.label,
        ngay=f"{day:%d/%m}",
        loi=" ".join(_words(words, one, IN_LIST).split()),
    )


def can(now: Standing) -> set[str]:
    """What can be done about it besides pausing, stopping and sending again."""
    one = now.one
    if one.about is not None or one.state == "draft":
        return set()
    if one.state == "scheduled":
        return {"show", "unschedule", "edit"}
    arrived = now.tally.sent + now.tally.sending + now.tally.unknown > 0
    return {"show", "who", *(("correct", "recall") if arrived and one.recalled_at is None else ())}


def card(words: CommitteeWording, now: Standing, zone: dt.tzinfo, subjects: Subjects) -> RichText:
    """All there is to know, at a glance."""
    one = now.one
    head = say(words.card_head, dau=_sign(one), ma=one.label, trang_thai=state_words(words, one))
    content = [fill(words.card_words, loi=_words(words, one, ON_CARD))] if one.shown.html else []
    content += [fill(words.card_files, so=len(one.shown.media))] if one.shown.media else []
    when = words.card_scheduled if one.state == "scheduled" else words.card_when
    at = moment(words, _begun(one).astimezone(zone))
    facts = [fill(when, luc=at, ai=audience_words(words, one.audience, subjects))]
    facts += [words.urgent_tag] if one.urgent else []
    facts += [words.card_corrected] if one.corrected else []
    facts += [fill(words.card_recalled, luc=moment(words, one.recalled_at.astimezone(zone)))] if one.recalled_at else []
    told = [] if one.state == "scheduled" else [*counts(words, now), *left(words, now), *_echo(words, now)]
    return join([head, join(list(map(_text, content))), join(list(map(_text, facts))), join(told)], "\n\n")


def actions(words: CommitteeWording, now: Standing) -> list[Row]:
    """The buttons of the card."""
    possible = can(now)
    labels = {
        "show": words.button_show, "who": words.button_who, "correct": words.button_correct,
        "recall": words.button_recall, "edit": words.button_reschedule, "unschedule": words.button_unschedule,
    }  # fmt: skip
    made = [button(label, MANAGE, what, now.one.id) for what, label in labels.items() if what in possible]
    pairs = [made[start : start + 2] for start in range(0, len(made), 2)]
    return [*controls(words, now.one), *repeat(words, now), *pairs]


def _echo(words: CommitteeWording, now: Standing) -> list[RichText]:
    """What residents gave back."""
    lines = [fill(words.card_seen, so=now.tally.seen)] if now.one.asks_seen else []
    if now.reactions:
        given = "  ".join(f"{face} {count}" for face, count in now.reactions.items())
        lines.append(fill(words.card_reactions, so=given))
    return [_text(line) for line in lines]


def _begun(one: Announcement) -> dt.datetime:
    """When it was sent, or will be."""
    approved = one.approved_at or one.created_at
    return max(one.send_at, approved) if one.send_at else approved


def _words(words: CommitteeWording, one: Announcement, length: int) -> str:
    return shortened(plain(one.shown.html), length) or fill(words.card_files, so=len(one.shown.media))


def _sign(one: Announcement) -> str:
    return "↩️" if one.recalled_at else _SIGNS[one.state]


def _text(line: str) -> RichText:
    return (Span(line),)
