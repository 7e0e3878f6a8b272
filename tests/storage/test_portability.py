"""The same code has to run on PostgreSQL: whatever is executed must compile for it, and nothing is written by hand."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateColumn, CreateTable

from bot.storage import (
    Act,
    Audience,
    Awaiting,
    ChangeRow,
    Content,
    Dialogue,
    Due,
    Media,
    Message,
    NewLetter,
    NewReport,
    Notes,
    Occasion,
    ProposalRow,
    Result,
    Storage,
)
from bot.storage.misreadings import Misreading
from bot.storage.report import OPEN
from bot.storage.tables import metadata
from tests.storage.test_migrations import FOLDER
from tests.storage.times import LATER, NOON


@pytest.fixture
def statements(storage: Storage) -> Iterator[list[Any]]:
    """Everything executed on the database, as SQLAlchemy's elements or, when written by hand, as text."""
    said: list[Any] = []
    engines = storage.votes._database._writer.sync_engine, storage.votes._database._reader.sync_engine

    def listen(_connection: sa.Connection, element: Any, *_: Any) -> None:
        said.append(element)

    for engine in engines:
        event.listen(engine, "before_execute", listen)
    yield said
    for engine in engines:
        event.remove(engine, "before_execute", listen)


async def change_the_handbook(storage: Storage) -> None:
    changes, proposals = storage.changes, storage.proposals
    new = ProposalRow(0, 7, "x", "button", {}, NOON, {"a.yaml": (None, b"x")}, NOON)
    numbers = [await proposals.add(new) for _ in range(3)]
    await proposals.get(numbers[0])
    await proposals.begun()
    await proposals.begin(numbers[0], 7, NOON)
    await proposals.stop(numbers[0])
    await proposals.drop(numbers[1])
    row = ChangeRow(0, NOON, 7, "button", "x", None, {"a.yaml": (None, b"x"), "b.yaml": (b"y", None)})
    for undid in (None, 1):
        act = Act(NOON, 7, "knowledge.changed")
        await changes.keep([(replace(row, undid=undid), act)], {"b.yaml": b"y"}, {"a.yaml": b"x"}, numbers.pop())
    await changes.files()
    await changes.get(1)
    await changes.latest(3, 3)
    await changes.later(0, ["a.yaml"])
    await changes.undoings()
    await proposals.purge(LATER)


async def use_everything(storage: Storage) -> None:
    await change_the_handbook(storage)
    for _ in range(2):
        await storage.inbox.store([(1, 7, "{}"), (2, 7, "{}")], NOON)
        counts = [(NOON.date(), "a", "answer"), (NOON.date(), "", "unknown")]
        await storage.inbox.done(1, NOON, Notes(Dialogue(7, {"a": 1}, LATER), counts))
        await storage.inbox.pending()
        await storage.inbox.purge(NOON)
        await storage.residents.seen(7, NOON)
        await storage.residents.get(7)
        await storage.residents.set_group(7, 3, NOON)
        await storage.residents.subscribe(7, NOON)
        await storage.residents.unsubscribe(7, NOON)
        await storage.residents.set_blocked(7, NOON)
        await report(storage)
        await storage.votes.cast(7, 1, "a", 1, NOON)
        await storage.votes.cast(7, 1, "a", -1, NOON)
        await mail(storage)
        await storage.questions.purge(NOON)
        await storage.figures.of(NOON.date(), LATER.date(), NOON, LATER)
        await storage.prompts.put(Message(-7, 1), "a", {}, NOON)
        await storage.prompts.take(Message(-7, 1))
        await storage.prompts.purge(NOON)
        await storage.acts.add(Act(NOON, 7, "a"))
        await storage.acts.latest(5, 9)
        await storage.roles.ownerless()
        await storage.roles.claim(9, "Bản", NOON)
        await storage.roles.grant(7, "edit", "Lan", 9, NOON)
        await storage.roles.of(7)
        await storage.roles.holders()
        await storage.roles.take(7, ("edit", "reply"), 9, NOON)
        await storage.roles.end(9, NOON)
        await storage.dialogues.load(7)
        await storage.dialogues.purge(NOON)
        await storage.deliveries.purge(NOON)
    await announce(storage)
    await storage.residents.export(7)
    await storage.residents.forget(7)


async def report(storage: Storage) -> None:
    reports, letters, blocks = storage.reports, storage.letters, storage.blocks
    for update_id, chat in ((1, 7), (2, 8)):
        await reports.add(NewReport(chat, "x" * 2000, public=True, kind="a", due_on=NOON.date()), update_id, NOON)
    await reports.get(1)
    await reports.by(7, 5, 9)
    await reports.supported_by(7, 5)
    await reports.count_since(7, NOON)
    await reports.open_public("a", 3)
    await reports.open_public("a", None)
    await reports.open_of_kind("a", 1, 5)
    await reports.support(1, 8, NOON)
    await reports.supporters(1)
    await reports.say(1, 7, Content("x"), 3, NOON)
    await reports.reply(1, 9, Content("x"), 4, NOON)
    await reports.reword(1, 7, "y" * 2000, NOON)
    await reports.move(1, "done", OPEN, 9, NOON)
    await reports.ask_fine(LATER, LATER)
    await reports.reopen(1, 7, NOON)
    await reports.move(1, "duplicate", OPEN, 9, NOON, duplicate_of=2)
    await reports.close(1, 7, NOON)
    await reports.in_thread(2, 40)
    await reports.by_thread(40)
    await reports.lost_thread(2)
    await reports.open(NOON.date(), 5, 5)
    await reports.counts()
    await reports.untaken()
    await reports.overdue(NOON.date())
    await reports.count_overdue(NOON.date())
    await reports.answered()
    await reports.public_of(3, 9, 5, 9)
    first, second, *_ = await letters.pending()
    await letters.get(first.id)
    await letters.add(NewLetter(7, True, "copy", {}, 1), NOON)
    await letters.delivered(first, 50, NOON)
    await letters.failed(second, "x", None, NOON)
    await letters.edited(first, Content("z", (Media("photo", "f"),)), NOON)
    await letters.redraw(1)
    await letters.by_source(3, resident=7)
    await letters.by_sent(50)
    await letters.of(1)
    await letters.shown(7)
    await letters.last_about_report(7, NOON)
    await blocks.put("d", "x", 9, NOON)
    await blocks.has("d")
    await blocks.all()
    await blocks.lift("d", 9, NOON)
    await reports.purge(LATER)


async def mail(storage: Storage) -> None:
    questions = storage.questions

    def ask(topic: str | None = None) -> Awaitable[int]:
        return questions.add("x", "x", NOON, same=lambda _, others: next((n for n, _ in others), None), topic=topic)

    first, _, second, third = await ask(), await ask(), await ask("a"), await ask("b")
    await questions.get(first)
    await questions.send(first, 7, NOON)
    await questions.open(5)
    await questions.group(first)
    await questions.waiting()
    await questions.texts(first)
    await questions.split(first)
    await questions.count_since(7, NOON)
    await questions.propose(first, "x")
    await questions.answer(first, "x", 7, NOON, compose=lambda text: [text])
    await questions.refer(second, "a", 7, NOON, compose=lambda text: [text])
    await questions.drop(third, "x", 7, NOON, compose=lambda text: [text])
    await questions.answered()
    await questions.edit_entry(first, {})
    await questions.became(first, "a", 7, NOON)
    await storage.votes.against(7, 1)
    await storage.votes.explain(7, 1, "old")
    await storage.votes.by_topic(NOON)
    await storage.misreadings.add(Misreading("x", "a", "b"), NOON)
    await storage.misreadings.counts(NOON)
    await storage.misreadings.purge(LATER)


async def announce(storage: Storage) -> None:
    announcements = storage.announcements
    await storage.marks.set("x", NOON)
    await storage.marks.get("x")
    await storage.moved_chats.add(-1, -100)
    await storage.moved_chats.all()
    await storage.residents.set_blocked(7, None)
    await storage.residents.subscribe(7, NOON)
    await storage.residents.set_quiet(7, (60, 120), NOON)
    await storage.residents.mute(7, "a", NOON, muted=True)
    await storage.residents.muted(7)
    audience = Audience((3,), "b")
    await announcements.reach(audience, Occasion(NOON))
    draft = await announcements.draft(Content("x"), NOON, 7, awaiting=Awaiting("text"))
    await announcements.get(draft.id)
    await announcements.add_to_album(draft.id, "", Content("x"))
    await announcements.change(draft.id, audience=audience, send_at=LATER)
    await announcements.note(draft.id, panel=Message(7, 1))
    await announcements.awaited(Message(7, 1))
    await announcements.propose(draft.id, 2, NOON)
    await announcements.approve(draft.id, 2, 7, NOON)
    await announcements.unschedule(draft.id, NOON, 1)
    await announcements.discard(draft.id)
    await announcements.discard_blank(7)
    await announcements.remind("x", Content("x"), audience, NOON, LATER)
    await announcements.reminded("x")
    [original] = await deliver(storage)
    for kind in ("correction", "recall"):
        about = await announcements.draft_about(original.announcement, kind, Content("x"), NOON, 7)
        await announcements.approve(about.id, 1, 7, NOON)
        await deliver(storage)
        await announcements.again(about.id, NOON, 7)
        await announcements.pause(about.id, NOON, 7)
        await announcements.resume(about.id, NOON, 7)
    await follow(storage, original)


async def follow(storage: Storage, original: Due) -> None:
    announcements, deliveries = storage.announcements, storage.deliveries
    await announcements.begin_due(NOON)
    await announcements.stop(original.announcement.id, NOON, 7)
    await announcements.finish(NOON)
    await announcements.followed()
    await announcements.latest(3)
    await announcements.in_force(NOON, 3, 3)
    await announcements.purge_drafts(NOON)
    await announcements.again(original.announcement.id, NOON, 7)
    await deliveries.recover(NOON)
    await deliveries.next_due()
    await deliveries.tally(original.announcement.id)
    await deliveries.tally_by_group(original.announcement.id)
    await deliveries.held(original.announcement.id, NOON)
    await deliveries.concerns(original.announcement.id, 7)
    await deliveries.spoken_of(7, NOON, 1)
    await deliveries.spoken_of(7, NOON, None)
    await deliveries.reasons(original.announcement.id)
    await deliveries.reactions(original.announcement.id)
    await deliveries.seen(original.announcement.id, 7, NOON)
    await deliveries.react(7, 1, "x")


async def deliver(storage: Storage) -> list[Due]:
    """With every outcome there is, ending as sent."""
    items = await storage.deliveries.due(LATER, 9)
    for item in items:
        for outcome in ("refused", "unknown", "again", "sent"):
            await storage.deliveries.claim(item, LATER)
            await storage.deliveries.record(Result(item, outcome, LATER, (1,) if outcome == "sent" else ()))
    return items


async def test_every_statement_compiles_for_postgresql(storage: Storage, statements: list[Any]) -> None:
    await use_everything(storage)
    assert len(statements) > 60
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for statement in statements:
        assert not isinstance(statement, sa.TextClause)
        assert str(statement.compile(dialect=dialect))


async def test_every_public_method_is_covered_above(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = [type(subject) for subject in vars(storage).values()]
    expected = {(s, name) for s in subjects for name in vars(s) if not name.startswith("_")}
    called = set()

    def watch(subject: type, name: str) -> None:
        original = getattr(subject, name)

        async def method(*args: Any, **values: Any) -> Any:
            called.add((subject, name))
            return await original(*args, **values)

        monkeypatch.setattr(subject, name, method)

    for subject, name in expected:
        watch(subject, name)
    await use_everything(storage)
    assert called == expected


def test_the_migrations_and_the_tables_compile_for_postgresql() -> None:
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "target_metadata": metadata}
    )
    with Operations.context(context):
        for script in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions())):
            script.module.upgrade()
    said = _words(written.getvalue())
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        create = _words(str(CreateTable(table).compile(dialect=dialect)))
        for column in table.columns:
            one = _words(str(CreateColumn(column).compile(dialect=dialect)))
            if f"ALTERTABLE{table.name}ADDCOLUMN{one};" in said:  # by a later migration
                create = create.replace(f"{one},", "")
        assert create in said


def _words(sql: str) -> str:
    return "".join(sql.split())
