"""A change of an entry: compared, then written when somebody presses the button; refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.model import RichText, plain
from bot.answering.rich import join, rich, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup
from bot.channels.telegram.handlers.editing import edit_show
from bot.channels.telegram.handlers.editing.edit_entries import Entry, entry
from bot.channels.telegram.handlers.editing.edit_fields import Edit
from bot.channels.telegram.keyboards import Row
from bot.channels.telegram.talk import Talk
from bot.handbook import Applied, Conflict, FileChange, Gone, NotWritten, Proposal, Unchanged
from bot.handbook.model import BUTTON
from bot.knowledge.problems import KnowledgeError, shorten

REASONS = 5
LINES = 1500  # characters shown of the lines of a file
LINE = 400  # ... of one
TRIES = 3


async def propose(
    talk: Talk, one: Entry, edits: Sequence[Edit], what: str, *, field: str = "", remark: str = ""
) -> bool:
    """Show what will change and the button that does it; False when it is refused, and the reason told. `what` is
    changed; `field` is asked for again by "rewrite"."""
    words = one.kb.handbook_wording
    try:
        by, named = talk.incoming.person, f"{one.label}: {what}"
        proposal = await talk.services.handbook.propose(edits, by, named, BUTTON, talk.now)
    except Unchanged:
        await edit_show.show(talk, one, words.unchanged)
    except KnowledgeError as error:
        await talk.say(reasons(talk, error))
        return False
    else:
        after = one.with_(edits)
        head = say(words.compare_head, muc=one.label, viec=what)
        text = join([head, _views(talk, one, after), lines(talk, proposal.files), rich(remark)], "\n\n")
        await edit_show.put(talk, text, _decide(one, proposal, field))
    return True


async def at_once(talk: Talk, one: Entry, edits: Sequence[Edit], what: str) -> Applied | None:
    """Change without asking; None, and told, when it cannot be."""
    words, by = one.kb.handbook_wording, talk.incoming.person
    handbook = talk.services.handbook
    try:
        proposal = await handbook.propose(edits, by, f"{one.label}: {what}", BUTTON, talk.now)
        for _ in range(TRIES):
            try:
                return await handbook.apply(proposal.id, by, talk.now)
            except Conflict as conflict:
                if conflict.fresh is None or any(isinstance(part, int) for edit in edits for part in edit.path):
                    break  # what stood at that place may stand at another now
                proposal = conflict.fresh
        await talk.toast(words.toast_conflict)
    except (Unchanged, Gone):
        await talk.toast(words.toast_unchanged)
    except KnowledgeError as error:
        await talk.say(reasons(talk, error))
    except NotWritten:
        await talk.say(words.not_written)
    return None


async def write(talk: Talk, rest: list[str]) -> None:
    """`✅`"""
    words, number = talk.kb.handbook_wording, _number(rest)
    try:
        await talk.services.handbook.apply(number, talk.incoming.person, talk.now)
    except (Gone, Unchanged):
        await _over(talk)
    except Conflict as conflict:
        await _conflict(talk, conflict, rest)
    except KnowledgeError as error:
        await talk.say(reasons(talk, error))
    except NotWritten:
        await talk.say(words.not_written)
    else:
        await talk.rebutton(keyboards.EDIT)
        await talk.toast(words.toast_written)
        fresh = entry(talk.services.brain().kb, ":".join(rest[1:3]))
        await (edit_show.show(talk, fresh, words.written) if fresh else talk.say(words.written))


async def drop(talk: Talk, rest: list[str]) -> None:
    """`❌`"""
    words = talk.kb.handbook_wording
    if not await talk.services.handbook.drop(_number(rest)):
        await _over(talk)
        return
    await talk.rebutton(keyboards.EDIT)
    one = entry(talk.kb, ":".join(rest[1:3]))
    await (edit_show.show(talk, one, words.dropped) if one else talk.say(words.dropped))


def reasons(talk: Talk, error: KnowledgeError) -> RichText:
    """Why it is refused."""
    words, told = talk.kb.handbook_wording, error.problems
    listed = [say(words.reason, ly_do=str(problem)) for problem in told[:REASONS]]
    more = say(words.more_reasons, so=str(len(told) - REASONS)) if len(told) > REASONS else ()
    return join([rich(words.refused), join([*listed, more])], "\n\n")


def lines(talk: Talk, files: Iterable[FileChange]) -> RichText:
    """What changes in the files."""
    words = talk.kb.handbook_wording
    parts = [join([say(words.in_file, tep=file.name), *_hunks(talk, file)]) for file in files]
    return join(parts, "\n\n")


def _hunks(talk: Talk, file: FileChange) -> list[RichText]:
    words, room = talk.kb.handbook_wording, LINES
    shown: list[RichText] = []
    for hunk in file.hunks:
        marked = [(words.line_before, line) for line in hunk.before] + [(words.line_after, line) for line in hunk.after]
        for template, line in marked:
            room -= min(len(line), LINE) + 3
            if room < 0:
                return [*shown, rich(words.more_lines)]
            shown.append(say(template, dong=shorten(line, LINE)))
    return shown


def _views(talk: Talk, one: Entry, after: Entry) -> RichText:
    words, old, new = one.kb.handbook_wording, one.seen(talk), after.seen(talk)
    if plain(old) == plain(new):
        return rich(words.seen_same)
    return join([join([rich(words.seen_before), old]), join([rich(words.seen_after), new])], "\n\n")


def _decide(one: Entry, proposal: Proposal, field: str) -> list[Row]:
    words = one.kb.handbook_wording
    yes, no = (
        keyboards.button(label, keyboards.EDIT, act, proposal.id, one.ref)
        for label, act in ((words.button_write, "ok"), (words.button_drop, "no"))
    )
    rewrite = [keyboards.button(words.button_rewrite, keyboards.EDIT, "re", proposal.id, one.ref, field)]
    return [[yes], [*(rewrite if field else []), no]]


async def _conflict(talk: Talk, conflict: Conflict, rest: list[str]) -> None:
    words, one = talk.kb.handbook_wording, entry(talk.kb, ":".join(rest[1:3]))
    if conflict.fresh is None:
        await talk.rebutton(keyboards.EDIT)
        await talk.say(words.conflict_over, keyboards.inline(*([edit_show.opens(one)] if one else [])))
        return
    text = join([rich(words.conflict), lines(talk, conflict.fresh.files)], "\n\n")
    rows = _decide(one, conflict.fresh, "") if one else file_decision(talk, conflict.fresh)
    await edit_show.put(talk, text, rows)


def file_decision(talk: Talk, proposal: Proposal) -> list[Row]:
    """For a whole file."""
    words = talk.kb.handbook_wording
    labels = ((words.button_apply, "ok"), (words.button_drop, "no"))
    return [[keyboards.button(label, keyboards.EDIT, act, proposal.id)] for label, act in labels]


async def _over(talk: Talk) -> None:
    await talk.rebutton(keyboards.EDIT)
    await talk.toast(talk.kb.handbook_wording.toast_over)


def _number(rest: list[str]) -> int:
    """The proposal that a button names; 0, which none has, for what can be none."""
    text = rest[0] if rest else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < 2**31 else 0


async def rewrite(talk: Talk, rest: list[str]) -> tuple[Entry, str] | None:
    """`✏️`: what has to be asked for again; the old words are dropped."""
    one = entry(talk.kb, ":".join(rest[1:3]))
    if one is None or len(rest) != 4:
        await lookup.unknown_button(talk)
        return None
    await talk.services.handbook.drop(_number(rest))
    await talk.rebutton(keyboards.EDIT)
    return one, rest[3]
