"""Orders, their history and the notices they cause."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.payments.notice import Draft, Kind
from bot.payments.order import Order
from bot.payments.ports import Entry, Step
from storage.invoice_rows import note_money
from storage.moments import to_ms
from storage.order_rows import COLUMNS, entry_from, order_from
from storage.order_writes import (
    add_name,
    add_notice,
    add_picture,
    add_step,
    insert_order,
    move_order,
)
from storage.sqlite import Database
from storage.watched import SELECT, WatchedOrders

_NAMED_AMONG = f"""
    SELECT name, {COLUMNS} FROM gateway_names JOIN orders ON number = order_number
    WHERE name IN ({{}})
"""  # noqa: S608 - our own column names
_HISTORY = """
    SELECT at, from_state, to_state, cause, evidence, by_id FROM history
    WHERE order_number = ? ORDER BY id
"""
_WAITING_IN_CHAT = "SELECT 1 FROM notices WHERE chat_id = ? AND closed_at IS NULL LIMIT 1"
_CARD_IS_MISSING = """
    SELECT 1 FROM orders
    WHERE number = ? AND card_message_id IS NULL AND state NOT IN ('new', 'failed')
        AND NOT EXISTS (
            SELECT 1 FROM notices
            WHERE chat_id = orders.chat_id AND closed_at IS NULL
                AND order_number = number AND kind = ?
        )
"""
_NAMES_AT_ONCE = 500


class OrderTable(WatchedOrders):
    """The orders, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        super().__init__(database)
        self._courier = courier

    async def add(self, order: Order) -> Order:
        """Keep a new order, or give back the one that has the same origin."""
        async with self._database.transaction() as tx:
            row = await tx.row(f"{SELECT} WHERE origin = ?", order.origin)
            if row is None:
                await insert_order(tx, order)
        return order_from(row) if row else order

    async def move(  # noqa: PLR0913 - all that is written at once
        self,
        before: Order,
        after: Order,
        step: Step,
        drafts: Sequence[Draft],
        *,
        name: str = "",
        successor: Order | None = None,
        picture: bytes | None = None,
    ) -> bool:
        """Write `after`, its history and its notices at once, if `before` still stands."""
        async with self._database.transaction() as tx:
            if not await move_order(tx, before, after, step.at):
                return False
            if name:
                await add_name(tx, name, before.number)
            if successor is not None:
                await insert_order(tx, successor)
            await note_money(tx, before, after, step.at)
            if picture is not None:
                await add_picture(tx, before.number, picture)
            await add_step(tx, before, after, step)
            for draft in drafts:
                await add_notice(tx, draft, after.number, step.at)
        if drafts or after.invoice:
            self._courier()
        return True

    async def find(self, number: str) -> Order | None:
        """The order of this number."""
        return await self._one("WHERE number = ?", number)

    async def history(self, number: str) -> list[Entry]:
        """All that happened to the order of this number, oldest first."""
        return [entry_from(row) for row in await self._database.rows(_HISTORY, number)]

    async def of_origin(self, origin: str) -> Order | None:
        """The order that `origin` asked for."""
        return await self._one("WHERE origin = ?", origin)

    async def named(self, name: str) -> Order | None:
        """The order that the gateway calls by `name`."""
        return await self._one(
            "WHERE number = (SELECT order_number FROM gateway_names WHERE name = ?)", name
        )

    async def named_among(self, names: Collection[str]) -> dict[str, Order]:
        """The orders that the gateway calls by any of `names`."""
        wanted = list(names)
        found: dict[str, Order] = {}
        for start in range(0, len(wanted), _NAMES_AT_ONCE):
            some = wanted[start : start + _NAMES_AT_ONCE]
            sql = _NAMED_AMONG.format(", ".join("?" * len(some)))
            rows = await self._database.rows(sql, *some)
            found |= {row["name"]: order_from(row) for row in rows}
        return found

    async def of_payer(self, payer_id: int, group_id: int | None, limit: int) -> list[Order]:
        """The newest orders of one payer, of one group or of all."""
        return await self._many(
            "WHERE payer_id = ? AND COALESCE(?, group_id, 0) = COALESCE(group_id, 0)"
            " ORDER BY created_at DESC, number LIMIT ?",
            payer_id,
            group_id,
            limit,
        )

    async def live_of_payer(self, payer_id: int) -> list[Order]:
        """The orders of one payer that still wait for money, oldest first."""
        # The plus keeps SQLite from reading all that the payer ever ordered, in order.
        return await self._many(
            "WHERE payer_id = ? AND state IN ('new', 'open') ORDER BY +created_at", payer_id
        )

    async def to_open(self, now: datetime, limit: int) -> list[Order]:
        """New orders whose time to be tried has come, oldest first."""
        return await self._many(
            "WHERE state = 'new' AND retry_at <= ? ORDER BY created_at LIMIT ?", to_ms(now), limit
        )

    async def waiting(self) -> list[Order]:
        """New orders, oldest first, that the payer has not been told are delayed."""
        return await self._many(
            "WHERE state = 'new' AND delay_told_at IS NULL ORDER BY created_at"
        )

    async def next_try(self) -> datetime | None:
        """When the next new order may be tried."""
        return await self._moment("SELECT MIN(retry_at) FROM orders WHERE state = 'new'")

    async def retry(self, order: Order, at: datetime) -> None:
        """Note that opening `order` failed and may be tried again at `at`."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE orders SET failures = failures + 1, retry_at = ? WHERE number = ?",
                to_ms(at),
                order.number,
            )

    async def tell_delayed(self, order: Order, at: datetime) -> None:
        """Queue, once, the notice that a new order keeps waiting."""
        async with self._database.transaction() as tx:
            told = await tx.change(
                "UPDATE orders SET delay_told_at = ?"
                " WHERE number = ? AND state = 'new' AND delay_told_at IS NULL",
                to_ms(at),
                order.number,
            )
            if told:
                await add_notice(tx, Draft(Kind.DELAYED, order.place.chat_id), order.number, at)
        self._courier()

    async def to_recount(self, now: datetime) -> list[Order]:
        """Open orders whose card is out and shows too much time left."""
        return await self._many(
            "WHERE state = 'open' AND recount_at <= ? AND card_message_id IS NOT NULL"
            " ORDER BY recount_at",
            to_ms(now),
        )

    async def recount(
        self, order: Order, kind: Kind, next_at: datetime | None, at: datetime
    ) -> None:
        """Queue the notice that the card of `order` must be written anew.

        A countdown is an ornament: where something waits to be told, it is left out.
        """
        async with self._database.transaction() as tx:
            is_due = await tx.change(
                "UPDATE orders SET recount_at = ?, revision = revision + 1"
                " WHERE number = ? AND state = 'open' AND recount_at = ?",
                to_ms(next_at),
                order.number,
                to_ms(order.recount_at),
            )
            chat_id = order.place.chat_id
            left_out = kind is Kind.COUNTDOWN and await tx.row(_WAITING_IN_CHAT, chat_id)
            if is_due and not left_out:
                await add_notice(tx, Draft(kind, chat_id), order.number, at)
        if is_due:
            self._courier()

    async def show_card(self, order: Order, at: datetime) -> bool:
        """Queue the card of an order, unless it is out or on its way; tell whether it was not."""
        async with self._database.transaction() as tx:
            row = await tx.row(_CARD_IS_MISSING, order.number, Kind.CARD)
            if row is not None:
                draft = Draft(Kind.CARD, order.place.chat_id)
                await add_notice(tx, draft, order.number, at)
        if row is not None:
            self._courier()
        return row is not None
