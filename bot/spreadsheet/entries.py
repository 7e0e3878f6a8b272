"""The entries of the knowledge folder as rows of texts, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge.model import KnowledgeFile
from bot.knowledge.sections import title_of
from bot.knowledge.values import bare, fold_key
from bot.knowledge.yaml_text import Budget, Items, Node, Scalar, Table, read_tree
from bot.knowledge.yaml_writing import MAX_NODES, pass_over, plain
from bot.spreadsheet.columns import CODE, SECTIONS, Value, columns_of, shown

TOO_MANY_LINES = "✎"  # in place of what no cell could say: it is changed in its file


@dataclass(frozen=True)
class Entry:
    """`cells` by title, without those that hold nothing. `node` is where it stands in its file."""

    section: str
    code: str
    file: str
    cells: Mapping[str, str]
    node: Table


def entries_of(files: Mapping[str, bytes]) -> Iterator[Entry]:
    """Those of all files that can be read, section by section in the order of the files."""
    trees = {name: _tree(content) for name, content in files.items()}
    for section in SECTIONS:
        for name, tree in trees.items():
            for node in _listed(tree, section):
                yield _entry(section, name, node)


def _tree(content: bytes) -> Node | None:
    return read_tree(content.decode("utf-8-sig", "replace"), Budget(MAX_NODES), pass_over)


def _listed(tree: Node | None, section: str) -> list[Table]:
    found = tree.entries.get(fold_key(title_of(KnowledgeFile, section))) if isinstance(tree, Table) else None
    if found is None:
        return []
    nodes = found.value.items if isinstance(found.value, Items) else (found.value,)
    return [node for node in nodes if isinstance(node, Table)]


def _entry(section: str, file: str, node: Table) -> Entry:
    values: Mapping[str, Value] = plain(node)
    columns = [column for column in columns_of(section) if column.key in values]
    cells = {column.title: shown(values[column.key], column) for column in columns}
    code = node.entries.get(fold_key(CODE))
    name = bare(code.value.text) if code and isinstance(code.value, Scalar) else ""
    return Entry(section, name, file, {title: text or TOO_MANY_LINES for title, text in cells.items()}, node)
