"""What can be changed in the files, and what they say afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.values import fold_key
from bot.knowledge.yaml_writing import said

# What may be written: a text, a list of texts or tables, a table by Vietnamese keys.
Value = str | Sequence[Any] | Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Set:
    """One value of an entry. `section` is a field of KnowledgeFile (`contacts`), `code` the entry's (`""` where the
    section is one table), `path` Vietnamese keys and positions: `("điện thoại", 0)`. None removes the value."""

    section: str
    code: str
    path: Path
    value: Value | None


@dataclass(frozen=True)
class Append:
    """One more item of a list, which is made when there is none."""

    section: str
    code: str
    path: Path
    item: str | Mapping[str, Any]


@dataclass(frozen=True)
class AddEntry:
    """One more entry of a section, at the end of `file` (relative to the folder; made when there is none)."""

    section: str
    entry: Mapping[str, Any]
    file: str


@dataclass(frozen=True)
class ReplaceFile:
    """A whole file, or a new one."""

    name: str
    content: bytes


Edit = Set | Append | AddEntry | ReplaceFile


def outcome(before: Any, prefix: Path, edit: Set | Append) -> Any:
    """What the lines say after an edit, if they said this before."""
    path = [part if isinstance(part, int) else fold_key(part) for part in (*prefix, *edit.path)]
    return _with(before, path, edit)


def _with(node: Any, path: Sequence[str | int], edit: Set | Append) -> Any:
    if not path:
        return _value(node, edit)
    part, rest = path[0], path[1:]
    if isinstance(part, str):
        new = _with((node or {}).get(part), rest, edit)
        kept = {key: value for key, value in (node or {}).items() if key != part}
        return kept if new is None else {**kept, part: new}
    if not isinstance(node, list):  # alone, as good as a list of one
        return _with(node, rest, edit)
    new = _with(node[part], rest, edit)
    return [*node[:part], *([] if new is None else [new]), *node[part + 1 :]] or None


def _value(old: Any, edit: Set | Append) -> Any:
    if isinstance(edit, Append):
        listed = [] if old is None else old if isinstance(old, list) else [old]
        return [*listed, said(edit.item)]
    return None if edit.value is None or edit.value == [] else said(edit.value)
