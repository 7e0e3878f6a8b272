"""Items put into the lists of a YAML text, and taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml.nodes import Node, SequenceNode

from bot.knowledge.layout import Layout, Splice
from bot.knowledge.yaml_writing import WIDTH, in_line, item


class Lists(Layout):
    """A text with lists, line by line or in brackets."""

    def as_item(self, node: Node, value: Any) -> str:
        if self.in_flow(node):
            return in_line(value)
        dash = self.dash(node)
        return item(value, dash - self.line_start(dash)).lstrip(" ").removeprefix("- ")

    def insert(self, node: SequenceNode, position: int, values: Sequence[Any]) -> Iterator[Splice]:
        if node.flow_style:
            yield self._insert_in_brackets(node, position, values)
            return
        column = node.start_mark.column
        lines = "\n".join(item(value, column) for value in values)
        if position:
            end = self.line_end(self.end(node.value[position - 1]))
            yield Splice(end, end, f"\n{lines}")
        else:
            start = self.line_start(node.start_mark.index)
            yield Splice(start, start, f"{lines}\n")

    def _insert_in_brackets(self, node: SequenceNode, position: int, values: Sequence[Any]) -> Splice:
        written = [in_line(value) for value in values]
        if not node.value:
            return Splice(node.start_mark.index, self.end(node), f"[{', '.join(written)}]")
        if position == 0:
            start = node.value[0].start_mark.index
            return Splice(start, start, "".join(f"{one}, " for one in written))
        end = self.end(node.value[position - 1])
        column, text = end - self.line_start(end), ""
        for one in written:
            begin = self.text[self.line_start(end) : end]
            indent = len(begin) - len(begin.lstrip(" ")) + (2 if self.line_start(end) < node.start_mark.index else 0)
            fits = column + len(one) + 3 <= WIDTH
            text += f", {one}" if fits else f",\n{' ' * indent}{one}"
            column = column + len(one) + 2 if fits else indent + len(one)
        return Splice(end, end, text)

    def remove_items(self, node: SequenceNode, first: int, beyond: int) -> Iterator[Splice]:
        items = node.value
        if not node.flow_style:
            for one in items[first:beyond]:
                yield self.lines(self.dash(one), self.end(one))
        elif beyond < len(items):
            yield Splice(items[first].start_mark.index, items[beyond].start_mark.index, "")
        else:
            start = self.end(items[first - 1]) if first else items[0].start_mark.index
            yield Splice(start, self.end(items[-1]), "")
