from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Choice, Question, Slots, Turn, plain
from tests.answering.small import WEDNESDAY, at, body, knowledge, topic_answer

RUBBISH = "trả lời: Rác để trước cửa, cạnh {nơi:nha-van-hoa}."


def saying(text: str) -> tuple[str, str]:
    return RUBBISH, f"trả lời: {text}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{khu phố}, {địa bàn}: {số tổ} tổ.", "Khu phố Thử, phường Thử: 12 tổ."),
        ("{Khu Phố}", "Khu phố Thử"),
        ("Ở {nơi:nha-van-hoa}.", "Ở Nhà văn hóa (đầu ngõ 1)."),
        ("Ở {nơi:san-kho}.", "Ở Sân kho."),
        ("{liên hệ:113}", "Công an\nGọi 113"),
        ("Gọi {liên hệ:113.điện thoại}!", "Gọi 113!"),
        ("{tổ trưởng}", "Lê Văn Tám – Tổ trưởng tổ 8"),
    ],
)
def test_placeholders_are_filled(written: str, told: str) -> None:
    assert body(knowledge(saying(f'"{written}"')), "ve-sinh/rac", group=8) == told


def test_a_schedule_is_told_for_the_day_asked() -> None:
    kb = knowledge()
    asked = Slots(date=at("2026-11-29 00:00").date())
    assert body(kb, "ve-sinh/lich", slots=asked).startswith("chủ nhật 29/11/2026 nghỉ, vì mưa bão.")


BANDS = (
    "      - đến tuổi: 16\n        trả lời: Sinh năm {năm sinh} thì đến năm {năm thứ 17} mới đăng ký.\n",
    "      - đến tuổi: 16\n        trả lời: Sinh {năm sinh}, {tuổi} tuổi, 17 tuổi năm {năm thứ 17}.\n",
)


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (2026, "Sinh 2026, 0 tuổi, 17 tuổi năm 2043."),
        (2010, "Sinh 2010, 16 tuổi, 17 tuổi năm 2027."),
        (2009, "Năm nay 17 tuổi, đã đến tuổi."),
        (2001, "Năm nay 25 tuổi, đã đến tuổi."),
        (2000, "Nam đủ 17 tuổi đăng ký."),
        (1926, "Nam đủ 17 tuổi đăng ký."),
    ],
)
def test_a_year_of_birth_is_answered_by_its_age_band(born: int, told: str) -> None:
    assert body(knowledge(BANDS), "nvqs/dang-ky", slots=Slots(birth_year=born)).split("\n")[0] == told


def test_the_age_changes_with_the_year() -> None:
    born = Slots(birth_year=2009)
    assert body(knowledge(), "nvqs/dang-ky", slots=born, now=at("2025-12-31 23:59")).startswith("Sinh năm 2009")
    assert body(knowledge(), "nvqs/dang-ky", slots=born, now=at("2026-01-01 00:00")).startswith("Năm nay 17 tuổi")


@pytest.mark.parametrize(
    "question", ["cháu sinh năm 2009 có phải đăng ký nghĩa vụ không", "17 tuổi có phải đi đăng ký không"]
)
def test_the_band_comes_before_the_answer(question: str) -> None:
    (answer,) = Answerer(knowledge()).answer(Question(question, WEDNESDAY)).answers
    assert plain(answer.body).startswith("Năm nay 17 tuổi, đã đến tuổi.\n\nNam đủ 17 tuổi đăng ký.\n")


def test_source_and_confirmation_are_told() -> None:
    kb = knowledge()
    assert plain(topic_answer(kb, "ve-sinh/lich").source) == "Nguồn: ban khu phố · xác nhận 11/2026"
    assert plain(topic_answer(kb, "nvqs/dang-ky").source) == "Nguồn: Luật Nghĩa vụ quân sự"
    assert topic_answer(kb, "ve-sinh/rac").source == ()


def test_an_answer_past_its_review_date_warns() -> None:
    kb = knowledge(("    xác nhận ngày: 11/2026\n", "    xác nhận ngày: 11/2026\n    xem lại trước: 31/12/2026\n"))
    last_day, next_day = at("2026-12-31 08:00"), at("2027-01-01 08:00")
    assert plain(topic_answer(kb, "ve-sinh/lich", now=last_day).source) == "Nguồn: ban khu phố · xác nhận 11/2026"
    assert plain(topic_answer(kb, "ve-sinh/lich", now=next_day).source).endswith("11/2026\nCần xác nhận lại.")


def test_at_most_three_related_topics_are_offered() -> None:
    kb = knowledge()
    assert topic_answer(kb, "ve-sinh/lich").related == (
        Choice("ve-sinh/rac", "Đổ rác"),
        Choice("nvqs/dang-ky", "Đăng ký nghĩa vụ quân sự"),
    )
    many = knowledge(("[ve-sinh/rac, nvqs/dang-ky]", "[ve-sinh/rac, nvqs/dang-ky, lien-he/to-truong, ve-sinh/lich]"))
    assert len(topic_answer(many, "ve-sinh/lich").related) == 3


def test_an_answer_that_is_only_a_sample_is_tagged_or_withheld() -> None:
    kb = knowledge((RUBBISH, "mẫu: trả lời\n    " + RUBBISH))
    assert body(kb, "ve-sinh/rac", samples=True).endswith("(đầu ngõ 1). (mẫu)")
    assert body(kb, "ve-sinh/rac") == "Đổ rác: chưa công bố\n\nHỏi Nguyễn Văn Thử (Trưởng khu phố)."


def test_an_age_band_that_is_only_a_sample_is_tagged_or_left_out() -> None:
    kb = knowledge(("    theo năm sinh:\n", "    mẫu: theo năm sinh\n    theo năm sinh:\n"))
    born = Slots(birth_year=2009)
    assert body(kb, "nvqs/dang-ky", slots=born, samples=True).startswith("Năm nay 17 tuổi, đã đến tuổi. (mẫu)\n")
    assert body(kb, "nvqs/dang-ky", slots=born).startswith("Nam đủ 17 tuổi")


def places(code: str, *edits: tuple[str, str], samples: bool = False) -> tuple[str, ...]:
    return topic_answer(knowledge(*edits), code, samples=samples).places


def test_places_with_coordinates_are_offered_on_the_map() -> None:
    assert places("ve-sinh/lich") == ("nha-van-hoa",)
    assert places("ve-sinh/rac") == ("nha-van-hoa",)
    assert places("nvqs/dang-ky") == ()
    twice = saying('"{lịch:don} {nơi:nha-van-hoa} {nơi:san-kho}"')
    assert places("ve-sinh/rac", twice) == ("nha-van-hoa",)


@pytest.mark.parametrize("key", ["tên", "vĩ độ", "kinh độ"])
def test_a_place_that_is_a_sample_is_on_the_map_of_the_demo_only(key: str) -> None:
    sample = ("    địa chỉ: đầu ngõ 1\n", f"    địa chỉ: đầu ngõ 1\n    mẫu: [{key}]\n")
    assert places("ve-sinh/rac", sample) == ()
    assert places("ve-sinh/rac", sample, samples=True) == ("nha-van-hoa",)


def test_the_address_of_a_place_is_tagged_or_withheld_when_it_is_a_sample() -> None:
    sample = ("    địa chỉ: đầu ngõ 1\n", "    địa chỉ: đầu ngõ 1\n    mẫu: [địa chỉ]\n")
    assert body(knowledge(sample), "ve-sinh/rac") == "Rác để trước cửa, cạnh Nhà văn hóa."
    assert body(knowledge(sample), "ve-sinh/rac", samples=True).endswith("Nhà văn hóa (đầu ngõ 1) (mẫu).")


def test_a_pressed_button_is_answered_for_the_residents_own_group() -> None:
    answerer = Answerer(knowledge())
    answer = answerer.topic("lien-he/to-truong", Question("", WEDNESDAY, home_group=8))
    assert (answer.outcome, answer.topics, answer.score) == ("answer", ("lien-he/to-truong",), 1.0)
    assert plain(answer.answers[0].body) == "Lê Văn Tám – Tổ trưởng tổ 8"
    assert answer.turn == Turn(("lien-he/to-truong",), Slots(), WEDNESDAY)
    with pytest.raises(KeyError):
        answerer.topic("khong-co", Question("", WEDNESDAY))


def test_topics_are_offered_by_the_beginning_of_their_code() -> None:
    assert [choice.topic for choice in Answerer(knowledge()).choices("ve-sinh/")] == ["ve-sinh/lich", "ve-sinh/rac"]


def test_the_calendar_tells_every_schedule() -> None:
    told = plain(Answerer(knowledge()).calendar(WEDNESDAY))
    assert told.startswith("Lịch Khu phố Thử\n\n")
    assert "Buổi tới: chủ nhật 22/11/2026" in told
