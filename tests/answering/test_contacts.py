from __future__ import annotations

import datetime as dt

import pytest

from bot.answering.answerer import Answerer
from bot.answering.contacts import People
from bot.answering.model import Question, plain
from tests.answering.small import WEDNESDAY, at, body, knowledge, topic_answer

TODAY = WEDNESDAY.date()
HEAD = "lien-he/to-truong"


def block(code: str, *edits: tuple[str, str], samples: bool = False, today: dt.date = TODAY) -> str:
    kb = knowledge(*edits)
    return plain(People(kb, samples=samples).block(kb.contacts[code], today))


def sample(keys: str, of: str = "Nguyễn Văn Thử") -> tuple[str, str]:
    return f"    tên: {of}\n", f"    tên: {of}\n    mẫu: [{keys}]\n"


def test_everything_known_of_a_contact_is_told_line_by_line() -> None:
    assert block("truong-khu").split("\n") == [
        "Nguyễn Văn Thử – Trưởng khu phố",
        "Gọi 0912 345 678, 0203 382 5113",
        "Giờ buổi tối",
        "Ở ngõ 2",
        "Ghi chú gọi trước khi đến",
    ]
    assert block("113") == "Công an\nGọi 113"
    assert block("to-truong-8") == "Lê Văn Tám – Tổ trưởng tổ 8"


def test_phones_are_spans_that_keep_the_digits() -> None:
    answer = topic_answer(knowledge(), "nvqs/dang-ky")
    phones = [(span.text, span.link) for span in answer.body if span.style == "phone"]
    assert phones == [("0912 345 678", "0912345678"), ("0203 382 5113", "02033825113")]


def test_the_demo_tags_each_sample() -> None:
    told = block("truong-khu", sample("điện thoại, giờ"), samples=True).split("\n")
    assert told[:3] == [
        "Nguyễn Văn Thử – Trưởng khu phố",
        "Gọi 0912 345 678, 0203 382 5113 (mẫu)",
        "Giờ buổi tối (mẫu)",
    ]
    assert block("truong-khu", sample("tên"), samples=True).startswith("Nguyễn Văn Thử – Trưởng khu phố (mẫu)\n")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("điện thoại, giờ", ["Nguyễn Văn Thử – Trưởng khu phố", "Ở ngõ 2", "Ghi chú gọi trước khi đến",
                             "Điện thoại, giờ: chưa công bố"]),
        ("dien_thoai, GIỜ, địa chỉ, ghi chú", ["Nguyễn Văn Thử – Trưởng khu phố",
                                               "Điện thoại, giờ, địa chỉ, ghi chú: chưa công bố"]),
        ("tên, chức vụ, giờ, địa chỉ, ghi chú", ["Ban khu phố", "Gọi 0912 345 678, 0203 382 5113",
                                                 "Tên, giờ, địa chỉ, ghi chú: chưa công bố"]),
    ],
)  # fmt: skip
def test_residents_are_told_what_is_not_published_instead_of_a_sample(keys: str, told: list[str]) -> None:
    assert block("truong-khu", sample(keys)).split("\n") == told


def test_an_answer_that_lacks_something_names_whom_to_ask() -> None:
    seven = sample("tên, điện thoại", of="Trần Thị Bảy")
    assert body(knowledge(seven), HEAD, group=7) == (
        "Tổ trưởng tổ 7\nTên, điện thoại: chưa công bố\n\nHỏi Nguyễn Văn Thử (Trưởng khu phố)."
    )
    assert body(knowledge(seven, sample("tên")), HEAD, group=7).endswith("Hỏi Trưởng khu phố.")
    assert "Hỏi" not in body(knowledge(seven), HEAD, group=8)


def test_the_words_that_something_is_missing_can_be_told_apart() -> None:
    answer = topic_answer(knowledge(sample("giờ")), "nvqs/dang-ky")
    assert [span.text for span in answer.body if span.style == "missing"] == ["Giờ: chưa công bố"]


def test_a_contact_past_its_review_date_is_tagged() -> None:
    assert "(cũ)" not in block("truong-khu", today=dt.date(2027, 12, 31))
    assert block("truong-khu", today=dt.date(2028, 1, 1)).startswith("Nguyễn Văn Thử – Trưởng khu phố (cũ)\n")
    office = ('    điện thoại: "113"\n', '    điện thoại: "113"\n    xem lại trước: 1/1/2026\n')
    assert block("113", office) == "Công an (cũ)\nGọi 113"


def test_the_head_of_one_group_is_told_alone() -> None:
    assert body(knowledge(), HEAD, group=7) == "Trần Thị Bảy – Tổ trưởng tổ 7\nGọi 0987 654 321"


def test_the_heads_of_two_groups_are_told_together() -> None:
    answer = Answerer(knowledge()).answer(Question("tổ trưởng tổ 7 và tổ 8 là ai", WEDNESDAY))
    told = plain(answer.answers[0].body)
    assert "Trần Thị Bảy" in told
    assert "Lê Văn Tám" in told


def test_without_a_group_all_heads_are_told_in_order() -> None:
    assert body(knowledge(), HEAD).split("\n") == [
        "Trần Thị Bảy – Tổ trưởng tổ 7",
        "Gọi 0987 654 321",
        "Lê Văn Tám – Tổ trưởng tổ 8",
    ]


def test_a_group_without_a_head_and_one_that_is_none_are_told_apart() -> None:
    assert body(knowledge(), HEAD, group=12) == "Tổ 12 chưa có tổ trưởng."
    assert body(knowledge(), HEAD, group=13) == "Có 12 tổ, không có tổ 13."


def test_heads_of_whom_nothing_is_published_share_one_line() -> None:
    hidden = (sample("tên, điện thoại", of="Trần Thị Bảy"), sample("tên, điện thoại", of="Lê Văn Tám"))
    assert body(knowledge(*hidden), HEAD).startswith("Tổ trưởng tổ 7–8: chưa công bố.\n\nHỏi ")
    more = ("    tổ: 8\n", "    tổ: 5\n")
    assert body(knowledge(*hidden, more), HEAD).startswith("Tổ trưởng tổ 5, 7: chưa công bố.")


def test_one_value_of_a_contact_stands_in_a_sentence() -> None:
    wanted = ('trả lời: "{tổ trưởng}"', 'trả lời: "Gặp {liên hệ:truong-khu.tên}, {liên hệ:truong-khu.điện thoại}."')
    assert body(knowledge(wanted), HEAD) == "Gặp Nguyễn Văn Thử, 0912 345 678, 0203 382 5113."
    assert body(knowledge(wanted, sample("tên")), HEAD, samples=True).startswith("Gặp Nguyễn Văn Thử (mẫu), ")
    assert body(knowledge(wanted, sample("tên")), HEAD).startswith("Gặp Tên: chưa công bố, 0912")
    assert body(knowledge(wanted), HEAD, now=at("2028-01-01 08:00")).startswith("Gặp Nguyễn Văn Thử (cũ), ")


def test_a_value_that_nobody_wrote_is_said_to_be_missing() -> None:
    wanted = ('trả lời: "{tổ trưởng}"', 'trả lời: "{liên hệ:to-truong-8.điện thoại}"')
    assert body(knowledge(wanted), HEAD).startswith("Điện thoại: chưa công bố\n\nHỏi ")


def test_the_directory_lists_everybody_by_section() -> None:
    told = plain(Answerer(knowledge()).directory(WEDNESDAY))
    places = [
        told.index(words) for words in ("Danh bạ Khu phố Thử", "Ban khu phố", "Khẩn cấp", "Gọi 113", "Lê Văn Tám")
    ]
    assert places == sorted(places)
