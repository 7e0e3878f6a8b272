"""YAML -> a tree of texts with line numbers.

PyYAML would turn `0203113113` into 34379339, `22:30` into 1350 and `no` into False, so only its parser is used: the
tree keeps every scalar as it was written. Whatever lets a small file become a large or deep one (aliases, merges,
nesting) is refused while parsing, before anything is built from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from bot.knowledge.values import fold_key
from bot.knowledge.yaml_errors import begins_line, bullet_line, explain, without_bullet

MAX_DEPTH = 12
MAX_KEY = 100

# NEL and the Unicode line separators break lines in YAML but not in editors; the rest is invisible.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_INDENTED_BY_TAB = re.compile(r"^[ ]*\t[ \t]*\S", re.MULTILINE)
_INDENTED_BY_ODD_SPACE = re.compile(r"^[ ]*[\xa0\u2000-\u200a\u202f\u205f\u3000]", re.MULTILINE)
# Pages and word processors leave these between letters; without them the words are what they look like. The joiner
# U+200D is not among them: it holds emoji together.
WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\xad\ufeff"))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text exactly as written; "" where nothing was. `body` is the line of its first word when it was written line
    by line after `|`, else 0."""

    text: str
    line: int
    body: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    """A list; its empty items are left out."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as written, where it stands, and its value."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping by folded key."""

    entries: dict[str, Entry]
    line: int


Node = Scalar | Items | Table


class Note(Protocol):
    """Takes down one problem: its line, the key of its wording and what the wording names."""

    def __call__(self, line: int, kind: str, /, **values: object) -> None: ...


class Budget:
    """How many nodes may still be read, over all files together: 5 MB of `-` lines would be two million."""

    def __init__(self, nodes: int) -> None:
        self._nodes = nodes

    @property
    def spent(self) -> bool:
        return self._nodes < 0

    def spend(self, line: int) -> None:
        self._nodes -= 1
        if self.spent:
            raise _UnreadableError(line, "too_many_values")


class _UnreadableError(Exception):
    """Reading this file stops here."""

    def __init__(self, line: int, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.line, self.kind, self.values = line, kind, values


def read_tree(source: str, budget: Budget, note: Note) -> Node | None:
    """Parse one file; None when it cannot be read, and `note` has been told why."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").translate(WITHOUT_WIDTH)
    reader = _Reader(text, budget, note)
    try:
        _refuse_odd_characters(text)
        return reader.document()
    except _UnreadableError as problem:
        note(problem.line, problem.kind, **problem.values)
    except yaml.YAMLError as error:
        line, kind = explain(error, reader.lines, reader.last, reader.free_from)
        note(line, kind)
    return None


def _refuse_odd_characters(text: str) -> None:
    if match := _INVISIBLE.search(text):
        raise _UnreadableError(_line_at(text, match.start()), "invisible_character", code=f"U+{ord(match[0]):04X}")
    if match := _INDENTED_BY_TAB.search(text):
        raise _UnreadableError(_line_at(text, match.start()), "tab")
    if match := _INDENTED_BY_ODD_SPACE.search(text):
        raise _UnreadableError(_line_at(text, match.start()), "odd_space")


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


class _Reader:
    """Builds the tree from the parser's events, one document a file."""

    def __init__(self, text: str, budget: Budget, note: Note) -> None:
        self.lines = text.split("\n")
        self.last: Any = None  # the scalar event read last
        self.free_from = 0  # the line, from 0, after the last text written after `|`
        self._events: Iterator[Any] = _events(text)
        self._budget = budget
        self._note = note

    def document(self) -> Node | None:
        next(self._events)  # start of the stream
        if isinstance(event := next(self._events), yaml.StreamEndEvent):
            self._note(0, "empty_file")
            return None
        node = self._node(next(self._events), depth=1)
        next(self._events)  # end of the document
        if not isinstance(event := next(self._events), yaml.StreamEndEvent):
            raise _UnreadableError(event.start_mark.line + 1, "several_documents")
        if isinstance(node, Scalar) and not node.text:
            self._note(0, "empty_file")
            return None
        return node

    def _node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        self._budget.spend(line)
        _refuse_references(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if depth > MAX_DEPTH:
            raise _UnreadableError(line, "too_deep", limit=MAX_DEPTH)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(line, depth)
        return self._in_braces(line, depth) if event.flow_style else self._table(line, depth)

    def _scalar(self, event: Any, line: int) -> Node:
        self.last = event
        if event.style in {"|", ">"}:
            self.free_from = event.end_mark.line
        bullet = bullet_line(event, self.lines)
        if bullet is None:
            return Scalar(event.value, line, body=line + 1 if event.style == "|" else 0)
        self._note(bullet + 1, "yaml_bullet")
        if bullet + 1 > line or not begins_line(event, self.lines):
            return Scalar(event.value, line)
        return self._meant_as_items(range(bullet, event.end_mark.line + 1), line)

    def _meant_as_items(self, numbers: range, line: int) -> Items:
        """A list with other bullets, reported already: read as it was meant, so that nothing else is said of it."""
        items = []
        for number in numbers:
            self._budget.spend(number + 1)
            items.append(Scalar(without_bullet(self.lines[number]), number + 1))
        return Items(tuple(item for item in items if item.text), line)

    def _in_braces(self, line: int, depth: int) -> Node:
        """A table in one line, or, when nothing stands behind its keys, a text like `{lịch:x}` without quotes."""
        table = self._table(line, depth, in_braces=True)
        if not any(is_empty(entry.value) for entry in table.entries.values()):
            return table
        self._note(line, "yaml_braces")
        return Scalar("{" + ", ".join(entry.key for entry in table.entries.values()) + "}", line)

    def _items(self, line: int, depth: int) -> Items:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node = self._node(event, depth + 1)
            if is_empty(node):
                self._note(node.line, "empty_item")
            else:
                items.append(node)
        return Items(tuple(items), line)

    def _table(self, line: int, depth: int, *, in_braces: bool = False) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            entry = self._entry(event, depth)
            folded = fold_key(entry.key)
            if first := entries.get(folded):
                self._note(entry.line, "duplicate_key", key=entry.key, line=first.line)
            elif is_empty(entry.value) and not in_braces:
                self._note(entry.line, "empty_value", key=entry.key)
            entries.setdefault(folded, entry)
        return Table(entries, line)

    def _entry(self, event: Any, depth: int) -> Entry:
        line = event.start_mark.line + 1
        self._budget.spend(line)
        _refuse_references(event, line)
        if not isinstance(event, yaml.ScalarEvent) or len(event.value) > MAX_KEY:
            raise _UnreadableError(line, "bad_key")
        self.last = event
        if bullet_line(event, self.lines) is not None:
            raise _UnreadableError(line, "yaml_bullet")
        if event.value == "<<":
            raise _UnreadableError(line, "yaml_merge")
        return Entry(event.value, line, self._node(next(self._events), depth + 1))


def is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _refuse_references(event: Any, line: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _UnreadableError(line, "yaml_alias")
    if event.anchor is not None:
        raise _UnreadableError(line, "yaml_anchor")
    if event.tag is not None:
        raise _UnreadableError(line, "yaml_tag")


def _events(text: str) -> Iterator[Any]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(text, Loader=loader))
