from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.model import Answer, Choice, Question, TopicAnswer
from bot.answering.reporting import (
    SHORT,
    Reported,
    Reporting,
    asks,
    has_place,
    is_report,
    kind_of,
    may_be_report,
    simply,
)
from bot.knowledge.loader import load
from bot.knowledge.model import OTHER
from bot.language.folding import strip_diacritics
from tests.knowledge_factory import NOW, SHIPPED

KINDS = {
    "den": (simply("đèn đường").words, simply("đèn không sáng").words),
    "cong": (simply("cống tắc").words, simply("nắp cống").words, simply("nước").words),
    OTHER: (),
}


@cache
def shipped() -> Answerer:
    return Answerer(load(SHIPPED, now=NOW).kb)


def kind(text: str) -> str:
    return shipped().reported(text).kind


def taken(text: str) -> bool:
    """Whether the shipped knowledge takes it for a report."""
    return is_report(shipped().reported(text), shipped().answer(Question(text, NOW)))


def offered(text: str) -> bool:
    return may_be_report(shipped().reported(text), shipped().answer(Question(text, NOW)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bóng đèn đầu ngách cháy rồi", "den-duong"),
        ("den cao ap ngo 12 chay", "den-duong"),
        ("rác chất đống trước cổng chợ", "rac-ve-sinh"),
        ("cống ở trước nhà văn hóa bị tắc", "cong-thoat-nuoc"),
        ("duong ngo 6 toan o ga", "duong-ngo"),
        ("nhà bên mở loa to suốt đêm", "tieng-on"),
        ("cành cây gãy treo trước nhà số 7", "cay-xanh"),
        ("to 7 mat nuoc 2 ngay roi", "dien-nuoc"),
        ("đàn chó thả rông ở ngách 4", "cho-tha-rong"),
        ("quán nước lấn chiếm vỉa hè", "lan-chiem"),
        ("mong khu phố có thêm tủ sách", OTHER),
        ("", OTHER),
    ],
)
def test_what_a_report_is_about_is_guessed_from_its_words(text: str, code: str) -> None:
    assert kind(text) == code


def test_words_apart_name_a_kind_but_count_less_than_words_together() -> None:
    assert kind_of(simply("cống ở ngay đó tắc"), KINDS) == "cong"
    assert kind_of(simply("cống ở ngay trước cửa nhà tôi ở cuối ngõ tắc"), KINDS) == OTHER
    assert kind_of(simply("cống tắc, đèn ngoài đường"), KINDS) == "cong"


def test_marks_that_were_typed_tell_words_apart_and_tones_do_not() -> None:
    assert kind_of(simply("đến đường"), KINDS) == OTHER
    assert kind_of(simply("den duong"), KINDS) == "den"
    assert kind_of(simply("đẻn đưởng"), KINDS) == "den"


@pytest.mark.parametrize(
    "text",
    [
        "ngõ 3", "ngo 3", "to7", "tổ 7", "tổ dân phố số 4", "số nhà 12", "nhà số 12b", "ngách 12/5", "đường 18",
        "trước cửa nhà 12 tổ 5", "gần nhà văn hóa", "đầu đường Lê Lợi", "cạnh chợ", "đối diện trường mầm non",
        "trước cổng nhà ông Bình", "cột đèn số 4 trên dốc", "dg ngo 3", "ngã ba đầu dốc, gần trạm y tế",
    ],
)  # fmt: skip
def test_a_place_that_others_can_find_is_known_with_and_without_marks(text: str) -> None:
    assert shipped().reported(text).placed
    assert shipped().reported(strip_diacritics(text)).placed


@pytest.mark.parametrize(
    "text", ["", "đèn hỏng", "trước cửa nhà tôi", "ngõ nhà em", "đầu ngõ tắc", "tổ tôi", "3 hôm nay", "năm 2026 rồi"]
)
def test_what_only_its_author_could_find_is_no_place(text: str) -> None:
    assert not shipped().reported(text).placed


def test_the_group_that_is_named_is_read() -> None:
    assert shipped().reported("den hong o to7 gan cho").group == 7
    assert shipped().reported("đèn hỏng gần chợ").group is None


@pytest.mark.parametrize(
    "text",
    [
        "đèn hỏng báo ai", "den hong thi bao ai a", "bao giờ sửa đèn ngõ 3", "rác tổ 5 để ở đâu", "rac de o dau",
        "ngõ 3 có đèn không ạ", "đèn ngõ 3 sửa chưa", "làm thế nào để báo đèn hỏng", "cho em hỏi đèn ngõ 3",
        "đèn ngõ 3 hỏng, có ai sửa không, tối quá",
    ],
)  # fmt: skip
def test_questions_are_told_from_statements(text: str) -> None:
    assert shipped().reported(text).asks


@pytest.mark.parametrize(
    "text",
    ["rác mấy hôm không ai hót", "đèn đầu ngõ 3 hỏng", "den dau ngo 3 hong", "chưa ai sửa cống", "ngày nào cũng ồn"],
)
def test_not_every_word_that_can_ask_does(text: str) -> None:
    assert not shipped().reported(text).asks


def test_a_question_mark_asks() -> None:
    assert shipped().reported("đèn ngõ 3 hỏng?").asks


@pytest.mark.parametrize(
    "text",
    [
        "đèn đường ngõ 3 hỏng", "den duong ngo 3 hong", "den dg ngo3 hong", "ddenf dduwowngf ngox 3 hongr",
        "rác trước cửa nhà 12 tổ 5 mấy hôm không ai hót", "to 7 mat nuoc 2 ngay roi", "to7 mat nc 2 ngay r",
        "rac truoc nha so 12 to 5 chua ai don", "ngõ 3 rác chất đống", "cống gần nhà văn hóa tắc ngập hết cả rồi",
        "cống trước nhà văn hóa bị tắc", "cây đổ chắn ngõ 15", "nắp cống trước số nhà 20 vỡ rồi bác ơi",
    ],
)  # fmt: skip
def test_trouble_at_a_place_is_a_report(text: str) -> None:
    assert taken(text) or kind(text) == OTHER
    assert taken(text) or "nc" in text  # an abbreviation that the committee has not written down


@pytest.mark.parametrize(
    "text",
    [
        "đèn đường hỏng báo ai?", "đèn đường hỏng", "đèn ngõ 3 hỏng thì bao giờ sửa", "tổ trưởng tổ 5 là ai",
        "rác tổ 5 thu mấy giờ", "tổ 3 có họp không", "cảm ơn bác trưởng khu", "mất sổ hộ khẩu ở tổ 5",
        "bao giờ có nước lại", "mất điện thoại nên mất số tổ trưởng tổ 12, cho tôi xin lại",
        "rò rỉ gas ở nhà số 5 tổ 3", "sạt lở đồi sau nhà số 12 tổ 5 rồi",
        "xay nha ong Tram vuong vao het khoang may tram trieu",
        "nhà 12 tổ 5 có trộm, báo ai", "hàng xóm ở tổ 9 hát karaoke ồn ào", "lịch tổng vệ sinh tổ 5", "xin chào tổ 7",
    ],
)  # fmt: skip
def test_what_asks_or_is_for_the_police_or_names_no_place_is_answered(text: str) -> None:
    assert not taken(text)


@pytest.mark.parametrize("text", ["đèn đường hỏng báo ai?", "đèn đường hỏng", "hàng xóm hát karaoke ồn ào ở tổ 9"])
def test_what_may_be_a_report_is_answered_with_a_button(text: str) -> None:
    assert offered(text)


@pytest.mark.parametrize("text", ["bao giờ tổng vệ sinh", "góp ý ở đâu", "ai là trưởng khu", "giá vàng"])
def test_other_questions_have_no_such_button(text: str) -> None:
    assert not offered(text)


def test_no_way_of_asking_of_a_topic_that_is_not_about_reporting_is_taken_for_a_report() -> None:
    topics = shipped().kb.topics.values()
    wrong = [way for topic in topics for way in topic.ways if not topic.code.startswith("gop-y/") and taken(way)]
    assert wrong == []


def test_a_story_is_no_report_by_itself() -> None:
    text = "đèn đường ngõ 3 hỏng " + "tôi đi bộ về nhà trong đêm " * 12
    assert shipped().reported(text).long
    assert not is_report(shipped().reported(text), Answer("unknown", 0))


@pytest.mark.parametrize(
    ("answer", "report"),
    [
        (Answer("unknown", 0), True),
        (Answer("suggest", 0.5, suggestions=(Choice("lien-he/x", ""),)), True),
        (Answer("suggest", 0.5, suggestions=(Choice("an-ninh/x", ""),)), False),
        (Answer("answer", 1, answers=(TopicAnswer("gop-y/x", "", (), ()),)), True),
        (Answer("answer", 1, answers=(TopicAnswer("ve-sinh/x", "", (), ()),)), True),
        (Answer("answer", 1, answers=(TopicAnswer("an-ninh/x", "", (), ()),)), False),
        (Answer("answer", 1, answers=(TopicAnswer("lien-he/khan-cap", "", (), ()),)), False),
        (Answer("greeting", 1), False),
    ],
)
def test_a_report_is_a_report_but_for_what_is_urgent(answer: Answer, report: bool) -> None:
    assert is_report(Reported("den", placed=True, complains=True), answer) is report


def test_many_words_are_no_report_against_an_answer_the_bot_has() -> None:
    other = Answer("answer", 1, answers=(TopicAnswer("ve-sinh/x", "", (), ()),))
    long = Reported("den", placed=True, complains=True, size=SHORT + 1)
    assert not is_report(long, other)
    assert is_report(long, Answer("unknown", 0))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    said = shipped().reported(text)
    assert said.kind in shipped().kb.report_kinds
    assert isinstance(has_place(simply(text)) or asks(simply(text)), bool)


PIECES = st.sampled_from(
    ["đèn", "đường", "ngõ", "3", "tổ", "cống", "tắc", "hỏng", "ai", "không", "nước", "mất", ",", "?"]
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_text_and_the_same_without_marks_say_as_much_of_a_place(text: str) -> None:
    assert has_place(simply(text)) == has_place(simply(strip_diacritics(text).upper()))


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_marks_only_narrow_down_what_is_meant(text: str) -> None:
    reporting = Reporting(shipped().kb)
    assert reporting.reported(strip_diacritics(text)).complains or not reporting.reported(text).complains
