"""The wallet of whoever has the cashier page open: what it can send, and sending it."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

from bot.sandbox.blockatm.gateway import Gateway, Profile
from bot.sandbox.blockatm.orders import GatewayOrder, plain

FEE = Decimal(1)
# After the deadline by this much, so that everybody has noticed that it has passed.
LATE_BY = 10.0

LESS = "Sent less than asked, as if an exchange had kept a fee."
LATE = "The wallet waits until the deadline has passed, and pays then. You may close this page."
AGAIN = (
    "Sent once more. The order is paid already and stays so; within two minutes the bot tells the"
    " chat and the merchant of the money on top."
)
_SEEN = "The chain has seen the payment; it is not final yet."
SEEN: dict[Profile, str] = {
    "guide": f"{_SEEN} The gateway has no word for that in this dialect, so the chat waits.",
    "v1": f"{_SEEN} The gateway says so, and the card in the chat soon does too.",
    "v2": f"{_SEEN} The gateway says so, and the card in the chat soon does too.",
}


@dataclass(frozen=True)
class Choice:
    """One thing that the wallet can do with an order.

    Attributes:
        name: how a page asks for it.
        label: what its button says.
        said: what is said once it is done.
        amount: what is sent; `None` when nothing arrives at once.
    """

    name: str
    label: str
    said: str
    amount: Decimal | None = None


class Wallet:
    """Pays orders of the gateway, now or once their time has passed."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._seen = SEEN[gateway.profile]
        self._later: dict[str, asyncio.TimerHandle] = {}

    def is_waiting(self, order: GatewayOrder) -> bool:
        """Whether it will pay this order after the deadline."""
        return order.number in self._later

    def choices(self, order: GatewayOrder) -> list[Choice]:
        """Tell what can be done with an order as it stands."""
        asked, token = Decimal(order.amount), order.symbol
        if order.paid:
            return _choices_after_money(order.missing, asked, token)
        fee = min(FEE, asked / 2)
        less, more = asked - fee, asked + FEE
        choices = [
            Choice("exact", f"Pay exactly {plain(asked)} {token}", "Sent as asked.", asked),
            Choice("less", f"Pay less: {plain(less)} {token}", LESS, less),
            Choice("more", f"Pay more: {plain(more)} {token}", "Sent more than asked.", more),
        ]
        if self._seconds_left(order) > 0 and not self.is_waiting(order):
            choices.append(Choice("late", "Pay after the deadline", LATE))
        if order.status == "pending":
            choices.append(Choice("seen", "Only let it be seen on the chain", self._seen))
        return choices

    def do(self, order: GatewayOrder, name: str) -> None:
        """Do one of the choices.

        Raises:
            ValueError: it is none that can be done with the order as it stands.
        """
        choice = next((each for each in self.choices(order) if each.name == name), None)
        if choice is None:
            raise ValueError(f"A wallet cannot do «{name}» with this order now.")
        if choice.amount is not None:
            self._gateway.pay(order.number, choice.amount)
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


def _choices_after_money(missing: Decimal, asked: Decimal, token: str) -> list[Choice]:
    """What is left to do for an order for which something has arrived."""
    if missing > 0:
        label = f"Pay the missing {plain(missing)} {token}"
        return [Choice("rest", label, "Sent what was missing.", missing)]
    return [Choice("again", f"Pay {plain(asked)} {token} once more", AGAIN, asked)]
