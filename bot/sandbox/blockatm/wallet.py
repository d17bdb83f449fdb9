"""The wallet of whoever has the cashier page open: what it can send, and sending it."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.orders import GatewayOrder, plain

FEE = Decimal(1)
# After the deadline by this much, so that everybody has noticed that it has passed.
LATE_BY = 5.0


@dataclass(frozen=True)
class Deed:
    """One thing that the wallet can do with an order.

    Attributes:
        name: how a page asks for it.
        label: what its button says.
        amount: what is sent; `None` when nothing arrives by it.
    """

    name: str
    label: str
    amount: Decimal | None


class Wallet:
    """Pays orders of the gateway, now or once their time has passed."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._later: dict[str, asyncio.TimerHandle] = {}

    def is_waiting(self, order: GatewayOrder) -> bool:
        """Whether it will pay this order after the deadline."""
        return order.number in self._later

    def deeds(self, order: GatewayOrder) -> list[Deed]:
        """Tell what can be done with an order as it stands."""
        asked, token = Decimal(order.amount), order.symbol
        if order.paid:
            return _deeds_after_money(asked - order.arrived, asked, token)
        fee = min(FEE, asked / 2)
        deeds = [
            Deed("exact", f"Pay exactly {plain(asked)} {token}", asked),
            Deed("less", f"Pay less: {plain(asked - fee)} {token}", asked - fee),
            Deed("more", f"Pay more: {plain(asked + FEE)} {token}", asked + FEE),
        ]
        if self._seconds_left(order) > 0 and not self.is_waiting(order):
            deeds.append(Deed("late", "Pay after the deadline", None))
        if order.status == "pending":
            deeds.append(Deed("seen", "Only let it be seen on the chain", None))
        return deeds

    def do(self, order: GatewayOrder, name: str) -> None:
        """Do one of the deeds.

        Raises:
            ValueError: it is none that can be done with the order as it stands.
        """
        deed = next((deed for deed in self.deeds(order) if deed.name == name), None)
        if deed is None:
            raise ValueError(f"A wallet cannot do «{name}» with this order now.")
        if deed.amount is not None:
            self._gateway.pay(order.number, deed.amount)
        elif name == "seen":
            self._gateway.see(order.number)
        else:
            self._pay_late(order)

    def close(self) -> None:
        """Forget what was to be paid later."""
        for handle in self._later.values():
            handle.cancel()
        self._later.clear()

    def _pay_late(self, order: GatewayOrder) -> None:
        def pay() -> None:
            del self._later[order.number]
            if not order.paid:
                self._gateway.pay(order.number)

        delay = self._seconds_left(order) + LATE_BY
        self._later[order.number] = asyncio.get_running_loop().call_later(delay, pay)

    def _seconds_left(self, order: GatewayOrder) -> float:
        return (order.expires_at - self._gateway.now()).total_seconds()


def _deeds_after_money(missing: Decimal, asked: Decimal, token: str) -> list[Deed]:
    """What is left to do for an order for which something has arrived."""
    if missing > 0:
        return [Deed("rest", f"Pay the missing {plain(missing)} {token}", missing)]
    return [Deed("again", f"Pay {plain(asked)} {token} once more", asked)]
