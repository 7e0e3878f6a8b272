"""Every mistake the committee can make is reported with its file, its line and what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.problems import KnowledgeError, Problem
from tests.knowledge_factory import FILES, NOW, edit, line_of, write_knowledge


def problems(home: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    return [(problem.file, problem.line, problem.kind) for problem in caught.value.problems]


KP, DB, LICH, HD, KHAC = "khu-pho.yaml", "danh-ba.yaml", "lich.yaml", "hoi-dap/chung.yaml", "khac.yaml"

# file, what stands there, what is written instead, words of the line reported, kind
EDITS: list[tuple[str, str, str, str, str]] = [
    # keys
    (KP, "địa bàn:", "địa ban la:", "địa bàn:", "unknown_key_guess"),
    (KP, "địa bàn: phường Thử", "xyz: phường Thử", "địa bàn:", "unknown_key"),
    (KP, "địa điểm:", "địa điem1:", "địa điểm:", "unknown_key_guess"),
    (LICH, "nghỉ: có", "dời: 30/11/2026", "nghỉ: có", "unknown_key_guess"),
    (DB, "    nhóm: Ban khu phố\n", "", "mã: truong-khu", "missing_key"),
    (DB, "nhóm: Ban khu phố", "nhóm:", "nhóm: Ban", "empty_value"),
    (DB, "nhóm: Ban khu phố", "nhóm: {a: b}", "nhóm: Ban", "value.string_type"),
    (DB, "nhóm: Ban khu phố", "nhóm: [a, b]", "nhóm: Ban", "value.string_type"),
    (KHAC, "  - mã: chao", "  - chao\n  - mã: chao", "mã: chao", "entry_not_table"),
    (LICH, "      - ngày: 29/11/2026", "      - x\n      - ngày: 29/11/2026", "- ngày", "value.model_type"),
    (KHAC, "- [dọn, tổng vệ sinh]", "- dọn", "- [dọn", "value.tuple_type"),
    # values
    (DB, "mã: truong-khu", "mã: Trưởng khu", "mã: truong-khu", "value.string_pattern_mismatch"),
    (DB, "tổ: 7\n", "tổ: bảy\n", "tổ: 7\n"[:-1], "value.int_parsing"),
    (DB, "tổ: 7\n", "tổ: 0\n", "tổ: 7", "value.greater_than_equal"),
    (DB, "tổ: 7\n", "tổ: 100\n", "tổ: 7", "value.less_than_equal"),
    (DB, "tổ: 7\n", "tổ: 13\n", "tổ: 7", "group_too_large"),
    (DB, "0912 345 678", "0203113113", "0912 345 678", "value.phone_form"),
    (DB, "0912 345 678", "[0912 345 678, 12]", "0912 345 678", "value.phone_form"),
    (DB, "0912 345 678", "000 123 4567", "0912 345 678", "sample_phone"),
    (DB, "31/12/2027", "31/02/2027", "31/12/2027", "value.date_impossible"),
    (DB, "31/12/2027", "31-12-2027", "31/12/2027", "value.date_form"),
    (DB, "31/12/2027", "31/12/0207", "31/12/2027", "value.date_year"),
    (DB, "11/2026", "13/2026", "11/2026", "value.date_impossible"),
    (DB, "11/2026", "hôm qua", "11/2026", "value.date_form"),
    (LICH, "06:30", "25:30", "06:30", "value.clock_impossible"),
    (LICH, "06:30", "sáng sớm", "06:30", "value.clock_form"),
    (LICH, "chủ nhật", "thứ chín", "thứ: chủ nhật", "value.weekday_form"),
    (LICH, "nghỉ: có", "nghỉ: maybe", "nghỉ: có", "value.flag_form"),
    (LICH, "hằng tuần", "mỗi tuần", "lặp:", "value.choice"),
    (KP, "vĩ độ: 20.95", "vĩ độ: 20,95", "vĩ độ", "value.float_parsing"),
    (KP, "vĩ độ: 20.95", "vĩ độ: nan", "vĩ độ", "value.less_than_equal"),
    (KP, "    vĩ độ: 20.95\n", "", "mã: nha-van-hoa", "half_coordinates"),
    (HD, "Lịch tổng vệ sinh\n", "x" * 3501 + "\n", "tiêu đề: Lịch", "value.string_too_long"),
    # references
    (KP, "hỏi ai: truong-khu", "hỏi ai: truong_khu", "hỏi ai", "value.string_pattern_mismatch"),
    (KP, "hỏi ai: truong-khu", "hỏi ai: truong-kh", "hỏi ai", "unknown_code_guess"),
    (LICH, "nơi: nha-van-hoa", "nơi: xyz", "nơi:", "unknown_code"),
    (LICH, "nghỉ: có", "nơi: nha-van-ho", "nghỉ: có", "unknown_code_guess"),
    (HD, "liên quan: nvqs/dang-ky", "liên quan: nvqs/dang-k", "liên quan", "unknown_code_guess"),
    (HD, "{lịch:tong-ve-sinh}", "{lịch:tong-ve-sin}", "{lịch:", "unknown_code_guess"),
    (HD, "{lịch:tong-ve-sinh}", "{nơi:xyz}", "{lịch:", "unknown_code"),
    # placeholders
    (HD, "truong-khu.điện thoại", "truong-khu.phone", "{lịch:", "placeholder_field"),
    (HD, "{tổ trưởng}", "{tổ trưong kia}", "Hỏi {tổ trưởng}", "unknown_placeholder_guess"),
    (HD, "{tổ trưởng}", "{xyz}", "Hỏi {tổ trưởng}", "unknown_placeholder"),
    (HD, "{tổ trưởng}", "{tổ trưởng:7}", "Hỏi {tổ trưởng}", "unknown_placeholder_guess"),
    (HD, "{tổ trưởng}", "{tuổi}", "Hỏi {tổ trưởng}", "unknown_placeholder"),
    (HD, "{tổ trưởng}", "{tổ trưởng", "Hỏi {tổ trưởng}", "stray_brace"),
    (HD, "{tổ trưởng}", "tổ trưởng}", "Hỏi {tổ trưởng}", "stray_brace"),
    (HD, "{tổ trưởng}", "**tổ trưởng", "Hỏi {tổ trưởng}", "stray_bold"),
    (HD, "{năm thứ 17}", "{năm thứ mười bảy}", "Sinh năm", "unknown_placeholder"),
    (HD, "{liên hệ:truong-khu}", "{liên hệ truong-khu}", "Hỏi {tổ trưởng}", "unknown_placeholder_guess"),
    (HD, "{liên hệ:truong-khu}", "{liên hệ:truong-kh}", "Hỏi {tổ trưởng}", "unknown_code_guess"),
    (HD, '"{lịch:tong-ve-sinh} Hỏi thêm {liên hệ:truong-khu.điện thoại}."', "{lịch:x}", "{lịch:", "yaml_braces"),
    # schedules
    (LICH, "    thứ: chủ nhật\n", "", "lặp:", "rule_weekly"),
    (LICH, "hằng tuần", "hằng tháng", "lặp:", "rule_monthly"),
    (LICH, "    thứ: chủ nhật\n", "    các ngày: [29/11/2026]\n", "lặp:", "rule_weekly"),
    (LICH, "lặp: hằng tuần\n    thứ: chủ nhật", "lặp: theo ngày", "lặp:", "rule_dates"),
    (LICH, "08:00", "06:00", "đến giờ", "end_before_start"),
    (LICH, "    từ giờ: 06:30\n", "", "từ giờ", "end_without_start"),
    (LICH, "nghỉ: có", "từ giờ: 9h", "nghỉ: có", "end_before_start"),
    (LICH, "29/11/2026", "28/11/2026", "29/11/2026", "exception_elsewhere"),
    (LICH, "        nghỉ: có\n", "", "29/11/2026", "exception_says_nothing"),
    (LICH, "nghỉ: có", "nghỉ: có\n        dời sang: 30/11/2026", "29/11/2026", "exception_contradicts"),
    (LICH, "thứ: chủ nhật", "thứ: chủ nhật\n    mẫu: tư gio1", "từ giờ", "sample_key_guess"),
    (LICH, "thứ: chủ nhật", "thứ: chủ nhật\n    mẫu: [thứ, xyz]", "từ giờ", "sample_key"),
    (LICH, "thứ: chủ nhật", "thứ: chủ nhật\n    mẫu: điện thoại", "từ giờ", "sample_key"),
    (LICH, "thứ: chủ nhật", "thứ: chủ nhật\n    mẫu: [tên]", "từ giờ", "sample_key"),
    (LICH, "nghỉ: có", "dời sang: 29/11/2026", "nghỉ: có", "exception_moved_nowhere"),
    (LICH, "nghỉ: có", "dời sang: 29/01/2027", "nghỉ: có", "exception_moved_far"),
    (LICH, "nghỉ: có", "dời sang: 29/11/2025", "nghỉ: có", "exception_moved_far"),
    (DB, "11/2026", "11/2026\n    mẫu: [nhóm]", "xem lại trước", "sample_key"),
    (DB, "tổ: 7\n", "tổ: 7\n    mẫu: [tổ]\n", "0203 382 5113", "sample_key"),
    (HD, "liên quan: nvqs/dang-ky", "liên quan: nvqs/dang-ky\n    mẫu: [tiêu đề]", "cách hỏi:", "sample_key"),
    # reminders
    (LICH, "nguồn: ban khu phố", "nhắc trước: 1", "nguồn:", "reminder_incomplete"),
    (LICH, "nguồn: ban khu phố", "nhắc lúc: 19h\n    chủ đề: ve-sinh", "nguồn:", "reminder_incomplete"),
    (LICH, "nguồn: ban khu phố", "lời nhắc: nhớ nhé", "nguồn:", "reminder_incomplete"),
    (LICH, "nguồn: ban khu phố", "nhắc lúc: 6h30\n    nhắc trước: 0\n    chủ đề: x", "nguồn:", "reminder_too_late"),
    (LICH, "nguồn: ban khu phố", "nhắc trước: một", "nguồn:", "value.int_parsing"),
    (LICH, "nguồn: ban khu phố", "nhắc trước: 31", "nguồn:", "value.less_than_equal"),
    (LICH, "nguồn: ban khu phố", "nhắc lúc: tối", "nguồn:", "value.clock_form"),
    (LICH, "nguồn: ban khu phố", "chủ đề: xyz", "nguồn:", "unknown_code"),
    (LICH, "nguồn: ban khu phố", "nhắc: 1", "nguồn:", "unknown_key_guess"),
    (LICH, "nguồn: ban khu phố", "lời nhắc: 'Dọn {ngày mai}'", "nguồn:", "unknown_placeholder_guess"),
    (LICH, "nguồn: ban khu phố", "lời nhắc: 'Dọn {'", "nguồn:", "stray_brace"),
    (LICH, "nguồn: ban khu phố", "lời nhắc: 'Dọn **ngõ'", "nguồn:", "stray_bold"),
    # kinds of reports
    ("phan-anh.yaml", "mã: khac", "mã: khac-nua", "loại phản ánh:", "no_other_kind"),
    # age bands
    (HD, "đến tuổi: 16", "đến tuổi: 17", "từ tuổi: 17", "band_overlaps"),
    (HD, "đến tuổi: 25", "đến tuổi: 15", "từ tuổi: 17", "band_reversed"),
    # ways of asking
    (KHAC, "cách hỏi: [xin chào, chào bot]", "cách hỏi: []", "mã: chao", "no_ways"),
    (KHAC, "cách hỏi: [xin chào, chào bot]", "cách hỏi: ['???', chào bot]", "cách hỏi: [", "way_without_words"),
    (KHAC, "[xin chào, chào bot]", "[xin chào, 'Lịch  dọn?']", "cách hỏi: [", "same_way"),
    (KHAC, "viết: dk", "viết: NVQS", "viết: dk", "short_twice"),
    (KHAC, "- bao giờ có điện lại", "- LICH DON", "bao giờ có điện", "same_way"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", EDITS, ids=[f"{edit[-1]}-{n}" for n, edit in enumerate(EDITS)])
def test_a_mistake_is_reported_at_its_line(tmp_path: Path, mistake: tuple[str, str, str, str, str]) -> None:
    name, old, new, where, kind = mistake
    home = write_knowledge(tmp_path)
    edit(home, name, old, new)
    assert (name, line_of(name, where), kind) in problems(home)


def one(home: Path) -> Problem:
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    (problem,) = caught.value.problems
    return problem


def test_two_entries_with_one_way_of_asking_name_both_lines(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, KHAC, "bao giờ có điện lại", "Bao giờ dọn?")
    problem = one(home)
    assert f"{HD}:{line_of(HD, '- bao giờ dọn')}" in problem.text
    assert problem.line == line_of(KHAC, "bao giờ có điện")


REMINDED = "nhắc trước: 0\n    nhắc lúc: 6h\n    chủ đề: ve-sinh"


def test_a_reminder_needs_all_three_lines_and_is_told_which_are_missing(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "nguồn: ban khu phố", "nhắc lúc: 6h")
    assert one(home).text.count("còn thiếu “nhắc trước”, “chủ đề”:") == 1


def test_a_reminder_comes_before_the_beginning_on_days_with_another_hour_too(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "nguồn: ban khu phố", REMINDED)
    load(home, now=NOW)
    edit(home, LICH, "nghỉ: có", "từ giờ: 5h30")
    problem = one(home)
    assert problem.kind == "reminder_too_late"
    assert (problem.line - 2, "05:30" in problem.text) == (line_of(LICH, "nghỉ: có"), True)


def test_an_unknown_subject_is_answered_with_the_one_that_was_meant(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "nguồn: ban khu phố", REMINDED.replace("ve-sinh", "ve-sin"))
    assert "có phải ý bạn là “ve-sinh”?" in one(home).text


def test_a_way_may_be_repeated_without_marks_in_the_same_entry(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, KHAC, "- lịch cắt điện", "- lịch cắt điện\n      - lich cat dien")
    load(home, now=NOW)


def test_duplicate_codes_name_both_places(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path, them="địa điểm:\n  - mã: nha-van-hoa\n    tên: Nơi khác\n    nguồn: x\n")
    problem = one(home)
    assert (problem.file, problem.line, problem.kind) == ("them.yaml", 2, "duplicate_code")
    assert f"{KP}:{line_of(KP, 'nha-van-hoa')}" in problem.text


def test_two_heads_of_one_group_name_both_places(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, DB, "    tên: Nguyễn Văn Thử\n", "    tên: Nguyễn Văn Thử\n    tổ: 7\n")
    problem = one(home)
    assert problem.kind == "group_two_heads"
    assert f"{DB}:{line_of(DB, 'tên: Nguyễn Văn Thử') + 1}" in problem.text


def test_an_exception_stands_once_for_a_date(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "        lý do: mưa bão\n", "      - ngày: 2026-11-29\n        từ giờ: 7h\n")
    assert problems(home) == [(LICH, line_of(LICH, "nghỉ: có") + 1, "exception_twice")]


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("lặp: hằng tháng\n    ngày trong tháng: 29", []),
        ("lặp: Hằng Tháng\n    thứ: chủ nhật\n    tuần thứ: [1, 5]", []),
        ("lặp: theo ngày\n    các ngày: [22/11/2026, 29/11/2026]", []),
        ("lặp: hằng tuần\n    thứ: [cn, thứ 7]\n    bắt đầu: 1/11/2026\n    kết thúc: 31/12/2026", []),
        ("lặp: hằng tháng\n    tuần thứ: 5", ["rule_monthly", "exception_elsewhere"]),
        ("lặp: hằng tháng\n    ngày trong tháng: 29\n    thứ: cn", ["rule_monthly"]),
        ("lặp: hằng tuần\n    thứ: cn\n    tuần thứ: 1", ["rule_unused"]),
        ("lặp: theo ngày\n    các ngày: 29/11/2026\n    thứ: cn", ["rule_unused"]),
        ("lặp: hằng tuần\n    thứ: cn\n    bắt đầu: 30/11/2026", ["exception_elsewhere"]),
        (
            "lặp: hằng tuần\n    thứ: cn\n    bắt đầu: 1/12/2026\n    kết thúc: 1/11/2026",
            ["last_before_first", "exception_elsewhere"],
        ),
    ],
)
def test_rules_of_schedules(tmp_path: Path, rule: str, kinds: list[str]) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "lặp: hằng tuần\n    thứ: chủ nhật", rule)
    assert sorted(kind for _, _, kind in problems(home)) == sorted(kinds) if kinds else load(home, now=NOW)


def test_missing_sections_are_named(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    for name in ("khu-pho.yaml", "loi.yaml", HD):
        (home / name).unlink()
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    missing = [problem.text for problem in caught.value.problems if problem.kind == "missing_section"]
    assert [any(section in text for text in missing) for section in ("khu phố", "lời trả lời", "hỏi đáp")] == [True] * 3


def test_a_section_of_one_table_stands_once(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path, them=FILES[KP].split("\n\n")[0])
    assert problems(home) == [("them.yaml", 1, "section_twice")]


def test_wording_is_complete_and_uses_only_its_placeholders(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    lines = (home / "loi.yaml").read_text(encoding="utf-8").splitlines()
    tomorrow = next(n for n, line in enumerate(lines) if line.startswith("  ngày mai:"))
    source = next(n for n, line in enumerate(lines) if line.startswith("  nguồn:"))
    lines[tomorrow] = "  # bỏ một dòng"
    lines[source] = "  nguồn: 'Nguồn: {nguồn} {tên lạ}'"
    (home / "loi.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert problems(home) == [("loi.yaml", 1, "missing_key")]
    lines[tomorrow] = "  ngày mai: ngày mai"
    (home / "loi.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert problems(home) == [("loi.yaml", source + 1, "unknown_placeholder")]


def test_the_problems_of_all_files_come_together(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, DB, "0912 345 678", "12")
    edit(home, LICH, "06:30", "6 rưỡi")
    edit(home, HD, "liên quan: nvqs/dang-ky", "liên quan: khong-co")
    edit(home, KP, "số tổ: 12", "số tổ: mười hai")
    assert [name for name, _, _ in problems(home)] == [DB, HD, KP, LICH]


def test_a_file_that_cannot_be_read_does_not_make_others_look_wrong(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, DB, "0912 345 678", '"0912')
    assert [(name, kind) for name, _, kind in problems(home)] == [(DB, "yaml_quote")]


def test_an_entry_with_a_mistake_does_not_make_references_to_it_look_wrong(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, DB, "0912 345 678", "12")
    assert [kind for _, _, kind in problems(home)] == ["value.phone_form"]


def test_the_message_shows_where_and_what_to_do(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, DB, "điện thoại: 0912 345 678", "điên thọai1: 0912 345 678")
    with pytest.raises(KnowledgeError, match="1 lỗi") as caught:
        load(home, now=NOW)
    assert f"{DB}:{line_of(DB, '0912')}: " in str(caught.value)
    assert "có phải ý bạn là “điện thoại”?" in str(caught.value)


def test_a_long_list_of_problems_is_cut_in_the_message_only(tmp_path: Path) -> None:
    ways = "".join(f"      - {{a: {n}}}\n" for n in range(100))
    home = write_knowledge(tmp_path, them=f"chào hỏi:\n  - mã: x\n    trả lời: x\n    cách hỏi:\n{ways}")
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    assert len(caught.value.problems) == 100
    assert len(str(caught.value).splitlines()) == 22


def test_a_colon_forgotten_in_a_placeholder_is_put_in(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, HD, "{liên hệ:truong-khu}", "{Liên hệ truong-khu}")
    assert "có phải ý bạn là “{liên hệ:truong-khu}”?" in one(home).text


def test_a_key_cut_short_is_completed(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "nghỉ: có", "nghỉ: không\n        dời: 30/11/2026")
    assert "có phải ý bạn là “dời sang”?" in str(problems_text(home))


def problems_text(home: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(home, now=NOW)
    return [problem.text for problem in caught.value.problems]


def test_braces_without_quotes_are_the_only_thing_said_of_their_line(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, HD, '"{lịch:tong-ve-sinh} Hỏi thêm {liên hệ:truong-khu.điện thoại}."', "{lịch:tong-ve-sinh}")
    assert problems(home) == [(HD, line_of(HD, "{lịch:"), "yaml_braces")]


def test_a_list_with_other_dashes_is_refused_once_and_read_as_it_was_meant(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, KHAC, "      - bao giờ có điện lại\n      - lịch", "      – bao giờ có điện lại\n      – lịch")
    assert problems(home) == [(KHAC, line_of(KHAC, "bao giờ có điện"), "yaml_bullet")]


def test_a_meeting_may_be_moved_by_weeks(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "nghỉ: có", "dời sang: 28/01/2027")
    load(home, now=NOW)


def test_values_in_curly_quotes_and_with_hidden_letters_are_read(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path)
    edit(home, LICH, "từ giờ: 06:30", "từ giờ: “06:30”")
    edit(home, LICH, "thứ: chủ nhật", "thứ: [“chủ nhật”]")
    edit(home, LICH, "29/11/2026", "“29/11/2026”")
    edit(home, LICH, "mã: tong-ve-sinh", "mã: “tong-ve-sinh”")
    edit(home, DB, "0912 345 678", "[‘0912 345 678’]")
    edit(home, DB, "tổ: 7\n", "tổ: “7”\n")
    edit(home, DB, "Nguyễn Văn Thử", "Nguy\u200bễn V\u00adăn\u2060 Thử\ufeff")
    kb = load(home, now=NOW).kb
    assert (kb.schedules["tong-ve-sinh"].start, kb.schedules["tong-ve-sinh"].weekdays) == (dt.time(6, 30), (6,))
    assert (kb.contacts["truong-khu"].phones, kb.contacts["to-truong-7"].group) == (("0912345678",), 7)
    assert kb.contacts["truong-khu"].name == "Nguyễn Văn Thử"
