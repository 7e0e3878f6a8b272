"""Words spelt by ear, read as what residents are known to say."""

from __future__ import annotations

import pytest

from bot.language.reading import Reader

SAID = """
tổ trưởng tổ 7 là ai; tổ trưởng là ai; trưởng khu là ai; sinh hoạt chi bộ ngày nào; lịch sinh hoạt hè; dọn rác ngày nào;
chương trình họp; năm nay họp ngày nào; làm sao vào đảng; phải làm gì; có phải họp không; đăng ký tạm trú; chú công an;
ra sao; xe rác đến chưa
"""
READER = Reader({"tt": "tổ trưởng", "lào": "nước Lào"}, SAID.split(";") * 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tổ chưởng là ai", "tổ trưởng là ai"),
        ("to chuong la ai, chuong trinh hop", "to truong la ai chuong trinh hop"),
        ("xinh hoạt chi bộ", "sinh hoạt chi bộ"),
        ("ngày lày", "ngày lày"),
        ("nàm sao", "làm sao"),
        ("nam sao, nam nay", "lam sao nam nay"),
        ("dọn giác ngày nào", "dọn rác ngày nào"),
        ("tạm chú, chú công an", "tạm trú chú công an"),
        ("có fải họp không", "có phải họp không"),
    ],
)
def test_a_word_that_never_stands_there_is_read_as_its_twin_that_often_does(typed: str, meant: str) -> None:
    assert READER.read(typed).text == meant


@pytest.mark.parametrize("text", ["sao", "chưởng", "lớp trưởng", "trường sinh", "xa lộ", "zoom", "chanh"])
def test_without_neighbours_that_tell_a_word_stays(text: str) -> None:
    assert READER.read(text).text == text


def test_what_an_abbreviation_means_is_not_mended() -> None:
    assert READER.read("ngày lào").text == "ngày nước lào"


def test_what_was_seen_once_or_twice_tells_nothing() -> None:
    assert Reader({}, ["tổ trưởng"] * 2).read("tổ chưởng").text == "tổ chưởng"
