"""What the local gateway knows, apart from how it speaks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from bot.sandbox.blockatm.addresses import fresh_address
from bot.sandbox.blockatm.answers import Dress, Refusal
from bot.sandbox.blockatm.networks import BY_CHAIN_ID, Network
from bot.sandbox.blockatm.news import Event, News
from bot.sandbox.blockatm.orders import LIFETIME, GatewayOrder, plain


class Gateway:
    """The gateway's orders and clock, and the choices where its documents leave one.

    Attributes:
        url: where it is reached; cashier links begin with it.
        skew: how far its clock runs off.
        dress: whether answers come bare or in the envelope.
        listing: whether a query that finds exactly one record answers with a list all the same.
        names_orders_by: what a query calls an order: its own id, or the merchant's number.
        tells_transactions: whether a query tells token, network and transaction of what has
            arrived, as the later dialect `v1` does; the guide does not promise it.
        addresses: gives the deposit address for a network; `None` leaves the field out.
        lifetime: how long the orders that are made from now on can be paid in time.
        closed: the names of the networks that are under maintenance.
        numbered: all orders by the gateway's id, oldest first.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.url = ""
        self.skew = timedelta()
        self.dress: Dress = "bare"
        self.listing: Literal["list", "single"] = "list"
        self.names_orders_by: Literal["id", "order_no"] = "id"
        self.tells_transactions = False
        self.addresses: Callable[[Network], str | None] = fresh_address
        self.lifetime = LIFETIME
        self.closed: set[str] = set()
        self.news = News()
        self._clock = clock
        self.numbered: dict[str, GatewayOrder] = {}
        self._by_order_no: dict[str, GatewayOrder] = {}

    @property
    def orders(self) -> list[GatewayOrder]:
        """All orders, oldest first."""
        return list(self.numbered.values())

    def order(self, id_or_order_no: str) -> GatewayOrder:
        """Find an order by the gateway's id or by the merchant's number, else `KeyError`."""
        return self.numbered.get(id_or_order_no) or self._by_order_no[id_or_order_no]

    def seconds(self) -> float:
        """Tell the gateway's own time since the epoch, skew included."""
        return self._clock() + self.skew.total_seconds()

    def now(self) -> datetime:
        """Tell the gateway's own time."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def open(self, order: GatewayOrder) -> None:
        """Accept an order and give it its link and its address."""
        network = self._network(order)
        if order.order_no in self._by_order_no:
            raise Refusal("000201", f"orderNo {order.order_no} already exists")
        order.cashier_url = f"{self.url}/cashier/{order.number}"
        order.lifetime = self.lifetime
        order.address = self.addresses(network)
        self.numbered[order.number] = order
        if order.order_no:
            self._by_order_no[order.order_no] = order
        self.news.tell(Event("created", f"{order.amount} {order.symbol}", order))

    def pay(self, id_or_order_no: str, amount: Decimal | str | int | None = None) -> GatewayOrder:
        """Let money arrive for an order: all that was asked for, unless told otherwise."""
        order = self.order(id_or_order_no)
        arrived = order.amount if amount is None else plain(Decimal(amount))
        order.paid.append(arrived)
        order.transactions.append(BY_CHAIN_ID[order.chain_id].fresh_hash())
        return self._move(order, "completed", Event("paid", f"{arrived} {order.symbol}", order))

    def see(self, id_or_order_no: str, status: str = "confirming") -> GatewayOrder:
        """Let a payment be seen on the chain but not yet final, under an undocumented status."""
        order = self.order(id_or_order_no)
        return self._move(order, status, Event("seen", f"{order.amount} {order.symbol}", order))

    def _network(self, order: GatewayOrder) -> Network:
        network = BY_CHAIN_ID.get(order.chain_id)
        if network is None or network.name in self.closed:
            raise Refusal("000404", f"network {order.chain_id} is not available")
        if order.symbol not in network.tokens:
            raise Refusal("000404", f"{order.symbol} is not available on {network.name}")
        return network

    def _move(self, order: GatewayOrder, status: str, event: Event) -> GatewayOrder:
        order.status = status
        order.changed_at = self.now()
        self.news.tell(event)
        return order
