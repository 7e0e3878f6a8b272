from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.editing import AddEntry, Append, Edit, ReplaceFile, Set, edited
from bot.knowledge.loader import read_folder
from bot.knowledge.model import KnowledgeFile
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.sections import ONCE, fields_by_key
from bot.knowledge.yaml_text import Budget, Items, Node, Scalar, Table, read_tree
from bot.knowledge.yaml_writing import pass_over, tidy
from tests.knowledge_factory import FILES, SHIPPED

SHIPPED_FILES = dict(read_folder(SHIPPED).files)
TINY = {name: text.encode() for name, text in FILES.items()}

_NOTES = b"""\
# head
danh b\xe1\xba\xa1:
  - m\xc3\xa3: a   # the code
    t\xc3\xaan: 'B\xc3\xa1c \xe1\xba\xa4'
    \xc4\x90i\xe1\xbb\x87n tho\xe1\xba\xa1i: ["0000 000 101", 0912 345 678,
      113]   # all of them
    # about the note
    ghi_chu: >-
      folded
      words
    gi\xe1\xbb\x9d: plain
      goes on

    m\xe1\xba\xabu: gi\xe1\xbb\x9d
  # before the next
  - m\xc3\xa3: b
    ch\xe1\xbb\xa9c v\xe1\xbb\xa5: x"""


def tree_of(content: bytes) -> Table:
    tree = read_tree(content.decode("utf-8-sig"), Budget(100_000), pass_over)
    assert isinstance(tree, Table)
    return tree


def leaves(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, Scalar):
        yield path, node.text
    elif isinstance(node, Items):
        for position, one in enumerate(node.items):
            yield from leaves(one, (*path, position))
    else:
        for entry in node.entries.values():
            yield from leaves(entry.value, (*path, entry.key))


def values(content: bytes) -> Iterator[tuple[str, str, tuple[str | int, ...], str]]:
    """Section, code, path and text of every value of a file."""
    for key, section in tree_of(content).entries.items():
        name = fields_by_key(KnowledgeFile)[key]
        if name in ONCE:
            yield from ((name, "", *leaf) for leaf in leaves(section.value))
            continue
        for node in section.value.items if isinstance(section.value, Items) else ():
            assert isinstance(node, Table)
            code = node.entries["ma"].value
            assert isinstance(code, Scalar)
            yield from ((name, code.text, *leaf) for leaf in leaves(node))


def value_at(content: bytes, section: str, code: str, path: tuple[str | int, ...]) -> str | None:
    return next((text for *where, text in values(content) if where == [section, code, path]), None)


def change(files: dict[str, bytes], *edits: Edit) -> str:
    """The one file that these change."""
    (content,) = edited(files, edits).values()
    return content.decode()


def lines_changed(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """What stands between the lines that are alike at both ends."""
    old, new = before.decode().split("\n"), after.decode().split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


@pytest.mark.parametrize("name", SHIPPED_FILES)
def test_what_is_already_so_changes_no_byte(name: str) -> None:
    content = SHIPPED_FILES[name]
    same = [Set(section, code, path, text) for section, code, path, text in values(content)]
    assert edited({name: content}, same) == {}


@pytest.mark.parametrize("name", SHIPPED_FILES)
def test_another_value_changes_its_own_lines_only(name: str) -> None:
    content = SHIPPED_FILES[name]
    found = [value for value in values(content) if value[2][0] not in ("mã", "mẫu")]
    for section, code, path, text in found[:: len(found) // 12 + 1]:  # all of them take minutes
        new = tidy(text) + ": thử # 1"
        after = edited({name: content}, [Set(section, code, path, new)])[name]
        assert value_at(after, section, code, path) in (new, f"{new}\n"), (section, code, path)
        old, changed = lines_changed(content, after)
        sample = any(line.strip().startswith("mẫu:") for line in old)
        assert len(old) == len(changed) or sample
        assert sample or len(old) == 1, (section, code, path)


WORDS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aạ:#\"'\\-|>{}[],&*!%@`?~=<\n\t •–\u00a0\u200b\u2028\r", max_size=40),
    st.sampled_from(["no", "0203113113", "22:30", "~", "null", "- a", "? b", "a: b", "1_000", "<<", "a\n\n  b\n", "—"]),
    st.text(alphabet="đường ", min_size=4000, max_size=5000),
)


@given(WORDS.filter(tidy))
@settings(max_examples=40)
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    edits: list[Edit] = [
        Set("contacts", "truong-khu", ("giờ",), text),
        Set("contacts", "truong-khu", ("ghi chú",), text),
        Append("greetings", "chao", ("cách hỏi",), text),
        Append("topics", "ve-sinh/lich", ("cách hỏi",), text),
        Set("topics", "nvqs/dang-ky", ("trả lời",), text),
        Append("schedules", "tong-ve-sinh", ("ngoại lệ",), {"ngày": "06/12/2026", "lý do": text}),
        AddEntry("places", {"mã": "moi", "tên": text}, "khu-pho.yaml"),
    ]
    after = {**TINY, **edited(TINY, edits)}
    found = [
        value_at(after["danh-ba.yaml"], "contacts", "truong-khu", ("giờ",)),
        value_at(after["danh-ba.yaml"], "contacts", "truong-khu", ("ghi chú",)),
        value_at(after["khac.yaml"], "greetings", "chao", ("cách hỏi", 2)),
        value_at(after["hoi-dap/chung.yaml"], "topics", "ve-sinh/lich", ("cách hỏi", 20)),
        value_at(after["hoi-dap/chung.yaml"], "topics", "nvqs/dang-ky", ("trả lời",)),
        value_at(after["lich.yaml"], "schedules", "tong-ve-sinh", ("ngoại lệ", 1, "lý do")),
        value_at(after["khu-pho.yaml"], "places", "moi", ("tên",)),
    ]
    assert {tidy(one) for one in found} == {tidy(text)}


@given(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=7), st.booleans())
def test_a_list_becomes_another_list(items: list[str], flow: bool) -> None:
    section, code = ("greetings", "chao") if flow else ("out_of_scope", "cat-dien")
    files = {**TINY}
    for wanted in (["a", "b", "c", "d"], items):
        files |= edited(files, [Set(section, code, ("cách hỏi",), wanted)])
        tree = values(files["khac.yaml"])
        assert [text for s, c, path, text in tree if (s, c, path[0]) == (section, code, "cách hỏi")] == wanted


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_stay(mark: bytes, ends: bytes) -> None:
    content = mark + TINY["danh-ba.yaml"].replace(b"\n", ends)
    after = edited({"d.yaml": content}, [Set("contacts", "truong-khu", ("ghi chú",), "một\nhai")])["d.yaml"]
    assert after.startswith(mark + b"danh")
    new = "    ghi chú: |\n      một\n      hai\n".encode()
    old = content.removeprefix(mark)
    assert after.removeprefix(mark).replace(b"\r\n", b"\n").replace(b"\r", b"\n") == old.replace(
        b"\r\n", b"\n"
    ).replace(b"\r", b"\n").replace("    nguồn".encode(), new + "    nguồn".encode(), 1)
    if ends == b"\r\n":
        assert after.count(b"\n") == after.count(b"\r\n")


def test_tabs_between_words_stay() -> None:
    content = "danh bạ:\n  - mã:\ta\n    giờ: 7h\tsáng\t# hỏi\n    tên: 'x\ty'\n"
    assert change({"d.yaml": content.encode()}, Set("contacts", "a", ("tên",), "z")) == content.replace("x\ty", "z")
    assert edited({"d.yaml": content.encode()}, [Set("contacts", "a", ("giờ",), "7h\tsáng")]) == {}


def test_letters_without_width_elsewhere_stay() -> None:
    content = TINY["danh-ba.yaml"].replace("Nguyễn".encode(), "\u200bNgu\u00adyễn".encode())
    after = edited({"d.yaml": content}, [Set("contacts", "truong-khu", ("giờ",), "9:00")])["d.yaml"]
    assert after == content.replace(b"8:00-17:00", b'"9:00"')


def test_comments_and_every_style_of_writing_stay() -> None:
    files = {"d.yaml": _NOTES}
    assert "    tên: 'Bác Ất (mới)'\n" in change(files, Set("contacts", "a", ("tên",), "Bác Ất (mới)"))
    assert "  - mã: c   # the code\n" in change(files, Set("contacts", "a", ("mã",), "c"))
    phones = change(files, Set("contacts", "a", ("dien_thoai", 2), "114"))
    assert '["0000 000 101", 0912 345 678,\n      114]   # all of them\n    # about the note\n' in phones
    assert "    ghi_chu: >-\n      other words\n    giờ" in change(
        files, Set("contacts", "a", ("Ghi chú",), "other words")
    )
    assert "    giờ: 7h\n\n    # " not in change(files, Set("contacts", "a", ("giờ",), "7h"))
    assert change(files, Set("contacts", "a", ("giờ",), "7h")).endswith(
        "giờ: 7h\n\n" + _NOTES.decode().split("mẫu: giờ\n")[1]
    )
    assert change(files, Set("contacts", "b", ("tên",), "Bác Tị")).endswith("\n    chức vụ: x\n    tên: Bác Tị")


def test_a_long_text_after_a_comment_stays_apart_from_it() -> None:
    files = {"d.yaml": "danh bạ:\n  - mã: a\n    giờ: sáng  # hỏi lại\n    tên: b\n".encode()}
    after = change(files, Set("contacts", "a", ("giờ",), "sáng\nchiều"))
    assert after == "danh bạ:\n  - mã: a\n    giờ: |  # hỏi lại\n      sáng\n      chiều\n    tên: b\n"


def test_a_new_key_stands_where_others_have_it() -> None:
    after = change(TINY, Set("contacts", "truong-khu", ("địa chỉ",), "số 1"))
    assert "giờ: 8:00-17:00\n    địa chỉ: số 1\n    nguồn" in after


def test_a_value_that_stood_alone_becomes_a_list() -> None:
    after = change(TINY, Append("contacts", "truong-khu", ("điện thoại",), "113"))
    assert '    điện thoại: ["0912 345 678", "113"]\n' in after
    assert "    điện thoại: 0912 345 679\n" in change(
        TINY, Set("contacts", "truong-khu", ("điện thoại", 0), "0912 345 679")
    )


def test_what_is_taken_away_takes_its_lines_along() -> None:
    text = FILES["lich.yaml"]
    exceptions = text[text.index("    ngoại lệ") :]
    assert change(TINY, Set("schedules", "tong-ve-sinh", ("ngoại lệ", 0), None)) == text.replace(exceptions, "")
    assert change(TINY, Set("schedules", "tong-ve-sinh", ("ngoại lệ", 0, "lý do"), None)) == text.replace(
        "        lý do: mưa bão\n", ""
    )
    assert "cách hỏi: [chào bot]" in change(TINY, Set("greetings", "chao", ("cách hỏi", 0), None))
    assert "cách hỏi: [xin chào]" in change(TINY, Set("greetings", "chao", ("cách hỏi", 1), None))


def test_a_value_given_by_the_committee_is_no_sample_any_more() -> None:
    files = {"d.yaml": "danh bạ:\n  - mã: a\n    giờ: 7h\n    mẫu: [giờ, điện_thoại]\n    điện thoại: 000\n".encode()}
    once = edited(files, [Set("contacts", "a", ("điện thoại", 0), "113")])
    assert "    mẫu: [giờ]\n" in once["d.yaml"].decode()
    assert "mẫu" not in edited(once, [Set("contacts", "a", ("giờ",), "8h")])["d.yaml"].decode()
    assert edited(files, [Set("contacts", "a", ("giờ",), "7h")]) == {}


def test_an_entry_is_added_as_the_others_are_written() -> None:
    ways = [f"cách {number}" for number in range(3)]
    entry: dict[str, Any] = {"mã": "x/y", "tiêu đề": "Mới: một", "trả lời": "Một.\n\nHai.", "cách hỏi": ways}
    after = change(TINY, AddEntry("topics", entry, "hoi-dap/chung.yaml"))
    assert after == FILES["hoi-dap/chung.yaml"] + (
        '  - mã: x/y\n    tiêu đề: "Mới: một"\n    trả lời: |\n      Một.\n\n      Hai.\n'
        "    cách hỏi:\n      - cách 0\n      - cách 1\n      - cách 2\n"
    )
    assert change(TINY, AddEntry("topics", {"mã": "z"}, "hoi-dap/moi.yaml")) == (
        "# yaml-language-server: $schema=../.schema.json\n\nhỏi đáp:\n  - mã: z\n"
    )
    assert change(TINY, AddEntry("subjects", {"mã": "z"}, "lich.yaml")) == (
        FILES["lich.yaml"] + "\nchủ đề thông báo:\n  - mã: z\n"
    )


@pytest.mark.parametrize(
    "edit",
    [
        Set("contacts", "nobody", ("giờ",), "7h"),
        Set("contacts", "truong-khu", ("điện thoại", 5), "113"),
        Set("contacts", "truong-khu", ("điện thoại", -1), "113"),
        Set("contacts", "truong-khu", ("giờ", "sáng"), "7h"),
        Append("schedules", "tong-ve-sinh", ("ngoại lệ", 7, "ngày"), "x"),
        ReplaceFile("../khac.yaml", b""),
        ReplaceFile("a/.b.yaml", b""),
        ReplaceFile("a.txt", b""),
        ReplaceFile("/a.yaml", b""),
        AddEntry("topics", {"mã": "a"}, "..\\a.yaml"),
    ],
)
def test_what_has_no_place_is_refused(edit: Edit) -> None:
    with pytest.raises(KnowledgeError):
        edited(TINY, [edit])


@pytest.mark.parametrize(
    "text",
    [
        "danh bạ:\n  - &x\n    mã: a\n    giờ: 7h\n",
        "danh bạ:\n  - mã: a\n    giờ: !!str 7h\n",
        "danh bạ:\n  - mã: a\n    giờ: 7h\n    giờ: 8h\n",
        "danh bạ:\n  - mã: a\n    giờ: [7h\n",
        "danh bạ:\n\t- mã: a\n",
        "---\ndanh bạ: []\n---\nx: y\n",
        "danh bạ: văn bản\n",
        "\xff",
    ],
)
def test_what_the_loader_refuses_is_not_edited(text: str) -> None:
    with pytest.raises(KnowledgeError):
        edited(
            {"d.yaml": text.encode("latin-1" if text == "\xff" else "utf-8")}, [Set("contacts", "a", ("giờ",), "9h")]
        )


@pytest.mark.parametrize(
    "text",
    [
        "danh bạ: [{mã: a, giờ: 7h, tên: b}, {mã: c}]\n",
        "danh bạ:\n  mã: a\n  giờ: 7h\n  tên: b\n",
        "danh bạ:\n- mã: a\n  giờ: 7h\n  tên: b",
        "danh bạ:\n  -\n    giờ: 7h\n    mã: a\n    tên: b\n",
        "{danh bạ: [{mã: a, giờ: 7h, tên: b}]}",
        "danh bạ: # x\n\n  - {mã: a, giờ: 7h, tên: b} # y\n  - mã: c\n",
    ],
)
def test_however_a_table_is_written_it_can_be_changed(text: str) -> None:
    for edit, new in (
        (Set("contacts", "a", ("giờ",), "8h, 9h"), text.replace("7h", '"8h, 9h"' if "{" in text else "8h, 9h")),
        (Set("contacts", "a", ("giờ",), None), None),
        (Set("contacts", "a", ("ghi chú",), "x"), None),
    ):
        after = change({"d.yaml": text.encode()}, edit)
        assert new in (None, after)
        assert "tên: b" in after


def test_a_file_sent_whole_takes_the_place_of_the_old_one() -> None:
    assert edited(TINY, [ReplaceFile("lich.yaml", b"x: y\n")]) == {"lich.yaml": b"x: y\n"}
    assert edited(TINY, [ReplaceFile("lich.yaml", TINY["lich.yaml"])]) == {}


def test_several_changes_of_one_file_are_all_made() -> None:
    after = change(
        TINY,
        Set("contacts", "truong-khu", ("giờ",), "7h"),
        Set("contacts", "to-truong-7", ("tên",), "Lê"),
        Set("contacts", "truong-khu", ("ghi chú",), "gọi trước"),
    )
    assert after == FILES["danh-ba.yaml"].replace("8:00-17:00", "7h\n    ghi chú: gọi trước").replace(
        "Trần Thị Mẫu", "Lê"
    )


def test_editing_does_not_touch_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(TINY["lich.yaml"])
    edited(read_folder(tmp_path).files, [Set("schedules", "tong-ve-sinh", ("tên",), "Khác")])
    assert path.read_bytes() == TINY["lich.yaml"]
