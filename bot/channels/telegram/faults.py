"""How errors are told in the log: where they happened, never what a resident wrote nor the token."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator

from telegram.error import RetryAfter


def log_failure(log: logging.Logger, what: str, error: BaseException) -> None:
    """Write an error into the log: what failed, and where."""
    log.error("%s\n%s", what, describe(error))


def describe(error: BaseException) -> str:
    """The traceback, with the kinds of the errors in place of their messages: these may quote a resident."""
    return "".join(f"{''.join(traceback.format_tb(e.__traceback__))}{kind(e)}\n" for e in _chain(error))


def kind(error: BaseException) -> str:
    """The name of the error's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants us to wait; the library is on its way from int to timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """From the first cause to the error itself."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause)
    yield error
