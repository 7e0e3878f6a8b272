"""Contacts and places in words. A sample is shown with its tag in the demo and never in production."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.answering.model import RichText, Span, plain
from bot.answering.rich import first_upper, join, phone_span, say
from bot.knowledge.model import Contact, KnowledgeBase, Place, Sourced
from bot.knowledge.values import fold_key

PLACE_KEYS = ("tên", "địa chỉ")
KEY_TITLES = {field.alias: str(field.title) for field in Contact.model_fields.values()}


def stale(entry: Sourced, today: dt.date) -> bool:
    """Whether an entry is past its review date."""
    return entry.review_by is not None and entry.review_by < today


class People:
    """Renders the contacts and places of one knowledge base, for one audience (`samples`: the demo)."""

    def __init__(self, kb: KnowledgeBase, *, samples: bool) -> None:
        self._kb = kb
        self._words = kb.answer_wording
        self.samples = samples

    def hidden(self, entry: Sourced, title: str) -> bool:
        """Whether the value under this key must not be told: a sample, in production."""
        return not self.samples and entry.is_sample(title)

    def tag(self, entry: Sourced, *titles: str) -> RichText:
        """` (số liệu mẫu)` if a value under one of these keys is a sample, and samples are shown."""
        shown = self.samples and any(map(entry.is_sample, titles))
        return (Span(f" {self._words.sample_tag}", "italic"),) if shown else ()

    def stale_tag(self, entry: Sourced, today: dt.date) -> RichText:
        """` (cần xác nhận lại)` if the entry is past its review date."""
        return (Span(f" {self._words.reconfirm_tag}", "italic"),) if stale(entry, today) else ()

    def block(self, contact: Contact, today: dt.date) -> RichText:
        """Everything published of a contact, a line each, and what is not published yet."""
        lines = [self._head(contact, today)]
        missing = ["tên"] if contact.name and self.hidden(contact, "tên") else []
        for title in ("điện thoại", "giờ", "địa chỉ", "ghi chú"):
            if not self.field(contact, title):
                continue
            if self.hidden(contact, title):
                missing.append(title)
            else:
                lines.append(self._line(contact, title))
        if missing:
            lines.append(self.missing(*missing))
        return join(lines)

    def missing(self, *titles: str) -> RichText:
        """The line that says which values are not published; empty if there are none."""
        if not titles:
            return ()
        line = say(self._words.unpublished, muc=first_upper(", ".join(titles)))
        return (Span(plain(line), "missing"),)

    def field(self, contact: Contact, title: str) -> RichText:
        """The value under one key (in any spelling), without label; empty if there is none."""
        name = fold_key(title)
        if name == "dien_thoai":
            return join([(phone_span(digits),) for digits in contact.phones], ", ")
        values = {"ten": contact.name, "chuc_vu": contact.role, "gio": contact.hours,
                  "dia_chi": contact.address, "ghi_chu": contact.note}  # fmt: skip
        return (Span(value),) if (value := values[name]) else ()

    def published(self, contact: Contact, title: str, today: dt.date) -> RichText:
        """The value under one key with its tag, or the words that it is not published."""
        value = self.field(contact, title)
        if not value or self.hidden(contact, title):
            return self.missing(KEY_TITLES[fold_key(title)])
        return (*value, *self.tag(contact, title), *self.stale_tag(contact, today))

    def who_to_ask(self) -> RichText:
        """The line that names the person who answers where the bot does not."""
        contact = self._kb.contacts[self._kb.neighbourhood.ask]
        named = contact.name and not self.hidden(contact, "tên")
        role = self._role(contact)
        return say(self._words.ask, ai=f"{contact.name} ({role})" if named else role)

    def place(self, place: Place) -> RichText:
        """Name and address of a place, as far as published."""
        return (*self.where(place), *self.tag(place, *PLACE_KEYS))

    def where(self, place: Place) -> RichText:
        """The same without the tag of a sample."""
        if self.hidden(place, "tên"):
            return self.missing("nơi")
        if not place.address or self.hidden(place, "địa chỉ"):
            return (Span(place.name),)
        return say(self._words.place, ten=place.name, dia_chi=place.address)

    def mapped(self, place: Place) -> bool:
        """Whether a place may be shown on the map under its name."""
        return place.latitude is not None and not any(self.hidden(place, t) for t in ("tên", "vĩ độ", "kinh độ"))

    def heads(self, groups: Sequence[int], today: dt.date) -> RichText:
        """The heads of some tổ, or of all."""
        heads = {c.group: c for c in self._kb.contacts.values() if c.group}
        if not groups:
            return self.roll(sorted(heads.values(), key=lambda c: c.group or 0), today)
        return join([self._head_of(group, heads.get(group), today) for group in groups])

    def _head_of(self, group: int, head: Contact | None, today: dt.date) -> RichText:
        count = self._kb.neighbourhood.groups
        if not 1 <= group <= count:
            return say(self._words.no_group, to=str(group), so_to=str(count))
        return self.block(head, today) if head else say(self._words.no_head, to=str(group))

    def roll(self, contacts: Sequence[Contact], today: dt.date) -> RichText:
        """Several contacts; heads of tổ of whom nothing is published share one line."""
        silent = [c for c in contacts if c.group and all(self.hidden(c, t) for t in ("tên", "điện thoại"))]
        lines = [self.block(c, today) for c in contacts if c not in silent]
        if silent:
            line = say(self._words.heads_unpublished, cac_to=_listed(c.group for c in silent))
            lines.append((Span(plain(line), "missing"),))
        return join(lines)

    def _head(self, contact: Contact, today: dt.date) -> RichText:
        if not contact.name or self.hidden(contact, "tên"):
            head = (*say(self._words.office, chuc_vu=self._role(contact)), *self.tag(contact, "chức vụ"))
        else:
            head = say(self._words.named, ten=contact.name, chuc_vu=self._role(contact))
            head = (*head, *self.tag(contact, "tên", "chức vụ"))
        return (*head, *self.stale_tag(contact, today))

    def _role(self, contact: Contact) -> str:
        """What the contact is there for; the section's title where only a sample stands."""
        return contact.section if self.hidden(contact, "chức vụ") else contact.role

    def _line(self, contact: Contact, title: str) -> RichText:
        words = self._words
        value = self.field(contact, title)
        lines = {
            "điện thoại": lambda: say(words.phone, so=value),
            "giờ": lambda: say(words.hours, gio=value),
            "địa chỉ": lambda: say(words.address, dia_chi=value),
            "ghi chú": lambda: say(words.note, ghi_chu=value),
        }
        return (*lines[title](), *self.tag(contact, title))


def _listed(numbers: Iterable[int | None]) -> str:
    """1,2,3,5 -> `1–3, 5`."""
    runs: list[list[int]] = []
    for number in sorted(n for n in numbers if n is not None):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)
