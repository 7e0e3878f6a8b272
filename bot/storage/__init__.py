"""Everything that is kept, and the only SQL."""

from bot.storage.acts import Act
from bot.storage.announcement import Announcement, Awaiting, Content, Media, Message
from bot.storage.audience import Audience, Occasion, Reach
from bot.storage.deliveries import Tally
from bot.storage.dialogues import Dialogue
from bot.storage.faults import StorageError
from bot.storage.inbox import InboxItem, Notes
from bot.storage.ledger import Due, Result
from bot.storage.opening import Storage, open_storage
from bot.storage.reports import Report
from bot.storage.residents import Resident

__all__ = [
    "Act",
    "Announcement",
    "Audience",
    "Awaiting",
    "Content",
    "Dialogue",
    "Due",
    "InboxItem",
    "Media",
    "Message",
    "Notes",
    "Occasion",
    "Reach",
    "Report",
    "Resident",
    "Result",
    "Storage",
    "StorageError",
    "Tally",
    "open_storage",
]
