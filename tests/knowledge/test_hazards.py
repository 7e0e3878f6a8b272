"""Hostile and broken files: a clear refusal or a whole knowledge base, in bounded time and memory, and nothing else."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.loader import Sources, build, load
from bot.knowledge.problems import MAX_PROBLEMS, KnowledgeError
from tests.knowledge_factory import FILES, NOW, wording_yaml, write_knowledge

CONTENTS = {name: text.encode() for name, text in {**FILES, "loi.yaml": wording_yaml()}.items()}

ALIASES = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
MERGES = "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))

BOMBS = {
    "aliases": ALIASES,
    "merges": MERGES,
    "lists": "[" * 5_000 + "]" * 5_000,
    "indented lists": "- " * 5_000 + "x",
    "tables": "{a: " * 5_000 + "x" + "}" * 5_000,
    "open brackets": "[" * 900_000,
    "open tables": "{" * 900_000,
    "question marks": "? " * 450_000,
    "many values": "hỏi đáp:\n" + "- a\n" * 240_000,
    "many keys": "".join(f"k{n}: x\n" for n in range(80_000)),
    "many flow values": "[" + "a," * 450_000 + "]",
    "many bad entries": "hỏi đáp:\n" + "- {a: b, c: d}\n" * 9_000,
    "many bad ways": "chào hỏi:\n- mã: x\n  trả lời: x\n  cách hỏi:\n" + "  - [a]\n" * 15_000,
    "one long text": "a: " + "x" * 900_000,
    "one long line of words": "a: " + "x " * 450_000,
    "one long quoted text": 'a: "' + "x\\n" * 300_000 + '"',
    "open quote": 'a: "' + "x " * 400_000,
    "comments": "# x\n" * 200_000,
    "blank lines": "a:\n" + "\n" * 900_000 + " b: c",
    "braces": "hỏi đáp:\n- mã: x\n  tiêu đề: x\n  trả lời: '" + "{" * 3_000 + "'\n  cách hỏi: x",
    "many references": "hỏi đáp:\n" + "".join(f"- {{mã: m{n}, liên quan: x{n}}}\n" for n in range(6_000)),
    "many references in texts": "chào hỏi:\n"
    + "".join(f"- {{mã: m{n}, trả lời: x}}\n" for n in range(3_000))
    + "hỏi đáp:\n- mã: x\n  tiêu đề: x\n  trả lời: x\n  theo năm sinh:\n"
    + "".join(f"  - trả lời: '{'{liên hệ:a}' * 200}'\n" for n in range(250)),
    "documents": "--- a\n" * 100_000,
    "anchors": "&" + "a" * 900_000 + " x",
    "tags": "!" + "a" * 900_000 + " x",
    "directives": "%TAG !a! tag:x,2000:\n" * 40_000,
    "colons": "a" + ":" * 900_000,
    "dashes": "-" * 900_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_less_than_a_second_and_100_megabytes(tmp_path: Path, name: str) -> None:
    home = write_knowledge(tmp_path, bom=BOMBS[name])
    begun = time.process_time()
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    assert time.process_time() - begun < 1
    assert {problem.file for problem in caught.value.problems} == {"bom.yaml"}
    assert len(caught.value.problems) <= MAX_PROBLEMS
    assert peak_of_loading(home) < 100_000_000


def peak_of_loading(home: Path) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(KnowledgeError):
            load(home, now=NOW)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_50_megabyte_file_is_not_read(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    with (home / "lon.yaml").open("wb") as large:
        large.truncate(50_000_000)
    begun = time.process_time()
    assert kinds(home) == {("lon.yaml", "file_too_large")}
    assert time.process_time() - begun < 1


def test_many_files_together_are_bounded(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    for n in range(6):
        (home / f"z{n}.yaml").write_text("# " + "x" * 900_000, encoding="utf-8")
    assert ("", "folder_too_large") in kinds(home)
    for n in range(250):
        (home / f"a{n}.yaml").write_text("# x", encoding="utf-8")
    assert ("", "too_many_files") in kinds(home)


def test_values_are_bounded_over_all_files_together(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    for n in range(5):
        (home / f"z{n}.yaml").write_text("từ điển:\n  từ đệm:\n" + "    - x\n" * 10_000, encoding="utf-8")
    begun = time.process_time()
    assert ("z3.yaml", "too_many_values") in kinds(home)
    assert time.process_time() - begun < 2


def kinds(home: Path) -> set[tuple[str, str]]:
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    return {(problem.file, problem.kind) for problem in caught.value.problems}


def outcome(files: dict[str, bytes]) -> str:
    """`served` with a whole knowledge base or `refused` with problems that have words; anything else raises."""
    try:
        kb = build(Sources(files, (), "1"), now=NOW).kb
    except KnowledgeError as refusal:
        return "refused" if all(problem.text for problem in refusal.problems) and refusal.problems else "unexplained"
    return "served" if kb.topics and kb.neighbourhood.ask in kb.contacts else "not whole"


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_cut_at_any_byte_is_refused_or_whole(name: str) -> None:
    contents = CONTENTS[name]
    step = max(1, len(contents) // 70) | 1  # odd, so that letters are cut in two as well
    assert outcome(CONTENTS) == "served"
    for size in range(0, len(contents), step):
        assert outcome({**CONTENTS, name: contents[:size]}) in {"refused", "served"}


@pytest.mark.parametrize("name", CONTENTS)
def test_an_emptied_file_is_refused(name: str) -> None:
    assert outcome({**CONTENTS, name: b""}) == "refused"


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_any_bytes_are_refused_or_served(contents: bytes) -> None:
    assert outcome({**CONTENTS, "x.yaml": contents}) in {"refused", "served"}


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,.~<=\n\t\r \\/0123đổ\u0301\ufeff\u2028\x85\x00😀", max_size=120))
@settings(max_examples=100)
def test_any_text_of_yaml_signs_is_refused_or_served(text: str) -> None:
    assert outcome({**CONTENTS, "x.yaml": text.encode()}) in {"refused", "served"}


KEYS = ["khu phố", "địa điểm", "danh bạ", "lịch", "hỏi đáp", "chào hỏi", "từ điển", "lời trả lời", "mã", "tên", "thứ",
        "lặp", "ngoại lệ", "ngày", "cách hỏi", "trả lời", "theo năm sinh", "từ tuổi", "mẫu", "vĩ độ", "điện thoại",
        "liên quan", "hay hỏi", "đồng nghĩa", "viết tắt", "viết", "tên thứ", "x"]  # fmt: skip
VALUES = st.sampled_from(
    ["x", "113", "a-b", "31/02/2026", "{lịch:a}", "{", "hằng tuần", "chủ nhật", "có", "99999999999"]
)
TREES = st.recursive(
    VALUES | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(KEYS[:8]), TREES, min_size=1, max_size=3))
@settings(max_examples=100)
def test_any_shape_under_known_keys_is_refused_or_served(tree: dict[str, object]) -> None:
    assert outcome({**CONTENTS, "x.yaml": flow(tree).encode()}) in {"refused", "served"}


def flow(node: object) -> str:
    """A tree as YAML in one line, every text in single quotes."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(flow, node)) + "]"
    return "'" + str(node).replace("'", "''") + "'"


# What lies in the folder besides


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    home = write_knowledge(tmp_path)
    version = load(home, now=NOW).kb.version
    yield home
    assert load(home, now=NOW).kb.version == version


def test_hidden_files_notes_and_other_kinds_are_passed_over(home: Path) -> None:
    (home / ".schema.json").write_text("{}", encoding="utf-8")
    (home / ".nhap.yaml").write_text("[", encoding="utf-8")
    (home / ".git").mkdir()
    (home / ".git" / "x.yaml").write_text("[", encoding="utf-8")
    (home / "README.md").write_text("[", encoding="utf-8")
    (home / "README.yaml").write_text("[", encoding="utf-8")
    (home / "khac.yaml~").write_text("[", encoding="utf-8")
    (home / "thu-muc.yaml").mkdir()


def test_links_out_of_the_folder_and_special_files_are_passed_over(home: Path, tmp_path: Path) -> None:
    (tmp_path / "ngoai.yaml").write_text("[", encoding="utf-8")
    (home / "ngoai.yaml").symlink_to(tmp_path / "ngoai.yaml")
    (home / "mat.yaml").symlink_to(home / "khong-co.yaml")
    (home / "vong.yaml").symlink_to(home / "vong.yaml")
    os.mkfifo(home / "ong.yaml")


def test_a_folder_mounted_by_links_within_itself_is_read(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    (home / ".data").mkdir()
    (home / "lich.yaml").rename(home / ".data" / "lich.yaml")
    (home / "lich.yaml").symlink_to(Path(".data", "lich.yaml"))
    assert load(home, now=NOW).kb.schedules


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    path = home / "khu-pho.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(home, now=NOW).kb.neighbourhood.name == "Khu phố Thử"


TEXT = "a: 1\nb: 2\nc: đây\n"


@pytest.mark.parametrize(
    ("contents", "line", "kind"),
    [
        (TEXT.encode("cp1258"), 3, "not_utf8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), 1, "utf16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), 1, "utf16"),
        (b"PK\x03\x04\x14\x00", 1, "word_file"),
        (b"{\\rtf1\\ansi a: 1}", 1, "word_file"),
        (b"\xd0\xcf\x11\xe0\xa1", 1, "word_file"),
    ],
)
def test_another_encoding_or_kind_of_file_is_explained(tmp_path: Path, contents: bytes, line: int, kind: str) -> None:
    home = write_knowledge(tmp_path)
    (home / "x.yaml").write_bytes(contents)
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    assert [(p.file, p.line, p.kind) for p in caught.value.problems] == [("x.yaml", line, kind)]


@pytest.mark.parametrize("name", ["danh-ba.yaml.txt", "hoi-dap/chung.docx", "danh-ba.DOC", "lich.xlsx", "ghi chú.txt"])
def test_a_file_of_another_kind_is_warned_of(home: Path, name: str) -> None:
    (home / name).write_text("x", encoding="utf-8")
    (home / "~$lich.docx").write_text("x", encoding="utf-8")
    warnings = load(home, now=NOW).warnings
    assert [(w.file, w.line) for w in warnings if w.kind == "file_not_read"] == [(name, 0)]


def test_a_file_that_lost_its_name_is_named_where_its_contents_are_missed(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    (home / "danh-ba.yaml").rename(home / "danh-ba.yaml.txt")
    assert ("danh-ba.yaml.txt", "file_not_read") in kinds(home)


def test_a_missing_or_empty_folder_is_explained(tmp_path: Path) -> None:
    assert kinds(tmp_path) == {("", "no_files")}
    assert kinds(tmp_path / "khong-co") == {("", "no_folder")}
