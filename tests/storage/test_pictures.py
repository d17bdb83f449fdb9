from dataclasses import replace

import pytest

from bot.payments.order import State
from bot.payments.ports import Step
from storage.pictures import PictureTable
from storage.sqlite import Database
from tests.orders import NOW, NUMBER, Books, an_order, another, opened

PNG = b"\x89PNG\r\n\x1a\n\x00\xff" * 100
STEP = Step(NOW, "opened")


@pytest.fixture
def pictures(database: Database) -> PictureTable:
    return PictureTable(database)


async def test_an_order_has_no_picture_unless_one_was_given(
    books: Books, pictures: PictureTable
) -> None:
    before = await books.keep(an_order())
    assert await books.orders.move(before, opened(before), STEP, ())
    assert await pictures.of_order(NUMBER) is None
    assert await pictures.of_order("no order") is None


async def test_a_picture_comes_back_byte_by_byte_and_belongs_to_its_order(
    books: Books, pictures: PictureTable
) -> None:
    await books.keep(opened(another(1)))
    before = await books.keep(an_order())
    assert await books.orders.move(before, opened(before), STEP, (), picture=PNG)
    assert await pictures.of_order(NUMBER) == PNG
    assert await pictures.of_order("0000000001") is None


async def test_a_move_that_comes_too_late_leaves_no_picture(
    books: Books, pictures: PictureTable
) -> None:
    before = await books.keep(an_order())
    failed = replace(before, state=State.FAILED)
    assert await books.orders.move(before, failed, Step(NOW, "failed"), ())
    assert not await books.orders.move(before, opened(before), STEP, (), picture=PNG)
    assert await pictures.of_order(NUMBER) is None
