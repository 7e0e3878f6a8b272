"""What YAML's parser stumbles over -> the line to look at and the kind of mistake that is usual there."""

from __future__ import annotations

import re
from typing import Any

import yaml

# A bullet as word processors make it, or a dash without the space that makes it one, where a line begins.
_BULLET = re.compile(r"[ ]*([–—−•·●▪◦]|-(?![ \t-]|$))")
_OPENS_WITH_BRACKET = re.compile(r"[^\"'#]*?(:|-)[ ]+[\[{]")

# The parser looks back to where these began; of a whole table or list the beginning says nothing.
_LOOKS_BACK = ("while scanning a quoted scalar", "while scanning a simple key", "while parsing a flow")
_CONTEXT_SAYS = {"while scanning an alias": "yaml_alias", "while scanning an anchor": "yaml_anchor"}

# Beginnings of what the parser says -> the kind of problem it is.
_PARSER_SAYS = {
    "mapping values are not allowed": "yaml_colon",
    "did not find expected key": "yaml_layout",
    "expected <block end>": "yaml_layout",
    "did not find expected '-' indicator": "yaml_layout",
    "could not find expected ':'": "yaml_missing_colon",
    "found character that cannot start any token": "yaml_first_character",
    "found unexpected end of stream": "yaml_quote",
    "did not find expected ',' or": "yaml_bracket",
    "expected ',' or": "yaml_bracket",
    "did not find expected node content": "yaml_bracket",
    "block sequence entries are not allowed": "yaml_dash",
    "found undefined tag handle": "yaml_tag",
    "found unknown escape character": "yaml_escape",
}


def explain(error: yaml.YAMLError, lines: list[str], last: Any, free_from: int) -> tuple[int, str]:
    """Line and kind of a syntax error; `last` is the scalar event before it, None without one. Above the line
    `free_from`, counted from 0, a bullet may be part of a text."""
    problem = _position(getattr(error, "problem_mark", None))
    if problem is None:
        return 0, "yaml_other"
    context = getattr(error, "context", None) or ""
    began = _position(getattr(error, "context_mark", None)) if context.startswith(_LOOKS_BACK) else None
    line = problem if began is None else began
    kind = _CONTEXT_SAYS.get(context) or _kind(getattr(error, "problem", None) or "")
    line, kind = _blamed_on(last, problem, lines) or (line, kind)
    if bullet := _bullet_near(line, lines, free_from):
        return bullet, "yaml_bullet"
    if kind == "yaml_layout" and _OPENS_WITH_BRACKET.match(lines[line] if line < len(lines) else ""):
        kind = "yaml_braces"
    return line + 1, kind


def bullet_line(event: Any, lines: list[str]) -> int | None:
    """The first line of a plain text, counted from 0, that was meant as an item of a list."""
    if event.style not in {None, ""}:
        return None
    start, end = event.start_mark, event.end_mark
    own = range(start.line if begins_line(event, lines) else start.line + 1, end.line + (end.column > 0))
    return next((n for n in own if is_bullet(lines[n])), None)


def is_bullet(line: str) -> bool:
    return _BULLET.match(line) is not None


def without_bullet(line: str) -> str:
    return line.strip(" ").lstrip("–—−•·●▪◦-").strip()


def begins_line(event: Any, lines: list[str]) -> bool:
    line = lines[event.start_mark.line] if event.start_mark.line < len(lines) else ""  # past the end of the file
    return not line[: event.start_mark.column].strip()


def _position(mark: Any) -> int | None:
    return int(mark.line) if mark else None


def _kind(says: str) -> str:
    return next((kind for start, kind in _PARSER_SAYS.items() if says.startswith(start)), "yaml_other")


def _blamed_on(last: Any, problem: int, lines: list[str]) -> tuple[int, str] | None:
    """A text that ran on into the line of the error: its quote was not closed, or it should have been a key."""
    if last is None or not last.start_mark.line < last.end_mark.line == problem:
        return None
    if last.style in {"'", '"'}:
        return last.start_mark.line, "yaml_quote"
    alone = not lines[last.start_mark.line][: last.start_mark.column].strip(" -")
    return (last.start_mark.line, "yaml_missing_colon") if alone and last.style in {None, ""} else None


def _bullet_near(line: int, lines: list[str], free_from: int) -> int | None:
    """A bullet on this line or the one above, unless it stands inside a text written after `|`."""
    return next((n + 1 for n in (line, line - 1) if free_from <= n < len(lines) and is_bullet(lines[n])), None)
