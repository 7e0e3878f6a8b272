"""What all tests share."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

# The same examples in every run, however busy the machine is; HYPOTHESIS_PROFILE=default looks for new ones, and more.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

gc.set_threshold(100_000, 50, 100)  # what is learned is large, and would be looked through again and again


def pytest_xdist_auto_num_workers() -> int:
    """Tests wait a good part of their time: for messages, for disks."""
    return 3 * (os.cpu_count() or 1) // 2
