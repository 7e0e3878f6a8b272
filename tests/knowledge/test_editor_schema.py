"""The JSON Schema that editors check the committee's files with."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.editor_schema import FILE_NAME, schema, schema_text
from bot.knowledge.model import KnowledgeFile
from bot.knowledge.sections import submodel
from tests.knowledge_factory import SHIPPED


def test_the_shipped_schema_is_current() -> None:
    written = (SHIPPED / FILE_NAME).read_text(encoding="utf-8")
    assert written == schema_text(), "run: khupho check --write-schema"


def test_every_shipped_file_names_the_schema() -> None:
    for path in SHIPPED.rglob("*.yaml"):
        to_schema = "../" * (len(path.relative_to(SHIPPED).parts) - 1) + FILE_NAME
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={to_schema}", path.name


def test_keys_are_the_vietnamese_ones() -> None:
    assert list(schema()["properties"]) == [
        "khu phố", "địa điểm", "danh bạ", "lịch", "hỏi đáp", "ngoài phạm vi", "chào hỏi", "chủ đề thông báo",
        "loại phản ánh", "từ điển", "lời trả lời", "lời trò chuyện", "lời thông báo", "lời trong ban", "lời phản ánh",
        "lời phản ánh trong ban", "lời hộp thư", "lời sổ tay", "lời quản trị", "áp phích",
    ]  # fmt: skip
    contact = schema()["$defs"]["Contact"]
    assert contact["required"] == ["mã", "nhóm", "chức vụ"]
    assert contact["additionalProperties"] is False
    assert contact["properties"]["tên"]["type"] == ["string", "number", "boolean"]


def test_one_value_may_stand_for_a_list_of_one() -> None:
    phones = schema()["$defs"]["Contact"]["properties"]["điện thoại"]
    assert [option["type"] for option in phones["anyOf"]] == ["array", ["string", "number", "boolean"]]


def test_nothing_of_the_code_shows_in_it() -> None:
    def words(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [str(node[key]) for key in ("title", "default") if isinstance(node.get(key), str)]
            return own + [word for value in node.values() for word in words(value)]
        return [word for value in node for word in words(value)] if isinstance(node, list) else []

    assert words(schema()) == []


@pytest.mark.parametrize("name", KnowledgeFile.model_fields)
def test_no_two_keys_of_a_section_fold_to_the_same(name: str) -> None:
    fields = submodel(KnowledgeFile, name).model_fields.values()
    aliases = [info.alias for info in fields]
    assert len(aliases) == len(set(aliases))
