"""`khupho` parses, calls, prints, and says with its exit code who can mend what went wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.storage import open_storage
from bot.storage.misreadings import Misreading
from bot.terminal import Conversation
from tests.knowledge_factory import edit, write_knowledge

NOW = "2026-11-18T08:00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_knowledge(tmp_path_factory.mktemp("cli"))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("KHUPHO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `khupho ask` with these arguments; exit code and what was printed."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["ask", "--knowledge", str(folder), "--now", NOW, *arguments])
        return code, capsys.readouterr().out

    return run


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_one_question_is_answered_as_text(ask: Any) -> None:
    code, out = ask("tổng vệ sinh ngày nào")
    assert code == 0
    assert "22/11/2026" in out  # the next Sunday


def test_the_date_of_the_question_decides(ask: Any) -> None:
    _, out = ask("--now", "2026-12-01T08:00", "tổng vệ sinh ngày nào")
    assert "6/12/2026" in out


def test_json_has_the_promised_fields_and_readable_vietnamese(ask: Any) -> None:
    code, out = ask("--json", "tổng vệ sinh ngày nào")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) == {"outcome", "topics", "suggestions", "score", "text"}
    assert answer["outcome"] == "answer"
    assert answer["topics"]
    assert 0 <= answer["score"] <= 1
    assert "\\u" not in out


def test_it_explains_which_words_counted(ask: Any) -> None:
    code, out = ask("--explain", "tổng vệ sinh ngày nào ạ")
    assert code == 0
    assert "Đọc là: tổng vệ sinh ngày nào ạ" in out
    assert "ve-sinh/lich" in out
    assert "“tổng vệ sinh ngày nào”" in out


def test_text_holds_title_body_and_source(ask: Any) -> None:
    _, out = ask("--json", "tổng vệ sinh ngày nào")
    title, *_, source = json.loads(out)["text"].split("\n\n")
    assert title
    assert "ban khu phố" in source


def test_each_line_is_a_conversation_of_its_own(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(
        monkeypatch,
        '{"text": "tổng vệ sinh ngày nào"}',
        "",
        '{"turns": ["tổng vệ sinh ngày nào", "ở đâu"]}',
        '{"text": "ở đâu"}',
    )
    code, out = ask("--jsonl")
    alone, follow_up, without_context = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert alone["topics"] == follow_up["topics"]
    assert without_context["topics"] != alone["topics"]


@pytest.mark.parametrize(
    "line",
    ["{", "null", "[]", "7", '"tổng vệ sinh ngày nào"', "{}", '{"text": 5}', '{"text": null}', '{"turns": []}',
     '{"turns": ["a", 1]}', '{"turns": "tổng vệ sinh ngày nào"}', "[" * 100_000, "\udcff"],
)  # fmt: skip
def test_a_bad_line_gives_an_error_and_the_others_are_answered(
    ask: Any, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    type_in(monkeypatch, line, '{"text": "tổng vệ sinh ngày nào"}')
    code, out = ask("--jsonl")
    bad, good = [json.loads(printed) for printed in out.splitlines()]
    assert list(bad) == ["error"]
    assert good["outcome"] == "answer"
    assert code == 1


@pytest.mark.parametrize("text", ["", " ", "\\ud800", "\\u0000", "😀", "a" * 20_000])
def test_any_text_gets_an_answer(ask: Any, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    type_in(monkeypatch, f'{{"text": "{text}"}}')
    code, out = ask("--jsonl")
    assert code == 0
    assert "outcome" in json.loads(out)


def test_a_byte_order_mark_is_no_part_of_the_first_line(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, '\ufeff{"text": "tổng vệ sinh ngày nào"}')
    assert ask("--jsonl")[0] == 0


def test_answers_are_printed_as_the_questions_come(folder: Path) -> None:
    arguments = [sys.executable, "-m", "bot", "ask", "--jsonl", "--knowledge", str(folder)]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write('{"text": "tổng vệ sinh ngày nào"}\n'.encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["outcome"] == "answer"
        process.stdin.close()
    assert process.returncode == 0


def test_without_a_question_one_is_asked_after_the_other(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "tổng vệ sinh ngày nào", "", "ở đâu")
    code, out = ask("--json")
    first, follow_up = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert first["topics"] == follow_up["topics"]


def test_ask_needs_neither_storage_nor_telegram(folder: Path) -> None:
    program = (
        "import sys; from bot.cli import main; main(sys.argv[1:]); "
        "heavy = ('telegram', 'sqlalchemy', 'starlette', 'httpx', 'matplotlib'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    arguments = [sys.executable, "-c", program, "ask", "--json", "--knowledge", str(folder), "tổng vệ sinh ngày nào"]
    out = subprocess.run(arguments, capture_output=True, check=True, cwd=Path(__file__).parent.parent).stdout
    assert out.decode().splitlines()[-1] == "[]"


def test_samples_are_shown_only_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_knowledge(tmp_path)
    edit(folder, "lich.yaml", "    từ giờ: 06:30\n", "    từ giờ: 06:30\n    mẫu: từ giờ\n")
    command = ["ask", "--knowledge", str(folder), "--now", NOW, "tổng vệ sinh ngày nào"]
    main(command)
    assert "06:30" not in capsys.readouterr().out
    main([*command, "--samples"])
    assert "06:30" in capsys.readouterr().out


def test_check_passes_a_good_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--knowledge", str(folder)]) == 0
    assert "Sổ tay dùng được" in capsys.readouterr().out


def test_check_prints_every_problem_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_knowledge(tmp_path)
    edit(folder, "lich.yaml", "thứ: chủ nhật", "thứ: thứ chín")
    edit(folder, "danh-ba.yaml", "0912 345 678", "12")
    assert main(["check", "--knowledge", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{folder}/danh-ba.yaml:6: " in lines[0]
    assert f"{folder}/lich.yaml:5: " in lines[1]


def test_check_warns_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_knowledge(tmp_path)
    edit(folder, "danh-ba.yaml", "xem lại trước: 31/12/2027", "xem lại trước: 31/12/2020")
    assert main(["check", "--knowledge", str(folder)]) == 0
    assert "danh-ba.yaml:10: cảnh báo: " in capsys.readouterr().out


def test_check_names_both_lines_of_ways_that_get_in_each_others_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_knowledge(tmp_path)
    edit(folder, "hoi-dap/chung.yaml", "- con gái có đăng ký không", "- khi nào ra quét ngõ thế")
    assert main(["check", "--knowledge", str(folder)]) == 0
    found = [line for line in capsys.readouterr().out.splitlines() if "khi nào ra quét ngõ thế" in line]
    assert len(found) == 1
    lines = (folder / "hoi-dap/chung.yaml").read_text(encoding="utf-8").splitlines()
    mine, other = (lines.index(f"      - {way}") + 1 for way in ("khi nào ra quét ngõ thế", "khi nào ra quét ngõ"))
    assert f"chung.yaml:{mine}:" in found[0]
    assert f"hoi-dap/chung.yaml:{other})" in found[0]


def test_check_renews_the_schema(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path)
    assert main(["check", "--knowledge", str(folder), "--write-schema"]) == 0
    assert json.loads((folder / ".schema.json").read_text(encoding="utf-8"))["$schema"]


def test_a_missing_folder_is_one_line_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--knowledge", str(tmp_path / "none"), "tổng vệ sinh ngày nào"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_run_without_a_token_says_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("Chưa có KHUPHO_TOKEN")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["ask", "--now", "hôm nay"], ["demo", "--port", "many"], ["demo", "--port", "70000"]]
)
def test_wrong_usage_is_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "cách dùng: khupho" in capsys.readouterr().err


def test_a_bug_is_exit_2_with_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Conversation, "ask", broken)
    assert main(["ask", "--knowledge", str(folder), "tổng vệ sinh ngày nào"]) == 2
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("command", [[], ["run"], ["demo"], ["ask"], ["check"], ["poster"]])
def test_every_command_has_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("cách dùng: khupho")


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip()[0].isdigit()


async def tell(url: str, *told: Misreading) -> None:
    async with open_storage(url) as storage:
        for one in told:
            await storage.misreadings.add(one, dt.datetime.now(dt.UTC))


def test_check_tells_what_residents_ask_and_is_often_misread(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'khupho.db'}"
    monkeypatch.setenv("KHUPHO_DATABASE_URL", url)
    topics = "ve-sinh/lich", "nvqs/dang-ky"
    told = [Misreading(text, *topics) for text in ("Sao chổi rơi lúc nào", "sao choi roi luc nao a", "trăng đẹp ghê")]
    asyncio.run(tell(url, *told, Misreading("Sao chổi rơi lúc nào", "khong-con", topics[1])))
    assert main(["check", "--knowledge", str(folder)]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if "hiểu nhầm" in line]
    assert "(2 lần): “Sao chổi rơi lúc nào”" in line
    assert ".yaml:" in line


def test_check_needs_no_database(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.db").write_bytes(b"no database" * 100)
    for url in (f"sqlite+aiosqlite:///{tmp_path / 'bad.db'}", "nothing+asyncpg://localhost:1/x"):
        monkeypatch.setenv("KHUPHO_DATABASE_URL", url)
        assert main(["check", "--knowledge", str(folder)]) == 0
        assert "hiểu nhầm" not in capsys.readouterr().out
