from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.payments.browsing import PAGE_SIZE, Browsing, Overview, Standing, Unfound, scope_of
from bot.payments.deciding import Deciding, Sight
from bot.payments.listing import Filter, Scope, Spot, Sum, Taking, Turn
from bot.payments.money import Money
from bot.payments.order import Place, State
from bot.payments.receiving import Receiving
from bot.payments.rights import Asker, Role, role_in
from storage.listing import ListingTable
from tests.clocks import SetClock
from tests.orders import HUNDRED, NOW, NUMBER, Books, an_order, another, opened
from tests.payments.meanwhile import Look
from tests.payments.people import (
    ADMIN,
    GROUP,
    MERCHANT,
    MERCHANTS,
    OTHER_ADMIN,
    OTHER_GROUP,
    PAYER,
    STRANGER,
    an_asker,
)

TOKENS = ("USDT", "USDC")
HASH = "ab" * 32


@pytest.fixture
def browsing(books: Books, clock: SetClock) -> Browsing:
    look = Look(Receiving(books.orders, clock))
    late_window = timedelta(hours=72)
    deciding = Deciding(
        books.orders, clock, look=look, late_window=late_window, merchant_ids=MERCHANTS
    )
    return Browsing(ListingTable(books.database), books.orders, deciding, clock)


SCOPES = [
    (MERCHANT, MERCHANT, Scope()),
    (PAYER, PAYER, Scope(payer_id=PAYER)),
    (ADMIN, ADMIN, Scope(payer_id=ADMIN)),
    (MERCHANT, GROUP, Scope(group_id=GROUP)),
    (ADMIN, GROUP, Scope(group_id=GROUP)),
    (GROUP, GROUP, Scope(group_id=GROUP)),  # an anonymous admin
    (PAYER, GROUP, Scope(GROUP, PAYER)),
    (STRANGER, OTHER_GROUP, Scope(OTHER_GROUP, STRANGER)),
]


@pytest.mark.parametrize(("person_id", "chat_id", "scope"), SCOPES)
async def test_each_browses_what_is_theirs_where_they_ask(
    person_id: int, chat_id: int, scope: Scope
) -> None:
    assert await scope_of(an_asker(person_id, chat_id)) == scope


PEOPLE = [PAYER, MERCHANT, ADMIN, OTHER_ADMIN, STRANGER]
ASKING = [*((each, each) for each in PEOPLE), *product([*PEOPLE, GROUP], [GROUP, OTHER_GROUP])]


@pytest.mark.parametrize(("person_id", "chat_id"), ASKING)
async def test_a_list_shows_exactly_what_could_be_seen_one_by_one(
    browsing: Browsing, books: Books, person_id: int, chat_id: int
) -> None:
    """Rights are told in two places: by `role_in` for an order, by `scope_of` for a list."""
    asked = product([PAYER, MERCHANT, ADMIN], [GROUP, OTHER_GROUP, PAYER])
    kept = [
        await books.keep(another(number, payer_id=payer_id, place=Place(place, None, 1)))
        for number, (payer_id, place) in enumerate(asked)
    ]
    asker = an_asker(person_id, chat_id)
    seen = {order.number for order in kept if await role_in(order, asker)}
    assert await listed(browsing, asker) == seen


async def listed(browsing: Browsing, asker: Asker) -> set[str]:
    """The numbers of all that somebody can page through."""
    numbers: set[str] = set()
    spot: Spot | None = None
    while True:
        page = (await browsing.page(Filter.ALL, spot, asker)).page
        numbers |= {order.number for order in page.orders}
        if not page.has_older:
            return numbers
        spot = Spot(Turn.OLDER, page.orders[-1].number)


async def test_a_page_has_eight_orders_and_says_when_it_was_made(
    browsing: Browsing, books: Books, clock: SetClock
) -> None:
    for number in range(9):
        await books.keep(another(number))
    shown = await browsing.page(Filter.ALL, None, an_asker(PAYER, PAYER))
    assert len(shown.page.orders) == PAGE_SIZE == 8
    assert shown.page.has_older
    assert (shown.scope, shown.at) == (Scope(payer_id=PAYER), clock.now())


async def test_today_begins_at_midnight_utc(
    browsing: Browsing, books: Books, clock: SetClock
) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0)
    await books.keep(another(1, created_at=midnight))
    await books.keep(another(2, created_at=midnight - timedelta(milliseconds=1)))
    asker = an_asker(PAYER, PAYER)
    shown = await browsing.page(Filter.TODAY, None, asker)
    assert [order.number for order in shown.page.orders] == ["0000000001"]
    clock.forward(days=1)
    assert (await browsing.page(Filter.TODAY, None, asker)).page.orders == []


async def test_words_may_name_a_list_or_an_amount(browsing: Browsing) -> None:
    asker = an_asker(PAYER, PAYER)
    assert await browsing.look_up("Paid", TOKENS, asker) is Filter.PAID
    assert await browsing.look_up("100 usdt", TOKENS, asker) == Sum(100_000_000, "USDT")
    assert await browsing.look_up("hello there", TOKENS, asker) is Unfound.WORDS


@pytest.mark.parametrize(
    "text", [NUMBER, f"#{NUMBER.lower()}", f"g-{NUMBER}", f" {NUMBER} ", HASH, f"0x{HASH}"]
)
async def test_an_order_is_found_by_number_name_and_transaction(
    browsing: Browsing, books: Books, text: str
) -> None:
    kept = await books.keep(opened(an_order(), tx_hash=HASH))
    for person_id, role in ((PAYER, Role.PAYER), (MERCHANT, Role.MERCHANT), (ADMIN, Role.ADMIN)):
        asker = an_asker(person_id)
        assert await browsing.look_up(text, TOKENS, asker) == Sight(kept, role)


@pytest.mark.parametrize("person_id", [STRANGER, ADMIN, PAYER, MERCHANT])
@pytest.mark.parametrize(
    ("text", "unfound"),
    [
        (NUMBER, Unfound.ORDER),
        (f"g-{NUMBER}", Unfound.WORDS),
        (HASH, Unfound.TRANSACTION),
    ],
)
async def test_what_one_may_not_see_is_not_found(
    browsing: Browsing, books: Books, person_id: int, text: str, unfound: Unfound
) -> None:
    """Neither anybody in another group, nor a stranger anywhere."""
    asked = [an_asker(person_id, OTHER_GROUP), an_asker(STRANGER, STRANGER), an_asker(STRANGER)]
    before = [await browsing.look_up(text, TOKENS, asker) for asker in asked]
    await books.keep(opened(an_order(), tx_hash=HASH))
    after = [await browsing.look_up(text, TOKENS, asker) for asker in asked]
    assert before == after == [unfound] * 3


async def test_of_several_orders_of_a_transaction_the_newest_that_one_may_see_is_found(
    browsing: Browsing, books: Books
) -> None:
    for number, payer_id in enumerate((PAYER, PAYER, STRANGER)):
        created_at = NOW + timedelta(minutes=number)
        order = another(number, payer_id=payer_id, created_at=created_at)
        await books.keep(opened(order, tx_hash=HASH))
    sight = await browsing.look_up(HASH, TOKENS, an_asker(PAYER, PAYER))
    assert isinstance(sight, Sight)
    assert sight.order.number == "0000000001"


async def test_ten_digits_are_an_order_if_there_is_one_and_else_an_amount(
    browsing: Browsing, books: Books
) -> None:
    asker = an_asker(PAYER, PAYER)
    assert await browsing.look_up("0000000005", TOKENS, asker) == Sum(5_000_000)
    kept = await books.keep(another(5))
    assert await browsing.look_up("0000000005", TOKENS, asker) == Sight(kept, Role.PAYER)


async def test_the_overview_of_a_group_counts_what_stands_and_what_was_paid(
    browsing: Browsing, books: Books
) -> None:
    elsewhere = Place(OTHER_GROUP, None, 1)
    await books.keep(another(1))
    await books.keep(opened(another(2), state=State.CONFIRMING))
    await books.keep(opened(another(3), state=State.SHORT))
    paid = opened(another(4), state=State.PAID, settled_at=NOW)
    await books.keep(paid)
    await books.keep(replace(paid, number="0000000005", origin="5", settled_at=NOW - timedelta(6)))
    await books.keep(replace(paid, number="0000000006", origin="6", settled_at=NOW - timedelta(7)))
    await books.keep(replace(paid, number="0000000007", origin="7", place=elsewhere))
    await books.keep(another(8, place=elsewhere))
    taking = Taking(today=HUNDRED, in_all=Money.of("200", "USDT"), orders_today=1, late=0)
    for person_id in (MERCHANT, ADMIN, GROUP):
        overview = await browsing.overview(an_asker(person_id))
        assert overview == Overview(Standing(open=2, short=1), [taking])


@pytest.mark.parametrize(
    ("person_id", "chat_id"),
    [
        (PAYER, GROUP),
        (STRANGER, GROUP),
        (MERCHANT, MERCHANT),
        (ADMIN, ADMIN),
        (ADMIN, OTHER_GROUP),
    ],
)
async def test_to_everybody_else_there_is_no_overview(
    browsing: Browsing, person_id: int, chat_id: int
) -> None:
    # One of them was an admin, and is none any more.
    asker = replace(an_asker(person_id, chat_id), is_admin=an_asker(STRANGER).is_admin)
    assert await browsing.overview(asker) is None


async def test_a_merchant_is_told_how_the_whole_till_stands(
    browsing: Browsing, books: Books
) -> None:
    await books.keep(another(1))
    await books.keep(opened(another(2), place=Place(OTHER_GROUP, None, 1)))
    await books.keep(opened(another(3), state=State.SHORT))
    assert await browsing.standing(an_asker(MERCHANT, MERCHANT)) == Standing(open=2, short=1)
    assert await browsing.standing(an_asker(STRANGER, STRANGER)) == Standing(open=0, short=0)
