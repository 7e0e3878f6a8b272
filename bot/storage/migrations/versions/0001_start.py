"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("body", sa.Text),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("handled_at", TIME),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_table(
        "residents",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("home_group", sa.Integer),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("blocked_at", TIME),
        sa.PrimaryKeyConstraint("chat_id", name="pk_residents"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(["chat_id"], ["residents.chat_id"], name="fk_consents_chat_id"),
    )
    op.create_index("ix_consents_chat_id", "consents", ["chat_id"])
    op.create_table(
        "reports",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("text", sa.Text),
        sa.Column("update_id", sa.BigInteger),
        sa.Column("created_at", TIME),
        sa.Column("committee_message_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
        sa.UniqueConstraint("update_id", name="uq_reports_update_id"),
    )
    op.create_index("ix_reports_chat_id", "reports", ["chat_id"])
    op.create_table(
        "votes",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("cast_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_votes"),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_votes_value")),
    )
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "topic", "outcome", name="pk_counts"),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
    )
    op.create_table(
        "dialogues",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_dialogues"),
    )
