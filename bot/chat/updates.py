"""Updates as Telegram writes them: one that cannot be read is told apart from no update."""

import json
import logging
from typing import Any

from telegram import Update

from bot.errors import NotAnUpdate

log = logging.getLogger(__name__)

# What the database can keep as a number; Telegram's own are far below.
LARGEST_ID = 2**63 - 1


def parse_update(body: bytes) -> dict[str, Any]:
    """Read one update as it comes to a webhook.

    Raises:
        NotAnUpdate: that is what it is.
    """
    try:
        update = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotAnUpdate("an update is JSON in UTF-8") from None
    update_id = update.get("update_id") if isinstance(update, dict) else None
    if type(update_id) is not int or not 0 <= update_id <= LARGEST_ID:
        raise NotAnUpdate("an update is an object with a whole number as its update_id")
    found: dict[str, Any] = update
    return found


def readable(update: dict[str, Any]) -> dict[str, Any]:
    """The update, or only its id if python-telegram-bot cannot read it: it is passed over then."""
    try:
        Update.de_json(update, None)
    except Exception:
        log.exception("update %s cannot be read and is passed over", update["update_id"])
        return {"update_id": update["update_id"]}
    return update
