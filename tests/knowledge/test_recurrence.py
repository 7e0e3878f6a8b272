from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.knowledge.model import Schedule
from bot.knowledge.recurrence import falls_on


def schedule(**rule: Any) -> Schedule:
    return Schedule.model_validate({"ma": "x", "ten": "x", **rule})


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"lap": "hằng tuần", "thu": ["chủ nhật"]}, [1, 8, 15, 22, 29]),
        (
            {"lap": "hằng tuần", "thu": ["cn", "thứ tư"], "bat_dau": "10/11/2026", "ket_thuc": "22/11/2026"},
            [11, 15, 18, 22],
        ),
        ({"lap": "hằng tháng", "ngay_trong_thang": ["3", "31"]}, [3]),
        ({"lap": "hằng tháng", "thu": "thứ bảy", "tuan_thu": ["2"]}, [14]),
        ({"lap": "hằng tháng", "thu": "thứ hai", "tuan_thu": ["1", "5"]}, [2, 30]),
        ({"lap": "hằng tháng", "thu": "thứ bảy", "tuan_thu": "5"}, [28]),
        ({"lap": "theo ngày", "cac_ngay": ["7/11/2026", "8/12/2026"]}, [7]),
    ],
)
def test_the_days_of_november_2026(rule: dict[str, Any], days: list[int]) -> None:
    november = [dt.date(2026, 11, day) for day in range(1, 31)]
    assert [day.day for day in november if falls_on(schedule(**rule), day)] == days
