"""Messages as words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.reading import Reader, Reading
from tests.language.strategies import ABBREVIATIONS, anything, messages

READER = Reader(ABBREVIATIONS, ["khu phố", "xin hỏi", "chi bộ", "nhà văn hóa"])


def read(text: str) -> Reading:
    return READER.read(text)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Xin HỎI: tổ trưởng??", "xin hỏi tổ dân phố trưởng"),
        ("tổ dân phố 7, tổ 8", "tổ dân phố 7 tổ dân phố 8"),
        ("hoà thuỷ khoẻ quý", "hòa thủy khỏe quý"),
        ("sđt tkp k ạ", "số điện thoại trưởng khu phố không ạ"),
        ("dọn vs mt vs ai", "dọn vệ sinh môi trường với ai"),
        ("vsmt kpi k5", "vsmt kpi không 5"),
        ("cháu 17t sinh 2k9, em 2k12, anh 2k", "cháu 17 tuổi sinh 2009 em 2012 anh 2k"),
        ("bà 80t", "bà 80 tuổi"),
        ("to7 kp5 t7 CT07 500k", "to 7 khu phố 5 thứ bảy ct 07 500k"),
        ("7h30 7H30p 6h 6hsáng 7g30", "7h30 7h30 6h 6h sáng 7h30"),
        ("20/11/2026 lúc 7:30 nộp 500.000đ", "20/11/2026 lúc 7:30 nộp 500.000 đ"),
        ("0203 382 5113", "0203 382 5113"),
        ("ởđâu khuphố chibộ xinhỏi khupho", "ở đâu khu phố chi bộ xin hỏi khu pho"),
        ("photo samsung camera data app", "photo samsung camera data app"),
        ("ơiiii vâyyy nhéé vângg điiii alooo", "ơi vây nhé vâng đi alo"),
        ("ddi nghiax vuj khoong", "đi nghĩa vụ không"),
        ("đ\u200bi\u00adđ\u0001âu ｃｈợ ① Ðường", "đi đâu chợ 1 đường"),
        ("t̷̢o̶i 😀🇻🇳 ❤️ hỏi", "toi hỏi"),
        ("mail a.b@c.vn, xem https://x.vn/a-b.", "mail a.b@c.vn xem https://x.vn/a-b"),
        ("[xem] a[1] gọi]ngay", "xem a 1 gọi ngay"),
        ("…😀…", ""),
    ],
)
def test_a_message_has_one_canonical_form(said: str, words: str) -> None:
    assert read(said).text == words


def test_words_tell_where_they_were_typed_and_whether_their_marks_can_be_trusted() -> None:
    words = read("Cho SĐT bac ấy").words
    assert [(w.text, w.plain, w.raw, w.marked) for w in words] == [
        ("cho", "cho", "Cho", False),
        ("số", "so", "SĐT", True),
        ("điện", "dien", "SĐT", True),
        ("thoại", "thoai", "SĐT", True),
        ("bac", "bac", "bac", False),
        ("ấy", "ay", "ấy", True),
    ]


def test_the_words_of_a_meaning_are_trusted_even_without_diacritics() -> None:
    words = Reader({"ubnd": "ủy ban nhân dân"}).read("ubnd ban").words
    assert [word.marked for word in words] == [True, True, True, True, False]


def test_a_key_with_diacritics_and_one_without_are_different_keys() -> None:
    reader = Reader({"đk": "đăng ký", "dk": "điều kiện"})
    assert reader.read("đk DK").text == "đăng ký điều kiện"


def test_words_that_begin_a_clause_are_noted() -> None:
    reading = read("Chào bác, cho hỏi. Mấy giờ họp?\nỞ đâu ạ; 500.000 phải không")
    assert [reading.words[i].text for i in reading.breaks] == ["cho", "mấy", "ở", "500.000"]


def test_an_abbreviation_of_several_words_may_be_typed_without_diacritics() -> None:
    reader = Reader({"phó bt": "phó bí thư", "bo ca": "báo công an", "đt": "điện thoại"})
    assert reader.read("pho bt, bo ca, dt").text == "phó bí thư báo công an dt"


def test_words_known_to_stand_together_tell_where_stuck_words_are_cut() -> None:
    reader = Reader({}, ["tổ trưởng ở đâu"] * 3 + ["camera, mini, ca me ra"])
    assert reader.read("totruong odau camera mini").text == "to truong o dau camera mini"


def test_of_a_very_long_message_the_beginning_is_read() -> None:
    reading = read("tổ 7 " * 800)
    assert reading.text.startswith("tổ dân phố 7 tổ")
    assert len(reading.words) == 250


def test_abbreviations_that_explain_each_other_do_not_go_round_for_ever() -> None:
    assert Reader({"a": "b", "b": "a", "c": "c c"}).read("a b c").words


@given(anything)
@example("a\u0301\u0323" * 50)
@example("ﷺ ŉ İ ß ǆ")
@example(":// @ www. a@. (x://y)")
def test_reading_the_canonical_form_changes_nothing(text: str) -> None:
    once = read(text).text
    assert read(once).text == once


@given(messages)
def test_composition_and_case_make_no_difference(text: str) -> None:
    forms = {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), text.upper(), text.lower()}
    assert len({read(form).text for form in forms}) == 1


@given(anything)
def test_offsets_point_at_what_was_typed_in_order(text: str) -> None:
    reading = read(text)
    assert all(word.raw == text[word.start : word.end] and word.raw for word in reading.words)
    starts = [word.start for word in reading.words]
    assert starts == sorted(starts)
    assert all(0 < i < len(reading.words) for i in reading.breaks)


@given(st.text(alphabet=st.characters(), min_size=1, max_size=8), st.integers(1, 4096))
@example("a\u0323", 2048)
@example("to7 ", 1024)
@example("ﷺ", 4096)
@example("1a", 2048)
@example("[", 4096)
def test_any_text_of_the_length_of_a_message_is_read(unit: str, times: int) -> None:
    reading = read((unit * times)[:4096])
    assert reading.plain == " ".join(word.plain for word in reading.words)
