from collections.abc import Sequence

import pytest
from telegram import Message, Update

from bot.chat.reserving import Reserving, bookkeepers, merchants, owners
from bot.payments.rights import Asker

HERE, PRIVATE = -100, 7


def asker(chat_id: int, *, is_merchant: bool, is_admin: bool, is_owner: bool) -> Asker:
    async def looks_after_it() -> bool:
        return is_admin

    return Asker(7, chat_id, is_merchant, looks_after_it, is_owner)


@pytest.mark.parametrize(
    ("role", "chat_id", "who"),
    [
        ("nobody", HERE, []),
        ("nobody", PRIVATE, []),
        ("merchant", HERE, ["merchants", "bookkeepers"]),
        ("merchant", PRIVATE, ["merchants", "bookkeepers"]),
        ("admin", HERE, ["bookkeepers"]),
        ("admin", PRIVATE, []),
        ("owner", HERE, ["owners"]),
        ("owner", PRIVATE, ["owners"]),
    ],
)
async def test_who_may(role: str, chat_id: int, who: Sequence[str]) -> None:
    someone = asker(
        chat_id,
        is_merchant=role == "merchant",
        is_admin=role == "admin",
        is_owner=role == "owner",
    )
    rules = {"owners": owners, "merchants": merchants, "bookkeepers": bookkeepers}
    assert [name for name, may in rules.items() if await may(someone)] == who


async def test_an_update_about_something_else_is_no_trouble() -> None:
    async def do(message: Message, _: Asker, __: Sequence[str]) -> None:
        pytest.fail(f"done for {message}")

    command = Reserving(None, None).to(merchants, do)  # type: ignore[arg-type]
    await command(Update(1), None)  # type: ignore[arg-type]
