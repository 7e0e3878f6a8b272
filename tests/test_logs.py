"""Logs hold neither tokens nor what residents wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import configure_logging
from bot.settings import LogChoice

TOKEN = "123456789:AAcanary-of_the_tests"


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    root, talkative = logging.getLogger(), logging.getLogger("httpx")
    before = root.level, root.handlers[:], talkative.level
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    talkative.setLevel(before[2])


@pytest.mark.parametrize("as_json", [False, True])
def test_secrets_are_masked_in_messages_and_tracebacks(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    configure_logging(LogChoice(logging.DEBUG, json=as_json), [TOKEN])
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        logging.getLogger("bot").exception("lost %s and %s", TOKEN, TOKEN.partition(":")[2])
    written = capsys.readouterr().err
    assert "getMe" in written
    assert "canary" not in written


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogChoice(logging.INFO, json=True))
    logging.getLogger("bot.app").info("chào\n%s", "bà con")
    (line,) = capsys.readouterr().err.splitlines()
    record = json.loads(line)
    assert (record["level"], record["logger"], record["message"]) == ("info", "bot.app", "chào\nbà con")


def test_libraries_that_log_requests_and_sql_are_quiet_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogChoice(logging.DEBUG))
    for name in ("httpx", "telegram.ext", "aiosqlite", "sqlalchemy.engine"):
        logging.getLogger(name).info("số của tôi là 0912345678")
    assert capsys.readouterr().err == ""
