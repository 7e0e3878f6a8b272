"""What is wrong with the knowledge folder: every problem with its file, its line and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import UserError
from bot.messages import message

# More would help nobody, and a hostile file could otherwise fill the memory with them.
MAX_PROBLEMS = 300

_SHOWN_IN_MESSAGE = 20


@dataclass(frozen=True, order=True)
class Problem:
    """`file` is relative to the knowledge folder ("" for the folder itself), `line` counts from 1 (0: the whole file).
    `kind` is the key of its wording under `[check]`."""

    file: str
    line: int
    text: str
    kind: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.text}" if place else self.text


class KnowledgeError(UserError):
    """The knowledge folder cannot be served. `version` names the contents that were refused."""

    def __init__(self, problems: Iterable[Problem], version: str = "") -> None:
        self.problems = tuple(sorted(set(problems)))
        self.version = version
        shown = [str(problem) for problem in self.problems[:_SHOWN_IN_MESSAGE]]
        if hidden := len(self.problems) - len(shown):
            shown.append(message("check.more", count=hidden))
        super().__init__("\n".join([message("check.refused", count=len(self.problems)), *shown]))


class Report:
    """Collects problems while files are read and checked."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)

    @property
    def full(self) -> bool:
        """Nothing more is taken down; looking further would be for nothing."""
        return len(self.problems) >= MAX_PROBLEMS

    def add(self, file: str, line: int, kind: str, /, **values: object) -> None:
        if not self.full:
            shown = {name: shorten(str(value)) for name, value in values.items()}
            self.problems.append(Problem(file, line, message(f"check.{kind}", **shown), kind))


def shorten(text: str, limit: int = 200) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(text[: limit + 1].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
