"""Where everything stands in a YAML text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.knowledge.values import fold_key

Pair = tuple[Node, Node]


class NoPlaceError(Exception):
    """There is nothing under this path, or nothing that can be changed so."""


@dataclass(frozen=True, order=True)
class Splice:
    """These letters in place of those from `start` up to `end`."""

    start: int
    end: int
    text: str


class Layout:
    """A text, its nodes and its lines. Comments and blank lines belong to no node."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:  # ruamel.yaml refuses tabs where the loader takes them for spaces
            self.root: Node | None = YAML(typ="rt", pure=True).compose(text.replace("\t", " "))
        except YAMLError as error:
            raise NoPlaceError from error

    def at(self, path: Sequence[str | int]) -> Node:
        """The node under keys and positions; what stands alone is at position 0 of a list of one."""
        node = self.root
        for part in path:
            if isinstance(part, str):
                pair = pair_of(node, part) if isinstance(node, MappingNode) else None
                node = pair[1] if pair else None
            elif isinstance(node, SequenceNode):
                node = node.value[part] if part < len(node.value) else None
            elif part:
                node = None
        if node is None:
            raise NoPlaceError
        return node

    def end(self, node: Node) -> int:
        """Where the last letter of a value ends: neither blank lines nor comments after it are part of it."""
        if isinstance(node, ScalarNode):
            return self._block_end(node) if node.style in ("|", ">") else int(node.end_mark.index)
        if in_brackets(node) or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1] if isinstance(last, tuple) else last)

    def _block_end(self, node: ScalarNode) -> int:
        end = self.line_end(node.start_mark.index)
        indent, at = 0, end + 1
        while at < len(self.text) and at <= node.end_mark.index:
            beyond = self.line_end(at)
            line = self.text[at:beyond]
            if line.strip(" "):
                own = len(line) - len(line.lstrip(" "))
                indent = indent or own
                if own < indent or own == 0:
                    break
                end = beyond
            at = beyond + 1
        return end

    def in_flow(self, node: Node) -> bool:
        return any(start < node.start_mark.index < end for start, end in self._flows(self.root))

    def _flows(self, node: Node | None) -> Iterator[tuple[int, int]]:
        if node is None or isinstance(node, ScalarNode):
            return
        if in_brackets(node):
            yield node.start_mark.index, node.end_mark.index
            return
        for part in node.value:
            for one in part if isinstance(part, tuple) else (part,):
                yield from self._flows(one)

    def dash(self, node: Node) -> int:
        return self.text.rindex("-", 0, node.start_mark.index)

    def lines(self, start: int, end: int) -> Splice:
        """Whole lines go."""
        first, beyond = self.line_start(start), min(self.line_end(end) + 1, len(self.text))
        if beyond == len(self.text) and not self.text.endswith("\n"):
            first = max(first - 1, 0)  # the last line had no end, and the one before it keeps none
        return Splice(first, beyond, "")

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found


def pair_of(node: MappingNode, key: str) -> Pair | None:
    """A key, however it is written, and its value."""
    return next((pair for pair in node.value if fold_key(str(pair[0].value)) == fold_key(key)), None)


def in_brackets(node: Node) -> bool:
    """Whether a list or table is written in one go, as `[a, b]` or `{a: b}`."""
    return isinstance(node, SequenceNode | MappingNode) and bool(node.flow_style)
