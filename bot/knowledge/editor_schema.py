"""JSON Schema for editors, from the same models that the loader validates with: an editor then completes the
Vietnamese keys and underlines what does not fit while the committee types."""

from __future__ import annotations

import json
from typing import Any

from bot.knowledge.model import KnowledgeFile

FILE_NAME = ".schema.json"

# Names and docstrings of models, which are for programmers; a key's title becomes its name.
_ABOUT_THE_CODE = {"title", "description"}


def schema() -> dict[str, Any]:
    """The schema of one YAML file, with the Vietnamese titles as property names."""
    generated = KnowledgeFile.model_json_schema(by_alias=True)
    translated: dict[str, Any] = _translate(generated)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **translated}


def schema_text() -> str:
    """The schema as it is kept in `knowledge/.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _translate(node: Any) -> Any:
    if isinstance(node, list):
        return [_translate(part) for part in node]
    if not isinstance(node, dict):
        return node
    shape = {key: _translate(value) for key, value in _simplified(node).items() if key != "properties"}
    if properties := node.get("properties"):
        shape = {key: value for key, value in shape.items() if key not in _ABOUT_THE_CODE}
        titles = {alias: info["title"] for alias, info in properties.items()}
        shape["properties"] = {titles[alias]: _property(info) for alias, info in properties.items()}
        shape["required"] = [titles[alias] for alias in node.get("required", ())]
    return shape


def _simplified(node: dict[str, Any]) -> dict[str, Any]:
    """A node in terms of what may be written: texts without quotes, lists of equal items, nothing left empty."""
    simple = {key: value for key, value in node.items() if key not in {"default", "placeholders", "dispensable"}}
    if several := simple.pop("prefixItems", None):
        simple["items"] = several[0]
    if options := [option for option in simple.pop("anyOf", ()) if option.get("type") != "null"]:
        simple = {**simple, **_simplified(options[0])}
    if simple.get("type") == "string":  # the loader takes every scalar as text, whatever an editor thinks it is
        simple["type"] = ["string", "number", "boolean"]
    return simple


def _property(info: dict[str, Any]) -> dict[str, Any]:
    """What may stand under one key; its title is its name already."""
    shape: dict[str, Any] = _translate(
        {key: value for key, value in info.items() if key not in {"title", "description"}}
    )
    if "minItems" not in shape and shape.get("type") == "array" and "$ref" not in shape["items"]:
        shape = {"anyOf": [shape, shape["items"]]}  # a list of one may be written without dashes
    names = ", ".join(f"{{{name}}}" for name in info.get("placeholders", ()))
    description = info.get("description") or names
    return {"description": description, **shape} if description else shape
