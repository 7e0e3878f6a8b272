"""The YAML reader: texts stay as written, and nothing in a file can hurt."""

from __future__ import annotations

import unicodedata

import pytest
import yaml

from bot.knowledge.yaml_text import Budget, Items, Node, Scalar, Table, read_tree


def read(text: str) -> tuple[Node | None, list[tuple[int, str]]]:
    problems: list[tuple[int, str]] = []

    def note(line: int, kind: str, /, **values: object) -> None:
        problems.append((line, kind))

    return read_tree(text, Budget(10_000), note), problems


def value(text: str, key: str) -> str:
    tree, problems = read(text)
    assert problems == []
    assert isinstance(tree, Table)
    node = tree.entries[key].value
    assert isinstance(node, Scalar)
    return node.text


@pytest.mark.parametrize(
    "written",
    ["0203113113", "22:30", "no", "~", "1e3", "null", "0x1F", "2026-11-22", "yes", "1_000", "-.inf", "=", "6:30:00"],
)
@pytest.mark.parametrize("quoted", ["{}", "'{}'", '"{}"', "|-\n  {}", ">-\n  {}"])
def test_every_scalar_is_the_text_that_was_written(written: str, quoted: str) -> None:
    assert value("k: " + quoted.format(written), "k") == written


@pytest.mark.parametrize(
    "key", ["điện thoại", "Điện thoại", "dien_thoai", "ĐIỆN THOẠI", "điện-thoại", "Dien  Thoai", '"điện thoại"']
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_key_is_the_same_in_every_way_of_writing_it(key: str, form: str) -> None:
    assert value(unicodedata.normalize(form, f"{key}: x"), "dien_thoai") == "x"  # type: ignore[arg-type]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    tree, _ = read("a: 1\r\nb:\r\n  - x\r\n  - y\r\n")
    assert isinstance(tree, Table)
    items = tree.entries["b"].value
    assert isinstance(items, Items)
    assert [item.line for item in items.items] == [3, 4]
    assert tree.entries["b"].line == 2


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("", 0, "empty_file"),
        ("# chỉ có ghi chú\n", 0, "empty_file"),
        ("---\n", 0, "empty_file"),
        ("a: 1\n---\nb: 2\n", 2, "several_documents"),
        ("a: 1\nb:\n", 2, "empty_value"),
        ("a: 1\nb: ''\n", 2, "empty_value"),
        ("a: 1\nb:\n  - x\n  -\n", 4, "empty_item"),
        ("a: 1\nB: 2\nb: 3\n", 3, "duplicate_key"),
        ("điện thoại: 1\nĐiện_Thoại: 2\n", 2, "duplicate_key"),
        ("a: 1\nb: &x 2\n", 2, "yaml_anchor"),
        ("a: 1\nb: *x\n", 2, "yaml_alias"),
        ("a: 1\nb: !!int 2\n", 2, "yaml_tag"),
        ("a: 1\nb: !x 2\n", 2, "yaml_tag"),
        ("a: 1\n<<: {b: 2}\n", 2, "yaml_merge"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: 1\nb: \t@x\n", 2, "yaml_first_character"),
        ("a: 1\nb: x\x00y\n", 2, "invisible_character"),
        ("a: 1\nb: x\x07y\n", 2, "invisible_character"),
        ("a: 1\nb: x\u2028y\n", 2, "invisible_character"),
        ("a: 1\nb: Giờ: 7h\n", 2, "yaml_colon"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "yaml_bracket"),
        ('a: 1\nb: "chưa đóng\nc: 2\n', 2, "yaml_quote"),
        ('a: 1\nb: "chưa đóng\nc: "2"\nd: 3\n', 2, "yaml_quote"),
        ('a:\n  - "chưa đóng\n  - "2"\n', 2, "yaml_quote"),
        ('a: ["x, y]\nb: "z"\n', 1, "yaml_quote"),
        ("a: 1\nb\nc: 2\n", 2, "yaml_missing_colon"),
        ("a: 1\nb:2\nc: 3\n", 2, "yaml_missing_colon"),
        ("a:\n  - b 1\n    c: 2\n", 2, "yaml_missing_colon"),
        ("a: 1\n  b: 2\n", 2, "yaml_colon"),
        ("a: **17 giờ** là\n", 1, "yaml_alias"),
        ("a: *chữ\n", 1, "yaml_alias"),
        ("a: & chữ\n", 1, "yaml_anchor"),
        ("a: 1\nb: {lịch:x}\n", 2, "yaml_braces"),
        ("a: 1\nb: {lịch:x, nơi:y}\n", 2, "yaml_braces"),
        ("a: 1\nb: [x] rồi gọi\nc: 2\n", 2, "yaml_braces"),
        ("a:\n  – x\n  – y\n", 2, "yaml_bullet"),
        ("a:\n  • x\n", 2, "yaml_bullet"),
        ("a:\n  —x\n", 2, "yaml_bullet"),
        ("a:\n  -x\n  -y\n", 2, "yaml_bullet"),
        ("a:\n  -\xa0x\n", 2, "yaml_bullet"),
        ("a:\n  - x\n    – y\n", 3, "yaml_bullet"),
        ("a:\n  - x\n  – y\nb: 1\n", 3, "yaml_bullet"),
        ("a:\n  – b: x\n  – b: y\n", 2, "yaml_bullet"),
        ("a:\n  -b: x\n    c: y\n", 2, "yaml_bullet"),
        ("a: |\n  x\n  • y\nb: c: d\n", 4, "yaml_colon"),
        ("a:\n  \xa0b: 1\n", 2, "odd_space"),
        ("a:\n\u3000b: 1\n", 2, "odd_space"),
        ("a:\n  - x\n b: 1\n", 3, "yaml_layout"),
        ('a: "\\q"\n', 1, "yaml_escape"),
        ("a: 1\nb: - c\n", 2, "yaml_dash"),
        ("a: 1\n? [b, c]\n: 2\n", 2, "bad_key"),
        ("{a: 1}: 2\n", 1, "bad_key"),
        ("k" * 101 + ": 1\n", 1, "bad_key"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, line: int, kind: str) -> None:
    assert read(text)[1] == [(line, kind)]


@pytest.mark.parametrize("text", ["a: -x\n", "a: – x\n", "a: |\n  – x\n  -y\n", "a: '– x'\n", "a:\n  - -5\n"])
def test_a_dash_that_begins_no_line_of_a_list_is_part_of_the_text(text: str) -> None:
    assert read(text)[1] == []


def test_letters_without_width_are_dropped_but_emoji_stay_whole() -> None:
    assert value("đi\u200bện\xad thoại: 0\u20609\ufeff 👩\u200d👧\n", "dien_thoai") == "09 👩\u200d👧"


def test_all_empty_and_duplicate_keys_of_a_file_are_reported_together() -> None:
    assert read("a:\nb: 1\nb: 2\nc:\n")[1] == [(1, "empty_value"), (3, "duplicate_key"), (4, "empty_value")]


def test_nesting_is_bounded() -> None:
    assert read("[" * 12 + "x" + "]" * 12)[1] == []
    assert read("[" * 13 + "x" + "]" * 13)[1] == [(1, "too_deep")]
    assert read("\n".join(" " * depth + "a:" for depth in range(20)))[1] == [(13, "too_deep")]


def test_the_number_of_values_is_bounded() -> None:
    assert read("- x\n" * 10_001)[1] == [(10_000, "too_many_values")]


def test_python_and_c_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 0203\nb: |\n  hai dòng\n  liền\nc: [x, 'y']\n"
    compiled = read(text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read(text) == compiled
