"""Values -> YAML as the committee would write it: plain where that is safe, else in quotes, long texts line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from bot.knowledge.values import fold_key
from bot.knowledge.yaml_text import Budget, Items, Node, Scalar, read_tree

WIDTH = 120  # of a list in one line
MAX_NODES = 40_000

_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\xad\ufeff\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_LINE_BY_LINE = {fold_key("cách hỏi"), fold_key("cách nói")}
_TEXT = "tag:yaml.org,2002:str"
_LIKE_NUMBER = re.compile(r"[+0-9][0-9 .:()-]*")  # phones and hours: a spreadsheet or an editor may mistake them
_RESOLVER = yaml.resolver.Resolver()


def tidy(value: object) -> str:
    """A text as the files hold it: composed, without what nobody sees, without spaces where a line ends."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", str(value))))
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def type_of(text: str) -> str:
    """What a plain text looks like to other readers of YAML."""
    found = str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
    return "number" if found == _TEXT and _LIKE_NUMBER.fullmatch(text) else found


def inline(value: object, *, flow: bool = False, style: str = "", like: str = _TEXT) -> str:
    """A text in one line. `flow`: inside brackets; `style`: the quotes that are preferred; `like`: what a plain text
    may be taken for, because the one before it was."""
    text = tidy(value)
    if isinstance(value, int | float):
        return text
    if not style and type_of(text) in (_TEXT, like) and _reads(text, text, flow=flow):
        return text
    single, double = "'" + text.replace("'", "''") + "'", f'"{text}"'
    for quoted in (single, double) if style == "'" else (double, single):
        if "\n" not in text and _reads(quoted, text, flow=flow):
            return quoted
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


def literal(text: str, indent: int) -> str | None:
    """The lines of a text that is written after `|`, None when they would not be read as they are."""
    lines = "\n".join(" " * indent + line if line else "" for line in text.split("\n"))
    return lines if text and _reads(f"|\n{lines}", text) else None


def after_key(key: str, value: Any, indent: int) -> str:
    """What stands behind `key:`; `indent` is where the key begins."""
    if isinstance(value, Mapping):
        return "\n" + "\n".join(table(value, indent + 2))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(key, value, indent)
    return " " + scalar(value, indent + 2)


def scalar(value: object, indent: int) -> str:
    """A value; `indent` is where its lines begin when it has several."""
    text = tidy(value)
    lines = literal(text, indent) if "\n" in text else None
    return inline(value) if lines is None else f"|\n{lines}"


def table(entries: Mapping[str, Any], indent: int) -> Iterator[str]:
    """The lines of a table."""
    for key, value in entries.items():
        yield f"{' ' * indent}{inline(key, flow=True)}:{after_key(key, value, indent)}"


def item(value: Any, indent: int) -> str:
    """An item of a list; `indent` is where its dash stands."""
    if isinstance(value, Mapping):
        return f"{' ' * indent}- " + "\n".join(table(value, indent + 2)).lstrip(" ")
    return f"{' ' * indent}- {scalar(value, indent + 2)}"


def in_line(value: Any) -> str:
    """What stands inside brackets."""
    return in_braces(value) if isinstance(value, Mapping) else inline(value, flow=True)


def in_braces(value: Mapping[str, Any]) -> str:
    """A table in one line."""
    parts = []
    for key, part in value.items():
        listed = isinstance(part, list | tuple)
        written = "[" + ", ".join(map(in_line, part)) + "]" if listed else in_line(part)
        parts.append(f"{inline(key, flow=True)}: {written}")
    return "{" + ", ".join(parts) + "}"


def _list(key: str, values: Sequence[Any], indent: int) -> str:
    if fold_key(key) not in _LINE_BY_LINE and not any(isinstance(value, Mapping) for value in values):
        line = "[" + ", ".join(inline(value, flow=True) for value in values) + "]"
        if indent + len(key) + len(line) <= WIDTH:
            return f" {line}"
    return "\n" + "\n".join(item(value, indent + 2) for value in values)


def said(value: Any) -> Any:
    """A value as it is read once it is written: texts, lists, and tables by folded key."""
    if isinstance(value, Mapping):
        return {fold_key(key): said(part) for key, part in value.items()}
    return [said(one) for one in value] if isinstance(value, list | tuple) else tidy(value)


@lru_cache(maxsize=4)  # of the entry that is being changed
def contents(source: str) -> Any:
    """What a piece of a file says: texts, lists, and tables by folded key. None if the loader objects to it."""
    noted: list[str] = []

    def note(line: int, kind: str, /, **values: object) -> None:  # noqa: ARG001
        noted.append(kind)

    tree = read_tree(source, Budget(MAX_NODES), note)
    return None if noted or tree is None else plain(tree)


def pass_over(line: int, kind: str, /, **values: object) -> None:
    """For who reads what `check` will speak of."""


def plain(node: Node) -> Any:
    """A part of the tree as texts, lists, and tables by folded key."""
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, Items):
        return [plain(one) for one in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def _reads(written: str, text: str, *, flow: bool = False) -> bool:
    """Whether it is read as this text wherever it may stand."""
    if flow:
        return bool(contents(f"- [a, {written}, b]") == [["a", text, "b"]])
    return bool(
        contents(f"k: {written}\nl: b") == {"k": text, "l": "b"} and contents(f"- {written}\n- b") == [text, "b"]
    )
