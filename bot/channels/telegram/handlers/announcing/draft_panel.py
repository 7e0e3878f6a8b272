"""What members see of a draft: the questions and the summary, each with its buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers.announcing import draft_time
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.standing import lasting
from bot.knowledge.announcement_wording import CommitteeWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.placeholders import fill
from bot.storage import Announcement, Reach

Shown = tuple[RichText, list[Row]]

DAYS_OF_FORCE = (1, 3, 7, 30)
AT_ONCE = 5  # seconds: what takes less is not told


@dataclass(frozen=True)
class Panel:
    """A draft as it is drawn. `first`: the questions are asked one after the other, and what was chosen so far is told;
    else one thing is mended. `now` is local. In a `private` chat an answer need not be a reply."""

    kb: KnowledgeBase
    one: Announcement
    now: dt.datetime
    reach: Reach
    rate: float
    private: bool
    first: bool = False

    @property
    def words(self) -> CommitteeWording:
        return self.kb.committee_wording

    # The questions

    def audience(self, everyone: int) -> Shown:
        """`everyone`: how many people there are in all."""
        words = self.words
        rows = [[self.key(fill(words.button_all, so=everyone), "all")], [self.key(words.button_groups, "groups")]]
        rows += [[self.key(words.button_subjects, "subjects")]] if self.kb.subjects else []
        back = self.key(words.button_drop, "drop") if self.first else self.back("menu")
        return rich(words.ask_audience), [*rows, [back]]

    def groups(self, counts: Mapping[int, int]) -> Shown:
        """`counts`: how many people there are in each tổ."""
        words = self.words
        keys = [self._group(group, count) for group, count in counts.items()]
        ends = [self.back("audience"), self.key(words.button_done, "grouped")]
        lines = [rich(words.ask_groups), *([self._to()] if self.one.audience.groups else [])]
        return join(lines, "\n\n"), [*_rows(keys, 3), ends]

    def subjects(self, counts: Mapping[str, int]) -> Shown:
        """`counts`: how many people get each subject."""
        keys = [
            [self.key(fill(self.words.button_subject, chu_de=self._title(code), so=count), "on", code)]
            for code, count in counts.items()
        ]
        return rich(self.words.ask_subject), [*keys, [self.back("audience")]]

    def when(self) -> Shown:
        words = self.words
        rows = [[self.key(words.button_at_once, "now"), self.key(words.button_pick, "pick")]]
        text = words.ask_when if self.private else words.ask_when_group
        return self._question(text, self._to()), [*rows, [self.back("audience" if self.first else "menu")]]

    def pick_day(self) -> Shown:
        keys = [self.key(label, "hours", day) for label, day in draft_time.days(self.kb, self.now)]
        return self._question(self.words.ask_day, self._to()), [*_rows(keys, 2), [self.back("when")]]

    def pick_hour(self, day: dt.date) -> Shown:
        keys = [self.key(f"{at:%H:%M}", "at", f"{at:%Y-%m-%dT%H}") for at in draft_time.hours(day, self.now)]
        text = fill(self.words.ask_hour, ngay=f"{day.day}/{day.month}")
        return self._question(text, self._to()), [*_rows(keys, 4), [self.back("pick")]]

    def urgency(self) -> Shown:
        words = self.words
        rows = [[self.key(words.button_ordinary, "ordinary"), self.key(words.button_urgent, "urgent")]]
        text = self._question(words.ask_urgent, self._to(), self._when())
        return text, [*rows, [self.back("when" if self.first else "menu")]]

    def keeping(self) -> Shown:
        keys = [self.key(fill(self.words.button_some_days, so=days), "keep", days) for days in DAYS_OF_FORCE]
        return rich(self.words.ask_days), [*_rows(keys, 2), [self.back("menu")]]

    def menu(self) -> Shown:
        words = self.words
        seen = words.button_ask_not if self.one.asks_seen else words.button_ask_seen
        rows = [
            [self.key(words.button_content, "content"), self.key(words.button_audience, "audience")],
            [self.key(words.button_when, "when"), self.key(words.button_days, "keeping")],
            [self.key(words.button_urgency, "urgency")],
            [self.key(seen, "seen")],
        ]
        return rich(words.ask_edit), [*rows, [self.back("panel")]]

    # The draft as a whole

    def whole(self) -> Shown:
        """What would be sent, and the buttons that decide on it."""
        words, one, count = self.words, self.one, str(self.reach.people)
        if one.about is not None:
            head = words.recall_head if one.kind == "recall" else words.correction_head
            parts = [say(head, ma=one.label, so=count)]
        else:
            nobody = () if self.reach.people else rich(words.nobody_yet)
            parts = [say(words.draft_head, ma=one.label), self._settings(), nobody]
        waits = rich(words.waits_for_second) if one.proposed_at else ()
        return join([*parts, waits], "\n\n"), self._decisions()

    def _settings(self) -> RichText:
        words, one = self.words, self.one
        urgency = rich(words.urgent if one.urgent else words.ordinary)
        force, seen = say(words.in_force, so=str(one.days)), rich(words.asks_seen if one.asks_seen else words.asks_not)
        return join([self._to(), self._held(), self._when(), self._takes(), urgency, force, seen])

    def _held(self) -> RichText:
        return say(self.words.held, so=str(self.reach.held)) if self.reach.held else ()

    def _takes(self) -> RichText:
        """How long it takes, for those who need not wait."""
        seconds = (self.reach.people - self.reach.held) / self.rate
        lasts = self.words.some_seconds if seconds <= AT_ONCE else lasting(self.words, seconds)
        return say(self.words.takes, lau=lasts) if seconds else ()

    def _decisions(self) -> list[Row]:
        words, kind = self.words, self.one.kind
        labels = {"correction": words.button_send_correction, "recall": words.button_send_recall}
        to_all = words.button_send_later if self.one.send_at else words.button_send
        send = self.key(labels.get(kind) or fill(to_all, so=self.reach.people), "send")
        drop = self.key(words.button_drop, "drop")
        if kind == "recall":
            return [[send], [drop]]
        edit = self.key(words.button_edit, "content" if kind == "correction" else "menu")
        test = self.key(words.button_test, "test")
        can_be_sent = kind == "correction" or self.reach.people
        return [*([[send]] if can_be_sent else []), [edit, drop], [test]]

    # Parts

    def key(self, label: str, what: str, *more: object) -> InlineKeyboardButton:
        """A button on this revision of the draft; `+`: the next question follows."""
        sign = "+" if self.first else ""
        return keyboards.button(label, keyboards.DRAFTING, f"{what}{sign}", self.one.id, self.one.revision, *more)

    def back(self, where: str) -> InlineKeyboardButton:
        return self.key(self.words.button_back, where)

    def _question(self, text: str, *chosen: RichText) -> RichText:
        return join([join(chosen), rich(text)], "\n\n") if self.first else rich(text)

    def _to(self) -> RichText:
        words, audience, count = self.words, self.one.audience, str(self.reach.people)
        if audience.groups:
            return say(words.reaches_groups, to=", ".join(map(str, audience.groups)), so=count)
        if audience.subject:
            return say(words.reaches_subject, chu_de=self._title(audience.subject), so=count)
        return say(words.reaches_all, so=count)

    def _when(self) -> RichText:
        if self.one.send_at is None:
            return rich(self.words.at_once)
        at = self.one.send_at.astimezone(self.now.tzinfo)
        return say(self.words.at_time, luc=draft_time.in_words(self.kb, at, self.now))

    def _title(self, subject: str) -> str:
        return self.kb.subjects[subject].title if subject in self.kb.subjects else subject

    def _group(self, group: int, count: int) -> InlineKeyboardButton:
        label = fill(self.words.button_group, to=group, so=count)
        chosen = fill(self.kb.chat_wording.button_chosen, nut=label)
        return self.key(chosen if group in self.one.audience.groups else label, "group", group)


def _rows(keys: Iterable[InlineKeyboardButton], a_row: int) -> list[Row]:
    found = list(keys)
    return [found[start : start + a_row] for start in range(0, len(found), a_row)]
