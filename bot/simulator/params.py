"""The parameters of one call, typed: the same from a query string, a form, JSON or multipart."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.files import Upload
from bot.simulator.wire import Json, bad_request

SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it


@dataclass(frozen=True)
class Params:
    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def given(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        if not text.isascii() and SURROGATE.search(text):
            raise bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str, default: int = 0) -> int:
        if not self.given(name):
            return default
        try:
            return int(self.values[name])
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def number(self, name: str) -> float:
        """A required number, a coordinate for one."""
        try:
            value = float(self.values[name])
        except (KeyError, TypeError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            raise bad_request(f"{name} is invalid or empty")
        return value

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "yes", "1")

    def json(self, name: str) -> Any:
        """The value of a JSON parameter, None when it is not given."""
        if not self.given(name):
            return None
        value = self.values[name]
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def object(self, name: str) -> Json:
        """A JSON object; empty when it is not given."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name}: expected an Object")
        return value or {}

    def objects(self, name: str) -> list[Json]:
        """A JSON array of objects; empty when it is not given."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"can't parse {name}: expected an Array of Objects")
        return value

    def strings(self, name: str) -> list[str] | None:
        value = self.json(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise bad_request(f"can't parse {name}: expected an Array of Strings")
        return value

    def integers(self, name: str) -> list[int]:
        value = self.json(name)
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise bad_request(f"can't parse {name}: expected an Array of numbers")
        return value
