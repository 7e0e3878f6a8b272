"""What a message is taken for: with the small knowledge, through the answerer, as a channel would ask."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.learning import learn
from bot.answering.model import Answer, Question, Turn, plain
from bot.knowledge.model import KnowledgeBase
from bot.language.folding import strip_diacritics
from tests.answering.small import WEDNESDAY, knowledge, only_topics

KB = knowledge()
ANSWERER = Answerer(KB)
CLEANING, RUBBISH, SERVICE, HEAD = "ve-sinh/lich", "ve-sinh/rac", "nvqs/dang-ky", "lien-he/to-truong"

RUBBISH_WAYS = [
    "xe rác đến lúc mấy giờ",
    "bao giờ thu gom rác",
    "rác để ở đâu",
    "chỗ nào đổ rác",
    "tiền rác đóng cho ai",
]
CLEANING_WAYS = ["dọn ngõ lúc mấy giờ", "bao giờ thì dọn ngõ", "dọn ngõ ở đâu", "chỗ nào quét ngõ", "quét ngõ hỏi ai"]

TELEX = {
    "bao giờ dọn ngõ": "bao giowf donj ngox",
    "mấy giờ đổ rác": "maays giowf ddoor racs",
    "giấy tờ đăng ký nghĩa vụ quân sự": "giaays towf ddawng kys nghiax vuj quaan suwj",
    "tổ trưởng tổ 7 là ai": "toor truwowngr toor 7 laf ai",
}


def ask(text: str, after: Answer | None = None, minutes: float = 1, home_group: int | None = None) -> Answer:
    """The answer to a message, some minutes after an earlier answer."""
    last = after.turn if after else None
    now = (last.at if last else WEDNESDAY) + dt.timedelta(minutes=minutes if last else 0)
    return ANSWERER.answer(Question(text, now, last, home_group))


def said(answer: Answer) -> str:
    return "\n\n".join([plain(answer.message), *(plain(part.body) for part in answer.answers)]).strip()


WAYS = [(way, topic.code) for topic in KB.topics.values() for way in topic.ways]


@pytest.mark.parametrize(("way", "topic"), WAYS)
def test_a_known_way_of_asking_is_understood_however_it_is_typed(way: str, topic: str) -> None:
    typed = [way, strip_diacritics(way), unicodedata.normalize("NFD", way), way.upper(), f"{way}???", f"  {way} 🙏"]
    found = [ask(text) for text in typed]
    assert {(answer.topics or tuple(c.topic for c in answer.suggestions))[0] for answer in found} == {topic}
    assert len({answer.outcome for answer in found}) == 1


@pytest.mark.parametrize("way", TELEX)
def test_raw_telex_is_understood(way: str) -> None:
    assert ask(TELEX[way]).topics == ask(way).topics != ()


def test_nearly_all_known_ways_are_answered_at_once() -> None:
    assert sum(ask(way).topics == (topic,) for way, topic in WAYS) >= 0.9 * len(WAYS)


def test_an_abbreviation_of_the_committee_is_understood() -> None:
    assert ask("đăng ký nvqs").topics == (SERVICE,)


@pytest.mark.parametrize(
    "text",
    [
        "bao giờ dọn ngõ và giấy tờ đăng ký nghĩa vụ quân sự",
        "Bao giờ dọn ngõ? Giấy tờ đăng ký nghĩa vụ quân sự?",
        "bao gio don ngo, giay to dang ky nghia vu quan su",
    ],
)
def test_two_questions_get_two_answers(text: str) -> None:
    answer = ask(text)
    assert answer.outcome == "answer"
    assert set(answer.topics) == {CLEANING, SERVICE}
    assert answer.turn
    assert set(answer.turn.topics) == {CLEANING, SERVICE}


def test_one_question_with_and_in_it_gets_one_answer() -> None:
    assert ask("quét dọn và tập trung quét ngõ ở đâu").topics == (CLEANING,)


def test_the_group_named_goes_before_the_residents_own() -> None:
    assert said(ask("tổ trưởng tổ 7 là ai", home_group=8)).startswith("Trần Thị Bảy")
    assert said(ask("ai là tổ trưởng tổ tôi", home_group=8)).startswith("Lê Văn Tám")
    assert said(ask("ai là tổ trưởng tổ tôi")).count("Tổ trưởng") == 2


def test_a_follow_up_keeps_the_topic_and_changes_what_it_names() -> None:
    first = ask("tổ trưởng tổ 7 là ai")
    second = ask("còn tổ 8", after=first)
    assert second.topics == (HEAD,)
    assert said(second).startswith("Lê Văn Tám")
    assert second.turn
    assert second.turn.slots.group == 8


def test_a_follow_up_keeps_what_was_named_before() -> None:
    first = ask("cháu sinh năm 2009 có phải đăng ký nghĩa vụ không")
    second = ask("thế giấy tờ", after=first)
    assert second.topics == (SERVICE,)
    assert second.turn
    assert second.turn.slots.birth_year == 2009


def test_a_follow_up_may_turn_to_a_topic_of_the_same_family() -> None:
    assert ask("thế còn rác", after=ask("bao giờ dọn ngõ")).topics == (RUBBISH,)


def test_a_follow_up_is_understood_for_fifteen_minutes() -> None:
    first = ask("cháu sinh năm 2009 có phải đăng ký nghĩa vụ không")
    in_time = ask("thế giấy tờ", after=first, minutes=15)
    assert in_time.turn
    assert in_time.turn.slots.birth_year == 2009
    assert said(ask("thế giấy tờ", after=first, minutes=15.1)) == said(ask("thế giấy tờ"))
    assert said(ask("thế giấy tờ")) != said(in_time)


def test_a_new_question_leaves_the_topic_before() -> None:
    answer = ask("mấy giờ đổ rác", after=ask("cháu sinh năm 2009 có phải đăng ký nghĩa vụ không"))
    assert answer.topics == (RUBBISH,)
    assert answer.turn
    assert answer.turn.slots.birth_year is None


@pytest.mark.parametrize(
    ("first", "correction", "topic"),
    [
        ("bao giờ dọn ngõ", "không phải, ý tôi là giờ đổ rác", RUBBISH),
        ("bao giờ dọn ngõ", "nhầm rồi, tôi hỏi tổ trưởng cơ", HEAD),
        ("bao giờ dọn ngõ", "ko, rác cơ", RUBBISH),
        ("bao giờ dọn ngõ", "y em la rac", RUBBISH),
        ("tổ trưởng tổ 7 là ai", "nhầm, tổ 8", HEAD),
        ("tổ trưởng tổ 7 là ai", "không phải tổ 7, tổ 8 cơ", HEAD),
    ],
)
def test_a_correction_is_answered_with_what_was_meant(first: str, correction: str, topic: str) -> None:
    answer = ask(correction, after=ask(first))
    assert answer.topics == (topic,)
    if topic == HEAD and "8" in correction:
        assert said(answer).endswith("Lê Văn Tám") or "Lê Văn Tám" in said(answer)


def test_what_was_refused_is_not_said_again() -> None:
    answer = ask("không phải, cái kia cơ", after=ask("bao giờ dọn ngõ"))
    assert CLEANING not in (*answer.topics, *(choice.topic for choice in answer.suggestions))


def test_a_question_that_begins_with_no_refuses_nothing() -> None:
    first = ask("mấy tuổi đăng ký nghĩa vụ quân sự")
    assert ask("không đăng ký nghĩa vụ có bị phạt không", after=first).topics == (SERVICE,)


@pytest.mark.parametrize("first", ["lịch tổng vệ sinh", "phân loại rác thế nào", "ai là tổ trưởng tổ tôi"])
@pytest.mark.parametrize("text", ["không đi thì bị phạt bao nhiêu", "mang theo gì", "cần giấy tờ gì", "hỏi ai"])
def test_what_names_nothing_stays_with_what_is_talked_of(first: str, text: str) -> None:
    """Though another topic has the same words: papers and fines are asked of the service."""
    before = ask(first)
    family = before.topics[0].split("/")[0]
    assert [topic.split("/")[0] for topic in ask(text, after=before).topics] == [family]


def test_remarks_on_an_answer_are_not_answered() -> None:
    before = ask("bao giờ dọn ngõ")
    assert ask("sớm thế", after=before).outcome != "answer"
    assert ask("bao giờ dọn", after=before).topics == (CLEANING,)


ELSEWHERE = (
    ("tên: Khu phố Thử", "tên: Khu phố 5\n  nơi khác: [Bãi Cháy, Cao Xanh]"),
    ("- mua xe máy cũ", "- mua xe máy cũ\n      - khu 3 dọn ngõ hôm nào\n      - tổ trưởng bên Bãi Cháy là ai"),
)


@pytest.mark.parametrize("text", ["khu 7 dọn ngõ hôm nào", "khu phố 2 bao giờ dọn ngõ", "tổ trưởng bên Cao Xanh là ai"])
def test_what_is_asked_of_another_place_is_not_answered_with_ours(text: str) -> None:
    elsewhere = Answerer(knowledge(*ELSEWHERE))
    assert elsewhere.answer(Question(text, WEDNESDAY)).outcome != "answer"
    ours = elsewhere.answer(Question("khu 5 dọn ngõ hôm nào", WEDNESDAY))
    assert (ours.topics or tuple(choice.topic for choice in ours.suggestions))[0] == CLEANING


def test_a_place_that_no_text_names_is_known_from_the_list_alone() -> None:
    others = Answerer(
        knowledge(("tên: Khu phố Thử", "tên: Khu phố 5\n  nơi khác: [Bãi Cháy, Cao Xanh, Tứ Minh]"), ELSEWHERE[1])
    )
    assert others.answer(Question("Tứ Minh bao giờ tổng vệ sinh", WEDNESDAY)).outcome != "answer"
    assert others.answer(Question("bao giờ tổng vệ sinh", WEDNESDAY)).topics == (CLEANING,)


def test_a_topic_that_speaks_of_other_places_is_answered_still() -> None:
    moved = knowledge(
        ELSEWHERE[0], ("- thủ tục đăng ký nghĩa vụ lần đầu", "- từ Bãi Cháy chuyển về thì đăng ký nghĩa vụ ở đâu")
    )
    answer = Answerer(moved).answer(Question("tôi ở Cao Xanh chuyển về, đăng ký nghĩa vụ ở đâu", WEDNESDAY))
    assert (answer.topics or tuple(choice.topic for choice in answer.suggestions))[0] == SERVICE


def test_an_explanation_tells_which_words_counted() -> None:
    told = ANSWERER.explain("cho hỏi mấy giờ đổ rác ạ")
    weights = dict(told.words)
    assert told.topics[0][0] == RUBBISH
    assert max(weights, key=lambda word: weights[word]) == "rác"
    assert told.nearest.text == "mấy giờ đổ rác"
    assert 0.7 < told.similarity <= 1


def test_a_way_of_asking_under_the_wrong_topic_is_found() -> None:
    ways, _ = Answerer(knowledge(("- phí thu gom rác bao nhiêu", "- lịch tổng vệ sinh hôm nào"))).conflicts()
    assert [(way.taught.text, way.rival.label) for way in ways] == [("lịch tổng vệ sinh hôm nào", CLEANING)]
    assert ANSWERER.conflicts() == ((), ())


def test_topics_that_ask_the_same_are_found() -> None:
    same = [(f"- {way}", f"- {other}") for way, other in zip(RUBBISH_WAYS, CLEANING_WAYS, strict=True)]
    _, topics = Answerer(knowledge(*same)).conflicts()
    assert {frozenset(pair[:2]) for pair in topics} == {frozenset([CLEANING, RUBBISH])}


@pytest.mark.parametrize("text", ["giá vàng hôm nay", "mua xe máy cũ ở đâu", "lịch cắt điện", "vì sao trời xanh"])
def test_what_is_not_the_khu_phos_is_not_answered_after_a_topic_either(text: str) -> None:
    assert ask(text, after=ask("bao giờ dọn ngõ")).outcome in ("unknown", "out_of_scope")


def test_a_topic_that_is_gone_since_is_forgotten() -> None:
    gone = Turn(("khong/con",), ask("bao giờ dọn ngõ").turn.slots, WEDNESDAY)  # type: ignore[union-attr]
    assert ANSWERER.answer(Question("còn tổ 8", WEDNESDAY, gone)) == ask("còn tổ 8")
    partly = replace(gone, topics=("khong/con", HEAD))
    assert ANSWERER.answer(Question("còn tổ 8", WEDNESDAY, partly)).topics == (HEAD,)
    assert ANSWERER.answer(Question("còn tổ 8", WEDNESDAY, replace(gone, topics=()))) == ask("còn tổ 8")


@pytest.mark.parametrize(
    ("text", "reply"),
    [("xin chào", "Kính chào bà con!"), ("Chào bot ạ", "Kính chào bà con!"), ("cam on bot nhe", "Không có gì ạ.")],
)
def test_a_greeting_is_greeted(text: str, reply: str) -> None:
    answer = ask(text)
    assert (answer.outcome, said(answer), answer.turn) == ("greeting", reply, None)


def test_a_greeting_with_a_question_is_answered() -> None:
    assert ask("xin chào, bao giờ dọn ngõ").topics == (CLEANING,)


@pytest.mark.parametrize("text", ["bao giờ có điện lại", "hom nay cat dien may tieng", "Lịch cắt điện"])
def test_what_others_are_in_charge_of_is_sent_to_them(text: str) -> None:
    answer = ask(text)
    assert (answer.outcome, said(answer), answer.turn) == ("out_of_scope", "Lịch cắt điện: hỏi Công ty điện lực.", None)


def test_what_nobody_is_in_charge_of_is_unknown() -> None:
    assert ask("giá vàng hôm nay").outcome == "unknown"


@pytest.mark.parametrize(
    "text", ["", "   ", "🎉🎉", "...", "\u200b", "asdf qwer zxcv", "vì sao trời xanh", "Ω≈ç√", "你好", "\0", "x" * 4096]
)
def test_what_says_nothing_known_is_unknown(text: str) -> None:
    answer = ask(text)
    assert (answer.outcome, said(answer), answer.topics, answer.turn) == ("unknown", "Chưa biết ạ.", (), None)


def test_a_vague_question_is_offered_buttons() -> None:
    vague = [ask(text) for text in ("nghĩa vụ", "rác", "ngõ", "tổ trưởng", "đăng ký", "mấy giờ")]
    offered = [answer for answer in vague if answer.outcome == "suggest"]
    assert offered
    for answer in offered:
        assert 2 <= len(answer.suggestions) <= 4
        assert said(answer) == "Ý nào ạ?"
        assert [choice.title for choice in answer.suggestions] == [KB.topics[c.topic].title for c in answer.suggestions]


def well_formed(answer: Answer) -> None:
    assert 0 <= answer.score <= 1
    assert (answer.outcome == "answer") == bool(answer.answers) == bool(answer.turn)
    assert (answer.outcome == "suggest") == bool(answer.suggestions)
    assert (answer.outcome == "answer") != bool(answer.message)
    assert len(answer.answers) <= 2
    assert len(answer.suggestions) <= 4


PARTS = ["bao giờ", "dọn ngõ", "rác", "nghĩa vụ", "tổ", "7", "còn", "thế", "và", ",", "?", "2009", "chủ nhật này",
         "29/11", "31/2", "9999", "chào"]  # fmt: skip
texts = st.text() | st.lists(
    st.sampled_from(PARTS) | st.text(max_size=4),
    max_size=14,
).map(" ".join)


@given(st.lists(texts, min_size=1, max_size=3), st.none() | st.integers(1, 12))
def test_any_conversation_gets_whole_answers(messages: list[str], home_group: int | None) -> None:
    last = None
    for minutes, text in enumerate(messages):
        answer = ANSWERER.answer(Question(text, WEDNESDAY + dt.timedelta(minutes=minutes), last, home_group))
        well_formed(answer)
        last = answer.turn or last


def test_the_longest_message_is_read() -> None:
    for text in ("ngõ " * 1024, "dọn ngõ và " * 372, "à" * 4096, "a\u0301" * 2048, "1/1 " * 1024, "tổ 7 " * 819):
        well_formed(ask(text[:4096]))


def test_two_builds_give_equal_answers() -> None:
    learn.cache_clear()
    again = Answerer(KB)
    learn.cache_clear()
    for text in [way for way, _ in WAYS] + ["", "còn tổ 8", "xin chào", "lịch cắt điện", "nghĩa vụ và rác"]:
        assert again.answer(Question(text, WEDNESDAY)) == ask(text)


def small(kb: KnowledgeBase, text: str) -> Answer:
    answer = Answerer(kb).answer(Question(text, WEDNESDAY))
    well_formed(answer)
    return answer


@pytest.mark.parametrize("topic", KB.topics)
def test_one_topic_alone_works(topic: str) -> None:
    kb = only_topics(topic)
    assert small(kb, KB.topics[topic].ways[0]).topics == (topic,)
    assert small(kb, "xin chào").outcome == "greeting"
    assert small(kb, "vì sao trời xanh").outcome == "unknown"
    bare = replace(kb, greetings={}, out_of_scope={})
    assert small(bare, KB.topics[topic].ways[0]).topics == (topic,)
    assert small(bare, "vì sao trời xanh").outcome == "unknown"


def test_nothing_out_of_scope_and_no_greetings_work() -> None:
    assert small(replace(KB, out_of_scope={}), "bao giờ dọn ngõ").topics == (CLEANING,)
    assert small(replace(KB, greetings={}), "bao giờ dọn ngõ").topics == (CLEANING,)
    assert small(replace(KB, greetings={}), "xin chào").outcome in ("unknown", "suggest")


def test_a_greeting_may_share_its_code_with_a_topic() -> None:
    topic = KB.topics[RUBBISH].model_copy(update={"code": "chao", "related": ()})
    kb = replace(only_topics(CLEANING, SERVICE), topics={**only_topics(CLEANING, SERVICE).topics, "chao": topic})
    assert small(kb, "mấy giờ đổ rác").topics == ("chao",)
    assert said(small(kb, "xin chào")) == "Kính chào bà con!"


def test_changed_knowledge_serves_before_it_is_learned() -> None:
    topic = KB.topics[RUBBISH]
    changed = topic.model_copy(update={"answer": "Mười giờ.", "ways": (*topic.ways, "xe gom đồng nát qua lúc nào")})
    new = topic.model_copy(update={"code": "ve-sinh/moi", "ways": ("đom đóm ở đâu",), "related": ()})
    kb = replace(KB, topics={**KB.topics, RUBBISH: changed, "ve-sinh/moi": new})
    hasty = ANSWERER.hastily(kb)
    assert hasty
    assert hasty.answer(Question("mấy giờ đổ rác", WEDNESDAY)).topics == (RUBBISH,)
    found = hasty.answer(Question("xe gom dong nat qua luc nao", WEDNESDAY))
    assert (found.topics, plain(found.answers[0].body)) == ((RUBBISH,), "Mười giờ.")
    assert hasty.answer(Question("đom đóm ở đâu?", WEDNESDAY)).topics == ("ve-sinh/moi",)


def test_knowledge_that_lost_a_topic_is_learned_anew_first() -> None:
    assert ANSWERER.hastily(only_topics(CLEANING, RUBBISH)) is None
