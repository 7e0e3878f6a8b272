"""What a consent in force looks like to the database."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement

from bot.storage.tables import consents

ANNOUNCEMENTS = "announcements"  # the purpose of the consent behind "Nhận thông báo"


def consenting(chat_id: int | Column[int]) -> tuple[ColumnElement[bool], ...]:
    """The consents of this person to announcements that are not withdrawn."""
    return consents.c.chat_id == chat_id, consents.c.purpose == ANNOUNCEMENTS, consents.c.withdrawn_at.is_(None)
