"""A small invented khu phố for the answering room, written as the committee would, with short wording of its own.

kb = knowledge()                                             # as below
kb = knowledge(("thứ: chủ nhật", "thứ: thứ bảy"))            # with words replaced that stand once
body(kb, "ve-sinh/lich", day=WEDNESDAY, samples=True)        # what is said on one topic, as plain text
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from bot.answering.calendar import Asked, Calendar
from bot.answering.contacts import People
from bot.answering.model import Slots, TopicAnswer, plain
from bot.answering.topics import Circumstances, Topics
from bot.knowledge.loader import Sources, build
from bot.knowledge.model import KnowledgeBase
from tests.knowledge_factory import wording_yaml

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def at(text: str) -> dt.datetime:
    """`2026-11-18 08:00` -> that moment in Vietnam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


WEDNESDAY = at("2026-11-18 08:00")

KNOWLEDGE = """
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
  - mã: san-kho
    tên: Sân kho

danh bạ:
  - mã: truong-khu
    nhóm: Ban khu phố
    chức vụ: Trưởng khu phố
    tên: Nguyễn Văn Thử
    điện thoại: [0912 345 678, 0203 382 5113]
    giờ: buổi tối
    địa chỉ: ngõ 2
    ghi chú: gọi trước khi đến
    xem lại trước: 31/12/2027
  - mã: "113"
    nhóm: Khẩn cấp
    chức vụ: Công an
    điện thoại: "113"
  - mã: to-truong-8
    nhóm: Tổ trưởng
    chức vụ: Tổ trưởng tổ 8
    tên: Lê Văn Tám
    tổ: 8
  - mã: to-truong-7
    nhóm: Tổ trưởng
    chức vụ: Tổ trưởng tổ 7
    tên: Trần Thị Bảy
    tổ: 7
    điện thoại: 0987 654 321

lịch:
  - mã: don
    tên: Dọn ngõ
    lặp: hằng tuần
    thứ: chủ nhật
    từ giờ: 06:30
    đến giờ: 08:00
    nơi: nha-van-hoa
    ngoại lệ:
      - ngày: 29/11/2026
        nghỉ: có
        lý do: mưa bão
      - ngày: 13/12/2026
        dời sang: 12/12/2026
      - ngày: 20/12/2026
        từ giờ: 07:00
        nơi: san-kho

hỏi đáp:
  - mã: ve-sinh/lich
    tiêu đề: Lịch dọn ngõ
    trả lời: "{lịch:don}"
    liên quan: [ve-sinh/rac, nvqs/dang-ky]
    nguồn: ban khu phố
    xác nhận ngày: 11/2026
    cách hỏi:
      - bao giờ dọn ngõ
      - hôm nào dọn ngõ
      - mấy giờ dọn ngõ
      - chủ nhật này có dọn ngõ không
      - lịch tổng vệ sinh
      - tổng vệ sinh hôm nào
      - tuần này có tổng vệ sinh không
      - tập trung quét ngõ ở đâu
      - quét ngõ lúc mấy giờ
      - ngày quét dọn đường ngõ
  - mã: ve-sinh/rac
    tiêu đề: Đổ rác
    trả lời: Rác để trước cửa, cạnh {nơi:nha-van-hoa}.
    cách hỏi:
      - mấy giờ đổ rác
      - xe rác đến lúc mấy giờ
      - bao giờ thu gom rác
      - rác để ở đâu
      - chỗ nào đổ rác
      - phí thu gom rác bao nhiêu
      - tiền rác đóng cho ai
      - phân loại rác thế nào
      - xe lấy rác không đến
      - vứt rác cồng kềnh
  - mã: nvqs/dang-ky
    tiêu đề: Đăng ký nghĩa vụ quân sự
    trả lời: |
      Nam đủ **17 tuổi** đăng ký.
      {liên hệ:truong-khu}
    theo năm sinh:
      - đến tuổi: 16
        trả lời: Sinh năm {năm sinh} thì đến năm {năm thứ 17} mới đăng ký.
      - từ tuổi: 17
        đến tuổi: 25
        trả lời: Năm nay {tuổi} tuổi, đã đến tuổi.
    nguồn: Luật Nghĩa vụ quân sự
    cách hỏi:
      - đăng ký nghĩa vụ quân sự
      - bao giờ đăng ký nghĩa vụ
      - mấy tuổi đăng ký nghĩa vụ quân sự
      - con tôi đến tuổi đi nghĩa vụ chưa
      - cháu sinh năm 2009 có phải đăng ký nghĩa vụ không
      - giấy tờ đăng ký nghĩa vụ quân sự
      - đăng ký nghĩa vụ ở đâu
      - thủ tục đăng ký nghĩa vụ lần đầu
      - 17 tuổi có phải đi đăng ký không
      - không đăng ký nghĩa vụ có bị phạt không
  - mã: lien-he/to-truong
    tiêu đề: Tổ trưởng
    trả lời: "{tổ trưởng}"
    cách hỏi:
      - tổ trưởng tổ 7 là ai
      - ai là tổ trưởng tổ tôi
      - số điện thoại tổ trưởng tổ 8
      - bác tổ trưởng tên gì
      - cho xin số bác tổ trưởng
      - danh sách tổ trưởng
      - gặp tổ trưởng tổ 3
      - nhà tổ trưởng ở đâu
      - tổ trưởng các tổ gồm những ai
      - tổ 5 do ai phụ trách

ngoài phạm vi:
  - mã: cat-dien
    việc: Lịch cắt điện
    ai phụ trách: Công ty điện lực
    cách hỏi:
      - bao giờ có điện lại
      - hôm nay cắt điện mấy tiếng
      - mất điện từ sáng
  - mã: mua-ban
    việc: Mua bán
    cách hỏi:
      - giá vàng hôm nay
      - mua xe máy cũ
      - quán phở nào ngon

chào hỏi:
  - mã: chao
    trả lời: Kính chào bà con!
    cách hỏi: [xin chào, chào bot]
  - mã: cam-on
    trả lời: Không có gì ạ.
    cách hỏi: [cảm ơn, cảm ơn bot nhé]

từ điển:
  viết tắt:
    - viết: nvqs
      nghĩa: nghĩa vụ quân sự
  từ chung: [mang, theo, gì, không, đi, thì, bị, phạt, bao nhiêu, mấy giờ, ở đâu, cần, giấy tờ, nộp, ai, hỏi]

loại phản ánh:
  - mã: khac
    tên: Việc khác
    hạn: 14

lời trả lời:
  tên thứ: [thứ hai, thứ ba, thứ tư, thứ năm, thứ sáu, thứ bảy, chủ nhật]
  hôm nay: (hôm nay)
  ngày mai: (ngày mai)
  ngày: "{thứ} {ngày}/{tháng}/{năm}"
  người: "**{tên}** – {chức vụ}"
  cơ quan: "**{chức vụ}**"
  điện thoại: "Gọi {số}"
  giờ: "Giờ {giờ}"
  địa chỉ: "Ở {địa chỉ}"
  ghi chú: "Ghi chú {ghi chú}"
  nơi: "{tên} ({địa chỉ})"
  nhãn mẫu: "(mẫu)"
  nhãn cần xác nhận lại: "(cũ)"
  chưa công bố: "{mục}: chưa công bố"
  hỏi ai: "Hỏi {ai}."
  chưa có tổ trưởng: "Tổ {tổ} chưa có tổ trưởng."
  tổ trưởng chưa công bố: "Tổ trưởng tổ {các tổ}: chưa công bố."
  không có tổ: "Có {số tổ} tổ, không có tổ {tổ}."
  nguồn: "Nguồn: {nguồn}"
  xác nhận: "xác nhận {ngày}"
  cần xác nhận lại: "Cần xác nhận lại."
  hằng tuần: "{tên}: hằng tuần{thứ}."
  vào thứ: ", {thứ}"
  hằng tháng: "{tên}: hằng tháng."
  theo ngày: "{tên}: theo ngày."
  buổi tới: "Buổi tới: **{ngày}**{giờ}{nơi}."
  đúng ngày hỏi: "Có: **{ngày}**{giờ}{nơi}."
  đã qua: "{tên}: {ngày}{giờ} đã qua."
  không có ngày hỏi: "Ngày {ngày} không có {tên}."
  buổi nghỉ: "{ngày} nghỉ{lý do}."
  buổi dời: "{ngày} dời sang {ngày mới}{lý do}."
  lý do: ", vì {lý do}"
  hết buổi: "{tên}: hết."
  từ giờ: ", {từ}-{đến}"
  lúc giờ: ", lúc {từ}"
  tại nơi: ", tại {nơi}"
  gợi ý: Ý nào ạ?
  không biết: Chưa biết ạ.
  ngoài phạm vi: "{việc}: hỏi {ai phụ trách}."
  đầu danh bạ: "Danh bạ {khu phố}"
  đầu lịch: "Lịch {khu phố}"
"""

CHAT_WORDING = "lời trò chuyện:" + wording_yaml().partition("lời trò chuyện:")[2]


@cache
def knowledge(*edits: tuple[str, str]) -> KnowledgeBase:
    """The small knowledge base, with words replaced that stand once in it."""
    text = KNOWLEDGE
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    files = {"knowledge.yaml": text.encode(), "chat.yaml": CHAT_WORDING.encode()}
    return build(Sources(files, (), "small"), now=WEDNESDAY).kb


def only_topics(*codes: str) -> KnowledgeBase:
    """The small knowledge base with these topics only."""
    kb = knowledge()
    topics = {code: kb.topics[code].model_copy(update={"related": ()}) for code in codes}
    return replace(kb, topics=topics)


def schedule_text(kb: KnowledgeBase, now: dt.datetime, asked: dt.date | None = None, *, samples: bool = False) -> str:
    """What is said on the schedule `don`, as plain text."""
    calendar = Calendar(kb, People(kb, samples=samples))
    day = Asked((asked,), of_this=True) if asked else None
    return plain(calendar.describe(kb.schedules["don"], day, now))


def topic_answer(
    kb: KnowledgeBase,
    code: str,
    *,
    slots: Slots | None = None,
    group: int | None = None,
    now: dt.datetime = WEDNESDAY,
    samples: bool = False,
) -> TopicAnswer:
    """The answer on one topic, without reading a question."""
    people = People(kb, samples=samples)
    topics = Topics(kb, people, Calendar(kb, people))
    return topics.render(kb.topics[code], Circumstances(slots or Slots(), () if group is None else (group,), now))


def body(kb: KnowledgeBase, code: str, **circumstances: object) -> str:
    """The body of the answer on one topic, as plain text."""
    return plain(topic_answer(kb, code, **circumstances).body)  # type: ignore[arg-type]
