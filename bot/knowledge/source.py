"""A file whose letters are exchanged without touching any other byte of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property

from bot.knowledge.layout import Splice
from bot.knowledge.yaml_text import WITHOUT_WIDTH, Budget, Items, Node, Table, read_tree
from bot.knowledge.yaml_writing import MAX_NODES, pass_over

Splices = Callable[[str], Iterable[Splice]]

_BOM = "\ufeff"
_KEPT_BYTES = "surrogateescape"  # what is no UTF-8 stays as it is; `check` will speak of it


class Source:
    """A file as text. Its line ends and its byte order mark stay what they are."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8", _KEPT_BYTES)
        self._mark = _BOM if text.startswith(_BOM) else ""
        self.text = text.removeprefix(_BOM)
        self._line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"

    @cached_property
    def tree(self) -> Node | None:
        """As the loader reads it."""
        try:
            return read_tree(self.text, Budget(MAX_NODES), pass_over)
        except UnicodeEncodeError:  # no UTF-8
            return None

    def part(self, line: int) -> tuple[int, int]:
        """Where the entry or section on this line begins, and where the next one does."""
        following = bisect_right(self._beginnings, line)
        last = len(self.text)
        end = self._starts[self._beginnings[following] - 1] if following < len(self._beginnings) else last
        return self._starts[line - 1], end

    def spliced(self, text: str, splices: Splices) -> str:
        """A part of the file with other letters in places of its clean form."""
        clean, origin = cleaned(text)
        for splice in sorted(splices(clean), reverse=True):
            new = splice.text.replace("\n", self._line_end)
            text = text[: origin[splice.start]] + new + text[origin[splice.end] :]
        return text

    def bytes_with(self, start: int, end: int, new: str) -> bytes:
        return (self._mark + self.text[:start] + new + self.text[end:]).encode("utf-8", _KEPT_BYTES)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", self.text))]

    @cached_property
    def _beginnings(self) -> list[int]:
        """The lines on which sections and entries begin."""
        lines = set()
        for section in self.tree.entries.values() if isinstance(self.tree, Table) else ():
            entries = section.value.items if isinstance(section.value, Items) else ()
            lines |= {section.line, *(node.line for node in entries)}
        return sorted(lines)


def cleaned(text: str) -> tuple[str, range | list[int]]:
    """The text as the loader reads it, and where each of its letters stands in what was given."""
    if "\r" not in text and text == (clean := text.translate(WITHOUT_WIDTH)):
        return clean, range(len(text) + 1)
    letters, origin = [], []
    for found in re.finditer(r"\r\n?|(?s:.)", text):
        if ord(found[0][0]) not in WITHOUT_WIDTH:
            letters.append("\n" if found[0][0] == "\r" else found[0])
            origin.append(found.start())
    return "".join(letters), [*origin, len(text)]
