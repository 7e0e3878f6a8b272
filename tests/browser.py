"""The browser that the tests of pages drive: Chromium or Chrome of this machine."""

from __future__ import annotations

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str:
    """Fails the test, with what to do, when there is none: a page that was not looked at has not passed."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail(f"no browser: install one of {', '.join(BROWSERS)}, or set CHROMIUM to its path", pytrace=False)
    return path
