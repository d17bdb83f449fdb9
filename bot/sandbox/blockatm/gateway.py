"""What the local gateway knows, apart from how it speaks."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from bot.sandbox.blockatm.addresses import fresh_address
from bot.sandbox.blockatm.answers import Dress, Refusal
from bot.sandbox.blockatm.networks import BY_CHAIN_ID, Network
from bot.sandbox.blockatm.news import Event, News
from bot.sandbox.blockatm.orders import LIFETIME, GatewayOrder, Way, plain
from bot.sandbox.blockatm.pictures import picture_of

Profile = Literal["guide", "v1", "v2"]
# Wide, so that only those who set a bound run into one.
MIN_AMOUNT, MAX_AMOUNT = "0.000001", "1000000000000"


class Gateway:
    """The gateway's orders and clock, and the choices where its documents leave one.

    Attributes:
        url: where it is reached; cashier links begin with it.
        profile: which dialect it speaks.
        skew: how far its clock runs off.
        dress: whether answers come bare or in the envelope; v2 has the envelope always.
        listing: whether a query that finds exactly one record answers with a list all the same.
        names_orders_by: what a query calls an order: its own id, or the merchant's number.
        tells_transactions: whether a query tells token, network and transaction of what has
            arrived, as the later dialect `v1` does; the guide does not promise it.
        addresses: gives the deposit address for a network; `None` leaves the field out.
        lifetime: how long the orders that are made from now on can be paid in time.
        picture: gives what v2 sends as the picture of an order, be it one or not; `None` leaves
            the field out.
        closed: the names of the networks that are under maintenance.
        min_amounts: the least that an order on a network may ask for, by the network's name.
        max_amounts: the most that it may ask for.
        numbered: all orders by the gateway's id, oldest first.
    """

    def __init__(self, clock: Callable[[], float], profile: Profile = "guide") -> None:
        self.url = ""
        self.profile: Profile = profile
        self.skew = timedelta()
        self.dress: Dress = "bare" if profile == "guide" else "wrapped"
        self.listing: Literal["list", "single"] = "list"
        self.names_orders_by: Literal["id", "order_no"] = "id"
        self.tells_transactions = False
        self.addresses: Callable[[Network], str | None] = fresh_address
        self.picture: Callable[[GatewayOrder], str | None] = picture_of
        self.lifetime = LIFETIME
        self.closed: set[str] = set()
        self.min_amounts: defaultdict[str, str] = defaultdict(lambda: MIN_AMOUNT)
        self.max_amounts: defaultdict[str, str] = defaultdict(lambda: MAX_AMOUNT)
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

    def by_order_no(self, order_no: str) -> GatewayOrder | None:
        """Find an order by the merchant's number alone."""
        return self._by_order_no.get(order_no)

    def seconds(self) -> float:
        """Tell the gateway's own time since the epoch, skew included."""
        return self._clock() + self.skew.total_seconds()

    def now(self) -> datetime:
        """Tell the gateway's own time."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def open(self, order: GatewayOrder) -> None:
        """Accept an order and give it its link and its address."""
        network = self._network(order)
        self._check_amount(order, network)
        if order.order_no in self._by_order_no:
            raise Refusal("000201", f"orderNo {order.order_no} already exists")
        self._take(order, network)
        self.news.tell(Event("created", f"{order.amount} {order.symbol}", order))

    def pay(
        self, id_or_order_no: str, amount: Decimal | str | int | None = None, by: Way = "qr"
    ) -> GatewayOrder:
        """Let money arrive for an order: all that was asked for, unless told otherwise."""
        order = self.order(id_or_order_no)
        order.way = by
        return self._arrive(order, order.amount if amount is None else plain(Decimal(amount)))

    def see(self, id_or_order_no: str, status: str = "confirming") -> GatewayOrder:
        """Let a payment be seen on the chain but not yet final.

        The status is one that `guide` does not document; the other dialects have words for it.
        """
        order = self.order(id_or_order_no)
        order.pending, order.payer = order.network.fresh_hash(), fresh_address(order.network)
        return self._move(order, status, Event("seen", f"{order.amount} {order.symbol}", order))

    def cancel(self, id_or_order_no: str) -> GatewayOrder:
        """Let the merchant's operator call an order off; it can be paid all the same."""
        return self._close(self.order(id_or_order_no), "cancelled")

    def fail(self, id_or_order_no: str) -> GatewayOrder:
        """Let the payment of an order fail; it can be paid all the same."""
        return self._close(self.order(id_or_order_no), "failed")

    def transfer(
        self, amount: Decimal | str | int, symbol: str = "USDT", chain_id: str = "1"
    ) -> GatewayOrder:
        """Let money arrive at the contract itself, for an order that nobody made."""
        order = GatewayOrder(chain_id, symbol, plain(Decimal(amount)), self.now(), way="direct")
        self._take(order, self._network(order))
        return self._arrive(order, order.amount)

    def _take(self, order: GatewayOrder, network: Network) -> None:
        order.cashier_url = f"{self.url}/cashier/{order.number}"
        order.lifetime = self.lifetime
        order.address = self.addresses(network)
        self.numbered[order.number] = order
        if order.order_no:
            self._by_order_no[order.order_no] = order

    def _network(self, order: GatewayOrder) -> Network:
        network = BY_CHAIN_ID.get(order.chain_id)
        if network is None or network.name in self.closed:
            raise Refusal("000404", f"network {order.chain_id} is not available")
        if order.symbol not in network.tokens:
            raise Refusal("000404", f"{order.symbol} is not available on {network.name}")
        return network

    def _check_amount(self, order: GatewayOrder, network: Network) -> None:
        least, most = self.min_amounts[network.name], self.max_amounts[network.name]
        if not Decimal(least) <= Decimal(order.amount) <= Decimal(most):
            raise Refusal("000102", f"amount must be from {least} to {most} on {network.name}")

    def _arrive(self, order: GatewayOrder, amount: str) -> GatewayOrder:
        order.paid.append(amount)
        order.transactions.append(order.pending or order.network.fresh_hash())
        order.payer, order.pending = order.payer or fresh_address(order.network), None
        return self._move(order, "completed", Event("paid", f"{amount} {order.symbol}", order))

    def _close(self, order: GatewayOrder, end: Literal["cancelled", "failed"]) -> GatewayOrder:
        order.pending = None
        return self._move(order, end, Event(end, f"{order.amount} {order.symbol}", order))

    def _move(self, order: GatewayOrder, status: str, event: Event) -> GatewayOrder:
        order.status = status
        order.changed_at = self.now()
        self.news.tell(event)
        return order
