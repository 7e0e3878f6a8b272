from __future__ import annotations

import time

import pytest

from bot.handbook.lines import file_changes, merged


def lines_of(*texts: str) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (lines_of(*["# a", "# b"] * 20_000), lines_of(*["# b", "# a", "# a"] * 10_000)),
        (lines_of(*map(str, range(20_000))), lines_of(*(str(i * 7) for i in range(20_000)))),
    ],
)
def test_a_file_made_to_be_hard_to_compare_keeps_nobody_waiting(old: bytes, new: bytes) -> None:
    begun = time.process_time()
    [change] = file_changes({"a.yaml": (old, new)})
    assert merged(old, new, old) == new
    assert time.process_time() - begun < 1
    assert change.hunks
