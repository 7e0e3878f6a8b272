from __future__ import annotations

from bot.channels.telegram.noise import NoiseGate


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_only_what_exceeds_a_minutes_share_is_noise() -> None:
    seconds = Seconds()
    gate = NoiseGate(3, seconds)
    for _ in range(20):
        assert gate.judge(1) == "answer"
        seconds.now += 20.1


def test_one_warning_then_silence_until_a_pause() -> None:
    seconds = Seconds()
    gate = NoiseGate(3, seconds)
    assert [gate.judge(1) for _ in range(6)] == ["answer"] * 3 + ["warn", "drop", "drop"]
    seconds.now = 50
    assert gate.judge(1) == "drop"
    seconds.now = 109
    assert gate.judge(1) == "answer"


def test_people_are_judged_apart() -> None:
    gate = NoiseGate(1, Seconds())
    assert [gate.judge(person) for person in (1, 2, 1, 2)] == ["answer", "answer", "warn", "warn"]


def test_who_is_silent_is_forgotten() -> None:
    seconds = Seconds()
    gate = NoiseGate(2, seconds)
    for person in range(1000):
        gate.judge(person)
    seconds.now = 61
    gate.judge(1)
    assert len(gate._recent) == 1
