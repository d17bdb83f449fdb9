"""The page behind a cashier link."""

from html import escape
from string import Template

from aiohttp import web

from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.networks import BY_CHAIN_ID
from bot.sandbox.blockatm.orders import GatewayOrder

PATH = "/cashier/{number}"
_PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<h1>$title</h1>
<p>This is a local sandbox. Nothing here is real money: do not pay to the address.</p>
$content
</html>
""")


async def show(request: web.Request, gateway: Gateway) -> web.Response:
    """Show an order to the one who is to pay it."""
    order = gateway.numbered.get(request.match_info["number"])
    if order is None:
        return _page("No such order", "", status=404)
    return _page(f"Order {order.number}", _rows(order))


def _rows(order: GatewayOrder) -> str:
    rows = {
        "Amount": order.amount,
        "Token": order.symbol,
        "Network": BY_CHAIN_ID[order.chain_id].name,
        "Address": order.address or "not given",
        "Status": order.status,
        "Arrived": ", ".join(order.paid) or "nothing yet",
    }
    pairs = "\n".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    return f"<dl>\n{pairs}\n</dl>"


def _page(title: str, content: str, status: int = 200) -> web.Response:
    text = _PAGE.substitute(title=escape(title), content=content)
    return web.Response(text=text, status=status, content_type="text/html")
