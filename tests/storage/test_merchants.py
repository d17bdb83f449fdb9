from bot.payments.merchants import Merchant
from storage.merchants import MerchantTable
from tests.orders import NOW, Books

MIA = Merchant(501, "Mia 🌸 \u202e<b>", 900, NOW)


async def test_a_merchant_is_kept_as_told_until_removed(books: Books) -> None:
    table = MerchantTable(books.database)
    assert await table.add(MIA)
    assert not await table.add(Merchant(501, "Other", 901, NOW))
    assert await table.all() == [MIA]
    assert await table.remove(501, NOW)
    assert not await table.remove(501, NOW)
    assert await table.all() == []
