"""Announcements and their ledger, what residents want of them, groups that moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("residents", sa.Column("quiet_from", sa.Integer))
    op.add_column("residents", sa.Column("quiet_to", sa.Integer))
    op.create_table(
        "mutes",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "subject", name="pk_mutes"),
        sa.ForeignKeyConstraint(["chat_id"], ["residents.chat_id"], name="fk_mutes_chat_id"),
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("about", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("corrected", sa.JSON),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("asks_seen", sa.Boolean, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("send_at", TIME),
        sa.Column("expires_at", TIME),
        sa.Column("recalled_at", TIME),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("proposed_at", TIME),
        sa.Column("approver_id", sa.BigInteger),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("approved_at", TIME),
        sa.Column("done_at", TIME),
        sa.Column("reported_at", TIME),
        sa.Column("occasion", sa.Text),
        sa.Column("awaiting", sa.JSON),
        sa.Column("panel", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.UniqueConstraint("occasion", name="uq_announcements_occasion"),
        sa.ForeignKeyConstraint(["about"], ["announcements.id"], name="fk_announcements_about"),
    )
    op.create_index("ix_announcements_state", "announcements", ["state"])
    op.create_table(
        "deliveries",
        sa.Column("announcement_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("home_group", sa.Integer),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("more_ids", sa.JSON),
        sa.Column("reason", sa.Text),
        sa.Column("changed_at", TIME),
        sa.Column("seen_at", TIME),
        sa.Column("reaction", sa.Text),
        sa.PrimaryKeyConstraint("announcement_id", "chat_id", name="pk_deliveries"),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'refused', 'unknown', 'recalled')",
            name=op.f("ck_deliveries_state"),
        ),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name="fk_deliveries_announcement_id"),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["announcement_id", "state", "due_at", "chat_id"])
    op.create_index("ix_deliveries_message", "deliveries", ["chat_id", "message_id"])
    op.create_table(
        "moved_chats",
        sa.Column("old_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("new_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("old_id", name="pk_moved_chats"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )
