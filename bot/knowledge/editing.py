"""Changes of the files as the committee would make them by hand: only the lines that change are touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bot.knowledge import model as m
from bot.knowledge.edits import AddEntry, Append, Edit, Path, ReplaceFile, Set, outcome
from bot.knowledge.layout import Layout, NoPlaceError, Splice, in_brackets
from bot.knowledge.loader import is_knowledge_name
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.sections import ONCE, fields_by_key, submodel, title_of, titles_of
from bot.knowledge.source import Source, cleaned
from bot.knowledge.splicing import append_at, set_at
from bot.knowledge.values import bare, fold_key
from bot.knowledge.yaml_text import Items, Scalar, Table
from bot.knowledge.yaml_writing import contents, item, plain, said
from bot.messages import message

_SAMPLES = "mẫu"
_LAST = ("liên quan", "cách hỏi")  # lists that grow
_HEAD = "# yaml-language-server: $schema={up}.schema.json\n\n"


def edited(files: Mapping[str, bytes], edits: Sequence[Edit]) -> dict[str, bytes]:
    """The files that the edits change, as they are after them. Raises KnowledgeError where an edit finds no place."""
    work = _Work(files)
    for edit in edits:
        work.make(edit)
    return {name: content for name, content in work.files.items() if files.get(name) != content}


@dataclass(frozen=True)
class _Spot:
    """The letters of a file that hold an entry, and the path to it within them."""

    file: str
    start: int
    end: int
    prefix: Path


class _Work:
    """The files while one edit after the other is made."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self._sources: dict[str, tuple[bytes, Source]] = {}

    def make(self, edit: Edit) -> None:
        match edit:
            case ReplaceFile(name, content):
                self._check_name(name)
                self.files[name] = content
            case AddEntry():
                self._check_name(edit.file)
                self._add(edit)
            case Set(_, _, path, value):
                self._change(edit, lambda text, prefix: set_at(text, (*prefix, *path), value, _order(edit)))
            case Append(_, _, path, new):
                self._change(edit, lambda text, prefix: append_at(text, (*prefix, *path), new, _order(edit)))

    def _check_name(self, name: str) -> None:
        if name not in self.files and not is_knowledge_name(name):
            raise _refusal("edit.bad_name", name=name)

    # One entry

    def _change(self, edit: Set | Append, splices: Callable[[str, Path], list[Splice]]) -> None:
        spot = self._spot(edit)
        source = self._source(spot.file)
        old = source.text[spot.start : spot.end]
        try:
            new = source.spliced(old, lambda clean: splices(clean, spot.prefix))
        except NoPlaceError as error:
            raise _refusal("edit.no_place", spot.file, key=_shown(edit.path)) from error
        if new == old:
            return
        says = contents(cleaned(new)[0])
        if says != outcome(contents(cleaned(old)[0]), spot.prefix, edit):
            raise _refusal("edit.no_way", spot.file, key=_shown(edit.path))
        if (sample := _sample(says, spot.prefix, edit.path)) is not None:  # what the committee writes is none any more
            new = source.spliced(new, lambda clean: set_at(clean, (*spot.prefix, _SAMPLES, sample), None))
        self.files[spot.file] = source.bytes_with(spot.start, spot.end, new)

    def _spot(self, edit: Set | Append) -> _Spot:
        folded = fold_key(title_of(m.KnowledgeFile, edit.section))
        for name in self.files:
            tree = self._source(name).tree
            section = tree.entries.get(folded) if isinstance(tree, Table) else None
            if section is None:
                continue
            if isinstance(section.value, Table) and (edit.section in ONCE or _code(section.value) == edit.code):
                return _Spot(name, *self._source(name).part(section.line), (folded,))
            found = section.value.items if isinstance(section.value, Items) else ()
            for position, node in enumerate(found):
                if isinstance(node, Table) and _code(node) == edit.code:
                    return self._entry(name, folded, position, node)
        raise _refusal("edit.no_entry", section=title_of(m.KnowledgeFile, edit.section), code=edit.code)

    def _entry(self, name: str, folded: str, position: int, node: Table) -> _Spot:
        """The lines of an entry alone, if they can be read alone: that is much faster than reading the whole file."""
        source = self._source(name)
        start, end = source.part(node.line)
        alone = cleaned(source.text[start:end])[0]
        if alone.lstrip(" ").startswith("-") and contents(alone) == [plain(node)]:
            return _Spot(name, start, end, (0,))
        return _Spot(name, 0, len(source.text), (folded, position))

    def _source(self, name: str) -> Source:
        content, kept = self.files[name], self._sources.get(name)
        if kept is None or kept[0] is not content:
            kept = self._sources[name] = content, Source(content)
        return kept[1]

    # One more entry

    def _add(self, edit: AddEntry) -> None:
        title = title_of(m.KnowledgeFile, edit.section)
        if edit.file not in self.files:
            head = _HEAD.format(up="../" * edit.file.count("/"))
            self.files[edit.file] = f"{head}{title}:\n{item(edit.entry, 2)}\n".encode()
            return
        source = self._source(edit.file)
        before = contents(cleaned(source.text)[0]) or {}
        try:
            new = source.spliced(source.text, lambda clean: _added(clean, title, edit.entry))
        except NoPlaceError as error:
            raise _refusal("edit.no_place", edit.file, key=title) from error
        expected = {**before, fold_key(title): [*before.get(fold_key(title), ()), said(edit.entry)]}
        if contents(cleaned(new)[0]) != expected:
            raise _refusal("edit.no_way", edit.file, key=title)
        self.files[edit.file] = source.bytes_with(0, len(source.text), new)


def _added(text: str, title: str, entry: Mapping[str, Any]) -> list[Splice]:
    layout = Layout(text)
    try:
        section = layout.at((title,))
    except NoPlaceError:  # the file has none yet
        gap = "" if text.endswith("\n") or not text else "\n"
        return [Splice(len(text), len(text), f"{gap}\n{title}:\n{item(entry, 2)}\n")]
    items = section.value
    if in_brackets(section) or not isinstance(items, list) or isinstance(items[0], tuple):
        raise NoPlaceError
    end, column = layout.line_end(layout.end(items[-1])), section.start_mark.column
    apart = len(items) == 1 or "\n\n" in text[layout.end(items[-2]) : items[-1].start_mark.index]
    return [Splice(end, end, f"\n{chr(10) if apart else ''}{item(entry, column)}")]


def _sample(entry: Any, prefix: Path, path: Path) -> int | None:
    """Where `mẫu` names the key that a path begins with."""
    for part in prefix:
        entry = entry[part]
    names = entry.get(fold_key(_SAMPLES), ())
    keys = [fold_key(name) for name in (names if isinstance(names, list | tuple) else [names])]
    key = fold_key(str(path[0]))
    return keys.index(key) if key in keys else None


def _order(edit: Set | Append) -> list[str]:
    """The keys of the table in which the last key of a path stands, in the order in which they are written."""
    kind: type[BaseModel] = submodel(m.KnowledgeFile, edit.section)
    keys = [fold_key(part) for part in edit.path if isinstance(part, str)]
    for key in keys[:-1]:
        try:
            kind = submodel(kind, fields_by_key(kind)[key])
        except (KeyError, StopIteration):  # no such key, or no table under it
            return []
    sourced = titles_of(m.Sourced) if issubclass(kind, m.Sourced) else []
    return [*(title for title in titles_of(kind) if title not in (*sourced, *_LAST)), *sourced, *_LAST]


def _code(node: Table) -> str:
    code = node.entries.get("ma")
    return bare(code.value.text) if code and isinstance(code.value, Scalar) else ""


def _shown(path: Path) -> str:
    return " › ".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _refusal(kind: str, file: str = "", **values: str) -> KnowledgeError:
    return KnowledgeError([Problem(file, 0, message(kind, **values), kind)])


__all__ = ["AddEntry", "Append", "Edit", "ReplaceFile", "Set", "edited"]
