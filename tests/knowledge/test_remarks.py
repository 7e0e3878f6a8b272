"""What is served all the same is named with its file and line, so that the committee can look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.loader import load
from tests.knowledge_factory import FILES, NOW, edit, line_of, write_knowledge

KP, DB, HD, KHAC = "khu-pho.yaml", "danh-ba.yaml", "hoi-dap/chung.yaml", "khac.yaml"

# Enough of what is not asked, so that nothing is said of it.
NOT_OURS = "ngoài phạm vi:\n  - mã: khac\n    việc: Việc khác\n    cách hỏi:\n" + "".join(
    f"      - hỏi việc khác số {n}\n" for n in range(50)
)


def test_the_tiny_folder_is_valid_and_warns_of_nothing_but_its_size(tmp_path: Path) -> None:
    assert [warning.kind for warning in load(write_knowledge(tmp_path), now=NOW).warnings] == ["few_out_of_scope"]
    assert load(write_knowledge(tmp_path, them=NOT_OURS), now=NOW).warnings == ()


def remarks(folder: Path, name: str, old: str, new: str) -> list[tuple[str, int, str]]:
    home = write_knowledge(folder, them=NOT_OURS)
    edit(home, name, old, new)
    return [(warning.file, warning.line, warning.kind) for warning in load(home, now=NOW).warnings]


def test_samples_left_are_warned_of_once_an_entry(tmp_path: Path) -> None:
    sample = "000 123 4567\n    mẫu: [điện thoại, giờ]"
    line = line_of(DB, "0912 345 678") + 1
    assert remarks(tmp_path, DB, "0912 345 678", sample) == [(DB, line, "samples_left")]


def test_a_fact_past_its_review_date_is_warned_of(tmp_path: Path) -> None:
    due = remarks(tmp_path, DB, "31/12/2027", "17/11/2026")
    assert due == [(DB, line_of(DB, "31/12/2027"), "review_due")]
    assert remarks(tmp_path, DB, "31/12/2027", "18/11/2026") == []


def test_a_fact_without_a_source_is_warned_of(tmp_path: Path) -> None:
    missing = remarks(tmp_path, KP, "    nguồn: ban khu phố\n", "")
    assert missing == [(KP, line_of(KP, "nha-van-hoa"), "no_source")]


def test_few_ways_of_asking_are_warned_of(tmp_path: Path) -> None:
    fewer = remarks(tmp_path, HD, "      - bao giờ dọn\n", "")
    assert fewer == [(HD, line_of(HD, "- bao giờ dọn") - 1, "few_ways")]


def test_too_little_that_is_out_of_scope_is_warned_of(tmp_path: Path) -> None:
    one_less = write_knowledge(tmp_path, khac=FILES[KHAC].split("\n\n", 1)[1], them=NOT_OURS.rsplit("      - ", 1)[0])
    (warning,) = load(one_less, now=NOW).warnings
    assert (warning.file, warning.line, warning.kind) == ("them.yaml", 1, "few_out_of_scope")
    (one_less / "them.yaml").unlink()
    (warning,) = load(one_less, now=NOW).warnings
    assert (warning.file, warning.line, warning.kind) == ("", 0, "few_out_of_scope")
    assert "ngoai-pham-vi.yaml" in warning.text


def test_ones_own_ward_among_the_other_places_is_warned_of(tmp_path: Path) -> None:
    found = remarks(tmp_path, KP, "  số tổ: 12", "  số tổ: 12\n  nơi khác: [Bãi Cháy, thử]")
    assert found == [(KP, line_of(KP, "  số tổ: 12") + 1, "elsewhere_is_ours")]


def test_a_folder_without_greetings_is_warned_of(tmp_path: Path) -> None:
    sections = FILES[KHAC].split("\n\n")
    home = write_knowledge(tmp_path, khac="\n\n".join([sections[0], sections[2]]), them=NOT_OURS)
    (warning,) = load(home, now=NOW).warnings
    assert (warning.file, warning.line, warning.kind) == ("", 0, "no_greetings")
    assert "chao-hoi.yaml" in warning.text


def test_a_menu_of_military_service_with_nothing_in_it_is_warned_of(tmp_path: Path) -> None:
    home = write_knowledge(tmp_path, them=NOT_OURS)
    for path in (home / HD, home / "loi.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("nvqs/dang-ky", "quan-su/dang-ky"), encoding="utf-8")
    lines = (home / "loi.yaml").read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("  hỏi về nghĩa vụ:"))
    (warning,) = load(home, now=NOW).warnings
    assert (warning.file, warning.line, warning.kind) == ("loi.yaml", line, "no_military")


@pytest.mark.parametrize(
    ("title", "words", "kinds"),
    [
        ("điện thoại", "📞", ["placeholder_lost"]),
        ("nguồn", "Nguồn: {NGUON}", []),
        ("ngày", "{thứ} {ngày}/{tháng}", []),
        ("ngày", "ngày {ngày}", ["placeholder_lost"] * 2),
        ("đầu danh bạ", "Danh bạ", []),
    ],
)
def test_words_that_lost_what_the_bot_puts_into_them_are_warned_of(
    tmp_path: Path, title: str, words: str, kinds: list[str]
) -> None:
    home = write_knowledge(tmp_path, them=NOT_OURS)
    lines = (home / "loi.yaml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith(f"  {title}:"))
    lines[number] = f"  {title}: '{words}'"
    (home / "loi.yaml").write_text("\n".join(lines), encoding="utf-8")
    found = [(warning.file, warning.line, warning.kind) for warning in load(home, now=NOW).warnings]
    assert found == [("loi.yaml", number + 1, kind) for kind in kinds]


def test_a_real_phone_still_marked_as_a_sample_is_warned_of(tmp_path: Path) -> None:
    line = line_of(DB, "0912 345 678")
    found = remarks(tmp_path, DB, "0912 345 678", "[000 123 4567, 0912 345 678]\n    mẫu: điện thoại")
    assert found == [(DB, line, "real_phone_as_sample"), (DB, line + 1, "samples_left")]
