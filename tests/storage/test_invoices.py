from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import InvoiceClosed
from bot.payments.invoice import InvoiceState
from bot.payments.order import State
from bot.payments.ports import Step
from storage.invoices import InvoiceTable
from tests.chat.making_invoices import INVOICE, WIDEST
from tests.orders import NOW, Books, another, opened
from tests.storage.plans import Plans


@pytest.fixture
def invoices(books: Books) -> InvoiceTable:
    return InvoiceTable(books.database, lambda: None)


@pytest.mark.parametrize(
    "invoice",
    [
        INVOICE,
        replace(WIDEST, paid=0, received=None),
        replace(INVOICE, payer_name="bob", text="🧾"),
    ],
)
async def test_an_invoice_is_kept_as_it_was_issued(
    invoices: InvoiceTable, invoice: object
) -> None:
    assert isinstance(invoice, type(INVOICE))
    assert await invoices.add(invoice) == invoice
    assert await invoices.find(invoice.number) == invoice
    assert await invoices.add(replace(invoice, number="0000000001")) == invoice
    assert await invoices.find("0000000001") is None


@pytest.mark.parametrize("state", [*InvoiceState, None])
async def test_only_an_open_invoice_takes_new_orders(
    invoices: InvoiceTable, books: Books, state: InvoiceState | None
) -> None:
    if state is not None:
        await invoices.add(INVOICE)
        await invoices.end(INVOICE, state, NOW)
    order = another(1, invoice=INVOICE.number)
    if state is InvoiceState.OPEN:
        assert await books.orders.add(order) == order
    else:
        with pytest.raises(InvoiceClosed):
            await books.orders.add(order)
        assert await books.orders.find(order.number) is None


async def test_an_order_that_is_kept_already_is_given_back_though_its_invoice_has_ended(
    invoices: InvoiceTable, books: Books
) -> None:
    await invoices.add(INVOICE)
    order = await books.orders.add(another(1, invoice=INVOICE.number))
    await invoices.end(INVOICE, InvoiceState.CANCELLED, NOW)
    assert await books.orders.add(another(1, invoice=INVOICE.number)) == order


async def test_a_successor_of_an_ended_invoice_undoes_the_whole_move(
    invoices: InvoiceTable, books: Books
) -> None:
    await invoices.add(INVOICE)
    order = await books.keep(opened(another(1, invoice=INVOICE.number)))
    await invoices.end(INVOICE, InvoiceState.PAID, NOW)
    after = replace(order, state=State.CANCELLED)
    new = another(2, invoice=INVOICE.number)
    with pytest.raises(InvoiceClosed):
        await books.orders.move(order, after, Step(NOW, "replaced"), (), successor=new)
    assert (await books.found(order.number)).state is State.OPEN


async def test_invoices_of_a_chat_and_of_all_come_newest_first(invoices: InvoiceTable) -> None:
    for number in range(3):
        await invoices.add(
            replace(
                INVOICE,
                number=f"{number:010}",
                origin=str(number),
                created_at=NOW + timedelta(seconds=number),
                place=replace(INVOICE.place, chat_id=-number),
            )
        )
    assert [each.number[-1] for each in await invoices.newest(None, 2)] == ["2", "1"]
    assert [each.number[-1] for each in await invoices.newest(-1, 9)] == ["1"]


async def test_what_is_looked_for_is_found_over_indexes(
    invoices: InvoiceTable, plans: Plans
) -> None:
    for call in (
        *(invoices.attempts("1"), invoices.newest(None, 9), invoices.newest(-1, 9)),
        *(invoices.overdue(NOW), invoices.left_over()),
    ):
        lines = await plans.of(call)
        assert not [line for line in lines if line.startswith("SCAN orders")], lines
        scans = [line for line in lines if line.startswith("SCAN invoices")]
        assert all("USING INDEX invoices_newest" in line for line in scans), lines


async def test_a_group_that_became_a_supergroup_keeps_its_invoices(
    invoices: InvoiceTable, books: Books
) -> None:
    await invoices.add(INVOICE)
    await books.notices.chat_moved(INVOICE.place.chat_id, -100999)
    [invoice] = await invoices.newest(-100999, 9)
    assert invoice.place.chat_id == -100999
