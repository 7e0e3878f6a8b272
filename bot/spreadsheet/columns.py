"""Sections as sheets: a column for each Vietnamese key, and what stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from bot.knowledge.model import KnowledgeFile, Sourced
from bot.knowledge.sections import fields_by_key, submodel, title_of, titles_of
from bot.knowledge.values import fold_key
from bot.knowledge.yaml_writing import tidy

SECTIONS = ("contacts", "schedules", "topics", "places", "out_of_scope", "greetings")
CODE, FILE = "mã", "tệp"
_LAST = ("liên quan", "cách hỏi")  # lists that grow

Value = Any  # a text, a list of texts, or a list of tables by Vietnamese title


@dataclass(frozen=True)
class Column:
    """A key of a section. `tables`: the model of what its cells list, if that is more than texts."""

    title: str
    info: FieldInfo
    tables: type[BaseModel] | None

    @property
    def key(self) -> str:
        return fold_key(self.title)

    @property
    def listed(self) -> bool:
        """Whether a cell holds several values, one a line."""
        return get_origin(self.info.annotation) is tuple and self.tables is None

    @cached_property
    def kinds(self) -> frozenset[Any]:
        """The types and the readers of which its values are made, as in `bot.knowledge.values`."""
        return frozenset(_kinds(_whole(self.info)))

    def meant(self, text: str) -> Any:
        """What a cell means: two that mean the same need no change. A text that cannot be read means itself."""
        value = said_by(text, self)
        if self.tables:
            return value
        try:
            return self._reader.validate_python(value)
        except ValidationError:
            return value

    @cached_property
    def _reader(self) -> TypeAdapter[Any]:
        return TypeAdapter(_whole(self.info))


@cache
def columns_of(section: str) -> tuple[Column, ...]:
    """In the order in which they stand: the code first, facts, where they come from, long lists last."""
    kind = submodel(KnowledgeFile, section)
    titles = titles_of(kind)
    sourced = titles_of(Sourced) if issubclass(kind, Sourced) else []
    middle = [title for title in titles if title not in (CODE, *sourced, *_LAST)]
    ordered = [CODE, *middle, *sourced, *(title for title in _LAST if title in titles)]
    return tuple(_column(kind, title) for title in ordered)


def _column(kind: type[BaseModel], title: str) -> Column:
    name = fields_by_key(kind)[fold_key(title)]
    info = kind.model_fields[name]
    nested = [part for part in _kinds(info.annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    return Column(title, info, nested[0] if nested else None)


def _whole(info: FieldInfo) -> Any:
    """The type of a field as it was declared."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _kinds(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, BeforeValidator):
        yield annotation.func
    elif parts := get_args(annotation):
        for part in (*parts, *getattr(annotation, "__metadata__", ())):
            yield from _kinds(part)
    else:
        yield annotation


def section_title(section: str) -> str:
    """`Danh bạ`"""
    title = title_of(KnowledgeFile, section)
    return title[:1].upper() + title[1:]


def section_called(name: str) -> str | None:
    """The section that a sheet or a file is named after: `Danh bạ`, `danh-ba`, `danh-ba (1)`."""
    folded = fold_key(name)
    titles = {fold_key(title_of(KnowledgeFile, section)): section for section in SECTIONS}
    return next(
        (section for title, section in titles.items() if re.fullmatch(rf"{title}(?:_*\W.*|_*[0-9]*)", folded)), None
    )


# Cells


def shown(value: Value, column: Column) -> str | None:
    """A value as a cell shows it; None where no cell could say it: a text of several lines in a list."""
    text = _as_tables(value, column.tables) if column.tables else "\n".join(tidy(part) for part in _list(value))
    return text if said_by(text, column) == value_of(value, column) else None


def said_by(text: str, column: Column) -> Value:
    """The value that a cell says."""
    if column.tables:
        return list(_tables(text, column.tables))
    lines = [line.strip() for line in tidy(text).split("\n")]
    return [line for line in lines if line] if column.listed else tidy(text)


def value_of(value: Value, column: Column) -> Value:
    """The same in one form, however it is written in the file: keys by their titles, one alone as a list."""
    if column.tables:
        titles = {fold_key(title): title for title in titles_of(column.tables)}
        return [{titles.get(fold_key(key), key): tidy(part) for key, part in one.items()} for one in _list(value)]
    return [tidy(part) for part in _list(value)] if column.listed else tidy(value)


def _list(value: Value) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _as_tables(value: Value, kind: type[BaseModel]) -> str:
    """Each table a paragraph of `key: value` lines."""
    titles = {fold_key(title): title for title in titles_of(kind)}
    return "\n\n".join(
        "\n".join(f"{titles.get(fold_key(key), key)}: {tidy(part)}" for key, part in one.items())
        for one in _list(value)
        if isinstance(one, Mapping)
    )


def _tables(text: str, kind: type[BaseModel]) -> Iterator[dict[str, str]]:
    """A key that comes a second time, or stands after an empty line, begins another table; lines without a key go on
    with the value above."""
    titles = {fold_key(title): title for title in titles_of(kind)}
    table: dict[str, str] = {}
    title, apart = "", False
    for line in tidy(text).split("\n"):
        key, colon, rest = line.partition(":")
        found = titles.get(fold_key(key)) if colon else None
        if found and (apart or found in table) and table:
            yield {name: tidy(part) for name, part in table.items()}
            table = {}
        if found:
            title, table[found] = found, rest.strip()
        elif title and line.strip():
            table[title] += ("\n\n" if apart else "\n") + line
        elif line.strip():  # no key at all: `check` will speak of it
            title, table[line] = line, ""
        apart = not line.strip()
    if table:
        yield {name: tidy(part) for name, part in table.items()}
