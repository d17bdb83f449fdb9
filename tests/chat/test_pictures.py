import io

import pytest
import zxingcpp
from PIL import Image

from bot.chat.pictures import SIGNS, draw_sign
from bot.chat.qr import SIDE
from bot.payments.order import ENDED, State

PHONE = 160


def sign(state: State) -> Image.Image:
    return Image.open(io.BytesIO(draw_sign(state))).convert("RGB")


def test_every_state_in_which_nobody_is_to_scan_has_a_sign() -> None:
    assert set(SIGNS) == set(State) - {State.NEW, State.OPEN}


@pytest.mark.parametrize("state", SIGNS)
def test_there_is_nothing_to_scan_and_the_picture_is_as_large_as_a_code(state: State) -> None:
    assert sign(state).size == (SIDE, SIDE)
    assert not zxingcpp.read_barcodes(sign(state))


def test_paid_waiting_short_and_over_can_be_told_apart_on_a_small_screen() -> None:
    kinds = [State.PAID, State.CONFIRMING, State.SHORT, State.EXPIRED]
    small = {sign(state).resize((PHONE, PHONE)).tobytes() for state in kinds}
    assert len(small) == len(kinds)
    assert len({draw_sign(state) for state in ENDED}) == 1
