"""A report while it is written: what is known of it, kept as the data of a task, and how it looks before it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.answering.model import RichText
from bot.answering.rich import join, rich, say
from bot.channels.telegram.keyboards import REPORT, Row, button
from bot.channels.telegram.memory import State
from bot.channels.telegram.notices import content_of
from bot.channels.telegram.talk import Talk
from bot.knowledge.model import OTHER, KnowledgeBase, ReportKind
from bot.knowledge.placeholders import fill
from bot.knowledge.report_wording import ReportWording
from bot.storage import Media
from bot.storage.report import label

LONGEST = 3500  # characters of a report: with all around it, it fits into one message of the committee chat
MOST_FILES = 10


@dataclass(frozen=True)
class Draft:
    """`id` is the update it began with: the report made of it is made once. `about` is the announcement it is on,
    `source_id` the message it was written in, `group` the tổ its words name, `shown` the message in which it was last
    shown. `placed`: the words say where; `asked`: where was asked; `looked`: whether others have reported the same was
    looked at; `question`: the bot could answer it."""

    id: int
    text: str = ""
    place: str = ""
    map: tuple[float, float] | None = None
    media: tuple[Media, ...] = ()
    kind: str = OTHER
    anonymous: bool = False
    public: bool = False
    about: str = ""
    source_id: int | None = None
    placed: bool = False
    asked: bool = False
    looked: bool = False
    question: bool = False
    group: int | None = None
    shown: int | None = None

    @property
    def data(self) -> dict[str, Any]:
        """As small JSON."""
        return asdict(self) | {"map": self.map and list(self.map), "media": [asdict(one) for one in self.media]}


def draft_in(state: State) -> Draft | None:
    """The report that is being written, if one is."""
    if not state.task.startswith("report.") or "id" not in state.data:
        return None
    return from_data(state.data)


def from_data(data: Mapping[str, Any]) -> Draft:
    known = {one.name: data[one.name] for one in fields(Draft) if one.name in data}
    place = known.get("map")
    media = tuple(Media(**one) for one in known.get("media", ()))
    return Draft(**known | {"map": (place[0], place[1]) if place else None, "media": media})


def with_message(talk: Talk, draft: Draft) -> Draft | None:
    """The draft with what a message brings: words, files, a place on the map. None for kinds that cannot be passed
    on."""
    message = talk.incoming.message
    content = content_of(message) if message else None
    if content is None:
        return None
    draft = with_words(talk, draft, talk.incoming.text) if talk.incoming.text else draft
    media = (*draft.media, *content.media)[:MOST_FILES]
    return replace(draft, media=media, map=content.place or draft.map)


def with_words(talk: Talk, draft: Draft, words: str) -> Draft:
    """With these words, after those there are. The kind is guessed until it is known."""
    text = "\n".join(filter(None, (draft.text, words)))
    reported = talk.answerer.reported(text)
    kind = reported.kind if draft.kind == OTHER else draft.kind
    source = draft.source_id or (talk.incoming.message.message_id if talk.incoming.message else None)
    return replace(draft, text=text, kind=kind, placed=reported.placed, group=reported.group, source_id=source)


def kind_in(kb: KnowledgeBase, code: str | None) -> ReportKind:
    """The kind of a report; one that the committee has deleted is any other."""
    return kb.report_kinds.get(code or OTHER) or kb.report_kinds[OTHER]


def state_in_words(words: ReportWording, state: str, duplicate_of: int | None) -> str:
    """Where a report stands."""
    text: str = getattr(words, f"state_{state}")
    return fill(text, ma=label(duplicate_of)) if duplicate_of and state == "duplicate" else text


def due_on(talk: Talk, code: str | None) -> dt.date:
    """The day by which the committee wants a report of this kind to be done."""
    return talk.local.date() + dt.timedelta(days=kind_in(talk.kb, code).days)


def text_of(talk: Talk, draft: Draft, sent: bool = False) -> RichText:
    """What will be sent, or was."""
    return join(_lines(talk, draft, sent))


def _lines(talk: Talk, draft: Draft, sent: bool) -> list[RichText]:
    words = talk.kb.report_wording
    public = draft.public and kind_in(talk.kb, draft.kind).public
    told = [
        (True, rich(words.review_sent if sent else words.review) + rich("\n")),
        (draft.about, say(words.review_about, ma=draft.about)),
        (not draft.about, say(words.review_kind, loai=kind_in(talk.kb, draft.kind).title)),
        (draft.text, say(words.review_text, loi=draft.text)),
        (draft.place, say(words.review_place, cho=draft.place)),
        (draft.map, rich(words.review_map)),
        (draft.media, say(words.review_files, so=str(len(draft.media)))),
        (True, rich("\n") + rich(words.review_anonymous if draft.anonymous else words.review_named)),
        (public, rich(words.review_public)),
        (draft.question and not sent, rich(words.review_question)),
        (not sent, rich("\n") + rich(words.review_warning)),
    ]
    return [line for holds, line in told if holds]


def rows_of(talk: Talk, draft: Draft) -> list[Row]:
    """The buttons below it."""
    words, kind = talk.kb.report_wording, kind_in(talk.kb, draft.kind)

    def act(label: str, what: str) -> Row:
        return [button(label, REPORT, what, draft.id)]

    name = act(words.button_show_name if draft.anonymous else words.button_hide_name, "name")
    public = act(words.button_keep_private if draft.public else words.button_publish, "all")
    rows = [
        act(talk.words.button_as_question, "ask") if draft.question else [],
        act(words.button_send, "send"),
        [*act(words.button_where, "where"), *act(words.button_photo, "photo")],
        [*name, *act(words.button_text, "text")],
        public if kind.public and not draft.about else [],
        [] if draft.about else act(words.button_kind, "kind"),
        act(words.button_drop, "drop"),
    ]
    return [row for row in rows if row]
