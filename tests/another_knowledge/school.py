"""A school's FAQ page turned into a knowledge folder, as somebody would who starts from questions and answers.

folder = write_school(tmp_path)               # with the lists that the handbook tells to keep
folder = write_school(tmp_path, kept=False)   # with no more of them than the wording and the dictionary
questions()                                   # what people then ask, and the topic that answers it
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.check import comparable
from tests.knowledge_factory import SHIPPED

Entry = dict[str, Any]

HERE = Path(__file__).parent
POPULAR = ("Xin nghỉ học", "Giờ vào lớp, tan học", "Liên hệ nhà trường")
SOURCE = "Trang hỏi đáp của trường"
SCHOOL = {
    "khu phố": {"tên": "Trường THCS Hoa Sữa", "địa bàn": "trường mẫu", "số tổ": 1, "hỏi ai": "van-phong"},
    "danh bạ": [{"mã": "van-phong", "nhóm": "Nhà trường", "chức vụ": "Văn phòng nhà trường"}],
}
# Words by which the office of a school finds, in the list of what is not the khu phố's, what is theirs after all.
OURS = {"truong", "lop", "hoc"}


def pairs() -> list[Entry]:
    """The FAQ: `mục` (a heading), `hỏi`, `đáp`, `cũng hỏi`."""
    entries: list[Entry] = _read(HERE / "school_faq.yaml")
    return entries


def questions() -> Iterator[tuple[str, str | None]]:
    """Questions in other people's words, each with the code of its topic; None where the FAQ has no answer."""
    for line in (HERE / "school_questions.tsv").read_text(encoding="utf-8").splitlines():
        heading, text = line.split("\t")
        yield text, None if heading == "-" else code_of(heading)


def code_of(heading: str) -> str:
    """`Thẻ học sinh` -> `the-hoc-sinh`."""
    return comparable(heading).replace(" ", "-")


def write_school(folder: Path, *, kept: bool = True) -> Path:
    """The knowledge folder of the school."""
    home = folder / "knowledge"
    home.mkdir(parents=True)
    for path in (SHIPPED / "tu-dien.yaml", SHIPPED / "phan-anh.yaml", *SHIPPED.glob("loi-*.yaml")):
        shutil.copy(path, home)
    (home / "loi-tro-chuyen.yaml").write_text(_chat_wording(), encoding="utf-8")
    outside = [{"mã": code_of(entry["việc"]), **entry} for entry in _read(HERE / "school_outside.yaml")]
    topics = [_topic(pair) for pair in pairs()]
    if kept:
        shutil.copy(SHIPPED / "chao-hoi.yaml", home)
        outside += _not_ours_either([*topics, *outside])
    _write(home / "truong.yaml", SCHOOL)
    _write(home / "hoi-dap.yaml", {"hỏi đáp": topics})
    _write(home / "ngoai-pham-vi.yaml", {"ngoài phạm vi": outside})
    return home


def _topic(pair: Entry) -> Entry:
    return {
        "mã": code_of(pair["mục"]),
        "tiêu đề": pair["mục"],
        "trả lời": pair["đáp"],
        "nguồn": SOURCE,
        "cách hỏi": [pair["hỏi"], *pair["cũng hỏi"]],
    }


def _chat_wording() -> str:
    """The shipped words with other buttons under /trogiup: they name topics."""
    text = (SHIPPED / "loi-tro-chuyen.yaml").read_text(encoding="utf-8")
    popular = ", ".join(map(code_of, POPULAR))
    return re.sub(r"^  hay hỏi: \[.*\]$", f"  hay hỏi: [{popular}]", text, flags=re.MULTILINE)


def _not_ours_either(written: list[Entry]) -> Iterator[Entry]:
    """What is neither a khu phố's nor a school's, without what `check` would say is written already."""
    taken = {comparable(way) for entry in written for way in entry["cách hỏi"]}
    for entry in _read(SHIPPED / "ngoai-pham-vi.yaml")["ngoài phạm vi"]:
        about = comparable(f"{entry['việc']} {entry.get('ai phụ trách', '')}")
        ways = [way for way in entry["cách hỏi"] if comparable(way) not in taken]
        if ways and not OURS & set(about.split()):
            yield {**entry, "cách hỏi": ways}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _write(path: Path, sections: Entry) -> None:
    path.write_text(yaml.safe_dump(sections, allow_unicode=True, sort_keys=False), encoding="utf-8")
