"""Everything that is kept, and the only SQL."""

from bot.storage.acts import Act
from bot.storage.announcement import Announcement, Awaiting, Content, Media, Message
from bot.storage.audience import Audience, Occasion, Reach
from bot.storage.changes import ChangeRow
from bot.storage.deliveries import Tally
from bot.storage.dialogues import Dialogue
from bot.storage.faults import StorageError
from bot.storage.inbox import InboxItem, Notes
from bot.storage.ledger import Due, Result
from bot.storage.letters import Letter, NewLetter
from bot.storage.opening import Storage, open_storage
from bot.storage.proposals import ProposalRow, Versions
from bot.storage.report import NewReport, Report
from bot.storage.residents import Resident
from bot.storage.roles import Holder, Roles, Standing

__all__ = [
    "Act",
    "Announcement",
    "Audience",
    "Awaiting",
    "ChangeRow",
    "Content",
    "Dialogue",
    "Due",
    "Holder",
    "InboxItem",
    "Letter",
    "Media",
    "Message",
    "NewLetter",
    "NewReport",
    "Notes",
    "Occasion",
    "ProposalRow",
    "Reach",
    "Report",
    "Resident",
    "Result",
    "Roles",
    "Standing",
    "Storage",
    "StorageError",
    "Tally",
    "Versions",
    "open_storage",
]
