"""What the gateway remembers of each call."""

import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

MINUTE = 60.0
_PUBLIC = "/api/v2/pub/"
_ORDERS = {"contractPayment", "qrCodePayment", "payorder"}


@dataclass(eq=False)
class Call:
    """One call, from its arrival on.

    Attributes:
        headers: the request's headers; looking one up ignores its case.
        seen_at: when it arrived, by the server's clock without its skew, in seconds.
        query: the parameters in the address.
        status: the HTTP status that was sent back; `None` while or if nothing was.
        answer: the bytes that were sent back.
        at: when it arrived, by the monotonic clock.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    seen_at: float
    query: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    answer: bytes = b""
    at: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> str:
        """What the call is named after, here and among the faults.

        That is the last segment of its path, or the last two for a public list of v2, which would
        go by the name of the list of orders.
        """
        return "/".join(self.path.split("/")[-2 if _PUBLIC in self.path else -1 :])

    @property
    def kind(self) -> str:
        """What it is for, whatever the dialect: an order to be made, news of orders, or a list."""
        if self.method == "POST":
            return "create"
        return "query" if _ORDERS.intersection(self.path.split("/")) else "lists"

    @property
    def endpoint(self) -> str:
        """The method and the path, for which there is a limit in v2."""
        return f"{self.method} {self.path}"

    @property
    def content_type(self) -> str:
        """What the body says it is, without its charset."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def answered(self, request: web.Request, response: web.StreamResponse) -> None:
        """Remember the answer, unless nobody is left to hear it."""
        if request.transport is None or request.transport.is_closing():
            return
        self.status = response.status
        if isinstance(response, web.Response) and isinstance(response.body, bytes):
            self.answer = response.body


def most_in_a_minute(times: Iterable[float]) -> int:
    """Count the most moments that fall into any 60 s, the end of the minute excluded."""
    window: deque[float] = deque()
    most = 0
    for moment in sorted(times):
        window.append(moment)
        while moment - window[0] >= MINUTE:
            window.popleft()
        most = max(most, len(window))
    return most
