"""Database errors that the operator can mend, in words. Others are bugs and pass as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.errors import UserError
from bot.messages import message

# Beginning of SQLite's name of the error -> key in messages.toml.
_SQLITE = {
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_PERM": "cannot_open",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "corrupt",
    "SQLITE_READONLY": "read_only",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR": "disk",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
}


class StorageError(UserError):
    """The database cannot be used; the message says how to mend it."""


def storage_error(key: str, where: str) -> StorageError:
    """The error under `storage.<key>` in messages.toml; `where` is the file or the address without its password."""
    return StorageError(message(f"storage.{key}", where=where))


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn what the operator can mend into `StorageError`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        key = _key(error)
        if key is None:
            raise
        raise storage_error(key, where) from error


def _key(error: DBAPIError | sqlite3.Error) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    for start, key in _SQLITE.items():
        if name.startswith(start):
            return key
    return "unreachable" if isinstance(error, DBAPIError) and error.connection_invalidated else None
