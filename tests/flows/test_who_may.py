"""Who may do what: every command, by everybody, in every kind of chat."""

from collections.abc import Mapping

import pytest

from bot.chat.menus import DESCRIPTIONS
from tests.flows.roles import CELLS, ROLES, Cell, Company, Hall
from tests.flows.shop import Shop

EVERYBODY = ROLES
MERCHANTS = ("merchant", "owner")
ADMINS = ("admin", "masked", "owner")
BOOKKEEPERS = ("merchant", *ADMINS)
OTHERS = ("customer", "admin", "masked")
LOST = "I did not understand that."

Answers = Mapping[str, str]


def to(roles: tuple[str, ...], words: str, *, others: str = "") -> Answers:
    """Some roles hear some words, all others hear others, or nothing."""
    return {role: words if role in roles else others for role in ROLES}


def all_hear(words: str) -> tuple[Answers, Answers]:
    return to(EVERYBODY, words), to(EVERYBODY, words)


def merchants_hear(words: str, in_groups: str) -> tuple[Answers, Answers]:
    return to(MERCHANTS, words, others=LOST), to(MERCHANTS, in_groups)


def owners_hear(words: str, in_groups: str) -> tuple[Answers, Answers]:
    return to(("owner",), words, others=LOST), to(("owner",), in_groups)


# What is answered in private, and in groups and their topics; "" is silence.
TABLE: Mapping[str, tuple[Answers, Answers]] = {
    "/start": all_hear("Hello! I take payments in stablecoins."),
    "/help": all_hear("makes an order. Token and network may be left out"),
    "/pay": all_hear("How much do you want to pay?"),
    "/pay 100 USDT": all_hear("Pay 100 USDT"),
    "/pay much": all_hear("«much»"),
    "/status": (
        to(EVERYBODY, "You have no orders here yet."),
        to(BOOKKEEPERS, "This group's orders", others="You have no orders here yet."),
    ),
    "/orders": (
        to(MERCHANTS, "Orders of the till", others="You have no orders here yet."),
        to(BOOKKEEPERS, "Orders of this group", others="You have no orders here yet."),
    ),
    "/cancel": all_hear("You have no open orders here that could be cancelled."),
    "/cancel 7KQ2M9XW4T": all_hear("There is no order «7KQ2M9XW4T» of yours here."),
    "/lang": (
        to(EVERYBODY, "Which language"),
        to(ADMINS, "Which language", others="Only an admin of this group can choose"),
    ),
    "/settings": (
        to(EVERYBODY, "/settings is for groups"),
        to(ADMINS, "Settings of this group", others="Only admins of this group"),
    ),
    "/invoice": merchants_hear("issues an invoice", "issues an invoice"),
    "/invoice 25 USDT tea": merchants_hear("Invoice: 25 USDT", "Invoice: 25 USDT"),
    "/invoices": merchants_hear("Invoices, newest first", "There is no invoice here yet."),
    "/remind": merchants_hear("Invoices, newest first", "There is no invoice here yet."),
    "/remind 7KQ2M9XW4T": merchants_hear(
        "There is no invoice «7KQ2M9XW4T» here.", "There is no invoice «7KQ2M9XW4T» here."
    ),
    "/report today": (
        to(MERCHANTS, "Report: ", others=LOST),
        to(BOOKKEEPERS, "Report of this group: "),
    ),
    "/export": merchants_hear("Orders asked for", "Please send /export in our private chat"),
    "/digest": merchants_hear("Daily digest: off", "Please send /digest in our private chat"),
    "/notices": merchants_hear("What I tell you here", "Please send /notices in our private chat"),
    "/merchants": owners_hear("Merchants\n", "Merchants\n"),
    "/merchants add 77": owners_hear("77", "77"),
    "/merchants remove 88": owners_hear("88", "88"),
    "/health": owners_hear("Orders: ", "Please send /health in our private chat"),
}


@pytest.fixture(params=["guide"])
def profile(request: pytest.FixtureRequest) -> str:
    """Which dialect the gateway speaks makes no difference here."""
    return str(request.param)


def expected(command: str) -> dict[Cell, str]:
    private, elsewhere = TABLE[command]
    return {
        (chat, role): (private if chat == "private" else elsewhere)[role] for chat, role in CELLS
    }


def test_the_table_has_every_command() -> None:
    commands = {command.partition(" ")[0][1:] for command in TABLE}
    assert commands == {*DESCRIPTIONS, "start", "remind"}


@pytest.mark.timeout(240)
async def test_everybody_is_answered_as_the_table_says(shop: Shop) -> None:
    hall = Hall(shop, len(TABLE))
    await hall.open()
    wrong = []
    for company, command in zip(hall.companies, TABLE, strict=True):
        wishes = expected(command)
        late = {cell: words for cell, words in wishes.items() if words}
        answers = await hall.ask(company, command, late)
        for cell, words in wishes.items():
            is_right = [words in each for each in answers[cell]] == [True] * bool(words)
            if not is_right:
                wrong.append(f"{command} by {cell}: {answers[cell]} instead of «{words}»")
    assert wrong == []
    added = shop.rows("SELECT person_id FROM merchants WHERE person_id IN (77, 88)")
    assert added == [(77,)]
    issued = shop.rows("SELECT merchant_id FROM invoices")
    assert {merchant_id % 10 for (merchant_id,) in issued} == {1, 4}, "others have issued some"


async def order_of(shop: Shop, company: Company) -> str:
    """The number of an order that the customer has made in the group."""
    company.write(("group", "customer"), "/pay 100 USDT")
    await shop.card(company.group.id)
    return shop.number()


def state(shop: Shop, number: str) -> str:
    return str(dict(shop.rows("SELECT number, state FROM orders"))[number])


# Who may see and cancel a customer's order, from where.
SEES: Mapping[Cell, bool] = {
    ("group", "customer"): True,
    ("group", "merchant"): True,
    ("group", "admin"): True,
    ("group", "masked"): True,
    ("group", "owner"): True,
    ("private", "customer"): True,
    ("private", "merchant"): True,
    ("private", "admin"): False,
    ("private", "owner"): True,
    ("topic", "customer"): False,
    ("topic", "merchant"): False,
    ("topic", "admin"): False,
    ("topic", "masked"): False,
    ("topic", "owner"): False,
}


@pytest.mark.timeout(240)
async def test_an_order_is_seen_and_cancelled_by_those_whose_business_it_is(shop: Shop) -> None:
    assert set(SEES) == set(CELLS)
    hall = Hall(shop, len(SEES))
    await hall.open()
    wrong = []
    for company, (cell, may) in zip(hall.companies, SEES.items(), strict=True):
        number = await order_of(shop, company)
        unknown = f"There is no order «{number}» of yours here."
        for command, words in (("/status", number), ("/cancel", "")):
            asked = company.write(cell, f"{command} {number}")
            answer = await hall.answer(company, cell, asked)
            if (unknown not in answer and words in answer) is not may:
                wrong.append(f"{command} by {cell}: {answer}")
        if (state(shop, number) == "cancelled") is not may:
            wrong.append(f"after /cancel by {cell} the order is {state(shop, number)}")
    assert wrong == []


PRESSES: Mapping[str, bool] = {
    "customer": True,
    "merchant": True,
    "admin": True,
    "masked": True,
    "owner": True,
    "stranger": False,
}


async def test_a_card_is_cancelled_by_those_whose_business_it_is(shop: Shop) -> None:
    hall = Hall(shop, len(PRESSES))
    await hall.open()
    wrong = []
    for company, (role, may) in zip(hall.companies, PRESSES.items(), strict=True):
        number = await order_of(shop, company)
        person = company.people.get(role, shop.bob)
        if role == "stranger":
            company.group.add(person)
        await shop.pressed(person, shop.cards(company.group.id)[-1], "✖️ Cancel")
        if (state(shop, number) == "cancelled") is not may:
            wrong.append(f"after a press by {role} the order is {state(shop, number)}")
    assert wrong == []
