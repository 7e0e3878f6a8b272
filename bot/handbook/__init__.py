"""The committee's knowledge while it is changed: proposed, checked, written, remembered, undone."""

from bot.handbook.handbook import Handbook
from bot.handbook.model import Applied, Change, Conflict, FileChange, Gone, Hunk, NotWritten, Proposal, Unchanged

__all__ = [
    "Applied",
    "Change",
    "Conflict",
    "FileChange",
    "Gone",
    "Handbook",
    "Hunk",
    "NotWritten",
    "Proposal",
    "Unchanged",
]
