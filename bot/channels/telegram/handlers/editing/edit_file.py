"""A whole file of the handbook, sent by an editor or to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from telegram import Document

from bot.answering.rich import join, say
from bot.channels.telegram import keyboards
from bot.channels.telegram.handlers import lookup, media
from bot.channels.telegram.handlers.editing import edit_change, edit_show
from bot.channels.telegram.markup import shortened
from bot.channels.telegram.talk import Talk
from bot.handbook import FileChange, Unchanged
from bot.handbook.model import FILE
from bot.knowledge.editing import ReplaceFile
from bot.knowledge.loader import MAX_FILE_BYTES
from bot.knowledge.placeholders import fill
from bot.knowledge.problems import KnowledgeError
from bot.language.folding import fold

SUFFIXES = (".yaml", ".yml")
SLASH = "__"  # stands for the slash, which Telegram takes out of names
LISTED = 90

_COPY = re.compile(r"\s*\(\d+\)$")  # what phones add to a second copy
_UNSAFE = re.compile(r"[/\\\x00-\x1f]|\.\.")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def is_yaml(document: Document | None) -> bool:
    return document is not None and (document.file_name or "").lower().endswith(SUFFIXES)


def is_sent(talk: Talk) -> bool:
    """Whether this message is a file that may be one of the handbook."""
    return is_yaml(talk.incoming.message.document if talk.incoming.message else None)


async def received(talk: Talk) -> None:
    """A file: from an editor it may be one of the handbook."""
    document = talk.incoming.message.document if talk.incoming.message else None
    if document is None or not is_yaml(document) or not await talk.services.members.includes(talk.incoming):
        await media.media(talk)
    elif await talk.may("edit"):
        await take(talk, document)


async def take(talk: Talk, document: Document) -> None:
    """Check it, and show what it would change."""
    words, sent = talk.kb.handbook_wording, document.file_name or ""
    if not is_yaml(document):
        await talk.say(words.file_not_yaml)
        return
    fetch = talk.services.sender.download
    too_large = (document.file_size or 0) > MAX_FILE_BYTES
    content = None if too_large else await fetch(talk.chat, document.file_id, MAX_FILE_BYTES)
    if content is None:
        await talk.say(fill(words.file_too_large, so=MAX_FILE_BYTES // 1_000_000))
        return
    files = await talk.services.handbook.files()
    name = target(files, sent, content)
    if name is None:
        await talk.say(say(words.file_name_bad, tep=sent))
    else:
        await _propose(talk, name, content, new=name not in files)


async def choose(talk: Talk, _rest: list[str]) -> None:
    """`/sua tệp`: which file to send?"""
    words, names = talk.kb.handbook_wording, list(await talk.services.handbook.files())[:LISTED]
    keys = [
        keyboards.button(shortened(name, edit_show.LABEL), keyboards.EDIT, "file", keyboards.fingerprint(name))
        for name in names
    ]
    rows = [*edit_show.in_rows(keys, 2), [edit_show.again(words)]]
    await edit_show.put(talk, words.choose_file, rows)


async def send(talk: Talk, rest: list[str]) -> None:
    """The file as it is now."""
    files = await talk.services.handbook.files()
    name = next((name for name in files if [keyboards.fingerprint(name)] == rest), None)
    if name is None:
        await lookup.unknown_button(talk)
    else:
        await talk.services.sender.file(talk.chat, files[name], name.replace("/", SLASH))
        await talk.say(talk.kb.handbook_wording.file_how)


def target(files: Mapping[str, bytes], sent: str, content: bytes) -> str | None:
    """The file of the folder that is meant by the name it was sent under, or a new one; None when it can be neither.

    Where several have the name, it is the one most alike.
    """
    stem, _, suffix = sent.rpartition(".")
    name = f"{_COPY.sub('', stem)}.{suffix}"
    if _UNSAFE.search(name) or not name[0].isalnum():
        return None
    path = name.replace(SLASH, "/")
    found = [known for known in files if path in (known, PurePosixPath(known).name)]
    if path in files and "/" in path:
        return path
    if found:
        lines = set(content.splitlines())
        return max(found, key=lambda known: len(lines & set(files[known].splitlines())))
    return _new(files, path)


def _new(files: Mapping[str, bytes], path: str) -> str | None:
    """A name that is safe on every system, in a folder that is there."""
    folder, _, last = path.rpartition("/")
    stem = _NO_WORD.sub("-", fold(last.rpartition(".")[0])).strip("-")
    if not stem or (folder and not any(known.startswith(f"{folder}/") for known in files)):
        return None
    return f"{folder}/{stem}.yaml" if folder else f"{stem}.yaml"


async def _propose(talk: Talk, name: str, content: bytes, *, new: bool) -> None:
    words = talk.kb.handbook_wording
    edits, by = [ReplaceFile(name, content)], talk.incoming.person
    try:
        proposal = await talk.services.handbook.propose(edits, by, fill(words.what_file, tep=name), FILE, talk.now)
    except Unchanged:
        await talk.say(say(words.file_same, tep=name))
    except KnowledgeError as error:
        await talk.say(edit_change.reasons(talk, error))
    else:
        whole = difference(proposal.files)
        if len(whole) > edit_change.LINES:
            await talk.services.sender.file(talk.chat, whole.encode(), fill(words.file_of_lines, tep=_stem(name)))
        head = say(words.file_new if new else words.file_head, tep=name)
        text = join([head, edit_change.lines(talk, proposal.files)], "\n\n")
        await talk.say(text, keyboards.inline(*edit_change.file_decision(talk, proposal)))


def difference(files: tuple[FileChange, ...]) -> str:
    """All lines that change, as text."""
    shown: list[str] = []
    for file in files:
        shown.append(file.name)
        for hunk in file.hunks:
            shown += [f"@ {hunk.line}", *(f"- {line}" for line in hunk.before), *(f"+ {line}" for line in hunk.after)]
    return "\n".join(shown) + "\n"


def _stem(name: str) -> str:
    return PurePosixPath(name).stem
