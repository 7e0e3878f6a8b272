"""The files of one change, written all or none as far as a disk allows."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.storage import Versions

_PREFIX = ".khupho-"  # hidden, so that nobody reads it as knowledge


class TouchedError(Exception):
    """Somebody has changed a file since it was read."""


def write(folder: Path, versions: Versions) -> None:
    """Put what each file should hold after the change in place of what it held before. Raises OSError, after which the
    files are as before, and TouchedError."""
    places = {name: (folder / name).resolve() for name in versions}
    if not all(place.is_relative_to(folder.resolve()) for place in places.values()):
        raise PermissionError(errno.EPERM, "a link out of the folder")
    staged: dict[str, Path] = {}
    done: list[str] = []
    try:
        for name, (_, after) in versions.items():
            if after is not None:
                staged[name] = _stage(places[name], after)
        for name, (before, _) in versions.items():
            _refuse_touched(name, places[name], before)
            _put(places[name], staged.get(name))
            staged.pop(name, None)
            done.append(name)
    except (OSError, TouchedError):
        _take_back({places[name]: versions[name][0] for name in done})
        raise
    finally:
        for left in staged.values():
            left.unlink(missing_ok=True)
    for parent in {place.parent for place in places.values()}:
        _sync_folder(parent)


def sweep(folder: Path) -> None:
    """Remove what a crash has left half written."""
    for left in folder.rglob(f"{_PREFIX}*"):
        with suppress(OSError):
            left.unlink()


def _stage(place: Path, content: bytes) -> Path:
    """A file beside the one it will replace, with the same rights, safe on the disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(place.stat().st_mode & 0o7777 if place.exists() else 0o644)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _put(place: Path, staged: Path | None) -> None:
    if staged is None:
        place.unlink(missing_ok=True)
    else:
        staged.replace(place)


def _take_back(before: Mapping[Path, bytes | None]) -> None:
    for place, content in before.items():
        with suppress(OSError):  # nothing more can be done; the history will show what is there
            _put(place, None if content is None else _stage(place, content))


def _refuse_touched(name: str, place: Path, before: bytes | None) -> None:
    if _content(place) != before:
        raise TouchedError(name)


def _content(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # systems whose folders cannot be opened need no such thing
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
