"""Times for the tests."""

from __future__ import annotations

import datetime as dt

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
NEXT_DAY = NOON + dt.timedelta(days=1)
