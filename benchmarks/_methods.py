"""What is compared: a way to tell which topic a text asks about, ours or a peer's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks._asked import Asked

OFFERED = 4  # buttons


@dataclass(frozen=True)
class Verdict:
    """What a method makes of a text: the best topics, best first, and how sure it is of the first (to be compared with
    its own other verdicts only). `outside`: it takes the text for one that must not be answered."""

    ranking: tuple[str, ...]
    score: float
    outside: bool = False

    @property
    def sureness(self) -> tuple[bool, float]:
        """The order in which texts would be answered or offered: what is taken for outside comes last."""
        return not self.outside, self.score


@dataclass(frozen=True)
class Reply:
    """What a resident gets: topics answered, or topics offered as buttons, or neither."""

    topics: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


Judge = Callable[[str], Verdict]


@dataclass(frozen=True)
class Peer:
    """`build` is given the texts and their labels, OUTSIDE among them; `package` is what it imports."""

    name: str
    package: str
    build: Callable[[Sequence[Asked]], Judge]
