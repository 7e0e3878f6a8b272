"""Methods by which the bot gets its updates: polling or a webhook."""

import re

from bot.simulator.methods.handler import Handler
from bot.simulator.params import Params
from bot.simulator.state import Telegram
from bot.simulator.wire import ApiError, Json, bad_request

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(telegram: Telegram, params: Params) -> list[Json]:
    if telegram.webhook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    telegram.updates.allow(params.strings("allowed_updates"))
    limit = params.integer("limit", 100)
    return await telegram.updates.poll(params.integer("offset"), max(limit, 1), params.integer("timeout"))


def set_webhook(telegram: Telegram, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(telegram, params)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    telegram.updates.allow(params.strings("allowed_updates"))
    if params.flag("drop_pending_updates"):
        telegram.updates.clear()
    telegram.webhook.start(url, secret)
    return True


def delete_webhook(telegram: Telegram, params: Params) -> bool:
    telegram.webhook.stop()
    if params.flag("drop_pending_updates"):
        telegram.updates.clear()
    return True


def get_webhook_info(telegram: Telegram, _params: Params) -> Json:
    info = telegram.webhook.info()
    if telegram.updates.allowed is not None:
        info["allowed_updates"] = sorted(telegram.updates.allowed)
    return info


def end_session(_telegram: Telegram, _params: Params) -> bool:
    """logOut and close concern moving between Bot API servers; here they have nothing to do."""
    return True


METHODS: dict[str, Handler] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": end_session,
    "close": end_session,
}
