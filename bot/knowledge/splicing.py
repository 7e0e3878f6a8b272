"""A change of one value in a YAML text: ruamel.yaml tells where each value stands, and only the letters of what changes
are put in another's place. (Written out by ruamel.yaml itself, long lists and quotes elsewhere in a file would change.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.knowledge.layout import NoPlaceError, Pair, Splice, pair_of
from bot.knowledge.lists import Lists
from bot.knowledge.values import fold_key
from bot.knowledge.yaml_writing import (
    after_key,
    in_braces,
    inline,
    literal,
    said,
    table,
    tidy,
    type_of,
)

Path = Sequence[str | int]
Value = Any
_HEADER = re.compile(r"([|>])[^\n]*")


def set_at(text: str, path: Path, value: Value | None, order: Sequence[str] = ()) -> list[Splice]:
    """Another value, or none (None); a key that is new comes after the last of those before it in `order`."""
    return list(_read(text).set(path, value, order))


def append_at(text: str, path: Path, new: Value, order: Sequence[str] = ()) -> list[Splice]:
    """One more item at the end of the list under a path."""
    return list(_read(text).append(path, new, order))


@lru_cache(maxsize=4)  # an entry is often changed in several places
def _read(text: str) -> _Text:
    return _Text(text)


class _Text(Lists):
    """A text whose values change."""

    def set(self, path: Path, value: Value | None, order: Sequence[str]) -> Iterator[Splice]:
        value = None if value == [] else value
        parent, last = self.at(path[:-1]), path[-1]
        if isinstance(last, int):
            yield from self._set_item(parent, path, value)
        elif not isinstance(parent, MappingNode):
            raise NoPlaceError
        elif (pair := pair_of(parent, last)) is None:
            if value is not None:
                yield from self._add_pair(parent, str(last), value, order)
        elif value is None:
            yield from self._remove_pair(parent, pair)
        else:
            yield from self._replace(pair[1], value, pair[0])

    def append(self, path: Path, new: Value, order: Sequence[str]) -> Iterator[Splice]:
        parent = self.at(path[:-1])
        if not isinstance(parent, MappingNode):
            raise NoPlaceError
        pair = pair_of(parent, str(path[-1]))
        if pair is None:
            yield from self._add_pair(parent, str(path[-1]), [new], order)
        elif isinstance(pair[1], SequenceNode):
            yield from self.insert(pair[1], len(pair[1].value), [new])
        else:  # a value alone is a list of one
            yield from self._rewrite(pair, [data(pair[1]), new])

    def _set_item(self, parent: Node, path: Path, value: Value | None) -> Iterator[Splice]:
        position = int(path[-1])
        if not isinstance(parent, SequenceNode) or not parent.value:
            items: list[Node] = [parent]  # a value alone is a list of one
        else:
            items = parent.value
        if not 0 <= position < len(items):
            raise NoPlaceError
        if value is not None:
            yield from self._replace(items[position], value, None)
        elif len(items) == 1:  # an empty list says nothing
            yield from self.set(path[:-1], None, ())
        elif isinstance(parent, SequenceNode):
            yield from self.remove_items(parent, position, position + 1)

    # Values

    def _replace(self, node: Node, value: Value, key: Node | None) -> Iterator[Splice]:
        if same(data(node), value):
            return
        if isinstance(node, ScalarNode) and not isinstance(value, Mapping | list | tuple):
            yield from self._replace_scalar(node, value, key)
        elif isinstance(node, SequenceNode) and isinstance(value, list | tuple) and node.value:
            yield from self._replace_items(node, value)
        elif isinstance(node, MappingNode) and isinstance(value, Mapping):
            yield from self._replace_table(node, value)
        elif key is not None:
            yield from self._rewrite((key, node), value)
        else:
            raise NoPlaceError

    def _rewrite(self, pair: Pair, value: Value) -> Iterator[Splice]:
        key, node = pair
        colon = self.text.index(":", key.end_mark.index) + 1
        yield Splice(colon, self.end(node), after_key(key.value, value, key.start_mark.column))

    def _replace_scalar(self, node: ScalarNode, value: Value, key: Node | None) -> Iterator[Splice]:
        start, end, new = node.start_mark.index, self.end(node), tidy(value)
        flow = self.in_flow(node)
        if node.style in ("|", ">"):
            yield self._block(node, new, key)
        elif (
            "\n" in new
            and not flow
            and not self._escaped(node)
            and (lines := literal(new, self._content_column(node, key)))
        ):
            rest = self.line_end(end)  # a comment stays on the line
            yield Splice(start, end, "|")
            yield Splice(rest, rest, f"\n{lines}")
        else:
            style = node.style or ""
            yield Splice(start, end, inline(value, flow=flow, style=style, like=type_of(node.value)))

    def _escaped(self, node: ScalarNode) -> bool:
        """Whether its lines are written in one, with `\\n` between them."""
        written = self.text[node.start_mark.index : node.end_mark.index]
        return "\n" in node.value and "\n" not in written

    def _block(self, node: ScalarNode, new: str, key: Node | None) -> Splice:
        """A text written line by line stays one; the line with the `|` as well, as far as it can."""
        start, end = node.start_mark.index, self.end(node)
        head = re.sub(r"[0-9]", "", self.text[start : self.line_end(start)])
        if "\n" in new:
            head = head.replace(">", "|", 1)
        first = re.search(r"\n( *)[^ \n]", self.text[start:end])
        column = len(first[1]) if first else self._content_column(node, key)
        lines = literal(new, column)
        return Splice(start, end, f"{head}\n{lines}" if lines else inline(new, style='"'))

    def _content_column(self, node: Node, key: Node | None) -> int:
        if key is not None:
            return int(key.start_mark.column) + 2
        dash = self.dash(node)
        return dash - self.line_start(dash) + 2

    # Tables

    def _replace_table(self, node: MappingNode, value: Mapping[str, Value]) -> Iterator[Splice]:
        wanted = {fold_key(key) for key in value}
        gone = [pair for pair in node.value if fold_key(pair[0].value) not in wanted]
        new = {key: part for key, part in value.items() if pair_of(node, key) is None}
        if new or len(gone) == len(node.value) or (gone and gone[0] is node.value[0]):
            yield Splice(node.start_mark.index, self.end(node), self._whole_table(node, value))
            return
        for pair in gone:
            yield from self._remove_pair(node, pair)
        for key, part in value.items():
            pair = pair_of(node, key)
            if pair is not None:
                yield from self._replace(pair[1], part, pair[0])

    def _whole_table(self, node: MappingNode, value: Mapping[str, Value]) -> str:
        if node.flow_style:
            return in_braces(value)
        return "\n".join(table(value, node.start_mark.column)).lstrip(" ")

    def _add_pair(self, node: MappingNode, key: str, value: Value, order: Sequence[str]) -> Iterator[Splice]:
        before = _before(node, key, order)
        if node.flow_style:
            end = self.end(before)
            yield Splice(end, end, f", {in_braces({key: value})[1:-1]}")
            return
        end, column = self.line_end(self.end(before)), node.start_mark.column
        yield Splice(end, end, "\n" + "\n".join(table({key: value}, column)))

    def _remove_pair(self, node: MappingNode, pair: Pair) -> Iterator[Splice]:
        position = next(i for i, other in enumerate(node.value) if other is pair)
        if len(node.value) == 1:
            raise NoPlaceError
        start = pair[0].start_mark.index
        following = node.value[position + 1][0].start_mark.index if position + 1 < len(node.value) else None
        alone = not self.text[self.line_start(start) : start].strip(" ")
        if not node.flow_style and alone:
            yield self.lines(start, self.end(pair[1]))
        elif following is not None:
            yield Splice(start, following, "")
        else:
            yield Splice(self.end(node.value[position - 1][1]), self.end(pair[1]), "")

    # Lists

    def _replace_items(self, node: SequenceNode, values: Sequence[Value]) -> Iterator[Splice]:
        old, new = [_key(data(one)) for one in node.value], [_key(value) for value in values]
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            both = min(j - i, m - k)
            for number in range(both):
                yield from self._replace_item(node.value[i + number], values[k + number])
            if j - i > both:
                yield from self.remove_items(node, i + both, j)
            elif m - k > both:
                yield from self.insert(node, j, values[k + both : m])

    def _replace_item(self, node: Node, value: Value) -> Iterator[Splice]:
        try:
            yield from self._replace(node, value, None)
        except NoPlaceError:
            yield Splice(node.start_mark.index, self.end(node), self.as_item(node, value))


def data(node: Node) -> Any:
    """What a node says: texts, lists, and tables by folded key."""
    if isinstance(node, ScalarNode):
        return tidy(node.value)
    if isinstance(node, SequenceNode):
        return [data(one) for one in node.value]
    return {fold_key(key.value): data(value) for key, value in node.value}


def same(old: Any, value: Value) -> bool:
    """Whether a value says what is there already; one alone is as good as a list of it."""
    new = said(value)
    return bool(old == new or (isinstance(value, list | tuple) and [old] == new))


def _key(value: Any) -> str:
    return repr(said(value))


def _before(node: MappingNode, key: str, order: Sequence[str]) -> Node:
    """The value after which a new key belongs."""
    places = {fold_key(title): number for number, title in enumerate(order)}
    own = places.get(fold_key(key), len(places))
    earlier = [pair[1] for pair in node.value if places.get(fold_key(pair[0].value), len(places)) <= own]
    found: Node = (earlier or [node.value[0][1]])[-1]
    return found
