"""The tables. A change here needs a migration; a test compares the two.

A column named `chat_id` marks rows about a person: `privacy.py` exports and erases them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Aware times only; kept and returned in UTC on every engine (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("body", Text),  # NULL once handled
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
)

residents = Table(
    "residents",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("home_group", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("quiet_from", Integer),  # minutes of the local day between which nothing that can wait is sent
    Column("quiet_to", Integer),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, ForeignKey("residents.chat_id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index(None, "chat_id"),
)

reports = Table(
    "reports",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),  # NULL, like all that follows, once its author is forgotten
    Column("text", Text),
    Column("place", Text),  # where it is, in words
    Column("map", JSON(none_as_null=True)),  # ... and on the map: latitude, longitude
    Column("media", JSON(none_as_null=True)),
    Column("kind", Text),
    Column("state", Text),
    Column("anonymous", Boolean(create_constraint=False)),
    Column("public", Boolean(create_constraint=False)),  # others may see it and join in
    Column("home_group", Integer),
    Column("due_on", Date),
    Column("handler_id", BigInteger),  # who took it on
    Column("reason", Text),  # why it cannot be done, where it was passed on to
    Column("duplicate_of", Integer),
    Column("update_id", BigInteger),
    Column("created_at", UtcDateTime),
    Column("changed_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("asked_at", UtcDateTime),  # whether it is really done
    Column("thread_id", BigInteger),  # the topic of a forum
    Column("committee_message_id", BigInteger),  # its card
    UniqueConstraint("update_id"),
    Index(None, "chat_id"),
    Index(None, "thread_id"),
    Index("ix_reports_state", "state", "number"),
)

supporters = Table(
    "supporters",
    metadata,
    Column("number", Integer, ForeignKey("reports.number"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Index(None, "chat_id"),
)

# What passes between a resident and the committee through the bot: kept until it is delivered, and may be edited after.
letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),  # the resident's
    Column("report", Integer, ForeignKey("reports.number")),
    Column("question", Integer, ForeignKey("questions.id")),
    Column("to_committee", Boolean(create_constraint=False), nullable=False),
    Column("what", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("source_id", BigInteger),  # the message it was written as, in the chat of who wrote it
    Column("sent_id", BigInteger),  # the message it became in the other chat
    Column("outdated", Boolean(create_constraint=False), nullable=False),  # edited, and not yet there
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("failed", Text),  # why it will not be delivered
    Index(None, "report"),
    Index(None, "question"),
    Index("ix_letters_resident", "chat_id", "sent_id"),
    Index("ix_letters_source", "to_committee", "source_id"),
    Index("ix_letters_sent", "to_committee", "sent_id"),
    Index(None, "outdated"),
)

# Blocked from reporting. The digest stands for the person: /xoa leaves nobody's id, and does not lift the block.
blocks = Table(
    "blocks",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("label", Text, nullable=False),  # of the report for which
    Column("blocked_by", BigInteger),
    Column("blocked_at", UtcDateTime, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("cast_at", UtcDateTime, nullable=False),
    Column("reason", Text),
    CheckConstraint("value IN (-1, 1)", name="value"),
)

counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("total", Integer, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text),  # masked; NULL once its asker is forgotten
    Column("reading", Text),  # its telling words, by which it is compared
    Column("asked_at", UtcDateTime, nullable=False),
    Column("alike", Integer, ForeignKey("questions.id")),  # the first that asked the same; NULL: it is the first
    Column("topic", Text),  # the answer that was no help; NULL: there was none
    Column("chat_id", BigInteger),  # of who wants to hear; NULL: not sent to the committee
    Column("sent_at", UtcDateTime),
    Column("state", Text, nullable=False),  # of the first: open, answered, dropped
    Column("answer", Text),  # Telegram's HTML: what the committee answered, or why not; while open, what is proposed
    Column("answered_by", BigInteger),
    Column("answered_at", UtcDateTime),
    Column("entry", JSON(none_as_null=True)),  # what a member changed of the topic to be made of it
    Column("became", Text),  # the topic made of it
    Index(None, "alike"),
    Index(None, "chat_id"),
    Index("ix_questions_state", "state", "alike"),
)

# Questions, masked, that were answered with one topic where another was meant.
misreadings = Table(
    "misreadings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("meant", Text, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", JSON, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("residents.chat_id"), primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),  # a correction or recall has the number of what it is about
    Column("kind", Text, nullable=False),
    Column("about", Integer, ForeignKey("announcements.id")),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # of the draft: what is approved is what was seen
    Column("content", JSON, nullable=False),
    Column("corrected", JSON(none_as_null=True)),  # takes the place of the content
    Column("audience", JSON, nullable=False),
    Column("urgent", Boolean(create_constraint=False), nullable=False),
    Column("asks_seen", Boolean(create_constraint=False), nullable=False),
    Column("days", Integer, nullable=False),
    Column("send_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("recalled_at", UtcDateTime),
    Column("author_id", BigInteger),  # NULL for what the bot sends by itself, and once the member is forgotten
    Column("proposed_at", UtcDateTime),
    Column("approver_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    Column("occasion", Text),  # what a reminder is about: there is one for each
    Column("awaiting", JSON(none_as_null=True)),  # what the next message in reply to a prompt will be
    Column("panel", JSON(none_as_null=True)),  # the message with its buttons and progress
    UniqueConstraint("occasion"),
    Index(None, "state"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("announcement_id", Integer, ForeignKey("announcements.id"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("silent", Boolean(create_constraint=False), nullable=False),
    Column("home_group", Integer),
    Column("message_id", BigInteger),
    Column("more_ids", JSON(none_as_null=True)),  # of an album
    Column("reason", Text),
    Column("changed_at", UtcDateTime),
    Column("seen_at", UtcDateTime),
    Column("reaction", Text),
    CheckConstraint("state IN ('pending', 'sending', 'sent', 'refused', 'unknown', 'recalled')", name="state"),
    Index("ix_deliveries_due", "announcement_id", "state", "due_at", "chat_id"),
    Index("ix_deliveries_message", "chat_id", "message_id"),
)

moved_chats = Table(
    "moved_chats",
    metadata,
    Column("old_id", BigInteger, primary_key=True, autoincrement=False),
    Column("new_id", BigInteger, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# A question of the bot in a group: the reply to it is what it asks for.
prompts = Table(
    "prompts",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("granted_by", BigInteger),
    Column("granted_at", UtcDateTime, nullable=False),
)

# Who did what; only ever added to.
acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", BigInteger),  # NULL: the bot itself, or somebody forgotten
    Column("about_id", BigInteger),  # the person it was done to
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)

# The knowledge folder as it was last seen, and every change of it.
files = Table(
    "files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", BigInteger),
    Column("how", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("undid", Integer, ForeignKey("changes.id")),
)

changed_files = Table(
    "changed_files",
    metadata,
    Column("change", Integer, ForeignKey("changes.id"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("before", LargeBinary),  # NULL: there was no such file
    Column("after", LargeBinary),
)

# Changes of the knowledge that were shown and wait for somebody to press the button.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author_id", BigInteger),
    Column("what", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

proposed_files = Table(
    "proposed_files",
    metadata,
    Column("proposal", Integer, ForeignKey("proposals.id"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("before", LargeBinary),
    Column("after", LargeBinary),
)
