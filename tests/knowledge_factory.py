"""A tiny valid knowledge folder for tests: one entry or two of each kind, none of it about a real khu phố.

folder = write_knowledge(tmp_path)                                # valid, without warnings
edit(folder, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")       # then break it where the test wants
kb = tiny_knowledge(tmp_path)
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

from bot.knowledge.announcement_wording import CommitteeWording, NoticeWording
from bot.knowledge.handbook_wording import HandbookWording
from bot.knowledge.loader import load
from bot.knowledge.mailbox_wording import MailboxWording
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.office_wording import OfficeWording
from bot.knowledge.report_wording import ReportWording
from bot.knowledge.thread_wording import ThreadWording
from bot.knowledge.wording import AnswerWording, ChatWording, Wording
from bot.knowledge.yaml_text import Budget, Items, Node, Scalar, Table, read_tree

NOW = dt.datetime(2026, 11, 18, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))  # a Wednesday

SHIPPED = Path(__file__).parent.parent / "knowledge"

_CLEANING_WAYS = (
    "bao giờ dọn", "khi nào dọn", "hôm nào dọn", "lịch dọn", "ngày dọn", "giờ dọn", "mấy giờ dọn",
    "chủ nhật có dọn không", "tuần này dọn hôm nào", "dọn ở đâu", "tập trung dọn ở đâu", "buổi dọn tới", "bao h don",
    "lich tong ve sinh", "tổng vệ sinh ngày nào", "tổng vệ sinh mấy giờ", "có tổng vệ sinh không",
    "quét dọn đường ngõ hôm nào", "khi nào ra quét ngõ", "lịch lao động công ích",
)  # fmt: skip

_SERVICE_WAYS = (
    "đăng ký nghĩa vụ", "bao giờ đăng ký nghĩa vụ", "đăng ký nghĩa vụ ở đâu", "đăng ký lần đầu",
    "con tôi đến tuổi chưa", "mấy tuổi đăng ký nghĩa vụ", "17 tuổi đăng ký", "dk nvqs", "giấy tờ đăng ký nghĩa vụ",
    "đăng ký tuổi 17", "cháu sinh năm 2009 đăng ký chưa", "đi đăng ký nghĩa vụ", "thủ tục đăng ký nghĩa vụ",
    "nghĩa vụ quân sự lần đầu", "khi nào được gọi đăng ký", "đăng ký ở phường nào", "tháng mấy đăng ký nghĩa vụ",
    "có phải đăng ký không",
    "con gái có đăng ký không", "đăng ký nghĩa vụ cần gì",
)  # fmt: skip

FILES: Mapping[str, str] = {
    "khu-pho.yaml": """\
khu phố:
  tên: Khu phố Thử
  địa bàn: phường Thử
  số tổ: 12
  hỏi ai: truong-khu

địa điểm:
  - mã: nha-van-hoa
    tên: Nhà văn hóa
    địa chỉ: đầu ngõ 1
    vĩ độ: 20.95
    kinh độ: 107.07
    nguồn: ban khu phố
""",
    "danh-ba.yaml": """\
danh bạ:
  - mã: truong-khu
    nhóm: Ban khu phố
    chức vụ: Trưởng khu phố
    tên: Nguyễn Văn Thử
    điện thoại: 0912 345 678
    giờ: 8:00-17:00
    nguồn: ban khu phố
    xác nhận ngày: 11/2026
    xem lại trước: 31/12/2027
  - mã: to-truong-7
    nhóm: Tổ trưởng
    chức vụ: Tổ trưởng tổ 7
    tên: Trần Thị Mẫu
    tổ: 7
    điện thoại: 0203 382 5113
    nguồn: ban khu phố
""",
    "lich.yaml": """\
lịch:
  - mã: tong-ve-sinh
    tên: Tổng vệ sinh
    lặp: hằng tuần
    thứ: chủ nhật
    từ giờ: 06:30
    đến giờ: 08:00
    nơi: nha-van-hoa
    nguồn: ban khu phố
    ngoại lệ:
      - ngày: 29/11/2026
        nghỉ: có
        lý do: mưa bão
""",
    "phan-anh.yaml": """\
loại phản ánh:
  - mã: den
    tên: Đèn đường
    hạn: 7
    công khai: có
    cần chỗ: có
    cách nói: [đèn đường, đèn ngõ, bóng đèn]
  - mã: cong
    tên: Cống
    hạn: 5
    cần chỗ: có
    cách nói: [cống tắc, nắp cống]
  - mã: khac
    tên: Việc khác
    hạn: 14
""",
    "thong-bao.yaml": """\
chủ đề thông báo:
  - mã: ve-sinh
    tên: Vệ sinh
  - mã: an-ninh
    tên: An ninh
""",
    "hoi-dap/chung.yaml": """\
hỏi đáp:
  - mã: ve-sinh/lich
    tiêu đề: Lịch tổng vệ sinh
    trả lời: "{lịch:tong-ve-sinh} Hỏi thêm {liên hệ:truong-khu.điện thoại}."
    nguồn: ban khu phố
    liên quan: nvqs/dang-ky
    cách hỏi:
"""
    + "".join(f"      - {way}\n" for way in _CLEANING_WAYS)
    + """\
  - mã: nvqs/dang-ky
    tiêu đề: Đăng ký nghĩa vụ quân sự lần đầu
    trả lời: |
      Công dân nam từ đủ 17 tuổi đăng ký lần đầu.
      Hỏi {tổ trưởng} hoặc {liên hệ:truong-khu}.
    theo năm sinh:
      - đến tuổi: 16
        trả lời: Sinh năm {năm sinh} thì đến năm {năm thứ 17} mới đăng ký.
      - từ tuổi: 17
        đến tuổi: 25
        trả lời: Năm nay {tuổi} tuổi, đã đến tuổi đăng ký.
    nguồn: Luật Nghĩa vụ quân sự
    cách hỏi:
"""
    + "".join(f"      - {way}\n" for way in _SERVICE_WAYS),
    "khac.yaml": """\
ngoài phạm vi:
  - mã: cat-dien
    việc: Lịch cắt điện
    ai phụ trách: Công ty điện lực
    cách hỏi:
      - bao giờ có điện lại
      - lịch cắt điện

chào hỏi:
  - mã: chao
    trả lời: Kính chào bà con!
    cách hỏi: [xin chào, chào bot]

từ điển:
  viết tắt:
    - viết: [nvqs, nv]
      nghĩa: nghĩa vụ quân sự
    - viết: dk
      nghĩa: đăng ký
  đồng nghĩa:
    - [dọn, tổng vệ sinh]
  từ kêu ca: [hỏng, tắc, vỡ, không sáng]
  từ đệm: [ạ, ơi]
""",
}

# Where shipped words name topics, the tiny folder has these.
_CODES = ("ve-sinh/lich", "nvqs/dang-ky")


def write_knowledge(folder: Path, **files: str) -> Path:
    """Write the tiny folder into `folder`/knowledge; a keyword `khac` replaces or adds `khac.yaml`."""
    home = folder / "knowledge"
    named = {f"{name}.yaml": text for name, text in files.items()}
    for name, text in {**FILES, "loi.yaml": wording_yaml(), **named}.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


def edit(home: Path, name: str, old: str, new: str) -> None:
    """Replace words that stand once in a file."""
    text = (home / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (home / name).write_text(text.replace(old, new), encoding="utf-8")


def line_of(name: str, words: str) -> int:
    """The line of a tiny file that holds these words."""
    return next(n for n, line in enumerate(FILES[name].splitlines(), 1) if words in line)


def tiny_knowledge(folder: Path) -> KnowledgeBase:
    """The tiny folder, written and loaded."""
    return load(write_knowledge(folder), now=NOW).kb


def wording_yaml() -> str:
    """The wording sections: the shipped words where there are some, invented ones for the rest."""
    shipped = _shipped_words()
    sections: dict[str, type[Wording]] = {
        "lời trả lời": AnswerWording,
        "lời trò chuyện": ChatWording,
        "lời thông báo": NoticeWording,
        "lời trong ban": CommitteeWording,
        "lời phản ánh": ReportWording,
        "lời phản ánh trong ban": ThreadWording,
        "lời hộp thư": MailboxWording,
        "lời sổ tay": HandbookWording,
        "lời quản trị": OfficeWording,
    }
    written = {title: _words(kind, shipped.get(title, {})) for title, kind in sections.items()}
    return "".join(
        f"{title}:\n" + "".join(f"  {key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in words.items())
        for title, words in written.items()
    )


def _words(kind: type[Wording], shipped: Mapping[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for info in kind.model_fields.values():
        title = str(info.title)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else None
        if extra is None:
            words[title] = list(_CODES)
        elif get_origin(info.annotation) is tuple:
            words[title] = shipped.get(title) or [f"{title} {number}" for number in range(7)]
        else:
            names = extra["placeholders"]
            assert isinstance(names, list)
            words[title] = shipped.get(title) or " ".join([title, *(f"{{{name}}}" for name in names)])
    return words


def _shipped_words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    for path in sorted(SHIPPED.rglob("*.yaml")):
        tree = read_tree(path.read_text(encoding="utf-8"), Budget(100_000), lambda line, kind, /, **values: None)
        for section in tree.entries.values() if isinstance(tree, Table) else ():
            if isinstance(section.value, Table) and section.key.startswith("lời"):
                words[section.key] = {entry.key: _plain(entry.value) for entry in section.value.entries.values()}
    return words


def _plain(node: Node) -> Any:
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return node.text.strip() if isinstance(node, Scalar) else None
