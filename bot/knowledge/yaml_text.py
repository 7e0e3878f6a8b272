"""YAML -> a tree of texts with line numbers.

PyYAML would turn `0203113113` into 34379339, `22:30` into 1350 and `no` into False, so only its parser is used: the
tree keeps every scalar as it was written. Whatever lets a small file become a large or deep one (aliases, merges,
nesting) is refused while parsing, before anything is built from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from bot.knowledge.values import fold_key

MAX_DEPTH = 12
MAX_KEY = 100

# NEL and the Unicode line separators break lines in YAML but not in editors; the rest is invisible.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_INDENTED_BY_TAB = re.compile(r"^[ ]*\t[ \t]*\S", re.MULTILINE)

# Beginnings of what the parser says -> the kind of problem it is.
_PARSER_SAYS = {
    "mapping values are not allowed": "yaml_colon",
    "did not find expected key": "yaml_layout",
    "expected <block end>": "yaml_layout",
    "did not find expected '-' indicator": "yaml_layout",
    "could not find expected ':'": "yaml_missing_colon",
    "found character that cannot start any token": "yaml_first_character",
    "found unexpected end of stream": "yaml_quote",
    "did not find expected ',' or": "yaml_bracket",
    "expected ',' or": "yaml_bracket",
    "did not find expected node content": "yaml_bracket",
    "block sequence entries are not allowed": "yaml_dash",
    "found undefined tag handle": "yaml_tag",
    "found unknown escape character": "yaml_escape",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text exactly as written; "" where nothing was."""

    text: str
    line: int


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
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    try:
        _refuse_odd_characters(text)
        return _Reader(text, budget, note).document()
    except _UnreadableError as problem:
        note(problem.line, problem.kind, **problem.values)
    except yaml.YAMLError as error:
        line, kind = _explain(error)
        note(line, kind)
    return None


def _refuse_odd_characters(text: str) -> None:
    if match := _INVISIBLE.search(text):
        raise _UnreadableError(_line_at(text, match.start()), "invisible_character", code=f"U+{ord(match[0]):04X}")
    if match := _INDENTED_BY_TAB.search(text):
        raise _UnreadableError(_line_at(text, match.start()), "tab")


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _explain(error: yaml.YAMLError) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None)
    says = getattr(error, "problem", None) or ""
    kinds = (kind for start, kind in _PARSER_SAYS.items() if says.startswith(start))
    return (mark.line + 1 if mark else 0), next(kinds, "yaml_other")


class _Reader:
    """Builds the tree from the parser's events, one document a file."""

    def __init__(self, text: str, budget: Budget, note: Note) -> None:
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
            return Scalar(event.value, line)
        if depth > MAX_DEPTH:
            raise _UnreadableError(line, "too_deep", limit=MAX_DEPTH)
        build: Callable[[int, int], Node] = self._items if isinstance(event, yaml.SequenceStartEvent) else self._table
        return build(line, depth)

    def _items(self, line: int, depth: int) -> Items:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node = self._node(event, depth + 1)
            if is_empty(node):
                self._note(node.line, "empty_item")
            else:
                items.append(node)
        return Items(tuple(items), line)

    def _table(self, line: int, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            entry = self._entry(event, depth)
            folded = fold_key(entry.key)
            if first := entries.get(folded):
                self._note(entry.line, "duplicate_key", key=entry.key, line=first.line)
            elif is_empty(entry.value):
                self._note(entry.line, "empty_value", key=entry.key)
            entries.setdefault(folded, entry)
        return Table(entries, line)

    def _entry(self, event: Any, depth: int) -> Entry:
        line = event.start_mark.line + 1
        self._budget.spend(line)
        _refuse_references(event, line)
        if not isinstance(event, yaml.ScalarEvent) or len(event.value) > MAX_KEY:
            raise _UnreadableError(line, "bad_key")
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
