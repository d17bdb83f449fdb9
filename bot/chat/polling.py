"""The transport of long polling: an update that cannot be read does not hide the others."""

import logging
from typing import Any

from telegram import Update

from bot.chat.transport import AiohttpRequest

log = logging.getLogger(__name__)


class PollingRequest(AiohttpRequest):
    """Leaves of an unreadable update only its id, so that it is confirmed and passed over.

    python-telegram-bot raises for a whole batch in which it cannot read one update, and would
    be given the same batch for ever.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer and every update in it."""
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(updates := answer.get("result"), list):
            answer["result"] = [_readable(update) for update in updates]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception:
        log.exception("update %s cannot be read and is passed over", update["update_id"])
        return {"update_id": update["update_id"]}
    return update
