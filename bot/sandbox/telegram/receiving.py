"""The methods by which the bot gets its updates."""

import ipaddress
import re
from urllib.parse import urlsplit

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.api import Api, Told
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import bad_request

MOST_UPDATES = 100
LONGEST_POLL_SECONDS = 50
WEBHOOK_PORTS = {80, 88, 443, 8443}
LONGEST_SECRET = 256
USUAL_CONNECTIONS = 40
MOST_CONNECTIONS = 100


async def get_updates(api: Api, call: Call) -> list[JsonObject]:
    """Return what waits for the bot, or wait for it."""
    _remember_kinds(api, call)
    limit = _between(call.number("limit", MOST_UPDATES), 1, MOST_UPDATES)
    seconds = _between(call.number("timeout"), 0, LONGEST_POLL_SECONDS)
    return await api.updates.poll(call.number("offset"), limit, seconds)


def set_webhook(api: Api, call: Call) -> Told:
    """Have updates delivered to an address; an empty one ends that."""
    url = call.text("url")
    if not url:
        return delete_webhook(api, call)
    _check_address(api, url)
    _check_secret(call.text("secret_token"))
    _remember_kinds(api, call)
    _drop_pending(api, call)
    connections = call.number("max_connections", USUAL_CONNECTIONS)
    webhook = {
        "url": url,
        "secret_token": call.text("secret_token"),
        "max_connections": _between(connections, 1, MOST_CONNECTIONS),
        "has_custom_certificate": "certificate" in call.files,
    }
    if webhook == api.updates.webhook:
        return Told(True, "Webhook is already set")
    api.updates.webhook, api.updates.webhook_trouble = webhook, {}
    api.updates.end_poll("setWebhook request")
    return Told(True, "Webhook was set")


def delete_webhook(api: Api, call: Call) -> Told:
    """Keep updates for `getUpdates` again."""
    _drop_pending(api, call)
    known, api.updates.webhook = api.updates.webhook, None
    api.updates.webhook_trouble = {}
    return Told(True, "Webhook was deleted" if known else "Webhook is already deleted")


def get_webhook_info(api: Api, _: Call) -> JsonObject:
    """Return how the bot gets its updates."""
    webhook = api.updates.webhook or {"url": "", "has_custom_certificate": False}
    shown = {name: value for name, value in webhook.items() if name != "secret_token"}
    kinds = {"allowed_updates": api.updates.asked} if api.updates.asked else {}
    pending = {"pending_update_count": len(api.updates.pending)}
    return shown | pending | api.updates.webhook_trouble | kinds


def _remember_kinds(api: Api, call: Call) -> None:
    """Take over `allowed_updates`; a call without it leaves everything as it was."""
    if isinstance(kinds := call.params.get("allowed_updates"), list):
        api.updates.ask_for(kinds)


def _drop_pending(api: Api, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        api.updates.pending.clear()


def _check_address(api: Api, url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("bad webhook: URL is invalid") from None
    if not host:
        raise bad_request("bad webhook: URL host is empty")
    if api.local:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in WEBHOOK_PORTS:
        reason = "Webhook can be set up only on ports 80, 88, 443 or 8443"
        raise bad_request(f"bad webhook: {reason}")
    if _is_reserved(host):
        raise bad_request(f"bad webhook: IP address {host} is reserved")


def _is_reserved(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _check_secret(secret: str) -> None:
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def _between(number: int, least: int, most: int) -> int:
    return max(least, min(most, number))
