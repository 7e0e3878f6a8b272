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
    Column("update_id", BigInteger),
    Column("created_at", UtcDateTime),
    Column("committee_message_id", BigInteger),
    UniqueConstraint("update_id"),
    Index(None, "chat_id"),
)

votes = Table(
    "votes",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("cast_at", UtcDateTime, nullable=False),
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

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
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
