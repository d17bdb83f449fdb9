"""The answers by which Telegram says no, in its own words."""

from bot.sandbox.telegram.accounts import JsonObject


class RefusedError(Exception):
    """A call that the server turns down.

    Attributes:
        status: the HTTP status, which is also the `error_code`.
        description: what Telegram writes about it.
        parameters: what a program may read about it, as `retry_after`.
    """

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> JsonObject:
        """Return the body of the answer."""
        body: JsonObject = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str, **parameters: int) -> RefusedError:
    """Return the refusal of a request that is wrong in itself."""
    return RefusedError(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> RefusedError:
    """Return the refusal of something that the bot may not do."""
    return RefusedError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusedError:
    """Return the refusal of a second way of receiving updates."""
    return RefusedError(409, f"Conflict: {reason}")


def too_many_requests(seconds: int) -> RefusedError:
    """Return the refusal of a bot that sends too fast."""
    reason = f"Too Many Requests: retry after {seconds}"
    return RefusedError(429, reason, retry_after=seconds)
