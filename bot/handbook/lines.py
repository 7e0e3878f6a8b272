"""Which lines differ, and whether changes made to the same file by two people can both be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.handbook.model import FileChange, Hunk
from bot.storage import Versions

# From which line to which, and what takes their place.
_Patch = tuple[int, int, list[bytes]]

_LINES, _PAIRS = 4000, 100_000  # what is compared line by line; the time grows with the square of it, or worse


def file_changes(versions: Versions) -> tuple[FileChange, ...]:
    """What changes, file by file, for people to read."""
    return tuple(FileChange(name, tuple(_hunks(*pair))) for name, pair in versions.items())


def merged(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """The base with the changes of both; None where they changed the same lines in different ways."""
    old = base.splitlines(keepends=True)
    my_own, their_own = list(_patches(old, mine)), list(_patches(old, theirs))
    new = [patch for patch in my_own if patch not in their_own]
    if any(_clash(patch, other) for patch in new for other in their_own):
        return None
    for start, end, lines in sorted([*new, *their_own], key=lambda patch: patch[:2], reverse=True):
        old[start:end] = lines
    return b"".join(old)


def _hunks(before: bytes | None, after: bytes | None) -> Iterator[Hunk]:
    old = (before or b"").splitlines(keepends=True)
    for start, end, lines in _patches(old, after or b""):
        yield Hunk(start + 1, _shown(old[start:end]), _shown(lines))


def _patches(old: list[bytes], new: bytes) -> Iterator[_Patch]:
    lines = new.splitlines(keepends=True)
    top = next((i for i, (a, b) in enumerate(zip(old, lines, strict=False)) if a != b), min(len(old), len(lines)))
    rest = min(len(old), len(lines)) - top  # what is alike at both ends need not be compared
    tail = next((i for i in range(rest) if old[-1 - i] != lines[-1 - i]), rest)
    middles = old[top : len(old) - tail], lines[top : len(lines) - tail]
    if _is_too_much(*middles):
        yield top, len(old) - tail, middles[1]
        return
    middle = SequenceMatcher(None, *middles, autojunk=False)
    for kind, i, j, k, m in middle.get_opcodes():
        if kind != "equal":
            yield top + i, top + j, lines[top + k : top + m]


def _is_too_much(old: Sequence[bytes], new: Sequence[bytes]) -> bool:
    """Whether to compare them would keep everybody waiting: nobody writes such files by hand."""
    many, counts = len(old) + len(new) > _LINES, Counter(old)
    return many or sum(counts[line] for line in new) > _PAIRS


def _clash(one: _Patch, other: _Patch) -> bool:
    """Whether two changes touch the same lines, or put something in the same place."""
    (start, end, _), (begin, stop, _) = one, other
    if start == end or begin == stop:
        return begin < start < stop or start < begin < end or (start, end) == (begin, stop)
    return max(start, begin) < min(end, stop)


def _shown(lines: list[bytes]) -> tuple[str, ...]:
    return tuple(line.decode("utf-8", "replace").rstrip("\r\n") for line in lines)
