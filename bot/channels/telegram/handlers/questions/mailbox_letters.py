"""What residents get who have sent a question: letters, ready to be delivered."""

from __future__ import annotations

from bot.answering.model import Answer, RichText
from bot.answering.rich import join, say
from bot.channels.telegram.markup import PAGE, pages, plain, shortened, units
from bot.channels.telegram.render import as_rich
from bot.knowledge.mailbox_wording import MailboxWording
from bot.storage.question import Compose

QUOTED = 300  # characters of the question above its answer


def head(words: MailboxWording, text: str, state: str = "answered") -> RichText:
    template = words.refused_head if state == "dropped" else words.answer_head
    return say(template, cau_hoi=shortened(text, QUOTED))


def composed(words: MailboxWording, text: str, html: str, state: str = "answered") -> list[str]:
    """What the committee wrote, in Telegram's HTML, below the question; in two messages where one does not hold it."""
    [above] = pages(head(words, text, state))
    whole = f"{above}\n\n{html}"
    return [whole] if units(plain(whole)) <= PAGE else [above, html]


def composing(words: MailboxWording, html: str, state: str = "answered") -> Compose:
    return lambda text: composed(words, text, html, state)


def referring(words: MailboxWording, answer: Answer) -> Compose:
    """What there is on a topic, below the question."""
    return lambda text: pages(join([head(words, text), as_rich(answer)], "\n\n"))


def too_long(html: str) -> int:
    """By how many units an answer does not fit into a message; 0 when it fits."""
    return max(0, units(plain(html)) - PAGE)
