"""An entry taken out of its file: its lines, and nothing else."""

from __future__ import annotations

import re

from bot.knowledge.model import KnowledgeFile
from bot.knowledge.sections import title_of
from bot.knowledge.source import Source
from bot.knowledge.values import bare, fold_key
from bot.knowledge.yaml_text import Items, Table
from bot.knowledge.yaml_writing import contents, plain
from bot.spreadsheet.columns import CODE


def without(content: bytes, section: str, code: str) -> bytes | None:
    """The file without this entry; None where it cannot be taken out by itself: the only one of its section, or written
    in brackets."""
    source = Source(content)
    folded = fold_key(title_of(KnowledgeFile, section))
    tree = source.tree
    found = tree.entries[folded].value if isinstance(tree, Table) and folded in tree.entries else None
    if tree is None or not isinstance(found, Items) or len(found.items) < 2:
        return None
    said = [plain(node) for node in found.items]
    place = next(i for i, one in enumerate(said) if bare(one[fold_key(CODE)]) == code)
    start, end = source.part(found.items[place].line)
    taken = source.text[start:end]
    new = source.bytes_with(start, end, _after(taken))
    expected = plain(tree) | {folded: [*said[:place], *said[place + 1 :]]}
    return new if contents(new.decode("utf-8-sig")) == expected else None


def _after(taken: str) -> str:
    """Comments that stand before the next entry, not farther to the right than its dash, belong to that."""
    lines = taken.splitlines(keepends=True)
    dash = len(lines[0]) - len(lines[0].lstrip(" "))
    kept: list[str] = []
    for line in reversed(lines[1:]):
        if not re.fullmatch(rf"\s*|[ ]{{0,{dash}}}#.*\s*", line):
            break
        kept.insert(0, line)
    while kept and not kept[0].strip():
        kept.pop(0)
    return "".join(kept)
