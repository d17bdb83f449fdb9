from telegram import Bot

from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.menus import set_menus
from bot.payments.merchants import Merchants
from bot.sandbox.telegram import Person, TelegramServer
from storage.languages import LanguageTable
from storage.merchants import MerchantTable
from storage.sqlite import Database
from tests.chat.desk import Desk
from tests.clocks import SetClock

BOOKS = ["report", "export", "digest"]
EVERYBODY = ["pay", "status", "orders", "cancel"]
EARNING = [*EVERYBODY, "invoice", "invoices", *BOOKS, "notices"]
MERCHANTS = [*EARNING, "lang", "help"]
OWNERS = [*EARNING, "merchants", "health", "lang", "help"]


async def test_everybody_gets_the_menu_of_what_they_may_use(
    telegram: TelegramServer, bot: Bot, olga: Person, alice: Person, database: Database
) -> None:
    merchants = Merchants(MerchantTable(database), SetClock(), [olga.id, 901])
    await merchants.add(alice.id, "Alice", olga.id)
    await set_menus(bot, Languages(LanguageTable(database), Language.ENGLISH), merchants)
    menus = {
        scope: [each["command"] for each in menu] for (scope, _), menu in telegram.commands.items()
    }
    assert menus == {
        "default": [*EVERYBODY, "lang", "help"],
        "all_private_chats": [*EVERYBODY, "lang", "help"],
        "all_group_chats": EVERYBODY,
        "all_chat_administrators": [*EVERYBODY, "report", "settings", "lang"],
        f"chat:{olga.id}": OWNERS,
        f"chat:{alice.id}": MERCHANTS,
    }


async def test_a_merchant_who_starts_the_bot_later_gets_the_menu_then(
    desk: Desk, alice: Person, olga: Person
) -> None:
    alice.write("/start")
    olga.write("/start")
    await desk.hear()
    menus = desk.telegram.commands
    assert [scope for scope, _ in menus] == [f"chat:{olga.id}"]
    assert [each["command"] for each in menus[f"chat:{olga.id}", ""]] == OWNERS
