import pytest

from bot.chat.keyboards import card_buttons, others_buttons
from bot.chat.showing import Showing
from bot.chat.texts.orders import details
from bot.payments.deciding import Sight
from bot.payments.order import Order
from bot.payments.rights import Asker, Role
from tests.chat.desk import Desk
from tests.chat.making import EVERY_STATE, TERMS


async def nobody() -> bool:
    return False


@pytest.mark.parametrize("order", EVERY_STATE)
@pytest.mark.parametrize("role", Role)
async def test_an_order_is_told_with_its_history_and_what_the_role_can_do(
    desk: Desk, order: Order, role: Role
) -> None:
    showing = Showing(desk.deciding, TERMS)
    asker = Asker(101, 101, is_merchant=role is Role.MERCHANT, is_admin=nobody)
    kept = await desk.keep(order)
    text, buttons = await showing.told(Sight(kept, role), asker)
    assert text.startswith(details(kept))
    assert text.count("History") == 1
    payers = card_buttons(kept, TERMS)
    assert buttons == (payers if role is Role.PAYER else others_buttons(kept, role))
