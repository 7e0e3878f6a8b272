"""Everything that is kept, and the only SQL."""

from bot.storage.dialogues import Dialogue
from bot.storage.faults import StorageError
from bot.storage.inbox import InboxItem, Notes
from bot.storage.opening import Storage, open_storage
from bot.storage.reports import Report
from bot.storage.residents import Resident

__all__ = ["Dialogue", "InboxItem", "Notes", "Report", "Resident", "Storage", "StorageError", "open_storage"]
