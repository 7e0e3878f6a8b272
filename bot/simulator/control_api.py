"""/control/*: trouble, logs and switches for tests and benchmarks."""

from functools import partial

from starlette.routing import Route

from bot.simulator import people
from bot.simulator.client_api import Action, answer
from bot.simulator.faults import Fault, Trouble
from bot.simulator.params import Params
from bot.simulator.posting import shown_chat
from bot.simulator.state import Telegram
from bot.simulator.wire import Json, RefusedError

LIMITS = ("per_second", "per_minute_group", "per_second_chat", "burst_chat")
FIRST_OF_MANY = 2_000_000_001  # the id of the first of many people made at once


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


def set_trouble(telegram: Telegram, params: Params) -> Json:
    names = params.values.get("methods", "*")
    methods = [] if names == "*" else params.strings("methods") or []
    telegram.faults.trouble = Trouble(
        share=params.number("share"),
        kinds=params.strings("kinds") or [],
        methods=frozenset(name.lower() for name in methods),
        seed=params.integer("seed"),
        retry_after=params.integer("retry_after", 1),
        seconds=params.number("seconds") if params.given("seconds") else 0.0,
    )
    return {}


def trouble(telegram: Telegram, _params: Params) -> Json:
    met = telegram.faults.trouble.met if telegram.faults.trouble else {}
    return {"on": telegram.faults.trouble is not None, "met": met}


def clear_trouble(telegram: Telegram, params: Params) -> Json:
    """Switched off; answers what it had caused."""
    caused = trouble(telegram, params)
    telegram.faults.trouble = None
    return caused | {"on": False}


def refuse(telegram: Telegram, params: Params) -> Json:
    """Nothing listens for a while; this call itself is still answered."""
    if not params.given("seconds"):
        raise RefusedError("for how many seconds?")
    telegram.refuse(params.number("seconds"))
    return {}


def add_people(telegram: Telegram, params: Params) -> Json:
    first_id = params.integer("first_id", FIRST_OF_MANY)
    people.add_people(telegram, params.integer("count"), first_id, started=params.flag("started"))
    return {"first_id": first_id}


def requests(telegram: Telegram, params: Params) -> Json:
    return {"requests": telegram.journal.requests(params.text("method"), params.text("chat_id"))}


def delivered(telegram: Telegram, params: Params) -> Json:
    return {"delivered": telegram.journal.deliveries(params.text("chat_id"))}


def received(telegram: Telegram, params: Params) -> Json:
    since = params.number("since") if params.given("since") else 0.0
    return {"received": telegram.journal.received(since, params.text("chat_id"))}


def limits(telegram: Telegram, _params: Params) -> Json:
    now = telegram.limits
    return {name: getattr(now, name) for name in ("enabled", *LIMITS, "refused")}


def set_limits(telegram: Telegram, params: Params) -> Json:
    """Change those given; the count of refused calls begins anew."""
    changed = {name: params.number(name) for name in LIMITS if params.given(name)}
    if any(value <= 0 for value in changed.values()):
        raise RefusedError("a limit must be more than 0")
    for name, value in changed.items():
        setattr(telegram.limits, name, value if name == "per_second_chat" else int(value))
    if params.given("enabled"):
        telegram.limits.enabled = params.flag("enabled")
    telegram.limits.refused = 0
    return limits(telegram, params)


def migrate(telegram: Telegram, params: Params) -> Json:
    return shown_chat(telegram, people.migrate(telegram, telegram.chat(params.integer("chat_id"))))


def replay(telegram: Telegram, params: Params) -> Json:
    if not telegram.updates.replay(params.integer("update_id")):
        raise RefusedError("that update is not remembered")
    return {}


ACTIONS: dict[tuple[str, str], Action] = {
    ("POST", "faults"): add_fault,
    ("DELETE", "faults"): clear_faults,
    ("POST", "trouble"): set_trouble,
    ("GET", "trouble"): trouble,
    ("DELETE", "trouble"): clear_trouble,
    ("POST", "refuse"): refuse,
    ("POST", "people"): add_people,
    ("GET", "requests"): requests,
    ("GET", "delivered"): delivered,
    ("GET", "received"): received,
    ("GET", "limits"): limits,
    ("POST", "limits"): set_limits,
    ("POST", "migrate"): migrate,
    ("POST", "replay"): replay,
}
