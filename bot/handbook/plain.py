"""Edits as JSON, as a proposal keeps them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bot.knowledge.editing import AddEntry, Append, Edit, ReplaceFile, Set


def plain(edit: Edit) -> dict[str, Any]:
    """An edit as JSON."""
    match edit:
        case ReplaceFile(name, content):
            return {"file": name, "content": base64.b64encode(content).decode()}
        case AddEntry(section, entry, file):
            return {"section": section, "entry": dict(entry), "file": file}
        case Set(section, code, path, value):
            return {"section": section, "code": code, "path": list(path), "value": value}
        case Append(section, code, path, item):
            return {"section": section, "code": code, "path": list(path), "item": item}


def read(kept: Mapping[str, Any]) -> Edit:
    """The edit again."""
    if "content" in kept:
        return ReplaceFile(kept["file"], base64.b64decode(kept["content"]))
    if "entry" in kept:
        return AddEntry(**kept)
    known = {**kept, "path": tuple(kept["path"])}
    return Append(**known) if "item" in kept else Set(**known)
