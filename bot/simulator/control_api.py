"""/control/*: trouble, logs and switches for tests and benchmarks."""

from functools import partial

from starlette.routing import Route

from bot.simulator import people
from bot.simulator.client_api import Action, answer
from bot.simulator.faults import Fault
from bot.simulator.params import Params
from bot.simulator.posting import shown_chat
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, RefusedError


def control_routes(telegram: Telegram) -> list[Route]:
    return [
        Route(f"/control/{path}", partial(answer, telegram, action), methods=[method])
        for (method, path), action in ACTIONS.items()
    ]


def add_fault(telegram: Telegram, params: Params) -> Json:
    telegram.faults.add(
        Fault(
            method=params.text("method") or "*",
            kind=params.text("kind"),
            chat_id=params.integer("chat_id") if params.given("chat_id") else None,
            times=params.integer("times", 1),
            retry_after=params.integer("retry_after", 1),
            seconds=params.number("seconds") if params.given("seconds") else 0.0,
        )
    )
    return {}


def clear_faults(telegram: Telegram, _params: Params) -> Json:
    telegram.faults.clear()
    return {}


def requests(telegram: Telegram, params: Params) -> Json:
    return {"requests": telegram.journal.requests(params.text("method"), params.text("chat_id"))}


def delivered(telegram: Telegram, params: Params) -> Json:
    return {"delivered": telegram.journal.deliveries(params.text("chat_id"))}


def set_limits(telegram: Telegram, params: Params) -> Json:
    limits = telegram.limits
    if params.given("enabled"):
        limits.enabled = params.flag("enabled")
    limits.per_second = params.integer("per_second", limits.per_second)
    limits.per_minute_group = params.integer("per_minute_group", limits.per_minute_group)
    return {
        "enabled": limits.enabled,
        "per_second": limits.per_second,
        "per_minute_group": limits.per_minute_group,
    }


def migrate(telegram: Telegram, params: Params) -> Json:
    return shown_chat(telegram, people.migrate(telegram, telegram.chat(params.integer("chat_id"))))


def replay(telegram: Telegram, params: Params) -> Json:
    if not telegram.updates.replay(params.integer("update_id")):
        raise RefusedError("that update is not remembered")
    return {}


ACTIONS: dict[tuple[str, str], Action] = {
    ("POST", "faults"): add_fault,
    ("DELETE", "faults"): clear_faults,
    ("GET", "requests"): requests,
    ("GET", "delivered"): delivered,
    ("POST", "limits"): set_limits,
    ("POST", "migrate"): migrate,
    ("POST", "replay"): replay,
}
