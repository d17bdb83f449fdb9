"""Builds what people can do through the chat."""

from collections.abc import Awaitable, Callable

from bot.chat.bookkeeping import Bookkeeping
from bot.chat.desk import UseCases
from bot.chat.languages.choices import Languages
from bot.clock import Clock
from bot.payments.allowance import Allowance
from bot.payments.billing import Billing
from bot.payments.browsing import Browsing
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding
from bot.payments.merchants import Merchants
from bot.payments.order import Order, new_number
from bot.payments.renewing import Renewing
from bot.payments.terms import Terms
from bot.payments.vitals import Vitals
from bot.settings import Settings
from storage.tables import Tables


def make_cases(  # noqa: PLR0913 - the parts that they stand on
    settings: Settings,
    tables: Tables,
    terms: Terms,
    clock: Clock,
    *,
    merchants: Merchants,
    languages: Languages,
    books: Bookkeeping,
    opener: Callable[[], None],
    look: Callable[[Order | None], Awaitable[bool]],
    vitals: Callable[[], Awaitable[Vitals]],
) -> UseCases:
    """Wire the use cases to the tables.

    `opener` is called when there is an order to open; `look` asks the gateway, about one order at
    least, and tells whether it answered; `vitals` tells how the till is.
    """
    orders, window = tables.orders, settings.late_window
    allowance = Allowance(clock, settings.blockatm_requests_per_minute, merchants)
    checkout = Checkout(
        orders,
        clock,
        number=new_number,
        limit=settings.max_open_orders,
        opener=opener,
        allowance=allowance,
    )
    billing = Billing(
        tables.invoices,
        orders,
        checkout,
        terms,
        clock,
        number=new_number,
        late_window=window,
    )
    deciding = Deciding(
        orders,
        clock,
        look=look,
        late_window=window,
        merchant_ids=merchants,
        allowance=allowance,
    )
    renewing = Renewing(orders, clock, checkout, terms, look)
    browsing = Browsing(tables.listing, orders, deciding, clock)
    people = (merchants, tables.muted, vitals, languages, books, browsing)
    movers = (tables.notices, languages)
    return UseCases(checkout, billing, deciding, renewing, *people, tables.groups, movers)
