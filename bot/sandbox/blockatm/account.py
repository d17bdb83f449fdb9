"""The merchant's account at the gateway: what was asked for, and what came in."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from aiohttp import web

from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.news import Event
from bot.sandbox.blockatm.orders import GatewayOrder, plain
from bot.sandbox.web.pages import html
from bot.sandbox.web.sockets import Sockets

MOST_ORDERS = 100
_PAGE = (Path(__file__).parent / "static" / "account.html").read_text(encoding="utf-8")


class MerchantAccount:
    """Shows the merchant what the smart contract holds, and the newest orders."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._open = Sockets()
        gateway.news.subscribe(self._hear)

    def add_routes(self, app: web.Application) -> None:
        """Serve the page, and what it asks for."""
        app.router.add_get("/merchant", self._show)
        app.router.add_get("/merchant/live", self._watch)

    async def close(self) -> None:
        """Let all pages go."""
        await self._open.close()

    async def _show(self, _: web.Request) -> web.Response:
        return html(_PAGE)

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        return await self._open.serve(request, self._picture)

    def _hear(self, event: Event) -> None:
        if event.order is not None and self._open.is_watched:
            self._open.tell(self._picture())

    def _picture(self) -> dict[str, object]:
        orders = self._gateway.orders
        return {
            "totals": _totals(orders),
            "orders": [_row(order) for order in reversed(orders[-MOST_ORDERS:])],
            "count": len(orders),
        }


def _totals(orders: list[GatewayOrder]) -> list[dict[str, str]]:
    """Add up what has arrived, by token and network."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for order in orders:
        if order.paid:
            sums[order.symbol, order.network.name] += order.arrived
    return [
        {"token": token, "network": network, "amount": plain(amount)}
        for (token, network), amount in sorted(sums.items())
    ]


def _row(order: GatewayOrder) -> dict[str, object]:
    return {
        "number": order.order_no or order.number,
        "link": order.cashier_url,
        "at": order.created_at.timestamp(),
        "asked": f"{order.amount} {order.symbol}",
        "network": order.network.name,
        "arrived": plain(order.arrived) if order.paid else "",
        "status": _status(order),
    }


def _status(order: GatewayOrder) -> str:
    """Name how an order stands, as a merchant would."""
    if not order.paid:
        return "seen on the chain" if order.status == "confirming" else "not paid"
    missing = order.missing
    late = ", late" if order.changed_at >= order.expires_at else ""
    if missing > 0:
        return f"{plain(missing)} missing{late}"
    return f"{plain(-missing)} too much{late}" if missing < 0 else f"paid{late}"
