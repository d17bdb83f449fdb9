"""This machine's clock against the gateway's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import aiohttp

from bot.checking.line import Line, bad, ok, origin, warn
from bot.clock import Clock
from bot.errors import GatewayBlocked, GatewayBusy
from bot.gateway.budget import Budget
from bot.gateway.places import Place, Purpose
from bot.gateway.skew import read_date
from bot.gateway.transport import BLOCKED, THROTTLED

ABOUT = "clock"
# Lists that anybody may read: no key is shown for a look at the clock.
LISTS: Mapping[str, str] = {
    "guide": "/api/v1/public/networklist",
    "v1": "/api/v1/public/networklist",
    "v2": "/admin/api/v2/pub/network/list",
}
MOST = timedelta(seconds=10)
SECOND = timedelta(seconds=1)
TIMEOUT = aiohttp.ClientTimeout(total=8)


async def look_at_clock(url: str, path: str, budget: Budget, clock: Clock) -> Sequence[Line]:
    """Compare the clocks by the `Date` header of an answer, whatever else that says."""
    try:
        place = await budget.take(Purpose.LISTS, path)
    except GatewayBusy as error:
        return [warn(ABOUT, f"it was not looked at: {error}", "try again after that")]
    sent_at = clock.now()
    try:
        status, date = await _ask(url + path)
    except (aiohttp.ClientError, OSError) as error:
        text = f"the gateway at {origin(url)} gives no answer ({type(error).__name__})"
        return [bad(ABOUT, text, "check BLOCKATM_BASE_URL and the network of this machine")]
    finally:
        await budget.end(place)
    if status in {BLOCKED, THROTTLED}:
        return [await _refused(status, budget, place)]
    return [_compared(date, sent_at, clock.now())]


async def _ask(url: str) -> tuple[int, datetime | None]:
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
        session.get(url, allow_redirects=False) as response,
    ):
        return response.status, read_date(response.headers.get("Date"))


async def _refused(status: int, budget: Budget, place: Place) -> Line:
    error = await (budget.blocked(place) if status == BLOCKED else budget.throttled(None))
    if isinstance(error, GatewayBlocked):
        return bad(ABOUT, f"it cannot be looked at: {error}", STOP)
    return warn(ABOUT, f"it cannot be looked at: {error}", "try again after that")


STOP = "stop every program that uses this API key, wait, and try once more; then ask the gateway"


def _compared(date: datetime | None, sent_at: datetime, heard_at: datetime) -> Line:
    if date is None:
        todo = "check that BLOCKATM_BASE_URL leads to the gateway"
        return warn(ABOUT, "the gateway's answer tells no time", todo)
    # The header cuts off what is below a second, of a moment between sending and hearing.
    ahead = (sent_at - date - SECOND + (heard_at - date)) / 2
    seconds = abs(ahead.total_seconds())
    if abs(ahead) <= MOST:
        return ok(ABOUT, f"within {max(1, round(seconds))} s of the gateway's")
    way = "ahead of" if ahead > timedelta() else "behind"
    text = f"this machine's clock is {seconds:.0f} s {way} the gateway's"
    return bad(ABOUT, text, "set it by NTP, such as with: timedatectl set-ntp true")
