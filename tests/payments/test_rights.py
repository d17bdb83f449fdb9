from dataclasses import replace

import pytest

from bot.payments.order import Place
from bot.payments.rights import Role, role_in
from tests.orders import an_order
from tests.payments.people import (
    ADMIN,
    GROUP,
    MERCHANT,
    OTHER_ADMIN,
    OTHER_GROUP,
    PAYER,
    STRANGER,
    an_asker,
)

IN_GROUP = an_order()
IN_PRIVATE = an_order(place=Place(PAYER, None, 7))
SHOWN_IN_PRIVATE = an_order(place=Place(PAYER, None, 0, GROUP))
ANONYMOUS = an_order(payer_id=GROUP)


@pytest.mark.parametrize(
    ("person_id", "role"),
    [(PAYER, Role.PAYER), (MERCHANT, Role.MERCHANT), (ADMIN, Role.ADMIN), (STRANGER, None)],
)
async def test_in_its_own_group_an_order_is_seen_by_each_in_their_role(
    person_id: int, role: Role | None
) -> None:
    assert await role_in(IN_GROUP, an_asker(person_id)) is role


@pytest.mark.parametrize(
    ("person_id", "role"),
    [(PAYER, Role.PAYER), (MERCHANT, Role.MERCHANT), (ADMIN, Role.ADMIN), (STRANGER, None)],
)
async def test_an_order_of_a_group_that_is_shown_in_private_is_seen_in_the_group_alike(
    person_id: int, role: Role | None
) -> None:
    assert await role_in(SHOWN_IN_PRIVATE, an_asker(person_id)) is role
    is_own = role in {Role.PAYER, Role.MERCHANT}
    in_private = await role_in(SHOWN_IN_PRIVATE, an_asker(person_id, chat_id=person_id))
    assert in_private is (role if is_own else None)


@pytest.mark.parametrize("person_id", [PAYER, MERCHANT, OTHER_ADMIN])
async def test_an_order_that_is_shown_in_private_is_not_spoken_of_in_another_group(
    person_id: int,
) -> None:
    assert await role_in(SHOWN_IN_PRIVATE, an_asker(person_id, chat_id=OTHER_GROUP)) is None


@pytest.mark.parametrize(
    ("person_id", "role"),
    [(PAYER, Role.PAYER), (MERCHANT, Role.MERCHANT), (ADMIN, None), (STRANGER, None)],
)
async def test_in_private_an_order_of_a_group_is_seen_by_its_payer_and_merchants(
    person_id: int, role: Role | None
) -> None:
    assert await role_in(IN_GROUP, an_asker(person_id, chat_id=person_id)) is role


@pytest.mark.parametrize(
    ("person_id", "role"),
    [(PAYER, Role.PAYER), (MERCHANT, Role.MERCHANT), (ADMIN, None), (STRANGER, None)],
)
async def test_an_order_asked_in_private_is_seen_in_private_by_its_payer_and_merchants(
    person_id: int, role: Role | None
) -> None:
    assert await role_in(IN_PRIVATE, an_asker(person_id, chat_id=person_id)) is role


@pytest.mark.parametrize("person_id", [ADMIN, GROUP])
async def test_admins_rule_in_their_group(person_id: int) -> None:
    assert await an_asker(person_id).rules_here()


@pytest.mark.parametrize("person_id", [PAYER, MERCHANT, STRANGER])
async def test_nobody_else_rules_in_a_group(person_id: int) -> None:
    assert not await an_asker(person_id).rules_here()


async def test_nobody_rules_in_a_private_chat() -> None:
    assert not await an_asker(ADMIN, chat_id=ADMIN).rules_here()


async def test_an_owner_rules_without_being_an_admin() -> None:
    owner = replace(an_asker(MERCHANT), is_owner=True)
    assert await owner.rules_here()
    assert not await replace(owner, chat_id=MERCHANT).rules_here()


@pytest.mark.parametrize("person_id", [PAYER, MERCHANT, ADMIN, STRANGER])
async def test_in_another_group_nobody_sees_an_order(person_id: int) -> None:
    assert await role_in(IN_GROUP, an_asker(person_id, OTHER_GROUP)) is None


@pytest.mark.parametrize("person_id", [PAYER, MERCHANT, ADMIN, STRANGER])
async def test_in_a_group_nobody_sees_an_order_that_was_asked_in_private(person_id: int) -> None:
    assert await role_in(IN_PRIVATE, an_asker(person_id)) is None


async def test_a_merchant_who_pays_is_the_payer() -> None:
    assert await role_in(an_order(payer_id=MERCHANT), an_asker(MERCHANT)) is Role.PAYER


@pytest.mark.parametrize("person_id", [ADMIN, OTHER_ADMIN, GROUP])
async def test_any_admin_is_the_payer_of_what_an_anonymous_admin_asked_for(person_id: int) -> None:
    assert await role_in(ANONYMOUS, an_asker(person_id)) is Role.PAYER


async def test_who_is_no_admin_has_no_part_in_what_an_anonymous_admin_asked_for() -> None:
    assert await role_in(ANONYMOUS, an_asker(STRANGER)) is None
    assert await role_in(ANONYMOUS, an_asker(MERCHANT)) is Role.MERCHANT


@pytest.mark.parametrize("chat_id", [ADMIN, OTHER_GROUP])
async def test_what_an_anonymous_admin_asked_for_is_seen_by_admins_in_its_group_only(
    chat_id: int,
) -> None:
    assert await role_in(ANONYMOUS, an_asker(ADMIN, chat_id)) is None


async def test_an_anonymous_admin_is_an_admin_to_the_orders_of_others() -> None:
    assert await role_in(IN_GROUP, an_asker(GROUP)) is Role.ADMIN


@pytest.mark.parametrize("person_id", [ADMIN, STRANGER])
async def test_telegram_is_asked_when_nothing_else_decides(person_id: int) -> None:
    telegram: list[int] = []
    await role_in(IN_GROUP, an_asker(person_id, telegram=telegram))
    assert telegram == [person_id]


@pytest.mark.parametrize(
    ("person_id", "chat_id"),
    [
        (PAYER, GROUP),
        (MERCHANT, GROUP),
        (PAYER, PAYER),
        (MERCHANT, MERCHANT),
        (STRANGER, STRANGER),
        (STRANGER, OTHER_GROUP),
        (ADMIN, OTHER_GROUP),
    ],
)
async def test_telegram_is_not_asked_when_something_else_decides(
    person_id: int, chat_id: int
) -> None:
    telegram: list[int] = []
    await role_in(IN_GROUP, an_asker(person_id, chat_id, telegram))
    assert telegram == []


async def test_telegram_is_not_asked_about_a_private_chat() -> None:
    telegram: list[int] = []
    assert await role_in(IN_PRIVATE, an_asker(STRANGER, PAYER, telegram)) is None
    assert telegram == []


@pytest.mark.parametrize(
    ("person_id", "chat_id", "stands"),
    [
        (ADMIN, GROUP, True),
        (GROUP, GROUP, True),
        (STRANGER, GROUP, False),
        (ADMIN, OTHER_GROUP, False),
        (ADMIN, ADMIN, False),
    ],
)
async def test_an_admin_stands_for_the_group_they_ask_in(
    person_id: int, chat_id: int, *, stands: bool
) -> None:
    assert await an_asker(person_id, chat_id).stands_for(GROUP) is stands


async def test_everybody_stands_for_themselves_and_for_nobody_else() -> None:
    telegram: list[int] = []
    asker = an_asker(PAYER, telegram=telegram)
    assert await asker.stands_for(PAYER)
    assert not await asker.stands_for(STRANGER)
    assert telegram == []
