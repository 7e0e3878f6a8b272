"""The list of open reports for `/hopthu`, the card of one again, and who is blocked."""

from __future__ import annotations

from bot.answering.model import RichText
from bot.channels.telegram import cards, keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.reports import threads
from bot.channels.telegram.keyboards import THREAD, Row, button
from bot.channels.telegram.talk import Talk
from bot.knowledge.placeholders import fill
from bot.storage import NewLetter, Report
from bot.storage import letters as mail
from bot.storage.report import OPEN


async def overview(talk: Talk, offset: int = 0) -> tuple[RichText, list[Row]]:
    """What is open, overdue ones first, then the newest: a page of it with its buttons."""
    reports, today = talk.storage.reports, talk.local.date()
    counts = await reports.counts()
    total = sum(counts.get(state, 0) for state in OPEN)
    offset = min(offset, max(0, total - 1)) // cards.A_PAGE * cards.A_PAGE
    found = await reports.open(today, cards.A_PAGE, offset)
    late, blocked = await reports.count_overdue(today), len(await talk.storage.blocks.all())
    text = cards.overview(talk.kb, found, counts, late, today)
    return text, cards.overview_rows(talk.kb, found, offset, total, blocked)


async def overview_button(talk: Talk) -> Row:
    """Opens the list."""
    counts = await talk.storage.reports.counts()
    total = sum(counts.get(state, 0) for state in OPEN)
    return [button(fill(talk.kb.thread_wording.button_list, so=total), THREAD, "list", 0)]


async def turn(talk: Talk, offset: int, _: str) -> None:
    """Another page, in the same message."""
    text, rows = await overview(talk, offset)
    await talk.change(text, keyboards.inline(*rows))


async def show(talk: Talk, number: int, _: str) -> None:
    """The card once more. In the committee chat it is a letter like the first one: kept up to date, and taken back when
    its author wants to be forgotten."""
    report = await talk.storage.reports.get(number)
    if report is None:
        await threads.gone(talk, number)
    elif talk.incoming.private:
        facts = await talk.services.postman.facts(report, inside=False)
        await talk.say(cards.card(talk.kb, report, facts), keyboards.inline(*cards.rows(talk.kb, report, facts)))
    else:
        await talk.storage.letters.add(NewLetter(report.chat_id, True, mail.COPY, {}, number), talk.now)
        talk.services.desk.wake()


async def refresh(talk: Talk, report: Report) -> None:
    """The card in private chats shows what has become of it; those in the committee chat are letters."""
    if talk.incoming.private and talk.incoming.query:
        facts = await talk.services.postman.facts(report, inside=False)
        await talk.change(cards.card(talk.kb, report, facts), keyboards.inline(*cards.rows(talk.kb, report, facts)))


async def blocked(talk: Talk, _number: int, _: str) -> None:
    """Everybody who is blocked; also those who have been forgotten since, whose reports are gone."""
    words, found = talk.kb.thread_wording, await talk.storage.blocks.all()
    back = [button(words.button_back, THREAD, "list", 0)]
    await talk.change(words.blocked_head, keyboards.inline(*cards.blocks_rows(talk.kb, found), back))


async def lift(talk: Talk, _number: int, digest: str) -> None:
    """Unblock somebody in that list."""
    words = talk.kb.thread_wording
    known = next((one for one in await talk.storage.blocks.all() if one.digest == digest), None)
    if not digest:
        await lookup.unknown_button(talk)
    elif known and await talk.storage.blocks.lift(digest, talk.incoming.person, talk.now):
        await talk.toast(fill(words.unblocked, ma=known.label))
        await blocked(talk, 0, "")
    else:
        await talk.toast(words.unblocked_already)
