"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples in every run, however busy the machine is; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
