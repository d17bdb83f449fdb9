"""The page behind a cashier link: what is to be paid, and a wallet to pay it with."""

import io
from functools import partial
from html import escape
from pathlib import Path
from string import Template

import qrcode
from aiohttp import web
from qrcode.image.svg import SvgPathImage

from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.news import Event
from bot.sandbox.blockatm.orders import GatewayOrder, plain
from bot.sandbox.blockatm.wallet import Wallet
from bot.sandbox.web.pages import html
from bot.sandbox.web.sockets import Sockets

STATIC = Path(__file__).parent / "static"
_PAGE = Template((STATIC / "cashier.html").read_text(encoding="utf-8"))
_LOST = (STATIC / "no-such-order.html").read_text(encoding="utf-8")


class Cashier:
    """Shows orders to those who are to pay them, and lets them pay."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._wallet = Wallet(gateway)
        self._open: dict[str, Sockets] = {}
        gateway.news.subscribe(self._hear)

    def add_routes(self, app: web.Application) -> None:
        """Serve the page of each order, and what the page asks for."""
        app.router.add_get("/cashier/{number}", self._show)
        app.router.add_get("/cashier/{number}/qr.svg", self._draw)
        app.router.add_get("/cashier/{number}/live", self._watch)
        app.router.add_post("/cashier/{number}/wallet", self._pay)

    async def close(self) -> None:
        """Let all pages go, and forget what was to be paid later."""
        self._wallet.close()
        for sockets in self._open.values():
            await sockets.close()

    async def _show(self, request: web.Request) -> web.Response:
        order = self._gateway.numbered.get(request.match_info["number"])
        if order is None:
            return html(_LOST, status=404)
        return html(_PAGE.substitute(_fields(order)))

    async def _draw(self, request: web.Request) -> web.Response:
        """Draw the bare deposit address; the link of an order that has none."""
        order = self._find(request)
        code = qrcode.make(order.address or order.cashier_url, image_factory=SvgPathImage)
        picture = io.BytesIO()
        code.save(picture)
        return web.Response(body=picture.getvalue(), content_type="image/svg+xml")

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        order = self._find(request)
        sockets = self._open.setdefault(order.number, Sockets())
        return await sockets.serve(request, partial(self._picture, order))

    async def _pay(self, request: web.Request) -> web.Response:
        order = self._find(request)
        try:
            self._wallet.do(order, await request.text())
        except ValueError as error:
            return web.Response(text=str(error), status=400)
        self._tell(order)  # that it will pay later is no news of the gateway
        return web.Response(status=204)

    def _find(self, request: web.Request) -> GatewayOrder:
        order = self._gateway.numbered.get(request.match_info["number"])
        if order is None:
            raise web.HTTPNotFound(text="There is no such order.")
        return order

    def _hear(self, event: Event) -> None:
        if event.order is not None:
            self._tell(event.order)

    def _tell(self, order: GatewayOrder) -> None:
        sockets = self._open.get(order.number)
        if sockets is not None and sockets.is_watched:
            sockets.tell(self._picture(order))

    def _picture(self, order: GatewayOrder) -> dict[str, object]:
        """Tell everything that changes on the page of an order."""
        return {
            "status": order.status,
            "arrived": _arrived(order),
            "now": self._gateway.seconds(),
            "expires_at": order.expires_at.timestamp(),
            "is_paid": bool(order.paid),
            "missing": _missing(order),
            "pays_late": self._wallet.is_waiting(order),
            "choices": [
                {"name": each.name, "label": each.label, "said": each.said}
                for each in self._wallet.choices(order)
            ],
        }


def _fields(order: GatewayOrder) -> dict[str, str]:
    fields = {
        "number": order.number,
        "amount": order.amount,
        "token": order.symbol,
        "network": order.network.name,
        "address": order.address or "not given",
        "status": order.status,
        "arrived": _arrived(order),
    }
    return {name: escape(value) for name, value in fields.items()}


def _missing(order: GatewayOrder) -> str:
    return f"{plain(order.missing)} {order.symbol}" if order.missing > 0 else ""


def _arrived(order: GatewayOrder) -> str:
    return ", ".join(order.paid) or "nothing yet"
